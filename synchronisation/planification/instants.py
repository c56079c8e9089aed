"""When a task is due: pure functions from wall time of Casablanca to instants."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cronsim import CronSim, CronSimError

from config.noyau.horloge import CASABLANCA


@dataclass(frozen=True, slots=True)
class Rythme:
    """When to run. `heure` is wall time, so that a daily 09:00 stays 09:00 when the zone changes."""

    frequence: str
    minutes: int = 0
    heure: dt.time = dt.time()
    jour: int = 0
    cron: str = ""
    unique: dt.datetime | None = None


def prochain(rythme: Rythme, apres: dt.datetime) -> dt.datetime | None:
    """Return the first instant (UTC) strictly after another, or None when there is none.

    Raises ValueError for a rhythm that cannot be read.
    """
    if rythme.frequence == "UNE_FOIS":
        return rythme.unique if rythme.unique and rythme.unique > apres else None
    if rythme.frequence == "INTERVALLE":
        if rythme.minutes < 1:
            raise ValueError("An interval lasts one minute at least.")
        return apres + dt.timedelta(minutes=rythme.minutes)
    if rythme.frequence == "CRON":
        try:
            return next(CronSim(rythme.cron, apres.astimezone(CASABLANCA))).astimezone(dt.UTC)
        except StopIteration:
            return None
        except CronSimError as erreur:
            raise ValueError("Not a cron expression.") from erreur
    return _a_heure(rythme, apres)


def prochains(rythme: Rythme, apres: dt.datetime, *, nombre: int = 5) -> Iterator[dt.datetime]:
    """Yield the next instants, at most `nombre`."""
    for _rang in range(nombre):
        suivant = prochain(rythme, apres)
        if suivant is None:
            return
        yield suivant
        apres = suivant


def _a_heure(rythme: Rythme, apres: dt.datetime) -> dt.datetime:
    jour = apres.astimezone(CASABLANCA).date()
    while True:
        instant = dt.datetime.combine(jour, rythme.heure, tzinfo=CASABLANCA).astimezone(dt.UTC)
        if instant > apres and (rythme.frequence != "HEBDOMADAIRE" or jour.weekday() == rythme.jour):
            return instant
        jour += dt.timedelta(days=1)
