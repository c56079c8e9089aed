"""What every test shares: the database it runs on, the data beside the project, no network."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import reseau

DONNEES = Path(__file__).resolve().parent.parent.parent / "shared" / "donnees"

# Playwright keeps an event loop in the thread of the tests, and Django refuses its ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
reseau.fermer()

# Examples are drawn anew on a developer's machine; the gate must not depend on luck or load.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


# What these fixtures give depends on the database; a test without one passes alike on any.
SUR_LA_BASE = frozenset({"db", "transactional_db", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--partage",
        action="store_true",
        help="another run takes the other database: on SQLite leave it the browser, "
        "on PostgreSQL what needs no database",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from django.db import connection

    if config.getoption("partage"):
        garder = _depend_de_la_base if connection.vendor == "postgresql" else _sans_navigateur
        config.hook.pytest_deselected(items=[item for item in items if not garder(item)])
        items[:] = [item for item in items if garder(item)]

    sans_postgres = pytest.mark.skip(reason="PostgreSQL only: SQLite has one writer, threads prove nothing there")
    sans_donnees = pytest.mark.skip(reason=f"the data folder {DONNEES.name} is not beside the project")
    for item in items:
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(sans_postgres)
        if item.get_closest_marker("donnees") and not DONNEES.is_dir():
            item.add_marker(sans_donnees)


def _depend_de_la_base(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not SUR_LA_BASE.isdisjoint(fixtures)


def _sans_navigateur(item: pytest.Item) -> bool:
    return "navigateur" not in item.path.parts


@pytest.fixture(autouse=True)
def sans_reseau() -> Iterator[list[str]]:
    """Fail a test that tried to leave this machine, even where the code caught the refusal."""
    reseau.tentatives.clear()
    yield reseau.tentatives
    assert reseau.tentatives == []


@pytest.fixture(autouse=True)
def catalogue_inconnu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the catalogue that a former test had: keys of rows begin again where a test rolls back."""
    monkeypatch.setattr("article.recherche._courant", None)


@pytest.fixture
def donnees() -> Path:
    """The folder of real-shaped data; mark the test `donnees`."""
    return DONNEES
