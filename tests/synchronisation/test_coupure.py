"""A run killed in the middle loses nothing; the next one completes it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from commande.models import Commande
from tests.synchronisation.conftest import Feuille

RACINE = Path(__file__).resolve().parents[2]
LIGNES = 3000
MONDE = """
import django; django.setup()
from tests import fabrique
fabrique.ville("CASABLANCA", frais=25)
fabrique.variante(fabrique.article(244, categorie="SANDALE", genre="FEMME", prix=299), "noir", "38", stock=5)
"""
COMPTER = """
import django; django.setup()
from commande.models import Commande, EtatCommande, LigneCommande
from synchronisation.models import ExecutionSync, LigneSync, VerrouSource
print(Commande.objects.count(), LigneCommande.objects.count(), EtatCommande.objects.filter(date_fin=None).count(),
      LigneSync.objects.count(), VerrouSource.objects.exclude(jeton="").count(),
      sorted(ExecutionSync.objects.values_list("etat", flat=True)))
"""


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that other processes can open."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'coupure.sqlite3'}"
    request.getfixturevalue("transactional_db")
    s = connection.settings_dict
    return f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT'] or 5432}/{s['NAME']}"


@pytest.fixture
def python(url: str) -> Callable[..., subprocess.Popen[str]]:
    def lancer(*arguments: str) -> subprocess.Popen[str]:
        environnement = os.environ | {
            "DATABASE_URL": url,
            "SECRET_KEY": "x",
            "DEMONSTRATION": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=RACINE,
            env=environnement,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return lancer


def finir(processus: subprocess.Popen[str]) -> str:
    sortie, erreurs = processus.communicate(timeout=120)
    assert processus.returncode == 0, erreurs
    return sortie


def commencee(url: str) -> bool:
    """Say whether the first batch is there, from this process."""
    if not url.startswith("sqlite"):
        return Commande.objects.exists()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as base:
        return base.execute("SELECT count(*) FROM commande_commande").fetchone() != (0,)


def test_sigkill_in_the_middle_then_a_second_run(
    url: str, python: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    if connection.vendor == "sqlite":
        finir(python("manage.py", "migrate", "--verbosity", "0"))
    finir(python("-c", MONDE))
    feuille = Feuille.__new__(Feuille)
    feuille.lignes = []
    for n in range(LIGNES):
        feuille.ajouter(f"A-{n}", f"06{n:08d}")
    chemin = feuille.ecrire(tmp_path / "feuille.csv")

    processus = python("manage.py", "synchroniser", "--fichier", str(chemin))
    while processus.poll() is None and not commencee(url):
        time.sleep(0.02)
    processus.send_signal(signal.SIGKILL)
    processus.communicate()
    coupe = time.monotonic()
    if processus.returncode == 0:
        pytest.fail("the run ended before it could be killed: give it more rows")

    commandes, lignes, ouvertes, traces, _verrous, etats = finir(python("-c", COMPTER)).split(maxsplit=5)
    assert 0 < int(commandes) < LIGNES
    assert commandes == lignes == ouvertes == traces
    assert etats.strip() == "['EN_COURS']"

    suite = json.loads(finir(python("manage.py", "synchroniser", "--fichier", str(chemin), "--json")).splitlines()[-1])
    assert time.monotonic() - coupe < 60
    assert suite["lues"] == LIGNES
    assert (suite["inchangee"], suite["nouvelle"]) == (int(commandes), LIGNES - int(commandes))
    *nombres, etats = finir(python("-c", COMPTER)).split(maxsplit=5)
    assert nombres == [str(LIGNES)] * 4 + ["0"]
    assert etats.strip() == "['INTERROMPUE', 'REUSSIE']"
