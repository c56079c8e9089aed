"""Hand-overs to delivery: a list of parcels, each scanned as it leaves, closed when all are out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commande.erreurs import ErreurCodeInconnu, ErreurIntrouvable
from commande.etats import Etat
from commande.models import ColisPrevu, Commande, Envoi
from commande.moteur.cles import LONGUEUR_MAX
from commande.moteur.execution import operateur_inactif
from commande.services.lots import ResultatLot, expedier_en_lot
from commande.services.transitions import changer_etat
from commande.verrous import verrouiller_commande, verrouiller_commandes, verrouiller_envoi
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from config.noyau.textes import code_alphanumerique, nettoyer
from parametre.models import Operateur, TypeOperateur
from parametre.services.compteurs import avancer

# A hand-over is what a van holds; one form names no more.
COLIS_MAX = 500
_FIN_MIN = 3


class ErreurEnvoi(ErreurMetier):
    """The hand-over does not allow it."""

    code = "envoi"


@dataclass(frozen=True, slots=True)
class Sortie:
    """A parcel that was scanned out; `deja`: it had left with this hand-over before."""

    commande: Commande
    deja: bool


def ouvrir(
    *,
    livreur_id: int,
    operateur: Operateur,
    cle: str,
    commande_ids: Iterable[int] = (),
    transporteur: str = "",
    numero_suivi: str = "",
) -> Envoi:
    """Open a hand-over to a driver with the parcels that should leave; the same key opens one.

    Raises ErreurDroit (not LOGISTIQUE), ErreurSaisie (the driver, the key, no prepared order).
    """
    if not 0 < len(cle) <= LONGUEUR_MAX or "\x00" in cle:
        raise ErreurSaisie(_("Le formulaire est incomplet. Rechargez la page, puis recommencez."))
    nouveau = Envoi(
        operateur_id=livreur_id,
        ouvert_par_id=operateur.pk,
        cle=cle,
        transporteur=nettoyer(transporteur)[:80],
        numero_suivi=nettoyer(numero_suivi)[:80],
    )
    try:
        return avec_reprise(partial(_ouvrir, nouveau, list(commande_ids), operateur))
    except IntegrityError:
        # The other half of a double click was first.
        return Envoi.objects.get(cle=cle)


def _ouvrir(nouveau: Envoi, commande_ids: list[int], operateur: Operateur) -> Envoi:
    with transaction.atomic():
        _exiger_logistique(operateur)
        deja = Envoi.objects.filter(cle=nouveau.cle).first()
        if deja is not None:
            return deja
        livreur = Operateur.objects.filter(
            pk=nouveau.operateur_id or 0, type_operateur=TypeOperateur.LOGISTIQUE
        ).first()
        if livreur is None or not livreur.actif:
            raise ErreurSaisie(_("Choisissez un livreur actif."))
        nouveau.pk, nouveau.date = None, maintenant()
        nouveau.numero = f"ENV-{avancer('envoi'):06d}"
        nouveau.save(force_insert=True)
        if commande_ids:
            _prevoir(nouveau, commande_ids)
        return nouveau


def ajouter(*, envoi_id: int, commande_ids: Iterable[int], operateur: Operateur) -> int:
    """Put more prepared orders on the list of an open hand-over and return how many were new."""
    return avec_reprise(partial(_ajouter, envoi_id, list(commande_ids), operateur))


def _ajouter(envoi_id: int, commande_ids: list[int], operateur: Operateur) -> int:
    with transaction.atomic():
        _exiger_logistique(operateur)
        verrouiller_commandes(commande_ids[:COLIS_MAX])
        return _prevoir(_ouvert(envoi_id), commande_ids)


def _prevoir(envoi: Envoi, commande_ids: list[int]) -> int:
    """List orders; all of them or, when one is not there to take, none."""
    if len(set(commande_ids)) > COLIS_MAX:
        raise ErreurSaisie(_("Un envoi compte au plus %(n)d colis. Choisissez-en moins.") % {"n": COLIS_MAX})
    choisies = verrouiller_commandes(commande_ids)
    ailleurs = {
        prevu.commande_id: prevu.envoi
        for prevu in ColisPrevu.objects.select_related("envoi").filter(commande__in=choisies)
    }
    refusees = [c.numero for c in choisies if c.etat != Etat.PREPAREE]
    if refusees or len(choisies) < len(set(commande_ids)):
        raise ErreurTransition(
            _("Ces commandes ne sont plus prêtes à partir\u202f: %(numeros)s. Rechargez la liste.")
            % {"numeros": ", ".join(refusees[:5]) or "–"}
        )
    prises = [c.numero for c in choisies if c.pk in ailleurs and ailleurs[c.pk].pk != envoi.pk]
    if prises:
        raise ErreurEnvoi(
            _("Déjà sur la liste d’un autre envoi\u202f: %(numeros)s. Retirez-les de là, ou choisissez-en d’autres.")
            % {"numeros": ", ".join(prises[:5])}
        )
    neuves = [ColisPrevu(envoi=envoi, commande=c) for c in choisies if c.pk not in ailleurs]
    ColisPrevu.objects.bulk_create(neuves)
    return len(neuves)


def retirer(*, envoi_id: int, commande_id: int, operateur: Operateur) -> None:
    """Take a parcel that has not left off the list; the order stays prepared. Twice is once."""
    with transaction.atomic():
        _exiger_logistique(operateur)
        _ouvert(envoi_id)
        ColisPrevu.objects.filter(envoi_id=envoi_id, commande_id=commande_id).delete()


def sortir(*, envoi_id: int, code: str, operateur: Operateur, cle: str | None = None) -> Sortie:
    """Scan a parcel out: its order goes on the road with the driver of the hand-over.

    `code` is what the label says, or the end of a number on the list. Raises ErreurCodeInconnu,
    ErreurEnvoi (closed, or on the list of another), ErreurTransition (not prepared), ErreurDroit.
    """
    return avec_reprise(partial(_sortir, envoi_id, code, operateur, cle))


def _sortir(envoi_id: int, code: str, operateur: Operateur, cle: str | None) -> Sortie:
    with transaction.atomic():
        _exiger_logistique(operateur)
        commande = verrouiller_commande(_trouver(envoi_id, code))
        envoi = _ouvert(envoi_id)
        if commande.envoi_id == envoi_id and commande.etat != Etat.PREPAREE:
            return Sortie(commande, deja=True)
        prevu = ColisPrevu.objects.select_related("envoi").filter(commande=commande).first()
        if prevu is not None and prevu.envoi_id != envoi_id and prevu.envoi.clos_le is None:
            raise ErreurEnvoi(
                _("%(numero)s est sur la liste de %(envoi)s, pas de celui-ci. Mettez le colis de côté.")
                % {"numero": commande.numero, "envoi": prevu.envoi.numero}
            )
        partie = changer_etat(
            commande_id=commande.pk,
            transition="expedier",
            operateur=operateur,
            donnees={"operateur_id": envoi.operateur_id, "envoi_id": envoi_id},
            cle=cle and f"sortir:{envoi_id}:{cle}"[:LONGUEUR_MAX],
        )
        if prevu is not None:
            prevu.delete()
        return Sortie(partie, deja=False)


def _trouver(envoi_id: int, code: str) -> int:
    lu = code_alphanumerique(nettoyer(code.replace("\x00", "")))[:60]
    trouvee = Commande.objects.filter(code_barre=lu).values_list("pk", flat=True).first() if lu else None
    if trouvee is None and len(lu) >= _FIN_MIN:
        prevues = Commande.objects.filter(colis_prevu__envoi_id=envoi_id, code_barre__endswith=lu)
        candidates = list(prevues.values_list("pk", flat=True)[:2])
        trouvee = candidates[0] if len(candidates) == 1 else None
    if trouvee is None:
        raise ErreurCodeInconnu(
            _("«\u202f%(code)s\u202f» n’est le numéro d’aucune commande. Scannez de nouveau.") % {"code": code[:40]}
        )
    return trouvee


def sortir_le_reste(*, envoi_id: int, nombre: int, operateur: Operateur, cle: str) -> list[ResultatLot]:
    """Let all that is left on the list leave, where there is no scanner: `nombre` parcels were counted by hand.

    Raises ErreurEnvoi when the count is not that of the list.
    """
    _exiger_logistique(operateur)
    envoi = Envoi.objects.filter(pk=envoi_id, clos_le=None).first()
    if envoi is None:
        raise _clos()
    restes = list(_restent(envoi_id).values_list("commande_id", flat=True))
    if nombre != len(restes):
        raise ErreurEnvoi(
            _("Vous avez compté %(comptes)d colis, la liste en attend %(liste)d. Recomptez, ou scannez-les un à un.")
            % {"comptes": nombre, "liste": len(restes)}
        )
    resultats = expedier_en_lot(
        commande_ids=restes, operateur=operateur, operateur_id=envoi.operateur_id, envoi_id=envoi_id, cle=cle
    )
    ColisPrevu.objects.filter(commande__in=[r.commande_id for r in resultats if r.reussi]).delete()
    return resultats


def clore(*, envoi_id: int, operateur: Operateur, transporteur: str = "", numero_suivi: str = "") -> Envoi:
    """Close a hand-over whose list is all out; closed already, it is returned as it is.

    A carrier or a tracking number given now completes the ones given before. Raises ErreurEnvoi
    (parcels of the list have not left, or none has), ErreurDroit.
    """
    return avec_reprise(partial(_clore, envoi_id, operateur, nettoyer(transporteur)[:80], nettoyer(numero_suivi)[:80]))


def _clore(envoi_id: int, operateur: Operateur, transporteur: str, numero_suivi: str) -> Envoi:
    with transaction.atomic():
        _exiger_logistique(operateur)
        envoi = verrouiller_envoi(envoi_id)
        if envoi is None:
            raise ErreurIntrouvable(_("Cet envoi n’existe pas. Revenez à la liste."))
        if envoi.clos_le is not None:
            return envoi
        restent, partis = _restent(envoi_id).count(), envoi.commandes.count()
        if restent:
            raise ErreurEnvoi(
                _("%(partis)d colis scannés, %(liste)d sur la liste\u202f: scannez les autres ou retirez-les.")
                % {"partis": partis, "liste": partis + restent}
            )
        if not partis:
            raise ErreurEnvoi(_("Cet envoi est vide\u202f: scannez au moins un colis avant de le clore."))
        envoi.colis_prevus.all().delete()
        envoi.transporteur = transporteur or envoi.transporteur
        envoi.numero_suivi = numero_suivi or envoi.numero_suivi
        envoi.clos_le = maintenant()
        envoi.save(update_fields=["transporteur", "numero_suivi", "clos_le"])
        return envoi


def _restent(envoi_id: int) -> QuerySet[ColisPrevu]:
    """Return what is still to scan; an order that went back to confirmation is not awaited."""
    return ColisPrevu.objects.filter(envoi_id=envoi_id, commande__etat=Etat.PREPAREE)


def _ouvert(envoi_id: int) -> Envoi:
    envoi = verrouiller_envoi(envoi_id)
    if envoi is None or envoi.clos_le is not None:
        raise _clos()
    return envoi


def _clos() -> ErreurEnvoi:
    return ErreurEnvoi(_("Cet envoi est clos\u202f: plus rien n’y entre. Ouvrez-en un autre."))


def _exiger_logistique(operateur: Operateur) -> None:
    present = Operateur.objects.filter(pk=operateur.pk, actif=True).first()
    if present is None:
        raise operateur_inactif()
    if present.type_operateur != TypeOperateur.LOGISTIQUE:
        raise ErreurDroit(_("Seule la logistique remet des colis à la livraison."))
