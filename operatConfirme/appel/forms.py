"""What the forms of a call send, read into typed values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from commande.services.decision import Contact
from config.noyau.erreurs import ErreurSaisie
from config.noyau.textes import nettoyer
from operatConfirme.appel.horaires import ce_soir, dans_une_heure, demain_matin, lire_heure

_ENTIER_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class SaisieDecision:
    """A decision as it was sent: what to call `decider` with."""

    contact: Contact | None
    transition: str | None
    motif: str = ""
    donnees: Mapping[str, Any] | None = None
    rappel_le: dt.datetime | None = None
    nom: str = ""


def entier(donnees: QueryDict, champ: str, *, defaut: int | None = None) -> int:
    """Read a whole number of a form; raises ErreurSaisie."""
    texte = donnees.get(champ, "")
    if not texte and defaut is not None:
        return defaut
    if not texte.isascii() or not texte.isdecimal() or not 0 <= int(texte[:20]) <= _ENTIER_MAX:
        raise ErreurSaisie(_("Le formulaire est incomplet. Rechargez la page, puis recommencez."))
    return int(texte)


def version(donnees: QueryDict) -> int | None:
    """Read the version that the screen showed."""
    return entier(donnees, "version") if donnees.get("version") else None


def lire_decision(donnees: QueryDict, instant: dt.datetime) -> SaisieDecision:
    """Read the form of a decision (`name|argument` of the button pressed). Raises ErreurSaisie."""
    nom, _barre, argument = donnees.get("decision", "").partition("|")
    contact = _contact(donnees)
    if nom == "confirmer":
        attendu = donnees.get("total_attendu") or None
        return SaisieDecision(contact, "confirmer", donnees={"total_attendu": attendu}, nom=nom)
    if nom in ("marquer_erronee", "annuler"):
        return SaisieDecision(contact, nom, motif=_motif(donnees, argument, f"motif_{nom}"), nom=nom)
    if nom == "marquer_doublon":
        return SaisieDecision(contact, nom, donnees={"original_id": argument}, nom=nom)
    if nom == "rappeler":
        quand = _rappel(argument, donnees, instant)
        return SaisieDecision(_exiger(contact, "REPORT_DEMANDE"), None, rappel_le=quand, nom=nom)
    if nom == "injoignable":
        quand = _rappel(argument, donnees, instant)
        contact = contact or Contact("APPEL", "", _conclusion(donnees))
        return SaisieDecision(_exiger(contact, "INJOIGNABLE"), None, rappel_le=quand, nom=nom)
    if nom == "noter":
        return SaisieDecision(_exiger(contact, ""), None, nom=nom)
    raise ErreurSaisie(
        _("Choisissez une décision\u202f: confirmer, rappeler, injoignable, erronée, doublon ou annuler.")
    )


def _contact(donnees: QueryDict) -> Contact | None:
    type_contact = donnees.get("type", "")
    if not type_contact:
        return None
    return Contact(type_contact, donnees.get("commentaire", ""), _conclusion(donnees))


def _conclusion(donnees: QueryDict) -> str:
    return donnees.get("conclusion", "").strip()[:2000]


def _exiger(contact: Contact | None, commentaire: str) -> Contact:
    if contact is None:
        raise ErreurSaisie(_("Choisissez d’abord le type de contact\u202f: appel, WhatsApp ou SMS."))
    return Contact(contact.type, contact.commentaire or commentaire, contact.conclusion)


def _motif(donnees: QueryDict, argument: str, champ: str) -> str:
    motif = nettoyer(argument or donnees.get(champ, ""))
    if not motif:
        raise ErreurSaisie(_("Dites pourquoi\u202f: choisissez un motif ou écrivez-le."))
    return motif


def _rappel(argument: str, donnees: QueryDict, instant: dt.datetime) -> dt.datetime:
    """Read when to call again: a word, an instant, or the field of the form."""
    quand = {"1h": dans_une_heure, "soir": ce_soir, "matin": demain_matin}.get(argument)
    if quand is not None:
        return quand(instant)
    try:
        lu = lire_heure(argument or donnees.get("rappel_autre", ""))
    except ValueError:
        raise ErreurSaisie(_("L’heure du rappel n’est pas lisible. Choisissez un jour et une heure.")) from None
    if lu <= instant:
        raise ErreurSaisie(_("L’heure du rappel est déjà passée. Choisissez une heure à venir."))
    if lu > instant + dt.timedelta(days=60):
        raise ErreurSaisie(_("Le rappel est à plus de 60 jours. Choisissez une date plus proche."))
    return lu
