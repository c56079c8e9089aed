"""The planner: instants of Casablanca, each task once, dead workers, missed runs."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from config.noyau import taches
from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import maintenant
from config.noyau.taches import GenreTache
from synchronisation.models import EtatPassage, PassageTache, TachePlanifiee
from synchronisation.planification.instants import Rythme, prochain, prochains
from synchronisation.planification.services import executer_tache, prendre_tache

FAITS: list[int] = []


def _essai(parametres: dict[str, Any]) -> str:
    if parametres.get("refus"):
        raise ErreurSaisie("Non.")
    FAITS.append(parametres["n"])
    return "fait"


@pytest.fixture(autouse=True)
def genre_d_essai(monkeypatch: pytest.MonkeyPatch) -> None:
    FAITS.clear()
    monkeypatch.setitem(taches._registre, "essai", GenreTache("essai", "Essai", _essai))


def tache(n: int = 1, *, retard: dt.timedelta = dt.timedelta(seconds=1), **champs: Any) -> TachePlanifiee:
    defauts = {"genre": "essai", "parametres": {"n": n}, "frequence": "INTERVALLE", "minutes": 5}
    return TachePlanifiee.objects.create(nom=f"t{n}", prochain_le=maintenant() - retard, **(defauts | champs))


def test_a_daily_hour_stays_across_the_change_of_zone() -> None:
    # Morocco left UTC+1 on 2026-09-20.
    avant = dt.datetime(2026, 9, 18, 12, tzinfo=dt.UTC)
    trouves = list(prochains(Rythme("QUOTIDIENNE", heure=dt.time(9)), avant, nombre=3))
    assert [f"{i:%d %H:%M}" for i in trouves] == ["19 08:00", "20 09:00", "21 09:00"]
    assert list(prochains(Rythme("CRON", cron="0 9 * * *"), avant, nombre=3)) == trouves


def test_a_cron_expression_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError):
        prochain(Rythme("CRON", cron="chaque jour"), maintenant())


@pytest.mark.django_db
def test_a_missed_day_runs_once_or_is_skipped() -> None:
    tache(1, retard=dt.timedelta(days=1))
    sautee = tache(2, retard=dt.timedelta(days=1), rattraper=False)
    call_command("planificateur", une_passe=True)
    assert FAITS == [1]
    sautee.refresh_from_db()
    assert sautee.prochain_le is not None
    assert sautee.prochain_le > maintenant()
    assert not sautee.passages.exists()


@pytest.mark.django_db
def test_the_task_of_a_dead_worker_is_taken_over_and_the_dead_cannot_close_it() -> None:
    tache()
    morte = prendre_tache()
    assert morte is not None
    assert prendre_tache() is None
    TachePlanifiee.objects.update(battement=maintenant() - dt.timedelta(minutes=1))
    reprise = prendre_tache()
    assert reprise is not None
    assert executer_tache(tache=morte[0], passage=morte[1]) == EtatPassage.INTERROMPU
    assert executer_tache(tache=reprise[0], passage=reprise[1]) == EtatPassage.REUSSI
    assert list(PassageTache.objects.order_by("pk").values_list("etat", flat=True)) == ["INTERROMPU", "REUSSI"]


@pytest.mark.django_db
def test_a_refusal_is_tried_again_later_then_given_up_until_the_next_time() -> None:
    due = tache(parametres={"refus": True}, essais_max=2, minutes=60)
    for essais, attente in ((1, 30), (0, 3600)):
        TachePlanifiee.objects.update(prochain_le=maintenant())
        prise = prendre_tache()
        assert prise is not None
        executer_tache(tache=prise[0], passage=prise[1])
        due.refresh_from_db()
        assert due.prochain_le is not None
        assert due.essais == essais
        assert round((due.prochain_le - maintenant()).total_seconds()) == attente
    assert list(PassageTache.objects.values_list("etat", "sortie")) == [("ECHOUE", "Non.")] * 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_workers_run_each_task_once() -> None:
    for n in range(40):
        tache(n)
    barriere = threading.Barrier(4)

    def travailler() -> None:
        barriere.wait()
        call_command("planificateur", une_passe=True)
        connection.close()

    fils = [threading.Thread(target=travailler) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(FAITS) == list(range(40))
    assert PassageTache.objects.filter(etat=EtatPassage.REUSSI).count() == 40
