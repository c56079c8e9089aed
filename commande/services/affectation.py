"""Gives new orders to the operators who phone: all in turn, or one to whoever asks."""

import datetime as dt
import logging
from bisect import bisect_right
from collections.abc import Sequence
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commande.etats import TRANSITIONS, Etat
from commande.models import Commande
from commande.moteur.contexte import Contexte
from commande.moteur.donnees import Donnees
from commande.moteur.execution import executer, operateur_inactif
from commande.moteur.lecture import lire
from commande.moteur.lot import affecter_en_masse
from commande.moteur.prise import prendre
from commande.verrous import (
    prendre_sienne,
    verrouiller_commune,
    verrouiller_compteur,
    verrouiller_non_affectees,
)
from config.noyau.erreurs import ErreurDroit
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur, Reglages, TypeOperateur

journal = logging.getLogger(__name__)
# The counter that remembers who received the last order.
TOUR = "tour_affectation"


def affecter_automatiquement(*, operateur: Operateur | None = None) -> int:
    """Give every non_affectee order to the active operators in turn; return how many.

    Oldest first, starting after whoever received the last one. A returning client goes to
    the operator who handled them last, if active, and that counts as a turn. Without an
    active operator nothing is given. Raises ErreurDroit for another role than ADMIN.
    """
    if operateur is not None:
        _exiger(operateur, TypeOperateur.ADMIN, _("Seule l’administration lance l’affectation."))
    return avec_reprise(partial(_affecter, operateur.pk if operateur else None))


def confirmateurs_actifs() -> list[int]:
    """Return the keys of the operators who can receive orders, in the order of their turn."""
    actifs = Operateur.objects.filter(type_operateur=TypeOperateur.CONFIRMATION, actif=True)
    return list(actifs.order_by("pk").values_list("pk", flat=True))


def prendre_suivante(*, operateur: Operateur) -> Commande | None:
    """Return the order this operator should call now, theirs from this instant; None if nothing waits.

    Own callbacks that are due, then own oldest, then (setting `file_commune`) the oldest of
    all. The order is under lease for some minutes: the next call returns another one as
    long as there is another. Raises ErreurDroit.
    """
    return avec_reprise(partial(_prendre, operateur.pk))


def _affecter(operateur_id: int | None) -> int:
    with transaction.atomic():
        tour = verrouiller_compteur(TOUR)
        confirmateurs = confirmateurs_actifs()
        if not confirmateurs:
            journal.warning("assignment without an active operator")
            return 0
        attributions = _repartir(verrouiller_non_affectees(), confirmateurs, tour.valeur)
        if not attributions:
            return 0
        affecter_en_masse(attributions, operateur_id=operateur_id)
        tour.valeur = next(reversed(attributions.values()))
        tour.save(update_fields=["valeur"])
        return len(attributions)


def _repartir(commandes: Sequence[tuple[int, int]], confirmateurs: Sequence[int], dernier: int) -> dict[int, int]:
    """Return who receives each order (order -> operator), in the order given."""
    habitudes = _derniers_confirmateurs() if commandes else {}
    actifs = frozenset(confirmateurs)
    attributions: dict[int, int] = {}
    for commande_id, client_id in commandes:
        habituel = habitudes.get(client_id)
        dernier = habituel if habituel in actifs else _suivant(confirmateurs, dernier)
        attributions[commande_id] = habitudes[client_id] = dernier
    return attributions


def _suivant(confirmateurs: Sequence[int], dernier: int) -> int:
    """Return whose turn comes after an operator, who may have left since."""
    return confirmateurs[bisect_right(confirmateurs, dernier) % len(confirmateurs)]


def _derniers_confirmateurs() -> dict[int, int]:
    """Return, for the clients who wait, the operator who handled them last."""
    en_attente = Commande.objects.filter(etat=Etat.NON_AFFECTEE).order_by().values("client_id")
    suivies = Commande.objects.filter(client_id__in=en_attente, operateur_confirmation__isnull=False)
    return dict(suivies.order_by("cree_le", "pk").values_list("client_id", "operateur_confirmation_id"))


def _prendre(operateur_id: int) -> Commande | None:
    instant, refus = maintenant(), _("Seule la confirmation prend des appels.")
    if connection.features.has_select_for_update_skip_locked:
        prise = prendre(operateur_id, instant)
        _verifier(prise.actif, prise.role, TypeOperateur.CONFIRMATION, refus)
        return prise.commande
    with transaction.atomic():
        operateur = _exiger(Operateur(pk=operateur_id), TypeOperateur.CONFIRMATION, refus)
        reglages = Reglages.objects.first() or Reglages()
        jusqua = instant + dt.timedelta(minutes=reglages.bail_minutes)
        commande = prendre_sienne(operateur_id, instant, jusqua, sous_bail=False)
        if commande is None and reglages.file_commune:
            libre = verrouiller_commune(instant)
            commande = _affecter_une(libre, operateur, instant, jusqua) if libre else None
        # Nothing else waits: come back to what is in hand.
        return commande or prendre_sienne(operateur_id, instant, jusqua, sous_bail=True)


def _affecter_une(commande: Commande, operateur: Operateur, instant: dt.datetime, jusqua: dt.datetime) -> Commande:
    """Give an order of the common queue to the one who takes it, under lease."""
    return executer(
        Contexte(
            commande=commande,
            transition=TRANSITIONS["affecter"],
            operateur=None,
            motif="",
            donnees=Donnees(operateur_id=operateur.pk),
            instant=instant,
            operateurs={operateur.pk: operateur},
            bail_jusqua=jusqua,
        )
    )


def _exiger(operateur: Operateur, role: TypeOperateur, phrase: str) -> Operateur:
    """Return the operator as they are now; refuse another role, or whoever was deactivated since."""
    lus = lire(Operateur, [operateur.pk])
    lu = lus[0] if lus else Operateur(actif=False)
    _verifier(lu.actif, lu.type_operateur, role, phrase)
    return lu


def _verifier(actif: bool, present: str, role: TypeOperateur, phrase: str) -> None:
    if not actif:
        raise operateur_inactif()
    if present != role:
        raise ErreurDroit(phrase)
