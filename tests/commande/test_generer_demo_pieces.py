"""The pieces of the demonstration: its days, its warehouse, and who may write it."""

import datetime as dt
import os
from random import Random

import pytest
import time_machine
from django.db import connection

from commande.demo.calendrier import HEURE, Calendrier, ecrire_instant
from commande.demo.destin import AGES, choix_impose, etalement
from commande.demo.dossier import Dossier, Variation
from commande.demo.fabrique import imposer
from commande.demo.magasin import Magasin
from commande.etats import TRANSITIONS, Etat
from commande.models import Commande
from tests.commande.demonstration import INSTANT, inventer, poser_la_maison
from tests.commande.test_generer_demo import coherence


def a(jour: int, heure: int, minute: int = 0) -> int:
    """An instant of November 2026, when Casablanca lives in UTC."""
    return int(dt.datetime(2026, 11, jour, heure, minute, tzinfo=dt.UTC).timestamp())


@pytest.fixture
def calendrier() -> Calendrier:
    return Calendrier(dt.datetime(2026, 11, 30, 23, tzinfo=dt.UTC))


@pytest.mark.parametrize("nombre", [1, 7, 300, 5000])
def test_as_many_arrivals_as_asked_in_time_order(calendrier: Calendrier, nombre: int) -> None:
    arrivees = list(calendrier.arrivees(nombre, Random(3)))
    assert len(arrivees) == nombre
    assert arrivees == sorted(arrivees)
    assert calendrier.debuts[0] <= arrivees[0]
    assert arrivees[-1] <= calendrier.fin


def test_summer_sells_more_than_winter_and_the_second_year_more_than_the_first(calendrier: Calendrier) -> None:
    jours = [calendrier.jours[calendrier.rang(t)] for t in calendrier.arrivees(20_000, Random(3))]
    assert sum(j.month in {6, 7} for j in jours) > 1.2 * sum(j.month in {1, 2} for j in jours)
    milieu = calendrier.jours[365]
    assert sum(j >= milieu for j in jours) > 1.4 * sum(j < milieu for j in jours)


@pytest.mark.parametrize(
    ("t", "jour"),
    [
        (a(20, 11), 20),  # Friday at work
        (a(20, 21), 21),  # Friday evening: Saturday
        (a(21, 20, 30), 23),  # Saturday evening: Monday
        (a(22, 12), 23),  # Sunday: Monday
        (a(23, 6), 23),  # Monday before dawn: that morning
    ],
)
def test_people_start_again_at_nine(calendrier: Calendrier, t: int, jour: int) -> None:
    ouvert = calendrier.au_travail(t, Random(1))
    if calendrier.ouvert(t):
        assert ouvert == t
    else:
        assert a(jour, 9) <= ouvert < a(jour, 10)


def test_a_driver_does_not_ring_on_sunday_nor_before_leaving(calendrier: Calendrier) -> None:
    hasard = Random(5)
    for jours in range(4):
        for depart in (a(20, 9), a(20, 19), a(21, 18)):
            passage = calendrier.tournee(depart, jours, hasard)
            assert passage >= depart + HEURE
            if jours:
                assert calendrier.semaine[calendrier.rang(passage)] != 7


def test_an_instant_is_written_as_both_databases_read_it() -> None:
    assert ecrire_instant(a(22, 3, 12) + 17) == "2026-11-22 03:12:17"
    assert ecrire_instant(None) is None


def test_delays_are_around_the_usual_one() -> None:
    hasard = Random(2)
    tirages = sorted(etalement(hasard) for _n in range(2000))
    assert 0.9 < tirages[1000] < 1.1
    assert tirages[0] > 0.05
    assert tirages[-1] < 20


@pytest.mark.parametrize("etat", Etat.values)
def test_the_way_imposed_leads_to_its_state(etat: str) -> None:
    ou, pas = Etat.NON_AFFECTEE.value, 0
    while ou != etat:
        suivante = TRANSITIONS[choix_impose(etat, ou)]
        assert ou in suivante.sources
        ou, pas = suivante.cible.value, pas + 1
        assert pas < 10


