"""The look-up of an order whose client calls in: by its full phone or number, and logged."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from commande.models import Commande, EtatCommande
from commande.selectors.acces import est_visible
from commande.services.echange import ECHANGEABLES
from commande.suite import champ_detenteur
from config.noyau.telephones import analyser_telephone
from config.noyau.textes import code_alphanumerique, nettoyer
from parametre.models import Operateur

journal = logging.getLogger(__name__)

MONTREES = 20
SAISIE_MAX = 80


@dataclass(frozen=True, slots=True)
class Consultee:
    """What anybody may know of an order; `sienne`: its page opens to whoever asks.

    `echangeable`: whoever asks may take its exchange.
    """

    id: int
    numero: str
    etat: str
    chez: str
    depuis: dt.datetime
    arrivee: dt.datetime
    sienne: bool
    echangeable: bool


@dataclass(frozen=True, slots=True)
class Consultation:
    """The orders found, newest first; `reste` tells that there are more than are shown."""

    trouvees: list[Consultee]
    reste: bool = False


def consulter(*, operateur: Operateur, saisie: str) -> Consultation:
    """Return the orders of a full phone or a full number, whoever has them, and log the look-up.

    A part of either finds nothing. Three queries.
    """
    commandes = chercher_en_entier(operateur, saisie)
    montrees = commandes[:MONTREES]
    noms = _noms(montrees)
    depuis = _depuis(montrees)
    return Consultation([_consultee(c, operateur, noms, depuis) for c in montrees], reste=len(commandes) > MONTREES)


def chercher_en_entier(operateur: Operateur, saisie: str) -> list[Commande]:
    """Return the orders that a full phone or number names, newest first, one more than are shown; logged."""
    commandes = _chercher(nettoyer(saisie.replace("\x00", ""))[:SAISIE_MAX])
    journal.info(
        "Order look-up",
        extra={"operateur_id": operateur.pk, "commande_ids": " ".join(str(c.pk) for c in commandes[:MONTREES])},
    )
    return commandes


def _chercher(texte: str) -> list[Commande]:
    branches = [b.order_by().values("pk") for b in _branches(texte)]
    if not branches:
        return []
    lues = Commande.objects.filter(pk__in=branches[0].union(*branches[1:]) if branches[1:] else branches[0])
    return list(lues.defer("valeurs_brutes", "raisons", "adresse").order_by("-cree_le", "-pk")[: MONTREES + 1])


def _branches(texte: str) -> Iterator[QuerySet[Commande]]:
    """Yield the orders that the whole of what was typed names, or whose client has that phone."""
    if code := code_alphanumerique(texte):
        yield Commande.objects.filter(code_barre=code)
    try:
        telephone = analyser_telephone(texte)
    except ValueError:
        return
    yield Commande.objects.filter(client__telephone=telephone)
    yield Commande.objects.filter(client__telephone_2=telephone)


def _noms(commandes: list[Commande]) -> dict[int, str]:
    ids = {qui for c in commandes if (qui := _detenteur(c)) is not None}
    return {o.pk: str(o) for o in Operateur.objects.filter(pk__in={*ids, 0}).select_related("user")}


def _depuis(commandes: list[Commande]) -> dict[int, dt.datetime]:
    ouverts = EtatCommande.objects.filter(commande__in=[*(c.pk for c in commandes), 0], date_fin=None)
    return dict(ouverts.values_list("commande_id", "date_debut"))


def _detenteur(commande: Commande) -> int | None:
    """Return whose turn it is, or who last spoke to the client where the work is over."""
    champ = champ_detenteur(commande.etat) or "operateur_confirmation"
    qui: int | None = getattr(commande, f"{champ}_id")
    return qui


def _consultee(
    commande: Commande, operateur: Operateur, noms: dict[int, str], depuis: dict[int, dt.datetime]
) -> Consultee:
    sienne = est_visible(operateur, commande)
    return Consultee(
        id=commande.pk,
        numero=commande.numero,
        etat=commande.etat,
        chez=noms.get(_detenteur(commande) or 0, ""),
        depuis=depuis.get(commande.pk, commande.cree_le),
        arrivee=commande.cree_le,
        sienne=sienne,
        echangeable=sienne and commande.etat in ECHANGEABLES,
    )
