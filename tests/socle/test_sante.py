"""The health pages: read by machines, from inside, without a session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client as ClientHttp

SECRET = 'connection to server at "10.0.0.5" failed for user "yz"'


@contextmanager
def base_muette(quand: str) -> Iterator[None]:
    """Make the database refuse the requests that hold a text."""

    def refuser(execute: Callable[..., Any], requete: str, *args: Any) -> Any:
        if quand in requete:
            raise OperationalError(SECRET)
        return execute(requete, *args)

    with connection.execute_wrapper(refuser):
        yield


def test_the_process_lives_whatever_the_database_does() -> None:
    # Not marked for the database: a single query would fail this test.
    reponse = ClientHttp().get("/sante/")
    assert (reponse.status_code, reponse.json()) == (200, {"etat": "vivant"})
    assert "no-store" in reponse["Cache-Control"]
    assert not reponse.cookies


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_is_migrated() -> None:
    reponse = ClientHttp().get("/sante/pret")
    assert (reponse.status_code, reponse.json()) == (200, {"etat": "pret", "base": True, "migrations": True})
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits() -> None:
    MigrationRecorder.Migration.objects.filter(app="commande").delete()
    reponse = ClientHttp().get("/sante/pret")
    assert (reponse.status_code, reponse.json()) == (503, {"etat": "pas_pret", "base": True, "migrations": False})


@pytest.mark.django_db
@pytest.mark.parametrize(("quand", "base"), [("SELECT 1", False), ("django_migrations", True)])
def test_not_ready_when_the_database_fails_and_nothing_is_told_of_it(
    quand: str, base: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with base_muette(quand):
        reponse = ClientHttp().get("/sante/pret")
    assert (reponse.status_code, reponse.json()) == (503, {"etat": "pas_pret", "base": base, "migrations": False})
    assert "10.0.0.5" not in reponse.text + caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["/sante/", "/sante/pret"])
def test_only_read(adresse: str) -> None:
    navigateur = ClientHttp()
    assert navigateur.head(adresse).status_code == 200
    assert [navigateur.post(adresse).status_code, navigateur.delete(adresse).status_code] == [405, 405]


@pytest.mark.django_db
@pytest.mark.parametrize(("adresse", "statut"), [("/sante/", 200), ("/sante/pret", 200), ("/connexion/", 301)])
def test_a_probe_over_plain_http_is_not_sent_elsewhere(adresse: str, statut: int, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert ClientHttp().get(adresse).status_code == statut
