"""The planner as processes: one killed while it reads a sheet, a clock put forward a day."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from commande.models import Commande
from config.noyau.horloge import maintenant
from scripts._fausse_feuille import FausseFeuille
from synchronisation.models import PassageTache, TachePlanifiee
from tests.synchronisation.conftest import TITRES, Feuille
from tests.synchronisation.google.conftest import source_google

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DELAI = 40
Planificateur = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def lancer() -> Iterator[Planificateur]:
    """Start a planner on the test database: arguments of the command, variables of its environment."""
    lances: list[subprocess.Popen[bytes]] = []

    def lancer(*arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
        base = connection.settings_dict
        hote, port = base["HOST"] or "127.0.0.1", base["PORT"] or "5432"
        secret = f":{base['PASSWORD']}" if base["PASSWORD"] else ""
        milieu = {
            **os.environ,
            "DATABASE_URL": f"postgres://{base['USER']}{secret}@{hote}:{port}/{base['NAME']}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEMONSTRATION": "1",
            "LOG_LEVEL": "ERROR",
            **variables,
        }
        commande = [sys.executable, "manage.py", "planificateur", "--pause", "0.1", *arguments]
        lances.append(subprocess.Popen(commande, cwd=settings.BASE_DIR, env=milieu, stdout=subprocess.DEVNULL))
        return lances[-1]

    yield lancer
    for processus in lances:
        processus.kill()
        processus.wait()


def attendre(condition: Callable[[], bool]) -> None:
    fin = time.monotonic() + DELAI
    while not condition():
        assert time.monotonic() < fin, "too long"
        time.sleep(0.05)


def test_a_planner_killed_while_it_reads_a_sheet_is_taken_over(
    boutique: object, lancer: Planificateur, tmp_path: Path
) -> None:
    feuille = Feuille("essai")
    feuille.ajouter("A-1").ajouter("A-2", "0612345679")
    with FausseFeuille([TITRES, *feuille.lignes]) as google:
        google.lenteur = 30
        google.fautes.append("lent")
        milieu = {
            "GOOGLE_API_BASE": google.base,
            "GOOGLE_SERVICE_ACCOUNT_FILE": str(google.ecrire_cle(tmp_path / "cle.json")),
        }
        lue = TachePlanifiee.objects.create(
            nom="Lire la boutique",
            genre="synchronisation",
            parametres={"source_id": source_google("Boutique", "BO").pk},
            frequence="UNE_FOIS",
            unique_le=maintenant(),
            prochain_le=maintenant(),
        )
        tue = lancer("--silence", "3", **milieu)
        attendre(lambda: not google.fautes)
        tue.send_signal(signal.SIGKILL)
        tue.wait()
        assert list(PassageTache.objects.values_list("etat", flat=True)) == ["EN_COURS"]
        assert not Commande.objects.exists()
        autres = [lancer("--silence", "3", **milieu) for _ in range(2)]
        attendre(lambda: PassageTache.objects.filter(etat="REUSSI").exists())
        for autre in autres:
            autre.terminate()
        assert [autre.wait(timeout=DELAI) for autre in autres] == [0, 0]
    assert list(PassageTache.objects.order_by("pk").values_list("tache", "etat")) == [
        (lue.pk, "INTERROMPU"),
        (lue.pk, "REUSSI"),
    ]
    assert sorted(Commande.objects.values_list("numero", flat=True)) == ["A-1", "A-2"]


def test_a_clock_put_forward_a_day_runs_what_was_missed_once(lancer: Planificateur) -> None:
    ici = maintenant()
    demain = ici + dt.timedelta(hours=1)
    taches = [
        TachePlanifiee.objects.create(
            nom=f"t{rattraper}-{n}",
            genre="purge_cles",
            frequence="INTERVALLE",
            minutes=60,
            prochain_le=demain,
            rattraper=rattraper,
        )
        for rattraper in (True, False)
        for n in range(5)
    ]
    # At twice the speed since yesterday, it is tomorrow.
    depart = ici.timestamp() - dt.timedelta(days=1).total_seconds()
    processus = [lancer("--une-passe", HORLOGE_VITESSE="2", HORLOGE_DEPART=str(int(depart))) for _ in range(4)]
    assert [p.wait(timeout=DELAI) for p in processus] == [0] * 4
    faits = list(PassageTache.objects.order_by("tache").values_list("tache", "etat"))
    assert faits == [(t.pk, "REUSSI") for t in taches[:5]]
    for tache in taches:
        tache.refresh_from_db()
        # Missed runs are not owed one by one: the next is within the hour of the new clock.
        assert tache.prochain_le is not None
        assert dt.timedelta(hours=24) < tache.prochain_le - ici < dt.timedelta(hours=25, minutes=5)


def test_a_planner_ends_with_the_process_it_goes_with(lancer: Planificateur) -> None:
    compagnon = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    processus = lancer("--avec", str(compagnon.pid))
    TachePlanifiee.objects.create(
        nom="t", genre="purge_cles", frequence="UNE_FOIS", unique_le=maintenant(), prochain_le=maintenant()
    )
    attendre(lambda: PassageTache.objects.filter(etat="REUSSI").exists())
    assert processus.poll() is None
    compagnon.kill()
    compagnon.wait()
    assert processus.wait(timeout=DELAI) == 0
