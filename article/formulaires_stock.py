"""What the forms of the stock send, read into typed values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie

# Rows of one form: more would not fit what a form may hold.
LIGNES_MAX = 300
_CHIFFRES_MAX = 7
_CLES_MAX = 18


@dataclass(frozen=True, slots=True)
class SaisieLot:
    """Variants with pieces, as a form has them; `attendues` and `vues` are what the page showed."""

    quantites: Mapping[int, int] = field(default_factory=dict)
    attendues: Mapping[int, int] = field(default_factory=dict)
    vues: Mapping[int, int] = field(default_factory=dict)
    motif: str = ""
    cle: str = ""
    code: str = ""
    action: str = ""


def lire_lot(donnees: QueryDict) -> SaisieLot:
    """Read the form of a delivery or of a count; raises ErreurSaisie for a number that is none."""
    quantites = lire_nombres(donnees, "q")
    retiree = donnees.get("retirer", "")
    return SaisieLot(
        quantites={pk: n for pk, n in list(quantites.items())[:LIGNES_MAX] if str(pk) != retiree},
        attendues=lire_nombres(donnees, "a"),
        vues=lire_nombres(donnees, "vu"),
        motif=donnees.get("motif", "").strip(),
        cle=donnees.get("cle", ""),
        code=donnees.get("ajouter", "") or donnees.get("code", ""),
        action="ajouter" if donnees.get("ajouter") else donnees.get("action", ""),
    )


def lire_nombres(donnees: QueryDict, prefixe: str) -> dict[int, int]:
    """Return the numbers named `prefixe-key`; an empty field is 0. Raises ErreurSaisie."""
    nombres: dict[int, int] = {}
    for nom, valeur in donnees.items():
        debut, tiret, cle = nom.partition("-")
        if debut != prefixe or not tiret:
            continue
        if not _est_nombre(cle, _CLES_MAX):
            raise ErreurSaisie(_("Le formulaire est incomplet. Rechargez la page, puis recommencez."))
        texte = str(valeur).strip() or "0"
        if not _est_nombre(texte, _CHIFFRES_MAX):
            raise ErreurSaisie(_("« %(valeur)s » n’est pas un nombre de pièces.") % {"valeur": texte[:20]})
        nombres[int(cle)] = int(texte)
    return nombres


def lire_delta(donnees: QueryDict) -> int:
    """Read a signed number of pieces; raises ErreurSaisie."""
    texte = donnees.get("delta", "").strip().replace("−", "-").replace(" ", "")
    signe, chiffres = (-1, texte[1:]) if texte.startswith("-") else (1, texte.removeprefix("+"))
    if not _est_nombre(chiffres, _CHIFFRES_MAX) or not int(chiffres):
        raise ErreurSaisie(_("Écrivez de combien de pièces corriger, par exemple -2 ou 3."))
    return signe * int(chiffres)


def _est_nombre(texte: str, longueur: int) -> bool:
    return texte.isascii() and texte.isdecimal() and len(texte) <= longueur
