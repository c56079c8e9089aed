"""The days of the demonstration: when clients order, when people work.

Instants are whole seconds since 1970 (UTC): millions of them are drawn, compared and written.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from math import exp
from random import Random

from config.noyau.horloge import debut_du_jour, jour_local

JOURS = 730
HEURE = 3600
OUVERTURE, FERMETURE = 9 * HEURE, 20 * HEURE
DIMANCHE = 7
# Beyond the present: whoever looks for the next working day finds one.
_MARGE = 90
# How a shoe shop sells: January to December, then Monday to Sunday, then midnight to 23 h.
_MOIS = (0.75, 0.8, 1.05, 1.1, 1.15, 1.25, 1.3, 1.1, 1.0, 0.9, 1.1, 0.95)
_SEMAINE = (1.0, 0.97, 1.02, 1.05, 0.9, 1.12, 1.2)
_HEURES = (38, 20, 9, 5, 3, 4, 9, 16, 28, 42, 52, 58, 66, 62, 52, 48, 50, 55, 62, 70, 86, 98, 92, 64)
_CUMUL_HEURES = tuple(accumulate(_HEURES))
# New shoes for the feast: the two weeks before Aïd al-Fitr.
_AIDS = tuple(map(dt.date, (2024, 2025, 2026, 2027, 2028, 2029), (4, 3, 3, 3, 2, 2), (10, 31, 20, 10, 27, 15)))
# However few the orders, this many are of the last days, so that every queue holds some.
_RECENTES, _PART_MAX, _JOURS_RECENTS = 110, 0.4, 3.5


class Calendrier:
    """The local days of the 24 months that end at an instant."""

    def __init__(self, instant: dt.datetime) -> None:
        self.fin = int(instant.timestamp())
        self.aujourdhui = jour_local(instant)
        premier = self.aujourdhui - dt.timedelta(days=JOURS - 1)
        self.jours = [premier + dt.timedelta(days=n) for n in range(JOURS + _MARGE)]
        self.debuts = [int(debut_du_jour(jour).timestamp()) for jour in self.jours]
        self.semaine = [jour.isoweekday() for jour in self.jours]

    def rang(self, t: int) -> int:
        """Return the number of the local day in which an instant falls."""
        return bisect_right(self.debuts, t) - 1

    def au_travail(self, t: int, hasard: Random) -> int:
        """Return this instant, or one of the next first hour of work when nobody works."""
        if t > self.fin:
            return t
        rang = bisect_right(self.debuts, t) - 1
        seconde = t - self.debuts[rang]
        if OUVERTURE <= seconde < FERMETURE and self.semaine[rang] != DIMANCHE:
            return t
        if seconde >= OUVERTURE:
            rang += 1
        if self.semaine[rang] == DIMANCHE:
            rang += 1
        return self.debuts[rang] + OUVERTURE + int(hasard.random() * HEURE)

    def ouvert(self, t: int) -> bool:
        """Tell whether people are at work."""
        rang = self.rang(t)
        return OUVERTURE <= t - self.debuts[rang] < FERMETURE and self.semaine[rang] != DIMANCHE

    def tournee(self, t: int, jours: int, hasard: Random) -> int:
        """Return when a driver rings, some days after an instant, between 10 and 19 h."""
        rang = min(self.rang(t) + jours, len(self.debuts) - 2)
        rang += self.semaine[rang] == DIMANCHE
        passage = self.debuts[rang] + int((10 + 9 * hasard.random()) * HEURE)
        return passage if passage > t + HEURE else t + HEURE + int(hasard.random() * 3 * HEURE)

    def arrivees(self, nombre: int, hasard: Random) -> Iterator[int]:
        """Yield the instants at which that many orders arrive, in time order."""
        cumul, faites = 0.0, 0
        poids = self._poids(nombre)
        for rang, poids_du_jour in enumerate(poids):
            cumul += poids_du_jour
            dues = nombre if rang == len(poids) - 1 else min(nombre, int(nombre * cumul + 0.5))
            yield from sorted(self._heure(rang, hasard) for _ in range(dues - faites))
            faites = dues

    def _heure(self, rang: int, hasard: Random) -> int:
        debut = self.debuts[rang]
        heure = bisect_right(_CUMUL_HEURES, hasard.random() * _CUMUL_HEURES[-1])
        t = debut + heure * HEURE + int(hasard.random() * HEURE)
        return t if t <= self.fin else debut + int((self.fin - debut) * hasard.random())

    def _poids(self, nombre: int) -> list[float]:
        """Return the share of each day: growth, season, weekday, and enough of the last days."""
        saison = [_poids_du_jour(jour) * (1 + 1.5 * n / JOURS) for n, jour in enumerate(self.jours[:JOURS])]
        saison[-1] *= (self.fin - self.debuts[JOURS - 1]) / (24 * HEURE)
        recence = [exp((n - JOURS + 1) / _JOURS_RECENTS) for n in range(JOURS)]
        part = min(_PART_MAX, _RECENTES / nombre)
        des_saisons, des_recentes = sum(saison), sum(recence)
        return [(1 - part) * s / des_saisons + part * r / des_recentes for s, r in zip(saison, recence, strict=True)]


def _poids_du_jour(jour: dt.date) -> float:
    fete = any(0 < (aid - jour).days <= 14 for aid in _AIDS)
    return _MOIS[jour.month - 1] * _SEMAINE[jour.weekday()] * (1.6 if fete else 1)


@cache
def _jour(rang: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=rang)).isoformat()


_SECONDES = [f" {s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(24 * HEURE)]


def ecrire_instant(t: int | None) -> str | None:
    """Write an instant in UTC as both databases read it (`2026-11-22 03:12:17`)."""
    return None if t is None else _jour(t // 86_400) + _SECONDES[t % 86_400]
