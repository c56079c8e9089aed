"""What stands before the views: limits of a session, the right house, API answers, CSRF reasons."""

import logging

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client

from config.middleware import CSRFDebugMiddleware
from parametre.models import Operateur
from tests import fabrique

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/confirmation/?q=rabat"}
SESSION_FINIE = "Votre session a pris fin. Identifiez-vous pour reprendre où vous étiez."
AUTRE_EQUIPE = "Cette page est celle d’une autre équipe. Vous êtes de retour sur la vôtre."


@pytest.fixture
def karim() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


@pytest.fixture
def horloge(time_machine):  # type: ignore[no-untyped-def]
    """A clock that stands still until a test moves it, in minutes after ten."""

    def avancer(minutes: int) -> None:
        time_machine.move_to(f"2026-11-22T{10 + minutes // 60:02d}:{minutes % 60:02d}:00Z", tick=False)

    avancer(0)
    return avancer


@pytest.fixture
def connecte(client: Client, karim: Operateur, horloge) -> Client:  # type: ignore[no-untyped-def]
    client.force_login(karim.user)
    assert client.get("/").status_code == 302
    return client


def vivante(client: Client) -> bool:
    return client.get("/").headers["Location"] == "/confirmation/"


def test_a_session_left_idle_ends(connecte: Client, horloge) -> None:  # type: ignore[no-untyped-def]
    horloge(30)
    reponse = connecte.get("/confirmation/?q=rabat")
    assert reponse.headers["Location"] == "/connexion/?next=/confirmation/%3Fq%3Drabat"
    assert SESSION_KEY not in connecte.session
    assert SESSION_FINIE in connecte.get("/connexion/").text


def test_a_session_lives_as_long_as_somebody_works(connecte: Client, horloge) -> None:  # type: ignore[no-untyped-def]
    for minutes in range(20, 200, 20):
        horloge(minutes)
        assert vivante(connecte)


def test_a_session_ends_after_twelve_hours_of_work(connecte: Client, horloge) -> None:  # type: ignore[no-untyped-def]
    for minutes in range(20, 12 * 60, 20):
        horloge(minutes)
        assert vivante(connecte)
    horloge(12 * 60)
    assert connecte.get("/").headers["Location"] == "/connexion/"
    assert SESSION_KEY not in connecte.session


def test_a_poll_does_not_keep_an_idle_session_alive(connecte: Client, horloge) -> None:  # type: ignore[no-untyped-def]
    for minutes in (10, 20, 29):
        horloge(minutes)
        assert connecte.get("/", headers={"X-Sondage": "1"}).headers["Location"] == "/confirmation/"
    horloge(30)
    reponse = connecte.get("/confirmation/", headers=HTMX | {"X-Sondage": "1"})
    assert reponse.headers["HX-Redirect"] == "/connexion/?next=/confirmation/%3Fq%3Drabat"


def test_a_second_sign_in_starts_the_twelve_hours_again(client: Client, horloge) -> None:  # type: ignore[no-untyped-def]
    fabrique.operateur("CONFIRMATION", username="karim", mot_de_passe="semelle-compensee-38")
    identifiants = {"username": "karim", "password": "semelle-compensee-38"}
    client.post("/connexion/", identifiants)
    horloge(25)
    client.post("/connexion/", identifiants)
    for minutes in range(45, 12 * 60 + 20, 20):
        horloge(minutes)
        assert vivante(client)
    horloge(12 * 60 + 25)
    assert client.get("/").headers["Location"] == "/connexion/"


def test_reading_pages_writes_the_session_at_most_once_a_minute(  # type: ignore[no-untyped-def]
    connecte: Client, django_assert_num_queries, time_machine
) -> None:
    time_machine.move_to("2026-11-22T10:00:59Z", tick=False)
    with django_assert_num_queries(2):  # The session, then the user with their operator.
        connecte.get("/")


def test_htmx_changes_the_page_at_the_end_of_a_session(connecte: Client, horloge) -> None:  # type: ignore[no-untyped-def]
    horloge(31)
    reponse = connecte.post("/confirmation/", headers=HTMX)
    assert reponse.status_code == 200
    assert reponse.content == b""
    assert reponse.headers["HX-Redirect"] == "/connexion/?next=/confirmation/%3Fq%3Drabat"


def test_htmx_never_leads_to_another_site_after_the_sign_in(client: Client) -> None:
    reponse = client.get("/confirmation/", headers=HTMX | {"HX-Current-URL": "https://exemple.invalid/piege/"})
    assert reponse.headers["HX-Redirect"] == "/connexion/"


def test_another_house_leads_home_with_a_word(client: Client, karim: Operateur) -> None:
    client.force_login(karim.user)
    reponse = client.get("/pilotage/")
    assert (reponse.status_code, reponse.headers["Location"]) == (302, "/confirmation/")
    assert AUTRE_EQUIPE in client.get("/confirmation/").text


