"""The promises of the races, on a SQLite file with eight writers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_eight_writers_never_meet_a_locked_database(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("once is enough: this test brings its own database")
    sortie = subprocess.run(
        [sys.executable, "-m", "tests.commande.huit_ecrivains"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'huit.sqlite3'}"},
        check=True,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert json.loads(sortie.stdout) == {"confirmees": 20, "refus": 44, "reste": 0, "prises": 32, "erreurs": []}
