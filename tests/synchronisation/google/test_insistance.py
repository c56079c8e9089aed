"""The tries of one reading: every pair of faults, the bounds, the quota that sources share."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pytest
import time_machine

from synchronisation.lecteurs.fautes import Faute
from synchronisation.lecteurs.insistance import Insistance
from synchronisation.lecteurs.quota import reserver_place
from tests.synchronisation.google.conftest import Temps

PASSAGERES = {
    "429": Faute(429),
    "429 et Retry-After": Faute(429, attente=7.0),
    "408": Faute(408),
    "500": Faute(500),
    "502 en HTML": Faute(502, "<html>"),
    "réseau": Faute(0),
    "délai": Faute(0, genre="delai"),
    "JSON coupé": Faute(0, genre="incomplete"),
}
FINALES = {"401": Faute(401), "403": Faute(403), "404": Faute(404), "onglet": Faute(400)}


def essayer(fautes: list[Faute], *, duree: float = 60.0, lenteur: float = 0.0) -> tuple[str, int, list[float]]:
    """Return how a reading ends, after how many requests and which waits, with the longest jitter."""
    temps, demandes = Temps(), 0
    suite: Iterator[Faute] = iter(fautes)

    def acte(_reste: float) -> str:
        nonlocal demandes
        demandes += 1
        temps.instant += lenteur
        faute = next(suite, None)
        if faute is not None:
            raise faute
        return "lu"

    insistance = Insistance(
        horloge=lambda: temps.instant, dormir=temps.dormir, hasard=lambda _bas, haut: haut, duree=duree
    )
    try:
        fin = insistance.demander(acte)
    except Faute as faute:
        fin = str(faute.statut)
    return fin, demandes, temps.sommeils


@pytest.mark.parametrize("une", PASSAGERES)
def test_any_two_faults_that_pass_are_passed(une: str) -> None:
    for deux in PASSAGERES:
        fin, demandes, sommeils = essayer([PASSAGERES[une], PASSAGERES[deux]])
        voulu = sum(PASSAGERES[f].attente or 0.0 for f in (une, deux)) + 2.0 + 4.0
        assert (deux, fin, demandes, sum(sommeils)) == (deux, "lu", 3, voulu)
        assert max(sommeils) <= 2.0


def test_a_fault_that_stays_ends_the_reading_at_once() -> None:
    for une, deux in product(PASSAGERES, FINALES):
        assert essayer([PASSAGERES[une], FINALES[deux]])[:2] == (str(FINALES[deux].statut), 2)


def test_five_tries_at_most() -> None:
    assert essayer([Faute(503)] * 4)[:2] == ("lu", 5)
    fin, demandes, sommeils = essayer([Faute(503)] * 9)
    assert (fin, demandes, sum(sommeils)) == ("503", 5, 2.0 + 4.0 + 8.0 + 16.0)


def test_sixty_seconds_at_most() -> None:
    assert essayer([Faute(0, genre="delai")] * 9, lenteur=20.0)[1] == 3
    assert essayer([Faute(429, attente=61.0)]) == ("429", 1, [])


def test_the_heart_beats_while_it_waits() -> None:
    temps, battements = Temps(), []
    insistance = Insistance(
        battre=lambda: battements.append(temps.instant),
        horloge=lambda: temps.instant,
        dormir=temps.dormir,
        hasard=lambda _bas, haut: haut,
    )
    fautes: Iterator[Faute] = iter([Faute(429, attente=10.0)])

    def acte(_reste: float) -> None:
        if faute := next(fautes, None):
            raise faute

    insistance.demander(acte)
    assert battements == [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]


@pytest.mark.django_db
def test_no_minute_holds_more_than_sixty_requests() -> None:
    debut = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
    with time_machine.travel(debut, tick=False):
        places = [reserver_place("a@b", 1000.0) for _demande in range(200)]
        assert reserver_place("autre@b", 1000.0) == 0.0
    assert places[:15] == [0.0] * 15
    assert all(sum(p <= autre < p + 60 for autre in places) <= 60 for p in places)
    with time_machine.travel(debut, tick=False):
        attente = reserver_place("a@b", 5.0)
        assert attente > 5.0
        # Too far off: no slot was taken.
        assert reserver_place("a@b", 5.0) == attente
