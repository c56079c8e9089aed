"""The settings: what each variable does, and the one line that refuses a bad value."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

RACINE = Path(__file__).resolve().parent.parent.parent
CLE = "une-cle-de-test-longue-et-variee-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MEMOIRE = "sqlite:///:memory:"


def lancer(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the project with these variables and no other of ours."""
    environnement = {"PATH": os.environ["PATH"], "DATABASE_URL": MEMOIRE, "SECRET_KEY": CLE} | variables
    presentes = {nom: valeur for nom, valeur in environnement.items() if valeur != "(absente)"}
    commande = [sys.executable, *arguments]
    return subprocess.run(commande, cwd=RACINE, env=presentes, capture_output=True, text=True, timeout=60, check=False)


def valeurs(*noms: str, **variables: str) -> dict[str, Any]:
    """Return settings of these names, as a process started with these variables has them."""
    code = f"import json, config.settings as s; print(json.dumps({{n: getattr(s, n) for n in {noms!r}}}))"
    sortie = lancer("-c", code, **variables)
    assert sortie.returncode == 0, sortie.stderr
    lues: dict[str, Any] = json.loads(sortie.stdout)
    return lues


@pytest.mark.parametrize(
    ("variable", "valeur"),
    [
        ("DEBUG", "peut-etre"),
        ("DEBUG", ""),
        ("DEMONSTRATION", "bof"),
        ("SECRET_KEY", "(absente)"),
        ("SECRET_KEY", ""),
        ("DATABASE_URL", "n'importe quoi"),
        ("DATABASE_URL", "mysql://yz:motdepasse-secret@127.0.0.1/yz"),
        ("DATABASE_URL", "postgres://yz:motdepasse-secret@127.0.0.1:port/yz"),
        ("DATABASE_URL", "postgres://yz:motdepasse-secret@127.0.0.1:5432"),
        ("LOG_LEVEL", "bavard"),
        ("SECURE_SSL_REDIRECT", "parfois"),
        ("SECURE_HSTS_SECONDS", "longtemps"),
        ("DERRIERE_PROXY", "oui et non"),
        ("SESSION_INACTIVITE_MAX", "une heure"),
        ("SESSION_DUREE_MAX", "12h"),
    ],
)
def test_a_bad_value_stops_everything_with_one_line_that_names_it(variable: str, valeur: str) -> None:
    sortie = lancer("manage.py", "check", **{variable: valeur})
    assert sortie.returncode == 1
    assert sortie.stdout == ""
    assert len(sortie.stderr.strip().splitlines()) == 1
    assert variable in sortie.stderr
    assert "motdepasse-secret" not in sortie.stderr


@pytest.mark.parametrize("variable", ["DEBUG", "SECRET_KEY", "DATABASE_URL"])
def test_the_server_refuses_too(variable: str) -> None:
    sortie = lancer("-c", "import config.wsgi", **{variable: ""} if variable != "DATABASE_URL" else {variable: "x"})
    assert sortie.returncode == 1
    assert variable in sortie.stderr.strip().splitlines()[-1]


def test_without_variables_it_is_production() -> None:
    assert valeurs(
        "DEBUG",
        "DEMONSTRATION",
        "SECRET_KEY",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SESSION_INACTIVITE_MAX",
        "SESSION_DUREE_MAX",
    ) == {
        "DEBUG": False,
        "DEMONSTRATION": False,
        "SECRET_KEY": CLE,
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SESSION_INACTIVITE_MAX": 1800,
        "SESSION_DUREE_MAX": 43200,
    }


@pytest.mark.parametrize("variables", [{"DEBUG": "1", "SECRET_KEY": "(absente)"}, {"DEMONSTRATION": "1"}])
def test_on_this_machine_it_serves_plain_http(variables: dict[str, str]) -> None:
    assert valeurs("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", **variables) == {
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
        "SECURE_HSTS_SECONDS": 0,
    }


def test_lists_and_foreign_variables() -> None:
    assert valeurs("ALLOWED_HOSTS", ALLOWED_HOSTS="yz.example,www.yz.example", PORT="un-port", DJANGO_X="1") == {
        "ALLOWED_HOSTS": ["yz.example", "www.yz.example"]
    }


def test_the_tzdata_package_comes_before_the_files_of_the_system() -> None:
    sortie = lancer(
        "-c", "import config.settings, zoneinfo; print(zoneinfo.TZPATH)", PYTHONTZPATH="/usr/share/zoneinfo"
    )
    assert sortie.stdout.strip() == "()"


def test_production_passes_the_deployment_checks_of_django() -> None:
    sortie = lancer("manage.py", "check", "--deploy", "--fail-level", "WARNING", ALLOWED_HOSTS="yz.example")
    assert (sortie.returncode, sortie.stderr) == (0, ""), sortie.stderr


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    return tmp_path / "yz.sqlite3"


LIRE_OPTIONS = """
import json, django; django.setup()
from django.db import connection as c
with c.cursor() as k:
    lire = lambda p: k.execute("PRAGMA " + p).fetchone()[0]
    lus = [lire(p) for p in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")]
    print(json.dumps([*lus, c.transaction_mode]))
"""


def test_sqlite_writes_ahead_waits_and_takes_its_lock_at_once(fichier: Path) -> None:
    sortie = lancer("-c", LIRE_OPTIONS, DATABASE_URL=f"sqlite:///{fichier}", DJANGO_SETTINGS_MODULE="config.settings")
    assert json.loads(sortie.stdout) == ["wal", 1, 20000, 1, "IMMEDIATE"], sortie.stderr


OUVRIR_TRANSACTION = """
import django; django.setup()
from django.db import transaction
with transaction.atomic():
    from django.db import connection
    connection.ensure_connection(); connection.cursor().execute("SELECT 1")
    print("ouverte", flush=True)
    input()
"""


def test_an_open_transaction_of_sqlite_keeps_other_writers_out(fichier: Path) -> None:
    variables = {"DATABASE_URL": f"sqlite:///{fichier}", "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": CLE}
    commande = [sys.executable, "-c", OUVRIR_TRANSACTION]
    environnement = {"PATH": os.environ["PATH"], **variables}
    with subprocess.Popen(
        commande, cwd=RACINE, env=environnement, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as autre:
        assert autre.stdout is not None
        assert autre.stdout.readline() == "ouverte\n"
        with closing(sqlite3.connect(fichier, timeout=0, isolation_level=None)) as ici:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                ici.execute("BEGIN IMMEDIATE")
            autre.communicate("\n", timeout=30)
            ici.execute("BEGIN IMMEDIATE")
    assert autre.returncode == 0


def test_without_a_url_the_local_file_is_used() -> None:
    bases = valeurs("DATABASES", DATABASE_URL="")["DATABASES"]
    assert bases["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert Path(bases["default"]["NAME"]) == RACINE / "donnees_locales" / "yz_cmd.sqlite3"
