"""Runs one transition on a locked order: rights, guards, effects, history, save."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from commande.etats import PROPRIETAIRE, Acteur, Etat, Transition
from commande.models import Commande
from commande.moteur.contexte import Contexte
from commande.moteur.effets import EFFETS
from commande.moteur.gardes import GARDES
from commande.moteur.historique import clore, ouvrir
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from parametre.models import Operateur

_CHAMPS = Commande._meta.concrete_fields  # noqa: SLF001
_COLONNES = {f.name: f for f in _CHAMPS} | {f.attname: f for f in _CHAMPS}
# Whose work a state is: that operator is noted beside the stay.
CHARGE: dict[str, Acteur] = {
    Etat.AFFECTEE: Acteur.CONFIRMATION,
    Etat.EN_COURS_CONFIRMATION: Acteur.CONFIRMATION,
    Etat.EN_PREPARATION: Acteur.PREPARATION,
    Etat.PREPAREE: Acteur.PREPARATION,
    Etat.EN_COURS_LIVRAISON: Acteur.LOGISTIQUE,
    Etat.REPORTEE: Acteur.LOGISTIQUE,
    Etat.LIVREE: Acteur.LOGISTIQUE,
    Etat.LIVREE_PARTIELLEMENT: Acteur.LOGISTIQUE,
    Etat.RETOURNEE: Acteur.LOGISTIQUE,
}


def executer(ctx: Contexte) -> Commande:
    """Take an order through a transition in the caller's transaction.

    Raises an ErreurMetier; the caller's transaction must then end.
    """
    verifier_droit(ctx.transition, ctx.commande, ctx.operateur)
    if ctx.transition.motif and not ctx.motif:
        raise ErreurSaisie(_("Pour « %(action)s », le motif est obligatoire.") % {"action": ctx.transition.libelle})
    for garde in ctx.transition.gardes:
        GARDES[garde](ctx)
    for effet in ctx.transition.effets:
        EFFETS[effet](ctx)
    return _avancer(ctx)


def verifier_droit(transition: Transition, commande: Commande, operateur: Operateur | None) -> None:
    """Refuse a wrong state (ErreurTransition), then a wrong role or owner (ErreurDroit)."""
    if operateur is not None and not operateur.actif:
        raise operateur_inactif()
    if commande.etat not in transition.sources:
        raise ErreurTransition(
            _("« %(action)s » n’est pas possible : la commande est à l’état « %(etat)s ». Rechargez la page.")
            % {"action": transition.libelle, "etat": commande.get_etat_display()}
        )
    droits = [d for d in transition.droits_de(operateur) if commande.etat in d.sources]
    if not droits:
        raise ErreurDroit(
            _("« %(action)s » n’est pas permis à votre rôle à cette étape.") % {"action": transition.libelle}
        )
    operateur_id = operateur.pk if operateur else None
    if not any(d.couvre(commande, operateur_id) for d in droits):
        raise ErreurDroit(_("Cette commande n’est pas la vôtre. Demandez qu’elle vous soit confiée."))


def operateur_inactif() -> ErreurDroit:
    return ErreurDroit(_("Votre compte n’est plus actif. Adressez-vous à l’administration."))


def responsable(commande: Commande, etat: str) -> int | None:
    """Return the operator whose work an order is in a state."""
    acteur = CHARGE.get(etat)
    return None if acteur is None else getattr(commande, PROPRIETAIRE[acteur])


def _avancer(ctx: Contexte) -> Commande:
    """Move the state: history and order, with one instant and one version."""
    commande, etapes = ctx.commande, [ctx.transition, *ctx.suites]
    arrivee = etapes[-1].cible
    instant = clore([commande.pk], maintenant())[commande.pk]
    ouvrir(
        commande,
        [(t.cible, t.code) for t in etapes],
        instant,
        operateur_id=ctx.operateur_id,
        responsable_id=responsable(commande, arrivee),
        motif=ctx.motif,
    )
    commande.etat = arrivee
    ctx.poser(etat=arrivee, motif=ctx.motif, version=commande.version + 1)
    _enregistrer(commande, ctx.champs)
    return commande


def _enregistrer(commande: Commande, champs: Mapping[str, Any]) -> None:
    """Write the columns that changed, in one statement composed by hand: see `verrouiller_commande`."""
    colonnes = {_COLONNES[nom]: valeur for nom, valeur in champs.items()}
    affectations = ", ".join(f"{colonne.column} = %s" for colonne in colonnes)
    valeurs = [colonne.get_db_prep_save(valeur, connection) for colonne, valeur in colonnes.items()]
    with connection.cursor() as curseur:
        curseur.execute(
            f"UPDATE commande_commande SET {affectations} WHERE id = %s",  # noqa: S608
            [*valeurs, commande.pk],
        )
