"""Keep what a shop announces at once, process it soon, through the pipeline of the rows."""

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from config.noyau.coffre import chiffrer, dechiffrer
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie
from config.noyau.horloge import maintenant
from parametre.models import Operateur, TypeOperateur
from synchronisation.comprehension import LigneRejetee, reference_de
from synchronisation.models import GenreSource, LigneSync, Resultat, SourceCommandes
from synchronisation.services.execution import synchroniser
from synchronisation.services.sources import creer_source
from synchronisation.webhooks.models import EtatReception, Plateforme, PointWebhook, ReceptionWebhook
from synchronisation.webhooks.plateformes import DIALECTES, TITRES, Dialecte, signature_juste

journal = logging.getLogger(__name__)

CORPS_MAX = 1024 * 1024
FRAICHEUR = dt.timedelta(minutes=5)
LOT = 200


class ErreurSignature(ErreurMetier):
    """The announcement was not signed with the secret of its address."""

    code = "signature"


class ErreurReprise(ErreurMetier):
    """The identifier of an announcement came again with another body."""

    code = "reprise"


@dataclass(frozen=True, slots=True)
class Accuse:
    """What is answered to a shop: the state of the announcement, and whether it was there already."""

    issue: str
    deja: bool = False


def ouvrir_point(*, nom: str, plateforme: str, secret: str, operateur: Operateur) -> PointWebhook:
    """Open an address for a shop, with its source. Raises ErreurDroit, ErreurSaisie."""
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration ouvre une adresse d’annonce."))
    if plateforme not in Plateforme.values or not nom.strip() or len(secret) < 8:
        raise ErreurSaisie(_("Donnez le nom de la boutique, sa plateforme et le secret (8 caractères au moins)."))
    with transaction.atomic():
        if SourceCommandes.objects.filter(nom=nom.strip()).exists():
            raise ErreurSaisie(_("Une source porte déjà ce nom. Choisissez-en un autre."))
        source = creer_source(nom=nom.strip(), genre=GenreSource.WEBHOOK)
        return PointWebhook.objects.create(source=source, plateforme=plateforme, secret_chiffre=chiffrer(secret))


def changer_point(*, point_id: int, secret: str, actif: bool, operateur: Operateur) -> None:
    """Change the secret of an address (empty: the one that is there stays), open or close it."""
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration change une adresse d’annonce."))
    if secret and len(secret) < 8:
        raise ErreurSaisie(_("Le secret compte 8 caractères au moins."))
    changes: dict[str, Any] = {"actif": actif} | ({"secret_chiffre": chiffrer(secret)} if secret else {})
    PointWebhook.objects.filter(pk=point_id).update(**changes)


def recevoir_annonce(*, point: PointWebhook, corps: bytes, entetes: Mapping[str, str]) -> Accuse:
    """Keep an announcement whose signature is right; nothing is processed here.

    The same announcement again changes nothing. One that is older than five minutes, or
    says so, is kept aside for a person to look at: refusing it would lose an order that
    the shop sends late. Raises ErreurSignature, ErreurReprise.
    """
    dialecte = DIALECTES[point.plateforme]
    secret = dechiffrer(point.secret_chiffre)
    if not signature_juste(point.plateforme, secret, corps, entetes.get(dialecte.signature, "")):
        raise ErreurSignature(_("Signature refusée."))
    somme = hashlib.sha256(corps).hexdigest()
    identifiant = (entetes.get(dialecte.identifiant, "") if dialecte.identifiant else "")[:120] or somme
    texte = corps.decode("utf-8", "replace").replace("\x00", "")
    sujet = (entetes.get(dialecte.sujet, "") if dialecte.sujet else "")[:60]
    envoi = _date_envoi(dialecte, entetes, texte)
    issue, raison = _issue_a_l_arrivee(dialecte, sujet, envoi)
    gardee, neuve = ReceptionWebhook.objects.get_or_create(
        point=point,
        identifiant=identifiant,
        defaults={
            "sujet": sujet,
            "corps": texte,
            "empreinte": somme,
            "date_envoi": envoi,
            "issue": issue,
            "raison": raison,
        },
    )
    if gardee.empreinte != somme:
        raise ErreurReprise(_("Cet identifiant a déjà servi à une autre annonce."))
    return Accuse(issue=gardee.issue, deja=not neuve)


