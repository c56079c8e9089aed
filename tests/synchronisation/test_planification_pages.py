"""The administrator's acts on planned tasks."""

import datetime as dt
from itertools import pairwise

import pytest
from django.test import Client as ClientHttp

from config.noyau import horloge
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.horloge import maintenant
from synchronisation.models import PassageTache, TachePlanifiee
from synchronisation.planification.services import planifier_ordinaires, prendre_tache
from synchronisation.planification.tenue import enregistrer_tache, lancer_maintenant, suspendre
from tests import fabrique

pytestmark = pytest.mark.django_db


def tache() -> TachePlanifiee:
    return TachePlanifiee.objects.create(
        nom="Nuit",
        genre="coherence",
        frequence="QUOTIDIENNE",
        heure=dt.time(3),
        prochain_le=maintenant() + dt.timedelta(hours=5),
    )


def test_a_double_click_runs_once_even_after_the_run() -> None:
    chef, due = fabrique.operateur("ADMIN"), tache()
    assert lancer_maintenant(tache_id=due.pk, dernier=0, operateur=chef)
    assert not lancer_maintenant(tache_id=due.pk, dernier=0, operateur=chef)
    assert prendre_tache() is not None
    TachePlanifiee.objects.update(jeton="", prochain_le=maintenant() + dt.timedelta(hours=5))
    assert not lancer_maintenant(tache_id=due.pk, dernier=0, operateur=chef)
    assert prendre_tache() is None
    assert PassageTache.objects.count() == 1


def test_a_paused_task_neither_runs_nor_is_run_and_another_role_touches_nothing() -> None:
    chef, due = fabrique.operateur("ADMIN"), tache()
    autre = fabrique.operateur("CONFIRMATION")
    with pytest.raises(ErreurDroit):
        suspendre(tache_id=due.pk, operateur=autre)
    with pytest.raises(ErreurDroit):
        lancer_maintenant(tache_id=due.pk, dernier=0, operateur=autre)
    with pytest.raises(ErreurDroit):
        enregistrer_tache(tache=TachePlanifiee(nom="x", genre="affectation"), operateur=autre)
    assert TachePlanifiee.objects.get().active
    suspendre(tache_id=due.pk, operateur=chef)
    TachePlanifiee.objects.update(prochain_le=maintenant())
    assert prendre_tache() is None
    with pytest.raises(ErreurSaisie):
        lancer_maintenant(tache_id=due.pk, dernier=0, operateur=chef)
    reprise = suspendre(tache_id=due.pk, operateur=chef, reprendre=True)
    assert reprise.prochain_le is not None
    assert reprise.prochain_le > maintenant()


def test_a_rhythm_is_previewed_then_written_and_one_that_cannot_be_read_is_refused(client: ClientHttp) -> None:
    client.force_login(fabrique.operateur("ADMIN").user)
    saisie = {"nom": "Matin", "genre": "affectation", "frequence": "CRON", "cron": "30 9 * * *", "essais_max": "3"}
    apercu = client.post("/pilotage/planification/nouvelle/", saisie | {"apercu": "1"})
    assert apercu.content.decode().count(" à 09:30</time>") == 5
    # While typing, the name is not there yet.
    frappe = client.post("/pilotage/planification/instants/", saisie | {"nom": ""})
    assert frappe.content.decode().count(" à 09:30</time>") == 5
    refus = client.post("/pilotage/planification/nouvelle/", saisie | {"cron": "jamais"})
    assert "Ce rythme ne se lit pas." in refus.content.decode()
    assert not TachePlanifiee.objects.exists()
    client.post("/pilotage/planification/nouvelle/", saisie)
    ecrite = TachePlanifiee.objects.get()
    assert ecrite.prochain_le is not None
    assert f"{ecrite.prochain_le.astimezone(horloge.CASABLANCA):%H:%M}" == "09:30"


def test_the_ordinary_tasks_are_planned_once(client: ClientHttp) -> None:
    assert planifier_ordinaires() == 3
    assert planifier_ordinaires() == 0
    client.force_login(fabrique.operateur("ADMIN").user)
    page = client.get("/pilotage/planification/").content.decode()
    for phrase in ("toutes les 5 min", "toutes les 1 min", "chaque jour à 03:00", "Traiter les annonces des boutiques"):
        assert phrase in page


def test_a_fast_clock_runs_from_its_departure(settings: pytest.MonkeyPatch) -> None:
    depart = int(horloge.instant_reel().timestamp()) - 60
    settings.HORLOGE_VITESSE, settings.HORLOGE_DEPART = 60, depart  # type: ignore[attr-defined]
    avance = (maintenant() - horloge.instant_reel()).total_seconds()
    # 60 to 62 s went by in real time, 59 times as many more on the clock.
    assert 3540 <= avance <= 3540 + 59 * 2


@pytest.mark.parametrize(("retard", "tenue", "dit"), [(3, "", True), (1, "", False), (3, "x", False)])
def test_a_task_that_nobody_takes_is_told(client: ClientHttp, retard: int, tenue: str, dit: bool) -> None:
    client.force_login(fabrique.operateur("ADMIN").user)
    due = tache()
    TachePlanifiee.objects.update(prochain_le=maintenant() - dt.timedelta(minutes=retard))
    if tenue:
        due.pk, due.nom, due.jeton = None, "Autre", tenue
        due.save()
    page = client.get("/pilotage/planification/").content.decode()
    assert ("Personne n’exécute ces tâches" in page) is dit


def test_a_new_task_shows_the_instants_of_what_its_form_says(client: ClientHttp) -> None:
    client.force_login(fabrique.operateur("ADMIN").user)
    page = client.get("/pilotage/planification/nouvelle/")
    instants = page.context["instants"]
    assert [(b - a) for a, b in pairwise(instants)] == [dt.timedelta(minutes=5)] * 4
    assert 'name="minutes" value="5"' in page.content.decode()
