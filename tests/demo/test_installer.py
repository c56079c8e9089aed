"""What `demarrer` and `tester` share: nothing is installed twice, everything that changed is."""

import subprocess
from pathlib import Path

import pytest
from django.db import connection

from tests.demo.copie import RACINE

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="no database in it: once is enough")

# Answers that its pip is there, and writes down what pip is told to install.
PYTHON = '#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "$*" >>appels\n'


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    binaires = tmp_path / ".venv" / "bin"
    binaires.mkdir(parents=True)
    (binaires / "python").write_text(PYTHON, encoding="utf-8")
    (binaires / "python").chmod(0o755)
    (tmp_path / "dev.txt").write_text("-r base.txt\npytest\n", encoding="utf-8")
    (tmp_path / "base.txt").write_text("django\n", encoding="utf-8")
    return tmp_path


def installations(dossier: Path) -> int:
    """Install the two lists, as `tester` does, and return how many times pip ran in all."""
    script = f'set -euo pipefail; . "{RACINE}/scripts/_installer.sh"; installer dev.txt base.txt'
    subprocess.run(["bash", "-c", script], cwd=dossier, check=True, capture_output=True)
    return len((dossier / "appels").read_text(encoding="utf-8").splitlines())


def test_the_same_lists_are_installed_once(dossier: Path) -> None:
    assert installations(dossier) == 1
    assert installations(dossier) == 1
    assert (dossier / "appels").read_text(encoding="utf-8").endswith("-r dev.txt\n")


@pytest.mark.parametrize("liste", ["dev.txt", "base.txt"])
def test_a_list_that_changed_is_installed_again(dossier: Path, liste: str) -> None:
    installations(dossier)
    with (dossier / liste).open("a", encoding="utf-8") as flux:
        flux.write("tqdm\n")
    assert installations(dossier) == 2


def test_an_installation_that_failed_is_tried_again(dossier: Path) -> None:
    (dossier / ".venv" / "bin" / "python").write_text(PYTHON + "exit 1\n", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError) as echec:
        installations(dossier)
    assert "L'installation a échoué" in echec.value.stderr.decode()
    (dossier / ".venv" / "bin" / "python").write_text(PYTHON, encoding="utf-8")
    assert installations(dossier) == 2
