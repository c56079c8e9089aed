"""The log: one JSON object a line, and nothing about a person."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client as ClientHttp
from django.urls import path

from client.models import Client
from config.noyau.journal import FormateurJson, masquer
from config.urls import urlpatterns as adresses
from parametre.acces import role_requis
from tests import fabrique

MOT_DE_PASSE = "orangers-sous-la-pluie-77"
FAUX_MOT_DE_PASSE = "citronniers-sous-la-neige-88"
TELEPHONE = "+212612345678"


PERSONNE = {"telephone": TELEPHONE, "nom_complet": "Salma Bennani", "adresse": "12 rue des Orangers\n\nSafi"}


@role_requis("ADMIN")
def en_panne(request: HttpRequest) -> HttpResponse:
    """A view that breaks with a refused row in its hands."""
    Client.objects.create(**PERSONNE)
    raise AssertionError("the row should have been refused")


urlpatterns = [path("en-panne/", en_panne), *adresses]


@pytest.fixture
def sortie() -> Iterator[io.StringIO]:
    """Everything the log writes, as the console would get it."""
    flux = io.StringIO()
    console = logging.StreamHandler(flux)
    console.setFormatter(FormateurJson())
    racine = logging.getLogger()
    racine.addHandler(console)
    yield flux
    racine.removeHandler(console)


def lignes(flux: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(ligne) for ligne in flux.getvalue().splitlines()]


def ecrire(message: str, *args: object, **options: Any) -> dict[str, Any]:
    record = logging.getLogger("essai").makeRecord("essai", logging.INFO, __file__, 1, message, args, None, **options)
    texte = FormateurJson().format(record)
    assert "\n" not in texte
    entree: dict[str, Any] = json.loads(texte)
    return entree


def test_an_entry_is_one_json_object() -> None:
    entree = ecrire("Order %s moved", 12, extra={"commande_id": 12, "cle": None, "ok": True, "objet": [1, 2]})
    assert entree.pop("instant").endswith("+00:00")
    assert entree == {
        "niveau": "INFO",
        "source": "essai",
        "message": "Order 12 moved",
        "commande_id": 12,
        "cle": None,
        "ok": True,
        "objet": "[1, 2]",
    }


@pytest.mark.parametrize("saut", ["\n", "\r\n", "\u2028", "\x85", "\x00", '"}\n{"niveau": "INFO"'])
def test_no_text_forges_a_line(saut: str) -> None:
    faux = f'vrai{saut}{{"niveau": "ERROR", "message": "faux"}}'
    assert ecrire("%s", faux)["message"] == faux
    assert ecrire("x", extra={"motif": faux})["motif"] == faux


def test_an_extra_does_not_take_the_place_of_what_the_log_says() -> None:
    entree = ecrire("vrai", extra={"niveau": "CRITICAL", "source": "ailleurs", "instant": "hier"})
    assert (entree["niveau"], entree["source"]) == ("INFO", "essai")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("appel de +212612345678 manqué", "appel de … manqué"),
        ("06 12 34 56 78", "…"),
        ("0612-34.56-78, 212612345678", "…, …"),
        ("+33 6 12 34 56 78", "…"),
        ("GET /pilotage/?q=salma HTTP/1.1", "GET /pilotage/?… HTTP/1.1"),
        ("Key\nDETAIL:  Key (telephone)=(+212612345678) already exists.", "Key\nDETAIL: …"),
        ("x\nDÉTAIL : La ligne (1, Salma).\n\nThe above exception", "x\nDETAIL: …\n\nThe above exception"),
        # What the log is for stays.
        ("commande 2612345678, 1234 lignes en 0.8125 s", "commande 2612345678, 1234 lignes en 0.8125 s"),
        ("2026-11-22 02:51:14.809865+00:00", "2026-11-22 02:51:14.809865+00:00"),
        ("YCN-000123 ? oui", "YCN-000123 ? oui"),
    ],
)
def test_numbers_searches_and_rows_are_masked(texte: str, attendu: str) -> None:
    assert masquer(texte) == attendu


@pytest.mark.django_db
def test_a_refused_sign_in_leaves_no_trace_of_what_was_typed(sortie: io.StringIO) -> None:
    fabrique.operateur(username="samira.alaoui", mot_de_passe=MOT_DE_PASSE)
    saisie = {"username": "samira.alaoui", "password": FAUX_MOT_DE_PASSE}
    assert ClientHttp().post("/connexion/?suite=/x&q=0612345678", saisie).status_code == 200
    journal = sortie.getvalue()
    assert any(ligne["niveau"] == "WARNING" and "login failure" in ligne["message"] for ligne in lignes(sortie))
    for secret in (FAUX_MOT_DE_PASSE, MOT_DE_PASSE, "samira.alaoui", "0612345678"):
        assert secret not in journal


@pytest.mark.django_db
def test_a_broken_page_leaves_its_stack_and_no_personal_data(sortie: io.StringIO, settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__
    chef = fabrique.operateur("ADMIN")
    fabrique.client(TELEPHONE)
    navigateur = ClientHttp(raise_request_exception=False)
    navigateur.force_login(chef.user)
    with transaction.atomic():
        reponse = navigateur.post("/en-panne/?q=06+12+34+56+78", {"jeton": "jeton-secret", "tel": "06 12 34 56 78"})
        transaction.set_rollback(True)
    assert reponse.status_code == 500
    pannes = [ligne for ligne in lignes(sortie) if ligne["niveau"] == "ERROR"]
    assert [panne["source"] for panne in pannes] == ["django.request"]
    assert "in en_panne" in pannes[0]["exception"]
    assert "IntegrityError" in pannes[0]["exception"]
    for secret in ("612345678", "06 12 34 56 78", "06+12", "jeton-secret", "Salma", "Orangers", "Safi"):
        assert secret not in sortie.getvalue()


@pytest.mark.django_db
def test_the_row_a_database_quotes_is_masked(sortie: io.StringIO) -> None:
    try:
        with transaction.atomic():
            Client.objects.create(**(PERSONNE | {"telephone": "0612345678"}))
    except IntegrityError:
        logging.getLogger("essai").exception("refused")
    entree = lignes(sortie)[0]
    assert "client_telephone_e164" in entree["exception"]
    assert ("DETAIL: …" in entree["exception"]) == (connection.vendor == "postgresql")
    assert "Salma" not in entree["exception"]