def test_another_house_leads_home_for_htmx_too(client: Client, karim: Operateur) -> None:
    client.force_login(karim.user)
    assert client.post("/preparation/", headers=HTMX).headers["HX-Redirect"] == "/confirmation/"


@pytest.mark.urls("tests.parametre.urls_api")
@pytest.mark.parametrize("chemin", ["/oubliee/", "/preparation/oubliee/"])
def test_a_view_that_forgot_to_say_whose_it_is_stays_closed(client: Client, chemin: str) -> None:
    assert client.get(chemin).headers["Location"] == f"/connexion/?next={chemin}"
    client.force_login(fabrique.operateur("PREPARATION").user)
    assert client.get(chemin).status_code == 403


@pytest.mark.urls("tests.parametre.urls_api")
def test_an_api_answers_its_own_role(client: Client) -> None:
    operateur = fabrique.operateur("PREPARATION")
    client.force_login(operateur.user)
    assert client.get("/api/v1/stock/").json() == {"operateur": operateur.pk}


@pytest.mark.urls("tests.parametre.urls_api")
def test_an_api_refuses_in_json(client: Client, karim: Operateur) -> None:
    def refus(user=None) -> tuple[int, str]:  # type: ignore[no-untyped-def]
        if user:
            client.force_login(user)
        reponse = client.get("/api/v1/stock/")
        assert reponse.headers["Content-Type"] == "application/json"
        return reponse.status_code, reponse.json()["code"]

    assert refus() == (401, "non_identifie")
    assert refus(karim.user) == (403, "role")
    assert refus(fabrique.utilisateur()) == (403, "sans_profil")
    assert refus(fabrique.operateur("PREPARATION", actif=False).user) == (403, "inactif")
    assert SESSION_KEY not in client.session


@pytest.mark.urls("tests.parametre.urls_api")
def test_an_api_says_in_json_that_a_session_ended(client: Client, horloge) -> None:  # type: ignore[no-untyped-def]
    client.force_login(fabrique.operateur("PREPARATION").user)
    client.get("/api/v1/stock/")
    horloge(31)
    assert (client.get("/api/v1/stock/").status_code, SESSION_KEY in client.session) == (401, False)


def test_an_api_that_does_not_exist_says_so_in_json(client: Client) -> None:
    reponse = client.get("/api/v1/")
    assert (reponse.status_code, reponse.headers["Content-Type"]) == (404, "application/json")
    assert reponse.json() == {"code": "introuvable", "detail": "Cette adresse n’existe pas."}


def test_an_address_that_does_not_exist_asks_a_visitor_to_sign_in(client: Client, karim: Operateur) -> None:
    assert client.get("/rien/").headers["Location"] == "/connexion/?next=/rien/"
    client.force_login(karim.user)
    assert client.get("/rien/").status_code == 404


def test_the_reason_of_a_refused_form_is_not_kept_outside_debug() -> None:
    with pytest.raises(MiddlewareNotUsed):
        CSRFDebugMiddleware(lambda _requete: HttpResponse())


def test_debug_logs_why_a_form_was_refused_and_no_token(settings, caplog) -> None:  # type: ignore[no-untyped-def]
    settings.DEBUG = True
    client = Client(enforce_csrf_checks=True)
    jeton = client.get("/connexion/").context["csrf_token"]
    secret = client.cookies["csrftoken"].value
    faux = str(jeton)[:-4] + "zzzz"
    with caplog.at_level(logging.WARNING, "config.middleware"):
        assert client.post("/connexion/", {"csrfmiddlewaretoken": faux, "username": "karim"}).status_code == 403
    [trace] = [r for r in caplog.records if r.name == "config.middleware"]
    ecrit = str(trace.__dict__)
    assert trace.__dict__["raison"] == "CSRF token from POST incorrect."
    assert (trace.__dict__["cookie_present"], trace.__dict__["champ_present"]) == (True, True)
    assert trace.__dict__["chemin"] == "/connexion/"
    assert not [mot for mot in (str(jeton), secret, faux, "karim") if mot in ecrit]


def test_debug_logs_nothing_of_a_form_that_passes(settings, caplog, karim: Operateur) -> None:  # type: ignore[no-untyped-def]
    settings.DEBUG = True
    client = Client(enforce_csrf_checks=True)
    jeton = client.get("/connexion/").context["csrf_token"]
    with caplog.at_level(logging.WARNING, "config.middleware"):
        assert client.post("/connexion/", {"csrfmiddlewaretoken": str(jeton), "username": "x"}).status_code == 200
    assert [r for r in caplog.records if r.name == "config.middleware"] == []
