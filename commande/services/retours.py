"""Returns that the warehouse has in hand."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from article.services.stock import mouvementer
from commande.etats import TRANSITIONS
from commande.models import Commande, LigneCommande
from commande.moteur.cles import empreinte, noter, rejouer, reserver
from commande.moteur.donnees import Partage, lire_donnees
from commande.moteur.effets import CHAMPS_RETOUR
from commande.moteur.execution import operateur_inactif
from commande.moteur.retours import partager, variations_de_piece
from commande.verrous import verrouiller_commande
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from config.noyau.textes import nettoyer
from parametre.models import Operateur, TypeOperateur

RECEVEURS = frozenset({TypeOperateur.PREPARATION, TypeOperateur.ADMIN})


def recevoir(
    *,
    commande_id: int,
    operateur: Operateur,
    etats: Mapping[int, Any] | None = None,
    motif: str = "",
    cle: str | None = None,
) -> Commande:
    """Take into stock, once, the pieces that a driver reported as coming back; return the order.

    `etats` says the state of the pieces of a line as `retourner` does (`"bon"`,
    `"defectueux"`, `{"bon": n, "defectueux": m}`); a line that is not named is as the driver
    said. Every piece must be accounted for: one that is missing counts as spoilt, with a
    `motif`. Raises ErreurDroit (not the warehouse), ErreurTransition (nothing waits, or no
    longer), ErreurSaisie, ErreurCle.
    """
    lues = lire_donnees(TRANSITIONS["retourner"], {"etats": dict(etats or {})}).etats or {}
    return avec_reprise(partial(_recevoir, commande_id, operateur.pk, lues, nettoyer(motif)[:200], cle))


def _recevoir(
    commande_id: int, operateur_id: int, etats: Mapping[int, str | Partage], motif: str, cle: str | None
) -> Commande:
    with transaction.atomic():
        commande = verrouiller_commande(commande_id)
        if cle is not None:
            dits = {str(pk): e if isinstance(e, str) else asdict(e) for pk, e in etats.items()}
            appel = {"acte": "recevoir", "operateur": operateur_id, "etats": dits, "motif": motif}
            premier = reserver(cle, commande_id, empreinte(appel))
            if premier is not None:
                return rejouer(commande, premier)
        _exiger_entrepot(operateur_id)
        if not commande.retour_attendu:
            raise ErreurTransition(_("Aucun retour n’attend pour cette commande, ou il a déjà été reçu."))
        lignes = list(commande.lignes.order_by("pk"))
        partages = _partager(lignes, etats, motif)
        for ligne, partage in zip(lignes, partages, strict=True):
            # An exchange may have brought back pieces of the line before.
            ligne.retour_bon += partage.bon
            ligne.retour_defectueux += partage.defectueux
        LigneCommande.objects.bulk_update(lignes, CHAMPS_RETOUR)
        variations = [
            variation
            for ligne, partage in zip(lignes, partages, strict=True)
            if partage.total
            for variation in variations_de_piece(ligne.variante_id, partage)
        ]
        mouvementer(variations=variations, commande_id=commande.pk, operateur_id=operateur_id, motif=motif)
        commande.retour_attendu, commande.retour_recu_le = False, maintenant()
        commande.retour_recu_par_id = operateur_id
        commande.version += 1
        commande.save(update_fields=["retour_attendu", "retour_recu_le", "retour_recu_par", "version"])
        if cle is not None:
            noter(cle, commande)
        return commande


def _exiger_entrepot(operateur_id: int) -> None:
    receveur = Operateur.objects.filter(pk=operateur_id).first()
    if receveur is None or not receveur.actif:
        raise operateur_inactif()
    if receveur.type_operateur not in RECEVEURS:
        raise ErreurDroit(_("Seuls l’entrepôt et l’administration reçoivent les retours."))


def _partager(lignes: list[LigneCommande], etats: Mapping[int, str | Partage], motif: str) -> list[Partage]:
    """Return what came back of each line; pieces that the driver called good need a reason to be spoilt."""
    if etats.keys() - {ligne.pk for ligne in lignes}:
        raise ErreurSaisie(_("Une des lignes indiquées n’est pas de cette commande."))
    partages = []
    for ligne in lignes:
        dit = etats.get(ligne.pk)
        partage = (
            Partage(ligne.declare_bon, ligne.declare_defectueux) if dit is None else partager(ligne.attendues, dit)
        )
        if partage.total != ligne.attendues:
            raise ErreurSaisie(
                _("Dites l’état de chaque pièce revenue\u202f: %(attendues)d attendue(s), %(dites)d indiquée(s).")
                % {"attendues": ligne.attendues, "dites": partage.total}
            )
        if partage.defectueux > ligne.declare_defectueux and not motif:
            raise ErreurSaisie(
                _("Plus de pièces défectueuses que le livreur n’en a dit\u202f: le motif est obligatoire.")
            )
        partages.append(partage)
    return partages
