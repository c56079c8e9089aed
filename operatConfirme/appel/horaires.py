"""When to call again: pure, in the local time of Casablanca."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from config.noyau.horloge import CASABLANCA

MATIN, MIDI, APRES_MIDI, SOIR = dt.time(10), dt.time(13), dt.time(16, 30), dt.time(19, 30)
CRENEAUX = (MATIN, MIDI, APRES_MIDI, SOIR)
# The hour at which each part of the day ends.
_FINS = (12, 15, 18, 24)
# A call that begins as another ends would be late.
MARGE = dt.timedelta(minutes=30)


def dans_une_heure(instant: dt.datetime) -> dt.datetime:
    """Return the instant one hour later, on the minute."""
    return (instant + dt.timedelta(hours=1)).replace(second=0, microsecond=0)


def ce_soir(instant: dt.datetime) -> dt.datetime:
    """Return this evening, tomorrow's where this one is too near or gone."""
    soir = _le(instant.astimezone(CASABLANCA).date(), SOIR)
    return soir if soir >= instant + MARGE else soir + dt.timedelta(days=1)


def demain_matin(instant: dt.datetime) -> dt.datetime:
    """Return tomorrow morning."""
    return _le(instant.astimezone(CASABLANCA).date() + dt.timedelta(days=1), MATIN)


def autre_heure(instant: dt.datetime, essais: Iterable[dt.datetime]) -> dt.datetime:
    """Return the next part of the day in which the fewest calls were tried, this call included."""
    nombres = [0] * len(CRENEAUX)
    for essai in (*essais, instant):
        nombres[_partie(essai)] += 1
    jour = instant.astimezone(CASABLANCA).date()
    suivants = [_le(jour + dt.timedelta(days=n), heure) for n in (0, 1) for heure in CRENEAUX]
    possibles = [s for s in suivants if s >= instant + MARGE][: len(CRENEAUX)]
    return min(possibles, key=lambda s: (nombres[_partie(s)], s))


def lire_heure(texte: str) -> dt.datetime:
    """Read the local time of a form (`2026-11-22T17:30`); raises ValueError."""
    naif = dt.datetime.fromisoformat(texte)
    return naif.replace(tzinfo=CASABLANCA) if naif.tzinfo is None else naif


def ecrire_heure(instant: dt.datetime) -> str:
    """Write an instant as the form sends it back."""
    return instant.astimezone(CASABLANCA).strftime("%Y-%m-%dT%H:%M")


def dire_heure(quand: dt.datetime, instant: dt.datetime) -> str:
    """Say an hour of today or tomorrow as people do: `Ce soir 19:30`, `Demain 10:00`."""
    local, jour = quand.astimezone(CASABLANCA), instant.astimezone(CASABLANCA).date()
    noms = {
        (0, False): _("Aujourd’hui %(heure)s"),
        (0, True): _("Ce soir %(heure)s"),
        (1, False): _("Demain %(heure)s"),
        (1, True): _("Demain soir %(heure)s"),
    }
    nom = noms.get(((local.date() - jour).days, local.time() >= SOIR), "%(heure)s")
    return nom % {"heure": f"{local:%H:%M}"}


def _partie(instant: dt.datetime) -> int:
    heure = instant.astimezone(CASABLANCA).hour
    return next(n for n, fin in enumerate(_FINS) if heure < fin)


def _le(jour: dt.date, heure: dt.time) -> dt.datetime:
    return dt.datetime.combine(jour, heure, tzinfo=CASABLANCA)