def test_each_state_is_imposed_on_orders_old_enough() -> None:
    fin = a(20, 12)
    arrivees = [fin - heures * HEURE for heures in range(400, 0, -1)]
    choisies = imposer(arrivees, fin)
    assert sorted(choisies.values()) == sorted(Etat.values * 2)
    for rang, etat in choisies.items():
        assert fin - arrivees[rang] >= AGES[etat] * HEURE


def test_a_step_that_the_table_does_not_know_is_not_written() -> None:
    dossier = Dossier(1, None, None, [], 0)  # type: ignore[arg-type]
    dossier.naitre("non_affectee")
    with pytest.raises(AssertionError, match="livrer does not start from non_affectee"):
        dossier.passer("livrer", 10, None)
    assert (dossier.ou, len(dossier.etapes), dossier.version) == ("non_affectee", 1, 1)


def variation(date: int, delta: int, type_: str = "CONFIRMATION") -> Variation:
    return Variation(date, 5, delta, type_, None, "")


def test_pieces_arrive_before_they_leave_and_the_old_stock_stays() -> None:
    magasin = Magasin({5: 40}, {5: 10.0}, gardien=9, hasard=Random(1))
    magasin.deposer(70, [variation(200_000, -2)])
    magasin.deposer(71, [variation(100_000, -1), variation(300_000, 1, "LIBERATION")])

    premiers = magasin.vider(250_000)
    assert [(m.type, m.delta, m.solde_apres, m.commande_id) for m in premiers] == [
        ("ENTREE", 6, 46, None),
        ("CONFIRMATION", -1, 45, 71),
        ("CONFIRMATION", -2, 43, 70),
    ]
    assert premiers[0].date < premiers[1].date == 100_000
    assert premiers[0].operateur == 9
    assert [(m.type, m.solde_apres) for m in magasin.vider(300_001)] == [("LIBERATION", 44)]
    assert magasin.soldes() == {5: 44}


def test_what_came_back_counts_before_what_is_written_off() -> None:
    magasin = Magasin({5: 0}, {}, gardien=9, hasard=Random(1))
    magasin.deposer(70, [variation(1000, -6)])
    magasin.deposer(70, [variation(2000, 6, "RETOUR"), variation(2000, -6, "REBUT")])
    assert [m.solde_apres for m in magasin.vider(3000)] == [6, 0, 6, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "instant",
    [
        dt.datetime(2026, 11, 22, 3, 12, tzinfo=dt.UTC),  # a Sunday before dawn
        dt.datetime(2027, 1, 1, tzinfo=dt.UTC),  # the first instant of a local day
        dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC),  # in the middle of a month with another clock
        dt.datetime(2025, 7, 1, 22, 59, 59, 999_999, tzinfo=dt.UTC),  # the last of one
    ],
)
def test_any_moment_is_a_good_one(instant: dt.datetime) -> None:
    with time_machine.travel(instant, tick=False):
        poser_la_maison()
        inventer(60)
        assert not Commande.objects.filter(cree_le__gt=instant).exists()
        assert not Commande.objects.filter(etats__date_debut__gt=instant).exists()
        assert "aucune anomalie" in coherence()


@pytest.mark.postgres
@pytest.mark.django_db
def test_somebody_without_all_rights_on_the_server_may_do_it_too() -> None:
    role = f"yz_demo_{os.getpid()}"
    with time_machine.travel(INSTANT, tick=False):
        poser_la_maison()
        with connection.cursor() as curseur:
            curseur.execute(f"CREATE ROLE {role} NOLOGIN")
            curseur.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
            curseur.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
            curseur.execute(f"SET LOCAL ROLE {role}")
            inventer(60)
            curseur.execute("RESET ROLE")
    assert Commande.objects.count() == 60
    assert "aucune anomalie" in coherence()
