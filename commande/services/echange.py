"""Exchanges: a new order tied to the delivered one, and the old pieces expected back."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from article.services.stock import mouvementer
from commande.erreurs import ErreurIntrouvable
from commande.etats import CLOS, Etat
from commande.models import Commande, LigneCommande, RetourAttendu
from commande.moteur.donnees import Partage
from commande.moteur.execution import operateur_inactif
from commande.moteur.retours import variations_de_piece
from commande.services.saisie import NouvelleCommande, NouvelleLigne, creer_en_lot, fusionner, verifier_variantes
from commande.verrous import verrouiller_commande
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur, TypeOperateur

ECHANGEABLES = frozenset({Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT})


def creer_echange(
    *, commande_id: int, lignes: Iterable[tuple[int, int]], reprises: Mapping[int, int], operateur: Operateur
) -> Commande:
    """Create the order that replaces pieces of a delivered one, and expect these back.

    `lignes`: (variant, pieces) to send; `reprises`: line of the delivered order -> pieces.
    ADMIN, or the CONFIRMATION operator who had the order and keeps the new one. Raises
    ErreurTransition (not delivered), ErreurDroit, ErreurSaisie.
    """
    voulues = fusionner(lignes)
    verifier_variantes(voulues)
    return avec_reprise(partial(_creer, commande_id, voulues, dict(reprises), operateur.pk))


def recevoir_retour(*, retour_id: int, bon: int = 0, defectueux: int = 0, operateur: Operateur) -> RetourAttendu:
    """Take back the pieces of an exchange, all at once: the good ones return to stock.

    ADMIN, PREPARATION, or the driver of the exchange. Raises ErreurDroit, ErreurSaisie
    (another number than expected), ErreurTransition (taken back already).
    """
    if bon < 0 or defectueux < 0:
        raise ErreurSaisie(_("Une quantité revenue ne peut pas être négative."))
    return avec_reprise(partial(_recevoir, retour_id, Partage(bon, defectueux), operateur.pk))


def _creer(commande_id: int, voulues: Mapping[int, int], reprises: Mapping[int, int], operateur_id: int) -> Commande:
    with transaction.atomic():
        operateur = _actif(operateur_id)
        originale = verrouiller_commande(commande_id)
        sienne = operateur.type_operateur == TypeOperateur.CONFIRMATION
        if operateur.type_operateur != TypeOperateur.ADMIN and (
            not sienne or originale.operateur_confirmation_id != operateur.pk
        ):
            raise ErreurDroit(_("Seuls l’administration et l’opérateur de la commande créent son échange."))
        if originale.etat not in ECHANGEABLES:
            raise ErreurTransition(
                _("La commande est à l’état « %(etat)s » : seule une commande livrée s’échange.")
                % {"etat": originale.get_etat_display()}
            )
        _verifier_reprises(originale, reprises)
        nouvelle = NouvelleCommande(
            client_id=originale.client_id,
            ville=originale.ville,
            adresse=originale.adresse,
            lignes=tuple(NouvelleLigne(variante, n) for variante, n in voulues.items()),
            etat=Etat.AFFECTEE if sienne else Etat.NON_AFFECTEE,
            operateur_confirmation_id=operateur.pk if sienne else None,
            echange_de_id=originale.pk,
        )
        echange = creer_en_lot([nouvelle], operateur=operateur)[0]
        RetourAttendu.objects.bulk_create(
            RetourAttendu(echange=echange, ligne_id=ligne, quantite=n) for ligne, n in sorted(reprises.items())
        )
        return echange


def _verifier_reprises(originale: Commande, reprises: Mapping[int, int]) -> None:
    """Only what the client kept, and nobody expects yet, can come back."""
    if not reprises:
        raise ErreurSaisie(_("Dites quelles pièces le client rend."))
    attendues = dict(
        RetourAttendu.objects.filter(ligne__commande=originale, recu_le=None)
        .exclude(echange__etat__in=CLOS)
        .values("ligne_id")
        .annotate(n=Sum("quantite"))
        .values_list("ligne_id", "n")
    )
    en_chemin = originale.retour_attendu
    gardees = {
        ligne.pk: ligne.quantite
        - (ligne.attendues if en_chemin else 0)
        - ligne.retour_bon
        - ligne.retour_defectueux
        - attendues.get(ligne.pk, 0)
        for ligne in originale.lignes.all()
    }
    for ligne_id, n in reprises.items():
        if not 0 < n <= gardees.get(ligne_id, 0):
            raise ErreurSaisie(_("Le client ne peut pas rendre plus de pièces qu’il n’en a gardé."))


def _recevoir(retour_id: int, partage: Partage, operateur_id: int) -> RetourAttendu:
    with transaction.atomic():
        operateur = _actif(operateur_id)
        retour = _retour(retour_id)
        # The delivered order is the lock: its lines and its pieces change.
        originale = verrouiller_commande(retour.ligne.commande_id)
        retour = _retour(retour_id)
        _verifier_receveur(operateur, retour.echange)
        if retour.recu_le is not None:
            raise ErreurTransition(_("Ce retour a déjà été reçu."))
        if partage.total != retour.quantite:
            raise ErreurSaisie(
                _("Dites l’état de chaque pièce revenue : %(attendues)d attendue(s), %(dites)d indiquée(s).")
                % {"attendues": retour.quantite, "dites": partage.total}
            )
        _reprendre(retour, originale, partage, operateur)
        return retour


def _reprendre(retour: RetourAttendu, originale: Commande, partage: Partage, operateur: Operateur) -> None:
    ligne = retour.ligne
    ligne.retour_bon += partage.bon
    ligne.retour_defectueux += partage.defectueux
    LigneCommande.objects.bulk_update([ligne], ["retour_bon", "retour_defectueux"])
    mouvementer(
        variations=variations_de_piece(ligne.variante_id, partage),
        commande_id=originale.pk,
        operateur_id=operateur.pk,
        motif=_("Échange %(numero)s") % {"numero": retour.echange.numero},
    )
    retour.bon, retour.defectueux = partage.bon, partage.defectueux
    retour.recu_le, retour.operateur = maintenant(), operateur
    retour.save(update_fields=["bon", "defectueux", "recu_le", "operateur"])


def _verifier_receveur(operateur: Operateur, echange: Commande) -> None:
    if operateur.type_operateur in (TypeOperateur.ADMIN, TypeOperateur.PREPARATION):
        return
    if operateur.type_operateur != TypeOperateur.LOGISTIQUE or echange.operateur_livraison_id != operateur.pk:
        raise ErreurDroit(_("Ce retour n’est pas à vous : seuls le livreur de l’échange et l’entrepôt le reçoivent."))


def _retour(retour_id: int) -> RetourAttendu:
    retour = RetourAttendu.objects.filter(pk=retour_id).select_related("ligne", "echange").first()
    if retour is None:
        raise ErreurIntrouvable(_("Ce retour n’est pas attendu. Revenez à la liste et réessayez."))
    return retour


def _actif(operateur_id: int) -> Operateur:
    operateur = Operateur.objects.filter(pk=operateur_id, actif=True).first()
    if operateur is None:
        raise operateur_inactif()
    return operateur
