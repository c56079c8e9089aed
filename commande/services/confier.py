"""Hands an order to another preparer or driver, without a change of state."""

from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commande.etats import PROPRIETAIRE, Acteur, Etat
from commande.models import Commande
from commande.moteur.cles import empreinte, noter, rejouer, reserver
from commande.moteur.execution import operateur_inactif
from commande.moteur.historique import clore, ouvrir
from commande.verrous import CLE_MAX, verrouiller_commande
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from config.noyau.textes import nettoyer
from parametre.models import Operateur, TypeOperateur

CONFIER = "confier"
# In which states which role has the order in hand.
CONFIABLES: dict[str, Acteur] = {
    Etat.EN_PREPARATION: Acteur.PREPARATION,
    Etat.PREPAREE: Acteur.PREPARATION,
    Etat.EN_COURS_LIVRAISON: Acteur.LOGISTIQUE,
    Etat.REPORTEE: Acteur.LOGISTIQUE,
}


def confier(
    *, commande_id: int, operateur_id: int, operateur: Operateur, motif: str = "", cle: str | None = None
) -> Commande:
    """Hand an order to another active operator of the role that has it in hand, and log it.

    The state stays; the history gets a stay of the same state. The same call with the same
    `cle` does nothing twice. Raises ErreurDroit (not an ADMIN), ErreurTransition (nobody has
    it in hand), ErreurSaisie (the other operator), ErreurCle, ErreurIntrouvable.
    """
    return avec_reprise(partial(_confier, commande_id, operateur_id, operateur.pk, nettoyer(motif)[:300], cle))


def _confier(commande_id: int, operateur_id: int, auteur_id: int, motif: str, cle: str | None) -> Commande:
    with transaction.atomic():
        if cle is not None and 0 < commande_id <= CLE_MAX:
            appel = {"acte": CONFIER, "operateur": auteur_id, "a": operateur_id, "motif": motif}
            premier = reserver(cle, commande_id, empreinte(appel))
            if premier is not None:
                return rejouer(verrouiller_commande(commande_id), premier)
        operateurs = Operateur.objects.in_bulk({operateur_id, auteur_id})
        _exiger_admin(operateurs.get(auteur_id))
        commande = verrouiller_commande(commande_id)
        role = CONFIABLES.get(commande.etat)
        if role is None:
            raise ErreurTransition(
                _("La commande est à l’état « %(etat)s » : personne ne l’a en main, elle ne se confie pas.")
                % {"etat": commande.get_etat_display()}
            )
        colonne = PROPRIETAIRE[role]
        _exiger_repreneur(operateurs.get(operateur_id), role, getattr(commande, colonne))
        instant = clore([commande.pk], maintenant())[commande.pk]
        ouvrir(
            commande,
            [(commande.etat, CONFIER)],
            instant,
            operateur_id=auteur_id,
            responsable_id=operateur_id,
            motif=motif,
        )
        setattr(commande, colonne, operateur_id)
        commande.version += 1
        Commande.objects.filter(pk=commande.pk).update(version=F("version") + 1, **{colonne: operateur_id})
        if cle is not None:
            noter(cle, commande)
        return commande


def _exiger_admin(auteur: Operateur | None) -> None:
    if auteur is None or not auteur.actif:
        raise operateur_inactif()
    if auteur.type_operateur != TypeOperateur.ADMIN:
        raise ErreurDroit(_("Seule l’administration confie une commande à quelqu’un d’autre."))


def _exiger_repreneur(repreneur: Operateur | None, role: Acteur, present_id: int | None) -> None:
    if repreneur is None or repreneur.type_operateur != role.value or not repreneur.actif:
        raise ErreurSaisie(
            _("Choisissez un opérateur actif du rôle « %(role)s ».") % {"role": TypeOperateur(role.value).label}
        )
    if repreneur.pk == present_id:
        raise ErreurSaisie(_("La commande est déjà à cet opérateur. Choisissez-en un autre."))
