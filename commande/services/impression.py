"""Printing the labels of orders: the paper first, then the orders move, then their labels are given out."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commande.erreurs import ErreurCle
from commande.etiquettes import dessiner_etiquettes
from commande.models import Commande, EtiquetteImprimee, Impression
from commande.moteur.cles import empreinte
from commande.selectors.etiquettes import REIMPRIMABLES, Etiquette, dupliquer, etiquettes_du_lot, lire_etiquettes
from commande.services.transitions import changer_etat
from commande.verrous import CLE_MAX, verrouiller_commande
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur, Reglages, TypeOperateur

LOT_MAX = 500
# Behind it stands the order, in the keys of the engine.
_CLE_MAX = 60

journal = logging.getLogger(__name__)


class ErreurImpression(ErreurMetier):
    """The labels could not be drawn; no order moved."""

    code = "impression"


def imprimer_etiquettes(*, commande_ids: Iterable[int], operateur: Operateur, cle: str) -> Impression:
    """Draw the labels of orders, then start preparing each; return the lot of those that moved.

    Each order moves with the record of its label in a transaction of its own; what refuses
    is said in the lot and has no label there. The same call again, at once or later, even
    after a cut, gives the same lot. Raises ErreurSaisie (no order, too many, a key too
    long), ErreurCle (another call), ErreurImpression; then no order moved.
    """
    return _lot("imprimer", commande_ids, operateur, cle, _imprimer_une)


def reimprimer_etiquettes(*, commande_ids: Iterable[int], operateur: Operateur, cle: str) -> Impression:
    """Print again the labels of orders that this operator prepares, each marked and numbered as a duplicate.

    Same keys and refusals as `imprimer_etiquettes`.
    """
    return _lot("reimprimer", commande_ids, operateur, cle, _reimprimer_une)


def dessiner_lot(impression: Impression) -> bytes:
    """Return the PDF of a lot, of the labels that still hold. Raises ErreurImpression where none does."""
    etiquettes = etiquettes_du_lot(impression)
    if not etiquettes:
        raise ErreurImpression(_("Aucune étiquette de ce lot n’est encore valable."))
    return _dessiner(etiquettes, impression.format, str(impression.pk), impression.date)


_Une = Callable[[Impression, int, Mapping[int, Etiquette], Operateur], None]


def _lot(quoi: str, commande_ids: Iterable[int], operateur: Operateur, cle: str, une: _Une) -> Impression:
    ids = sorted({pk for pk in commande_ids if 0 < pk <= CLE_MAX})
    if not ids:
        raise ErreurSaisie(_("Choisissez au moins une commande."))
    if len(ids) > LOT_MAX:
        raise ErreurSaisie(_("Imprimez au plus %(n)d étiquettes à la fois.") % {"n": LOT_MAX})
    if not 0 < len(cle) <= _CLE_MAX or "\x00" in cle:
        raise ErreurSaisie(_("La clé de l’action doit compter de 1 à %(n)d caractères.") % {"n": _CLE_MAX})
    marque = empreinte({"acte": quoi, "operateur": operateur.pk, "commandes": ids})
    impression = Impression.objects.filter(cle=cle).first()
    lues: Mapping[int, Etiquette] = {}
    if impression is None:
        format_papier = (Reglages.objects.filter(pk=1).first() or Reglages()).format_etiquettes
        lues = lire_etiquettes(ids)
        # Thrown away: it proves that every label can be drawn, before anything moves and with nothing locked.
        _dessiner(list(lues.values()), format_papier, cle, maintenant())
        impression, _neuve = Impression.objects.get_or_create(
            cle=cle, defaults={"empreinte": marque, "operateur": operateur, "format": format_papier}
        )
    if impression.empreinte != marque:
        raise ErreurCle(_("Cette clé a déjà servi pour une autre action. Rechargez la page et recommencez."))
    if impression.terminee_le is None:
        _remplir(impression, ids, lues, operateur, une)
    return impression


def _remplir(
    impression: Impression, ids: Iterable[int], lues: Mapping[int, Etiquette], operateur: Operateur, une: _Une
) -> None:
    """Move and record order by order; a second call with the same key waits at each for the first."""
    refus = []
    for pk in ids:
        try:
            avec_reprise(partial(_dans_une_transaction, une, impression, pk, lues, operateur))
        except ErreurMetier as erreur:
            numero = lues[pk].numero if pk in lues else str(pk)
            refus.append({"numero": numero, "phrase": erreur.phrase})
    impression.refus, impression.terminee_le = refus, maintenant()
    impression.save(update_fields=["refus", "terminee_le"])


def _dans_une_transaction(
    une: _Une, impression: Impression, commande_id: int, lues: Mapping[int, Etiquette], operateur: Operateur
) -> None:
    with transaction.atomic():
        une(impression, commande_id, lues, operateur)


def _imprimer_une(impression: Impression, pk: int, lues: Mapping[int, Etiquette], operateur: Operateur) -> None:
    commande = changer_etat(
        commande_id=pk, transition="imprimer", operateur=operateur, cle=f"imprimer:{impression.cle}:{pk}"
    )
    etiquette = lues.get(pk)
    if etiquette is None or etiquette.version + 1 != commande.version:
        # Changed since it was drawn: the label says what the order is now, under its lock.
        etiquette = lire_etiquettes([pk])[pk]
    _garder(impression, etiquette)


def _reimprimer_une(impression: Impression, pk: int, lues: Mapping[int, Etiquette], operateur: Operateur) -> None:
    commande = verrouiller_commande(pk)
    _verifier_reimpression(commande, operateur)
    if impression.etiquettes.filter(commande_id=pk).exists():
        return
    dernier = EtiquetteImprimee.objects.filter(commande_id=pk).aggregate(n=Max("duplicata"))["n"] or 0
    etiquette = lues.get(pk)
    if etiquette is None or etiquette.version != commande.version:
        etiquette = lire_etiquettes([pk])[pk]
    _garder(impression, dupliquer(etiquette, dernier + 1))


def _verifier_reimpression(commande: Commande, operateur: Operateur) -> None:
    if not Operateur.objects.filter(pk=operateur.pk, actif=True, type_operateur=TypeOperateur.PREPARATION).exists():
        raise ErreurDroit(_("Votre compte ne permet pas de réimprimer."))
    if commande.etat not in REIMPRIMABLES:
        raise ErreurTransition(
            _("Rien à réimprimer\u202f: la commande est à l’état «\u202f%(etat)s\u202f».")
            % {"etat": commande.get_etat_display()}
        )
    if commande.operateur_preparation_id != operateur.pk:
        raise ErreurDroit(_("Cette commande n’est pas la vôtre. Demandez qu’elle vous soit confiée."))


def _garder(impression: Impression, etiquette: Etiquette) -> None:
    ligne = EtiquetteImprimee(
        impression=impression,
        commande_id=etiquette.commande_id,
        duplicata=etiquette.duplicata,
        contenu=etiquette.en_json(),
    )
    # The other half of a double click may have written it while this one waited for the order.
    EtiquetteImprimee.objects.bulk_create([ligne], ignore_conflicts=True)


def _dessiner(etiquettes: list[Etiquette], format_papier: str, nom: str, date: dt.datetime) -> bytes:
    titre = _("Étiquettes %(nom)s") % {"nom": nom}
    try:
        return dessiner_etiquettes(etiquettes, format_papier=format_papier, titre=titre, date=date)
    except Exception as erreur:
        journal.exception("Labels could not be drawn")
        raise ErreurImpression(
            _("Les étiquettes n’ont pas pu être dessinées\u202f: aucune commande n’a bougé. Prévenez l’administration.")
        ) from erreur
