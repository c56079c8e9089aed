"""The effects that the table names: what a transition changes beside the state."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db.models import F, Q

from article.services.stock import mouvementer, prendre, rendre
from commande.etats import TIENT_LE_STOCK, TRANSITIONS
from commande.models import LigneCommande
from commande.moteur.contexte import Contexte
from commande.moteur.envois import envoi_du_jour
from commande.moteur.retours import partager, sous_total_livre, variations_de_retour
from commande.services.repricage import CHAMPS_PRIX, figer_prix
from config.noyau.argent import ZERO
from config.noyau.horloge import maintenant

CHAMPS_RETOUR = ("quantite_livree", "retour_bon", "retour_defectueux", "declare_bon", "declare_defectueux")
_LIBRE = {"occupee_par_id": None, "occupee_jusqua": None}


def donner_au_confirmateur(ctx: Contexte) -> None:
    confirmateur_id = ctx.donnees.operateur_id
    ctx.poser(operateur_confirmation_id=confirmateur_id, **_LIBRE)
    if ctx.bail_jusqua is not None:
        ctx.poser(occupee_par_id=confirmateur_id, occupee_jusqua=ctx.bail_jusqua)


def retirer_au_confirmateur(ctx: Contexte) -> None:
    ctx.poser(operateur_confirmation_id=None, **_LIBRE)


def prendre_bail(ctx: Contexte) -> None:
    duree = dt.timedelta(minutes=ctx.reglages.bail_minutes)
    ctx.poser(occupee_par_id=ctx.operateur_id, occupee_jusqua=ctx.instant + duree)


def clore_appels(ctx: Contexte) -> None:
    ctx.poser(rappel_le=None, **_LIBRE)


def figer_les_prix(ctx: Contexte) -> None:
    # Pricing may cut a line in two: count the pieces before.
    assert ctx.pieces, "The guard asked for lines."  # noqa: S101
    figer_prix(
        ctx.commande,
        ctx.donnees.total_attendu,
        lignes=ctx.lignes_avec_articles(),
        offerte=ctx.reglages.livraison_offerte,
    )
    ctx.poser(**{champ: getattr(ctx.commande, champ) for champ in (*CHAMPS_PRIX, "total_confirme")})


def degeler_les_prix(ctx: Contexte) -> None:
    ctx.poser(total_confirme=None)


def prendre_le_stock(ctx: Contexte) -> None:
    prendre(quantites=ctx.pieces, commande_id=ctx.commande.pk, operateur_id=ctx.operateur_id)


def rendre_le_stock(ctx: Contexte) -> None:
    if ctx.commande.etat in TIENT_LE_STOCK:
        rendre(quantites=ctx.pieces, commande_id=ctx.commande.pk, operateur_id=ctx.operateur_id, motif=ctx.motif[:200])


def imprimer_aussitot(ctx: Contexte) -> None:
    if ctx.reglages.impression_apres_confirmation:
        ctx.suites.append(TRANSITIONS["mettre_a_imprimer"])


def lier_a_l_original(ctx: Contexte) -> None:
    ctx.poser(doublon_de_id=ctx.donnees.original_id)


def delier_de_l_original(ctx: Contexte) -> None:
    ctx.poser(doublon_de_id=None)


def donner_au_preparateur(ctx: Contexte) -> None:
    ctx.poser(operateur_preparation_id=ctx.operateur_id)


def effacer_la_preparation(ctx: Contexte) -> None:
    ctx.poser(operateur_preparation_id=None)
    touchees = Q(verifiee=True) | Q(pieces_verifiees__gt=0)
    ctx.commande.lignes.filter(touchees).update(verifiee=False, pieces_verifiees=0)


def effacer_les_operateurs(ctx: Contexte) -> None:
    ctx.poser(operateur_confirmation_id=None, operateur_livraison_id=None, envoi_id=None, **_LIBRE)
    ctx.poser(date_livraison_prevue=None, rappel_le=None)


def donner_au_livreur(ctx: Contexte) -> None:
    livreur_id = ctx.donnees.operateur_id or ctx.operateur_id
    assert livreur_id is not None, "The guard asked for a driver."  # noqa: S101
    envoi = ctx.envoi or envoi_du_jour(livreur_id, ctx.instant)
    ctx.poser(operateur_livraison_id=livreur_id, envoi_id=envoi.pk)


def noter_le_report(ctx: Contexte) -> None:
    ctx.poser(date_livraison_prevue=ctx.donnees.date)


def tout_livrer(ctx: Contexte) -> None:
    ctx.commande.lignes.update(quantite_livree=F("quantite"))


def rien_livrer(ctx: Contexte) -> None:
    _noter_livraison(ctx, {})


def livrer_en_partie(ctx: Contexte) -> None:
    quantites = ctx.donnees.quantites or {}
    _noter_livraison(ctx, quantites)
    _poser_sous_total(ctx, {ligne.pk: quantites.get(ligne.pk, 0) for ligne in ctx.lignes})


def reprendre_les_retours(ctx: Contexte) -> None:
    """Take back what came back, now, or once the warehouse has it in hand: the setting of this day decides."""
    etats = ctx.donnees.etats or {}
    attendre = ctx.reglages.retour_au_depot
    for ligne in ctx.lignes:
        partage = partager(ligne.quantite - (ligne.quantite_livree or 0), etats.get(ligne.pk))
        if attendre:
            ligne.declare_bon, ligne.declare_defectueux = partage.bon, partage.defectueux
        else:
            ligne.retour_bon, ligne.retour_defectueux = partage.bon, partage.defectueux
    LigneCommande.objects.bulk_update(ctx.lignes, CHAMPS_RETOUR)
    if attendre:
        ctx.poser(retour_attendu=True)
        return
    mouvementer(
        variations=variations_de_retour(ctx.lignes),
        commande_id=ctx.commande.pk,
        operateur_id=ctx.operateur_id,
        motif=ctx.motif[:200],
    )


def encaisser(ctx: Contexte) -> None:
    montant = ctx.donnees.montant_encaisse
    ctx.poser(montant_encaisse=ctx.commande.total if montant is None else montant, encaisse_le=maintenant())


def defaire_le_resultat(ctx: Contexte) -> None:
    mouvementer(
        variations=variations_de_retour(ctx.lignes, sens=-1),
        commande_id=ctx.commande.pk,
        operateur_id=ctx.operateur_id,
        motif=ctx.motif[:200],
    )
    ctx.commande.lignes.update(
        quantite_livree=None, retour_bon=0, retour_defectueux=0, declare_bon=0, declare_defectueux=0
    )
    ctx.poser(retour_attendu=False, retour_recu_le=None, retour_recu_par_id=None)
    _poser_sous_total(ctx, {ligne.pk: ligne.quantite for ligne in ctx.lignes})
    ctx.poser(montant_encaisse=None, encaisse_le=None)


def _noter_livraison(ctx: Contexte, quantites: Mapping[int, int]) -> None:
    """Say on each line what the client kept; written with what came back."""
    for ligne in ctx.lignes:
        ligne.quantite_livree = quantites.get(ligne.pk, 0)


def _poser_sous_total(ctx: Contexte, quantites: Mapping[int, int]) -> None:
    sous_total = sous_total_livre(ctx.lignes, quantites)
    ctx.poser(sous_total=sous_total, total=sous_total + (ctx.commande.frais_livraison or ZERO))


EFFETS: Mapping[str, Callable[[Contexte], None]] = {
    effet.__name__: effet
    for effet in (
        donner_au_confirmateur,
        retirer_au_confirmateur,
        prendre_bail,
        clore_appels,
        figer_les_prix,
        degeler_les_prix,
        prendre_le_stock,
        rendre_le_stock,
        imprimer_aussitot,
        lier_a_l_original,
        delier_de_l_original,
        donner_au_preparateur,
        effacer_la_preparation,
        effacer_les_operateurs,
        donner_au_livreur,
        noter_le_report,
        tout_livrer,
        rien_livrer,
        livrer_en_partie,
        reprendre_les_retours,
        encaisser,
        defaire_le_resultat,
    )
}
