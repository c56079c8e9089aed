"""Error pages look like the rest, and stand when all else fell."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.defaults import permission_denied, server_error

from config.urls import urlpatterns as du_projet
from parametre.acces import role_requis
from tests import fabrique


@role_requis("ADMIN")
def panne(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret de la panne")


urlpatterns = [path("pilotage/panne/", panne), *du_projet]


@pytest.mark.django_db
def test_404(client: Client) -> None:
    client.force_login(fabrique.operateur("ADMIN").user)
    reponse = client.get("/pilotage/rien/")
    assert reponse.status_code == 404
    assert "<h1>Page introuvable</h1>" in reponse.text
    assert '<a class="bouton principal" href="/">Retour à l’accueil</a>' in reponse.text
    assert "/pilotage/rien/" not in reponse.text


@pytest.mark.django_db
@pytest.mark.urls("tests.ecrans.test_pages_erreur")
def test_500() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(fabrique.operateur("ADMIN").user)
    reponse = client.get("/pilotage/panne/")
    assert reponse.status_code == 500
    assert "<h1>Une panne de notre côté</h1>" in reponse.text
    assert "secret de la panne" not in reponse.text


def test_500_asks_nothing_of_the_database() -> None:
    # Without the `db` mark any query fails.
    reponse = server_error(RequestFactory().get("/"))
    assert reponse.status_code == 500
    assert "<h1>Une panne de notre côté</h1>" in reponse.text


@pytest.mark.django_db
def test_a_form_that_came_too_late() -> None:
    client = Client(enforce_csrf_checks=True)
    reponse = client.post("/connexion/", {"username": "karim", "password": "peu importe"})
    assert reponse.status_code == 403
    assert "<h1>Formulaire périmé</h1>" in reponse.text
    assert "Rien n’a été enregistré." in reponse.text


@pytest.mark.django_db
def test_403(client: Client) -> None:
    requete = client.get("/connexion/").wsgi_request
    reponse = permission_denied(requete, PermissionDenied())
    assert reponse.status_code == 403
    assert "<h1>Accès refusé</h1>" in reponse.text


def test_errors_are_not_shown_in_detail() -> None:
    assert settings.DEBUG is False
