"""Acts that give an order to whoever asks, done once however often they are sent."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext as _

from commande.erreurs import ErreurCle
from commande.models import Commande
from commande.moteur.cles import LONGUEUR_MAX, empreinte, lire_cle, retenir
from commande.moteur.lecture import commande_ou_erreur
from commande.verrous import verrouiller_operateur
from config.noyau.erreurs import ErreurSaisie
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur

T = TypeVar("T", bound=Commande | None)


def une_seule_fois(
    *,
    operateur: Operateur,
    cle: str,
    appel: Mapping[str, Any],
    acte: Callable[[], T],
    vaut_encore: Callable[[Commande], bool] = lambda _commande: True,
) -> T:
    """Run an act that yields an order, in one transaction; the same key again yields the same order.

    Calls of one operator wait for each other, so that a double click meets the key of its
    first half. Once `vaut_encore` says no of the first answer, the act runs anew. Raises
    ErreurCle for a key given with another call, ErreurSaisie for one empty or too long.
    """
    if not 0 < len(cle) <= LONGUEUR_MAX or "\x00" in cle:
        raise ErreurSaisie(_("La clé de l’action doit compter de 1 à %(n)d caractères.") % {"n": LONGUEUR_MAX})
    marque = empreinte({"operateur": operateur.pk, **appel})
    return avec_reprise(partial(_agir, operateur.pk, cle, marque, acte, vaut_encore))


def _agir(
    operateur_id: int, cle: str, marque: str, acte: Callable[[], T], vaut_encore: Callable[[Commande], bool]
) -> T:
    with transaction.atomic():
        verrouiller_operateur(operateur_id)
        connue = lire_cle(cle)
        if connue is not None and connue.empreinte != marque:
            raise ErreurCle(_("Cette clé a déjà servi pour une autre action. Rechargez la page et recommencez."))
        if connue is not None:
            premiere = commande_ou_erreur(connue.commande_id)
            if vaut_encore(premiere):
                return cast("T", premiere)
        commande = acte()
        if commande is not None:
            retenir(cle, commande.pk, marque)
        return commande
