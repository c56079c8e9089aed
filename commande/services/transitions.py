"""The engine's door: every change of state of an order passes here."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commande.etats import TRANSITIONS, Transition
from commande.models import Commande
from commande.moteur.cles import empreinte, noter, rejouer, reserver
from commande.moteur.contexte import Contexte
from commande.moteur.donnees import Donnees, lire_donnees
from commande.moteur.execution import executer, operateur_inactif
from commande.moteur.lecture import commande_ou_erreur, lire
from commande.verrous import CLE_MAX, verrouiller_commande
from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from config.noyau.textes import nettoyer
from parametre.models import Operateur

MOTIF_MAX = 300


def changer_etat(
    *,
    commande_id: int,
    transition: str,
    operateur: Operateur | None,
    motif: str = "",
    donnees: Mapping[str, Any] | None = None,
    cle: str | None = None,
    version: int | None = None,
) -> Commande:
    """Take an order through a transition of the table and return it as it is then.

    `operateur` None is the system. `donnees` holds the keys that the table names. With
    `cle`, the same call again returns the first result and does nothing twice; with
    `version`, what a screen showed, an order that changed since is refused. Raises an
    ErreurMetier, and then nothing is changed: ErreurTransition (wrong state), ErreurDroit
    (role, ownership, inactive), ErreurSaisie, ErreurStock, ErreurCle, ErreurIntrouvable,
    ErreurConcurrence.
    """
    definition = TRANSITIONS.get(transition)
    if definition is None:
        raise ErreurSaisie(_("L’action « %(code)s » n’existe pas.") % {"code": str(transition)[:40]})
    motif = nettoyer(motif)
    if len(motif) > MOTIF_MAX:
        raise ErreurSaisie(_("Le motif dépasse %(n)d caractères. Raccourcissez-le.") % {"n": MOTIF_MAX})
    lues = lire_donnees(definition, donnees)
    return avec_reprise(partial(_changer, commande_id, definition, operateur, motif, lues, cle, version))


def _changer(
    commande_id: int,
    definition: Transition,
    operateur: Operateur | None,
    motif: str,
    donnees: Donnees,
    cle: str | None,
    version: int | None,
) -> Commande:
    with transaction.atomic():
        if cle is not None and 0 < commande_id <= CLE_MAX:
            appel = {
                "transition": definition.code,
                "operateur": operateur.pk if operateur else None,
                "motif": motif,
                "donnees": donnees.empreinte(),
            }
            premier = reserver(cle, commande_id, empreinte(appel))
            if premier is not None:
                return rejouer(commande_ou_erreur(commande_id), premier)
        operateurs = _operateurs(operateur, donnees)
        commande = verrouiller_commande(commande_id, version=version)
        executer(
            Contexte(
                commande=commande,
                transition=definition,
                operateur=operateurs[operateur.pk] if operateur else None,
                motif=motif,
                donnees=donnees,
                instant=maintenant(),
                operateurs=operateurs,
            )
        )
        if cle is not None:
            noter(cle, commande)
        return commande


def _operateurs(operateur: Operateur | None, donnees: Donnees) -> dict[int, Operateur]:
    """Read who acts and who is named as they are now: a session may outlive an account."""
    ids = {pk for pk in (operateur.pk if operateur else None, donnees.operateur_id) if pk is not None}
    lus = {lu.pk: lu for lu in lire(Operateur, ids)}
    if operateur is not None and (operateur.pk not in lus or not lus[operateur.pk].actif):
        raise operateur_inactif()
    return lus
