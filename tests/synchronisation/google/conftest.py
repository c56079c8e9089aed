"""A source of Google Sheets whose spreadsheet is served on this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts._fausse_feuille import CLE, FausseFeuille
from synchronisation.lecteurs import insistance, transport
from synchronisation.models import GenreSource, SourceCommandes
from tests.synchronisation.conftest import TITRES, Feuille


class Temps:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.instant, self.sommeils = 0.0, []

    def dormir(self, secondes: float) -> None:
        self.sommeils.append(secondes)
        self.instant += secondes


@pytest.fixture
def temps(monkeypatch: pytest.MonkeyPatch) -> Temps:
    """Retries that wait without waiting, always as long as they may."""
    temps = Temps()
    defauts = {"horloge": lambda: temps.instant, "dormir": temps.dormir, "hasard": lambda _bas, haut: haut}
    monkeypatch.setattr(insistance.Insistance.__init__, "__kwdefaults__", _avec(defauts))
    return temps


def _avec(defauts: dict[str, Any]) -> dict[str, Any]:
    return {**(insistance.Insistance.__init__.__kwdefaults__ or {}), **defauts}


@pytest.fixture
def google(
    boutique: object, temps: Temps, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FausseFeuille]:
    """The server, with an empty sheet below a header; the product speaks to it."""
    with FausseFeuille([TITRES]) as serveur:
        settings.GOOGLE_API_BASE = serveur.base
        settings.GOOGLE_SERVICE_ACCOUNT_FILE = str(serveur.ecrire_cle(tmp_path / "cle.json"))
        monkeypatch.setattr(transport, "DELAI_REPONSE", 0.15)
        yield serveur


@pytest.fixture
def source(google: FausseFeuille) -> SourceCommandes:
    return source_google("Boutique", "BO")


def source_google(nom: str, code: str, **champs: Any) -> SourceCommandes:
    """Return a source over the tab of orders, already set up."""
    defauts = {"cle_classeur": CLE, "feuille": "Commandes 2026", "gid": 7, "genre": GenreSource.GOOGLE_SHEETS}
    return SourceCommandes.objects.create(nom=nom, code=code, **(defauts | champs))


@pytest.fixture
def remplir(google: FausseFeuille) -> Callable[..., None]:
    """Type rows into the sheet: `remplir("A-1", ("A-2", {"ville": "Fès"}))`."""

    def remplir(*numeros: str | tuple[str, dict[str, str]]) -> None:
        feuille = Feuille.__new__(Feuille)
        feuille.lignes = []
        for rang, quoi in enumerate(numeros, start=len(google.lignes)):
            numero, champs = (quoi, {}) if isinstance(quoi, str) else quoi
            feuille.ajouter(numero, **({"telephone": f"06{rang:08d}"} | champs))
        google.lignes.extend([*ligne] for ligne in feuille.lignes)

    return remplir
