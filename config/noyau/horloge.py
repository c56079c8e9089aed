"""The one clock: instants are aware and in UTC, days are those of Casablanca."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

CASABLANCA = ZoneInfo("Africa/Casablanca")


def instant_reel() -> dt.datetime:
    """Return the instant of the machine, whatever the simulated clock says."""
    return timezone.now()


def maintenant() -> dt.datetime:
    """Return the present instant, aware, in UTC; it runs ahead where HORLOGE_VITESSE says so."""
    reel = timezone.now()
    if settings.HORLOGE_VITESSE == 1:
        return reel
    depart = dt.datetime.fromtimestamp(settings.HORLOGE_DEPART, dt.UTC)
    return depart + (reel - depart) * settings.HORLOGE_VITESSE


def instant_lu(valeur: dt.datetime | str) -> dt.datetime:
    """Return an aware instant read by hand: SQLite answers in UTC without saying so, as text or not."""
    lu = dt.datetime.fromisoformat(valeur) if isinstance(valeur, str) else valeur
    return lu.replace(tzinfo=dt.UTC) if lu.tzinfo is None else lu


def jour_local(instant: dt.datetime) -> dt.date:
    """Return the day of Casablanca in which an aware instant falls.

    Never computed by the database, whose zone files may be older than ours.
    Raises ValueError for a naive instant.
    """
    if timezone.is_naive(instant):
        raise ValueError("A naive instant has no local day.")
    return instant.astimezone(CASABLANCA).date()


def debut_du_jour(jour: dt.date) -> dt.datetime:
    """Return the first instant (UTC) of a day of Casablanca."""
    return dt.datetime.combine(jour, dt.time(), tzinfo=CASABLANCA).astimezone(dt.UTC)


def bornes_du_jour(jour: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the half-open interval [start, end) of a day of Casablanca, in UTC."""
    return debut_du_jour(jour), debut_du_jour(jour + dt.timedelta(days=1))


def vitesse() -> int:
    """Return how many times faster than the machine the clock runs, 1 in real life."""
    return int(settings.HORLOGE_VITESSE)
