"""The layers: what stands on top is imported by nobody, and no app escapes the tools that watch."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

RACINE = Path(__file__).resolve().parent.parent.parent
OUTILS = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
SOMMET = {"config.settings", "config.urls", "config.middleware"}
# The doors of the process, which put it together.
PORTES = {"manage.py", "config/wsgi.py", "config/asgi.py"}


def apps() -> set[str]:
    """Return the packages of the project, found on the disk."""
    return {dossier.parent.name for dossier in RACINE.glob("*/apps.py")} | {"config"}


def importes(source: str) -> Iterator[str]:
    """Yield every module a source names: by import, or as the text of a dynamic one."""
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and noeud.module and not noeud.level:
            yield noeud.module
            yield from (f"{noeud.module}.{alias.name}" for alias in noeud.names)
        elif isinstance(noeud, ast.Call) and noeud.args and _dynamique(noeud):
            yield str(getattr(noeud.args[0], "value", ""))


def _dynamique(appel: ast.Call) -> bool:
    nom = getattr(appel.func, "attr", getattr(appel.func, "id", ""))
    return nom in {"import_module", "import_string", "__import__"}


def au_sommet(source: str) -> set[str]:
    return {nom for nom in importes(source) if any(nom == haut or nom.startswith(haut + ".") for haut in SOMMET)}


def test_nobody_imports_settings_urls_or_middleware() -> None:
    fautes = {}
    for app in sorted(apps()):
        for chemin in sorted((RACINE / app).rglob("*.py")):
            nom = chemin.relative_to(RACINE).as_posix()
            if "node_modules" not in nom and nom not in PORTES and (trouves := au_sommet(chemin.read_text("utf-8"))):
                fautes[nom] = trouves
    assert fautes == {}


@pytest.mark.parametrize(
    "source",
    [
        "import config.settings",
        "import config.settings as s",
        "from config import settings",
        "from config.settings import DEBUG",
        "def f():\n    from config.middleware import RoleRoutingMiddleware",
        "import importlib\nimportlib.import_module('config.urls')",
    ],
)
def test_every_way_to_import_them_is_seen(source: str) -> None:
    assert au_sommet(source) <= SOMMET | {"config.settings.DEBUG", "config.middleware.RoleRoutingMiddleware"}
    assert au_sommet(source)


@pytest.mark.parametrize(
    "source", ["from django.conf import settings", "import config.noyau", "from config import noyau"]
)
def test_what_is_allowed_is_not_taken_for_it(source: str) -> None:
    assert au_sommet(source) == set()


def test_no_app_escapes_the_settings_the_types_the_contracts_or_the_coverage() -> None:
    toutes = apps()
    assert toutes - {"config"} <= set(settings.INSTALLED_APPS)
    assert set(OUTILS["mypy"]["files"]) == toutes
    assert set(OUTILS["importlinter"]["root_packages"]) == toutes
    assert set(OUTILS["coverage"]["run"]["source"]) == toutes


def test_every_app_has_its_layer() -> None:
    contrats = {contrat["type"]: contrat for contrat in OUTILS["importlinter"]["contracts"]}
    rangees = {nom.strip() for couche in contrats["layers"]["layers"] for nom in couche.split("|")}
    assert rangees == apps() - {"config"} | {"config.noyau"}
    assert set(contrats["forbidden"]["forbidden_modules"]) == SOMMET
    assert set(contrats["forbidden"]["source_modules"]) >= rangees
