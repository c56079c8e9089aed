"""`./scripts/demarrer`, as a newcomer runs it."""

import os
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.demo.copie import RACINE, Copie, copier

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite" or not (RACINE / ".git").exists(),
    reason="starts processes on a database of its own: once is enough, and git says which files",
)
COMPTES = (
    "from commande.models import Commande as C; from article.models import MouvementStock as M;"
    "from synchronisation.models import ExecutionSync as E; from parametre.models import Operateur as O;"
    "print(C.objects.count(), C.objects.filter(etat='non_affectee', source__isnull=False).count(), M.objects.count(),"
    "O.objects.count(), E.objects.filter(etat='REUSSIE').count())"
)


@pytest.fixture
def copie(tmp_path: Path) -> Iterator[Copie]:
    copie = copier(tmp_path)
    yield copie
    copie.arreter_tout()


def arreter(processus: "subprocess.Popen[str]", signal_: int = signal.SIGINT) -> str:
    os.killpg(processus.pid, signal_)
    return processus.communicate(timeout=15)[0]


def test_first_start_interrupted_then_completed_then_fast(copie: Copie) -> None:
    # One long story rather than several: every start costs seconds.
    premier = copie.demarrer()
    assert premier.stdout is not None
    for ligne in premier.stdout:
        if ligne.startswith("== Feuille"):
            break
    time.sleep(0.4)
    arreter(premier, signal.SIGKILL)

    deuxieme = copie.demarrer()
    copie.attendre(deuxieme)
    sortie = arreter(deuxieme)
    assert deuxieme.returncode == 0
    comptes = copie.shell(COMPTES)
    commandes, non_affectees, mouvements, operateurs, reussies = map(int, comptes.split())
    assert commandes == 299 + 8 + 500
    assert non_affectees == 0
    assert mouvements > 400
    assert operateurs == 6
    # Two, where the kill came just after the sheet: it is then read again, and nothing is new in it.
    assert reussies in (1, 2)

    # Without its mark this is a shop like any other, which the demonstration leaves alone.
    copie.shell("from parametre.models import Compteur; Compteur.objects.filter(nom='demonstration').delete()")
    troisieme = copie.demarrer()
    assert copie.attendre(troisieme) < 40
    assert "la démonstration n'y est pas chargée" in arreter(troisieme)
    assert copie.shell(COMPTES) == comptes

    roles = {compte["role"] for compte in copie.acces}
    assert roles == {"ADMIN", "CONFIRMATION", "PREPARATION", "LOGISTIQUE"}
    for role in roles:
        compte = next(c for c in copie.acces if c["role"] == role)
        assert re.search(rf"{role}\s+{compte['identifiant']}\s+{compte['mot_de_passe']}", sortie)
    assert copie.adresse in sortie
    for prive in ("acces.txt", "cle_secrete"):
        assert stat.S_IMODE((copie.dossier / "donnees_locales" / prive).stat().st_mode) == 0o600


def test_a_port_already_taken_is_said_in_one_line(copie: Copie) -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", copie.port))
        prise.listen()
        processus = copie.demarrer()
        sortie, _ = processus.communicate(timeout=10)
    assert processus.returncode == 1
    assert f"Le port {copie.port} est déjà pris" in sortie
    assert not (copie.dossier / "donnees_locales").exists()


@pytest.mark.parametrize("port", ["abc", "0", "70000", "80 80"])
def test_a_port_that_is_none_is_refused(copie: Copie, port: str) -> None:
    processus = copie.demarrer(PORT=port)
    sortie, _ = processus.communicate(timeout=10)
    assert processus.returncode == 1
    assert "PORT doit être un nombre entre 1 et 65535" in sortie


@pytest.mark.parametrize(
    ("reglage", "phrase"),
    [
        (
            {"DATABASE_URL": "postgres://quelqu_un:secret-a-taire@127.0.0.1:1/rien"},
            "La base de données ne répond pas (voir DATABASE_URL)",
        ),
        ({"SESSION_DUREE_MAX": "longtemps"}, "SESSION_DUREE_MAX"),
    ],
)
def test_a_setting_that_cannot_work_is_named_in_one_line(copie: Copie, reglage: dict[str, str], phrase: str) -> None:
    processus = copie.demarrer(**reglage)
    sortie, _ = processus.communicate(timeout=30)
    assert processus.returncode == 1
    assert phrase in sortie
    assert "Traceback" not in sortie
    assert "secret-a-taire" not in sortie


def test_a_python_that_is_too_old_is_said_with_what_to_do(
    copie: Copie, tmp_path_factory: pytest.TempPathFactory
) -> None:
    vieux = tmp_path_factory.mktemp("vieux")
    for nom in ("python", "python3", *(f"python3.{n}" for n in range(11, 16))):
        (vieux / nom).write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\n', encoding="utf-8")
        (vieux / nom).chmod(0o755)
    (copie.dossier / ".venv" / "bin" / "python").unlink()

    processus = copie.demarrer(PATH=f"{vieux}:{os.environ['PATH']}", PYTHON="")
    sortie, _ = processus.communicate(timeout=10)

    assert processus.returncode == 1
    assert sortie.startswith("Il faut Python 3.11 ou plus récent. Trouvé : Python 3.9.2.")
    assert not (copie.dossier / "donnees_locales").exists()
