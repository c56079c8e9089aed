"""A copy of the project as a newcomer gets it, with the packages of this environment."""

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent.parent
DELAI = 90
# What this test run sets for itself.
_D_ICI = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "DEMONSTRATION", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL")


def _environnement() -> dict[str, str]:
    return {nom: valeur for nom, valeur in os.environ.items() if nom not in _D_ICI}


@dataclass
class Copie:
    """The folder of the copy and the port its site is served on."""

    dossier: Path
    port: int
    lances: "list[subprocess.Popen[str]]" = field(default_factory=list)

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def acces(self) -> list[dict[str, str]]:
        """The first passwords, as `demarrer` keeps them."""
        with (self.dossier / "donnees_locales" / "acces.txt").open(encoding="utf-8", newline="") as flux:
            return list(csv.DictReader(flux, delimiter=";"))

    def demarrer(self, **environnement: str) -> "subprocess.Popen[str]":
        """Start the site as a newcomer does, with an environment of its own."""
        processus = subprocess.Popen(
            ["./scripts/demarrer"],
            cwd=self.dossier,
            env=_environnement() | {"PORT": str(self.port)} | environnement,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lances.append(processus)
        return processus

    def arreter_tout(self) -> None:
        """Kill whatever a failed test left running."""
        for processus in self.lances:
            if processus.poll() is None:
                os.killpg(processus.pid, signal.SIGKILL)
                processus.communicate()

    def attendre(self, processus: "subprocess.Popen[str]") -> float:
        """Wait until the site answers and return how many seconds it took."""
        debut = time.monotonic()
        while time.monotonic() - debut < DELAI:
            if processus.poll() is not None:
                raise AssertionError(f"demarrer stopped: {processus.communicate()[0]}")
            try:
                with urllib.request.urlopen(f"{self.adresse}/sante/pret", timeout=5) as reponse:  # noqa: S310
                    if reponse.status == 200:
                        return time.monotonic() - debut
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError("the site did not answer in time")

    def shell(self, code: str) -> str:
        """Run Python inside the copy's Django and return what it prints."""
        cle = (self.dossier / "donnees_locales" / "cle_secrete").read_text(encoding="utf-8")
        resultat = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=self.dossier,
            env=_environnement() | {"SECRET_KEY": cle.strip(), "DEMONSTRATION": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        return resultat.stdout.strip()


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def copier(vers: Path) -> Copie:
    """Copy the files of the project; `.venv` is a stand-in that calls this Python."""
    liste = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=True,
    )
    for nom in filter(None, liste.stdout.split("\0")):
        if nom.startswith("tests/") or not (RACINE / nom).is_file():
            continue
        (vers / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(RACINE / nom, vers / nom)
    binaires = vers / ".venv" / "bin"
    binaires.mkdir(parents=True)
    for programme, appel in (("python", ""), ("gunicorn", "-m gunicorn ")):
        (binaires / programme).write_text(f'#!/bin/sh\nexec "{sys.executable}" {appel}"$@"\n', encoding="utf-8")
        (binaires / programme).chmod(0o755)
    shutil.copy(vers / "requirements.txt", vers / ".venv" / ".installe-requirements.txt")
    return Copie(vers, port_libre())
