"""The contacts with a client: noted once, never edited."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commande.etats import AVANT_CONFIRMATION, PROPRIETAIRE, Acteur
from commande.models import Commande, Commentaire, Operation, TypeOperation
from commande.moteur.execution import operateur_inactif
from commande.moteur.lecture import lire
from commande.verrous import verrouiller_commande
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur, TypeOperateur


def enregistrer_operation(
    *,
    commande_id: int,
    operateur: Operateur,
    type: str,  # noqa: A002
    commentaire: str = "",
    conclusion: str = "",
    rappel_le: dt.datetime | None = None,
) -> Operation:
    """Note one contact with the client of an order and return it.

    `rappel_le` (aware; past: at once) brings the order back to the top of its operator's
    queue at that time; without it, a callback that was due is done. Raises ErreurSaisie,
    ErreurDroit (not one's own order), ErreurTransition (a callback after confirmation).
    """
    if type not in TypeOperation.values:
        raise ErreurSaisie(_("Ce type de contact n’existe pas. Choisissez-en un de la liste."))
    if commentaire not in ("", *Commentaire.values):
        raise ErreurSaisie(_("Ce commentaire n’existe pas. Choisissez-en un de la liste."))
    if rappel_le is not None and timezone.is_naive(rappel_le):
        raise ErreurSaisie(_("L’heure du rappel doit dire son fuseau horaire."))
    operation = Operation(
        commande_id=commande_id,
        type=type,
        commentaire=commentaire,
        conclusion=conclusion.replace("\x00", "").strip(),
        operateur_id=operateur.pk,
    )
    return avec_reprise(partial(_enregistrer, operation, rappel_le))


def _enregistrer(operation: Operation, rappel_le: dt.datetime | None) -> Operation:
    with transaction.atomic():
        commande = verrouiller_commande(operation.commande_id)
        auteurs = lire(Operateur, [operation.operateur_id or 0])
        _verifier_droit(commande, auteurs[0] if auteurs else None)
        if rappel_le is not None and commande.etat not in AVANT_CONFIRMATION:
            raise ErreurTransition(
                _("La commande est à l’état « %(etat)s » : il n’y a plus de rappel à prévoir.")
                % {"etat": commande.get_etat_display()}
            )
        operation.pk, operation.date = None, maintenant()
        operation.save(force_insert=True)
        _noter_rappel(commande, rappel_le, operation.date)
        return operation


def _noter_rappel(commande: Commande, rappel_le: dt.datetime | None, instant: dt.datetime) -> None:
    """Set the next callback; a call just made settles the one that was due."""
    du = commande.rappel_le is not None and commande.rappel_le <= instant
    if rappel_le is None and not du:
        return
    # The call is over: the lease of the one who made it too.
    Commande.objects.filter(pk=commande.pk).update(
        rappel_le=rappel_le,
        **({"occupee_par": None, "occupee_jusqua": None} if rappel_le else {}),
    )


def _verifier_droit(commande: Commande, operateur: Operateur | None) -> None:
    if operateur is None or not operateur.actif:
        raise operateur_inactif()
    if operateur.type_operateur == TypeOperateur.ADMIN:
        return
    if getattr(commande, PROPRIETAIRE[Acteur(operateur.type_operateur)]) != operateur.pk:
        raise ErreurDroit(_("Cette commande n’est pas la vôtre : vous ne pouvez pas y noter de contact."))
