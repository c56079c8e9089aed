"""The next call: an order taken and its call begun, in one act."""

from functools import partial

from commande.etats import Etat
from commande.models import Commande
from commande.querysets import EN_MAIN
from commande.services.affectation import prendre_suivante
from commande.services.transitions import changer_etat
from commande.services.unefois import une_seule_fois
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur, TypeOperateur


def ouvrir_suivante(*, operateur: Operateur, cle: str | None = None) -> Commande | None:
    """Take the order to call now and begin its call; None when nothing waits.

    The same `cle` again gives the same order as long as it is in hand. Raises what
    `prendre_suivante` raises, ErreurCle for a key of another act.
    """
    if cle is None:
        return avec_reprise(partial(_ouvrir, operateur))
    return une_seule_fois(
        operateur=operateur,
        cle=cle,
        appel={"acte": "suivante"},
        acte=partial(_ouvrir, operateur),
        vaut_encore=partial(_en_main, operateur),
    )


def _ouvrir(operateur: Operateur) -> Commande | None:
    commande = prendre_suivante(operateur=operateur)
    if commande is None or commande.etat != Etat.AFFECTEE:
        return commande
    return changer_etat(commande_id=commande.pk, transition="demarrer_confirmation", operateur=operateur)


def _en_main(operateur: Operateur, commande: Commande) -> bool:
    """A page kept open since this morning must not bring back an order decided at noon."""
    return commande.operateur_confirmation_id == operateur.pk and commande.etat in EN_MAIN[TypeOperateur.CONFIRMATION]
