"""Read the dates, amounts, quantities and statuses that people type in a sheet.

Every reader returns None for a blank cell and raises ValueError, with a French reason,
for a text it cannot read: nothing is replaced by a default that looks real.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from commande.etats import Etat
from config.noyau.horloge import CASABLANCA
from config.noyau.textes import chiffres_ascii, nettoyer, normaliser

QUANTITE_MAX = 99
MONTANT_MAX = Decimal(100_000)

# What people write for "nothing".
_RIEN = frozenset({"", "na", "n a", "neant", "rien", "null", "none", "nan", "nc", "لا شيء", "aucun", "aucune"})

_DATE_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.*))?$")
_DATE_JMA = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T ,]+(.*))?$")
_HEURE = re.compile(r"(\d{1,2})[:hH](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_MONNAIE = re.compile(r"(?:dirhams?|dhs?|mad|درهما?|د\.?\s?م\.?)\s*$|^(?:dhs?|mad)\b", re.IGNORECASE)
_ENTIER = re.compile(r"-?\d{1,9}(?:[.,]0+)?$")


def est_vide(texte: str) -> bool:
    """Say whether a cell holds nothing, or one of the words people write for nothing."""
    return normaliser(texte) in _RIEN


@lru_cache(maxsize=8192)
def lire_date(texte: str) -> dt.datetime | None:
    """Read an instant written as a local time of Casablanca; day before month.

    Returns it aware, in UTC. Raises ValueError with the reason.
    """
    propre = nettoyer(chiffres_ascii(texte))
    if est_vide(propre):
        return None
    trouve = _DATE_ISO.match(propre)
    if trouve:
        annee, mois, jour, heure = trouve.groups()
    else:
        trouve = _DATE_JMA.match(propre)
        if not trouve:
            raise ValueError(_("Date illisible : « %s ».") % propre[:40])
        jour, mois, annee, heure = trouve.groups()
    try:
        date = dt.datetime(int(annee), int(mois), int(jour), tzinfo=CASABLANCA)
        return _avec_heure(date, heure).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError(_("Date impossible : « %s ».") % propre[:40]) from None


def _avec_heure(date: dt.datetime, heure: str | None) -> dt.datetime:
    if not heure:
        return date
    trouve = _HEURE.match(heure.strip())
    if not trouve:
        raise ValueError(heure)
    h, m, s, zone = trouve.groups()
    date = date.replace(hour=int(h), minute=int(m), second=int(s or 0))
    if zone:
        date = date.replace(tzinfo=dt.datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo)
    return date


@lru_cache(maxsize=8192)
def lire_montant(texte: str) -> Decimal | None:
    """Read an amount in MAD (`299`, `299,00`, `1 047,00DH`, `1.299`, `1,299.00`).

    A separator followed by exactly three digits, alone, separates thousands: nobody
    prices in thousandths. Raises ValueError with the reason (also for a negative one).
    """
    propre = nettoyer(chiffres_ascii(texte)).replace("٫", ",").replace("٬", "")
    if est_vide(propre):
        return None
    nombre = _MONNAIE.sub("", propre).strip().replace(" ", "").replace("'", "")
    if re.fullmatch(r"-\d[\d.,]*", nombre):
        raise ValueError(_("Montant négatif : « %s ».") % propre[:40])
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", nombre):
        nombre = re.sub(r"[.,]", "", nombre)
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d{1,2}", nombre):
        nombre = nombre.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", nombre):
        nombre = nombre.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,9}(?:[.,]\d{1,2})?", nombre):
        nombre = nombre.replace(",", ".")
    else:
        raise ValueError(_("Montant illisible : « %s ».") % propre[:40])
    montant = Decimal(nombre)
    if montant > MONTANT_MAX:
        raise ValueError(_("Montant improbable : « %s ».") % propre[:40])
    return montant


def lire_quantite(texte: str) -> int | None:
    """Read a number of units, from 1 to 99. Raises ValueError with the reason."""
    propre = nettoyer(chiffres_ascii(texte))
    if est_vide(propre):
        return None
    if not _ENTIER.match(propre):
        raise ValueError(_("Quantité illisible : « %s ».") % propre[:40])
    quantite = int(re.split(r"[.,]", propre)[0])
    if not 1 <= quantite <= QUANTITE_MAX:
        raise ValueError(_("Quantité impossible : « %s ».") % propre[:40])
    return quantite


# Statuses as people write them, in the masculine.
_STATUTS: Mapping[str, Etat] = {
    "": Etat.NON_AFFECTEE,
    "non affecte": Etat.NON_AFFECTEE,
    "nouveau": Etat.NON_AFFECTEE,
    "nouvelle": Etat.NON_AFFECTEE,
    "affecte": Etat.AFFECTEE,
    "en cours": Etat.AFFECTEE,
    "en cours de confirmation": Etat.AFFECTEE,
    "a confirmer": Etat.AFFECTEE,
    "errone": Etat.ERRONEE,
    "annule": Etat.ANNULEE,
    "doublon": Etat.DOUBLON,
    "double": Etat.DOUBLON,
    "confirme": Etat.CONFIRMEE,
    "a imprimer": Etat.A_IMPRIMER,
    "en preparation": Etat.EN_PREPARATION,
    "prepare": Etat.PREPAREE,
    "en cours de livraison": Etat.EN_COURS_LIVRAISON,
    "en livraison": Etat.EN_COURS_LIVRAISON,
    "expedie": Etat.EN_COURS_LIVRAISON,
    "reporte": Etat.REPORTEE,
    "livre": Etat.LIVREE,
    "livre partiellement": Etat.LIVREE_PARTIELLEMENT,
    "retourne": Etat.RETOURNEE,
    "retour": Etat.RETOURNEE,
}


@lru_cache(maxsize=1024)
def lire_statut(texte: str) -> Etat:
    """Return the state that a status names. Raises ValueError for an unknown one."""
    mots = normaliser(texte)
    for cle in (mots, " ".join(_masculin(m) for m in mots.split())):
        if cle in _STATUTS:
            return _STATUTS[cle]
    raise ValueError(_("Statut inconnu : « %s ».") % nettoyer(texte)[:40])


def _masculin(mot: str) -> str:
    mot = mot.removesuffix("s")
    return mot[:-1] if mot.endswith("ee") else mot
