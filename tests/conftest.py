"""What every test shares: the database it runs on, and small builders."""

import os
from pathlib import Path

import pytest

DONNEES = Path(__file__).resolve().parent.parent.parent / "shared" / "donnees"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from django.db import connection

    sans_postgres = pytest.mark.skip(reason="PostgreSQL only: SQLite has one writer, threads prove nothing there")
    sans_donnees = pytest.mark.skip(reason=f"the data folder {DONNEES.name} is not beside the project")
    for item in items:
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(sans_postgres)
        if item.get_closest_marker("donnees") and not DONNEES.is_dir():
            item.add_marker(sans_donnees)


@pytest.fixture
def donnees() -> Path:
    """The folder of real-shaped data; mark the test `donnees`."""
    return DONNEES


os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
