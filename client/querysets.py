"""Finding clients by what people type in a search box."""

import re
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from config.noyau.telephones import analyser_telephone
from config.noyau.textes import chiffres_ascii, nettoyer, normaliser

if TYPE_CHECKING:
    from client.models import Client  # noqa: F401

_TELEPHONE = re.compile(r"[+(]?[0-9][0-9 ().+/_-]*")
_CHIFFRES_MIN = 4


def debut_e164(saisie: str) -> tuple[str, bool] | None:
    """Read digits as (part of) a phone number: the part, and whether it begins the number.

    `06 74`, `+212 674`, `00212674` begin one; `6859` may be its end. A whole number is read
    as everywhere else. None where the text is no phone number: letters in it, or fewer than
    four digits.
    """
    try:
        return analyser_telephone(saisie), True
    except ValueError:
        return _debut_partiel(saisie)


def _debut_partiel(saisie: str) -> tuple[str, bool] | None:
    texte = nettoyer(chiffres_ascii(saisie))
    chiffres = re.sub(r"[^0-9]", "", texte)
    if not _TELEPHONE.fullmatch(texte) or len(chiffres) < _CHIFFRES_MIN:
        return None
    if texte.startswith("+") or chiffres.startswith("00"):
        international = chiffres.removeprefix("00")
    elif chiffres.startswith("212"):
        international = chiffres
    elif chiffres.startswith("0"):
        international = "212" + chiffres
    else:
        return chiffres, False
    # A national zero behind the country's code is a habit, not a digit of the number.
    return "+" + re.sub(r"^2120+", "212", international), True


class ClientQuerySet(QuerySet["Client"]):
    """Chainable filters over clients."""

    def du_nom(self, saisie: str) -> "ClientQuerySet":
        """Keep clients whose name holds every word typed, in any order, either script."""
        nom = normaliser(saisie)
        # A lone letter would match nearly everybody.
        trouves = self if len(nom) > 1 else self.none()
        for mot in nom.split():
            trouves = trouves.filter(nom_recherche__contains=mot)
        return trouves

    def du_telephone(self, saisie: str) -> "ClientQuerySet":
        """Keep clients one of whose numbers begins with, or holds, the digits typed."""
        lu = debut_e164(saisie)
        if lu is None:
            return self.none()
        part, au_debut = lu
        compare = "startswith" if au_debut else "contains"
        premier = self.filter(**{f"telephone__{compare}": part}).values("pk")
        second = self.filter(**{f"telephone_2__{compare}": part}).values("pk")
        # Two indexed branches rather than an OR, which the planner answers by a full walk.
        return self.filter(pk__in=premier.union(second))