def traiter_receptions(*, point_id: int | None = None) -> int:
    """Bring the announcements that wait into orders, shop by shop; return how many were settled.

    A kill in the middle leaves them waiting: processing again changes nothing twice.
    """
    attente = ReceptionWebhook.objects.filter(issue=EtatReception.RECUE)
    if point_id is not None:
        attente = attente.filter(point=point_id)
    total = 0
    for point in PointWebhook.objects.filter(pk__in=attente.values("point")).select_related("source"):
        while lot := list(ReceptionWebhook.objects.filter(point=point, issue=EtatReception.RECUE).order_by("pk")[:LOT]):
            _traiter(point, lot)
            total += len(lot)
    return total


def rejouer_receptions(*, reception_ids: Sequence[int], operateur: Operateur) -> int:
    """Process announcements again, whatever became of them; return how many. Raises ErreurDroit."""
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration rejoue une annonce."))
    choisies = ReceptionWebhook.objects.filter(pk__in=reception_ids)
    points = set(choisies.values_list("point", flat=True))
    choisies.update(issue=EtatReception.RECUE, raison="")
    return sum(traiter_receptions(point_id=point) for point in points)


def _traiter(point: PointWebhook, lot: Sequence[ReceptionWebhook]) -> None:
    lignes: dict[str, tuple[ReceptionWebhook, dict[str, str]]] = {}
    for reception in lot:
        try:
            cellules = DIALECTES[point.plateforme].ligne(_objet(reception.corps))
            reception.reference = reference_de(cellules[TITRES[0]])
        except (LigneRejetee, ValueError, ArithmeticError) as refus:
            reception.issue, reception.raison = EtatReception.REJETEE, str(refus) or _("Contenu illisible.")
            continue
        if ancienne := lignes.pop(reception.reference, None):
            # The shop said more about this order since: the last word counts.
            ancienne[0].issue = EtatReception.TRAITEE
            ancienne[0].raison = _("Remplacée par une annonce plus récente de la même commande.")
        lignes[reception.reference] = (reception, cellules)
    if lignes:
        _synchroniser(point, [*lignes.values()])
    ReceptionWebhook.objects.bulk_update(lot, ["issue", "raison", "reference", "execution"])


def _synchroniser(point: PointWebhook, lignes: Sequence[tuple[ReceptionWebhook, dict[str, str]]]) -> None:
    feuille = [(0, TITRES), *((r.pk, [cellules[t] for t in TITRES]) for r, cellules in lignes)]
    execution = synchroniser(lambda: feuille, source=point.source)
    numeros = [r.pk for r, _cellules in lignes]
    traces = LigneSync.objects.filter(source=point.source, numero__in=numeros, derniere_execution=execution)
    issues = {t.numero: t for t in traces}
    for reception, _cellules in lignes:
        trace = issues.get(reception.pk)
        rejetee = trace is not None and trace.resultat == Resultat.REJETEE
        reception.issue = EtatReception.REJETEE if rejetee else EtatReception.TRAITEE
        reception.raison = trace.raison if trace is not None else _("Rien de nouveau.")
        reception.execution = execution


def _issue_a_l_arrivee(dialecte: Dialecte, sujet: str, envoi: dt.datetime | None) -> tuple[EtatReception, str]:
    if sujet and sujet not in dialecte.sujets:
        return EtatReception.IGNOREE, _("Cette annonce ne parle pas d’une commande.")
    ecart = abs(maintenant() - envoi) if envoi is not None else None
    if ecart is not None and ecart > FRAICHEUR:
        return EtatReception.EN_ATTENTE, _(
            "Arrivée plus de 5 minutes après son envoi\u202f: vérifiez-la, puis rejouez-la."
        )
    return EtatReception.RECUE, ""


def _date_envoi(dialecte: Dialecte, entetes: Mapping[str, str], texte: str) -> dt.datetime | None:
    dites = [entetes.get(dialecte.date, "")] if dialecte.date else []
    try:
        corps = _objet(texte)
        dites += [str(corps.get(nom) or "") for nom in dialecte.dates_du_corps]
    except ValueError:
        pass
    for dite in dites:
        try:
            lue = dt.datetime.fromisoformat(dite)
        except ValueError:
            continue
        return lue if lue.tzinfo else lue.replace(tzinfo=dt.UTC)
    return None


def _objet(texte: str) -> dict[str, Any]:
    try:
        lu = json.loads(texte, parse_float=Decimal)
    except RecursionError:
        raise ValueError(_("Contenu illisible.")) from None
    if not isinstance(lu, dict):
        raise ValueError(_("Contenu illisible\u202f: un objet JSON est attendu."))  # noqa: TRY004
    return lu
