"""Signing in and out, by the form that people use."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory

from parametre.acces import adresse_client
from parametre.models import Operateur, TypeOperateur
from tests import fabrique

pytestmark = pytest.mark.django_db

MOT_DE_PASSE = "semelle-compensee-38"
REFUS = "Nom d’utilisateur ou mot de passe incorrect. Vérifiez les deux, puis recommencez."


@pytest.fixture
def karim() -> Operateur:
    return fabrique.operateur("CONFIRMATION", username="karim", mot_de_passe=MOT_DE_PASSE)


def entrer(client: Client, nom: str = "karim", mot_de_passe: str = MOT_DE_PASSE, suite: str = "", **options: str):  # type: ignore[no-untyped-def]
    donnees = {"username": nom, "password": mot_de_passe, "next": suite}
    return client.post("/connexion/", donnees, **options)


def test_the_form_signs_in_and_leads_to_the_house(client: Client, karim: Operateur) -> None:
    reponse = entrer(client)
    assert (reponse.status_code, reponse.headers["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == str(karim.user.pk)
    assert client.get("/").headers["Location"] == "/confirmation/"


def test_the_sign_in_leads_back_to_where_one_was_going(client: Client, karim: Operateur) -> None:
    vers = client.get("/confirmation/?q=rabat&page=2").headers["Location"]
    assert vers == "/connexion/?next=/confirmation/%3Fq%3Drabat%26page%3D2"
    formulaire = client.get(vers)
    assert '<input type="hidden" name="next" value="/confirmation/?q=rabat&amp;page=2">' in formulaire.text
    assert entrer(client, suite="/confirmation/?q=rabat&page=2").headers["Location"] == "/confirmation/?q=rabat&page=2"


@pytest.mark.parametrize(
    "suite",
    [
        "https://exemple.invalid/",
        "//exemple.invalid/",
        "///exemple.invalid",
        "http:exemple.invalid",
        "javascript:alert(1)",
        "\\\\exemple.invalid",
        "/\\exemple.invalid",
        "https://testserver@exemple.invalid/",
        "exemple.invalid",
        "\t//exemple.invalid",
    ],
)
def test_the_sign_in_never_leads_to_another_site(client: Client, karim: Operateur, suite: str) -> None:
    assert entrer(client, suite=suite).headers["Location"] == "/"


def test_somebody_signed_in_skips_the_form(client: Client, karim: Operateur) -> None:
    client.force_login(karim.user)
    assert client.get("/connexion/").headers["Location"] == "/"
    assert client.get("/connexion/?next=/confirmation/").headers["Location"] == "/confirmation/"


def test_the_session_is_renewed_at_the_sign_in(client: Client, karim: Operateur) -> None:
    client.get("/connexion/")
    avant = client.session
    avant["trace"] = "d'avant"
    avant.save()
    client.cookies["sessionid"] = avant.session_key or ""
    entrer(client)
    assert client.cookies["sessionid"].value not in ("", avant.session_key)


@pytest.mark.parametrize(
    ("nom", "mot_de_passe"),
    [("karim", "faux"), ("inconnu", MOT_DE_PASSE), ("karim", ""), ("KARIM", MOT_DE_PASSE), ("kar\x00im", MOT_DE_PASSE)],
)
def test_a_wrong_pair_signs_nobody_in(client: Client, karim: Operateur, nom: str, mot_de_passe: str) -> None:
    reponse = entrer(client, nom, mot_de_passe)
    assert reponse.status_code == 200
    assert SESSION_KEY not in client.session
    assert MOT_DE_PASSE not in reponse.text


def test_the_refusal_does_not_say_which_of_the_two_was_wrong(client: Client, karim: Operateur) -> None:
    assert REFUS in entrer(client, "karim", "faux").text
    assert REFUS in entrer(client, "inconnu", "faux").text


def test_a_disabled_user_is_refused_with_the_same_words(client: Client, karim: Operateur) -> None:
    karim.user.is_active = False
    karim.user.save()
    assert REFUS in entrer(client).text
    assert SESSION_KEY not in client.session


def test_an_inactive_operator_is_signed_out_with_a_word(client: Client, karim: Operateur) -> None:
    karim.actif = False
    karim.save()
    entrer(client)
    reponse = client.get("/", follow=True)
    assert reponse.redirect_chain == [("/connexion/", 302)]
    assert "Votre compte d’opérateur est désactivé. Adressez-vous à l’administration." in reponse.text
    assert SESSION_KEY not in client.session


def bloquer(client: Client, nom: str = "karim", adresse: str = "192.0.2.1") -> list[int]:
    return [entrer(client, nom, "faux", REMOTE_ADDR=adresse).status_code for _ in range(8)]


def test_eight_failures_lock_the_name_from_that_address(client: Client, karim: Operateur) -> None:
    assert bloquer(client) == [200] * 7 + [429]
    reponse = entrer(client, REMOTE_ADDR="192.0.2.1")
    assert reponse.status_code == 429
    assert "La connexion est bloquée pendant 15 minutes" in reponse.text
    assert SESSION_KEY not in client.session


def test_the_lock_keeps_where_one_was_going(client: Client, karim: Operateur) -> None:
    bloquer(client)
    reponse = entrer(client, suite="/confirmation/", REMOTE_ADDR="192.0.2.1")
    assert 'name="next" value="/confirmation/"' in reponse.text


def test_a_lock_touches_neither_other_names_nor_other_addresses(client: Client, karim: Operateur) -> None:
    fabrique.operateur("PREPARATION", username="omar", mot_de_passe=MOT_DE_PASSE)
    bloquer(client)
    assert entrer(Client(), REMOTE_ADDR="192.0.2.2").status_code == 302
    assert entrer(Client(), "omar", REMOTE_ADDR="192.0.2.1").status_code == 302


def test_the_lock_ends_after_a_quarter_of_an_hour(client: Client, karim: Operateur, time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    bloquer(client)
    time_machine.move_to("2026-11-22T10:16:00Z", tick=False)
    assert entrer(client, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_a_success_forgets_the_failures(client: Client, karim: Operateur) -> None:
    for _ in range(7):
        entrer(client, mot_de_passe="faux")
    assert entrer(client).status_code == 302
    autre = Client()
    assert entrer(autre, mot_de_passe="faux").status_code == 200
    assert entrer(autre).status_code == 302


@pytest.mark.parametrize(
    ("proxy", "relais", "adresse"),
    [
        (False, "203.0.113.9", "192.0.2.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (True, "203.0.113.9, n'importe quoi", "192.0.2.1"),
        (True, "", "192.0.2.1"),
    ],
)
def test_the_address_is_the_one_the_proxy_wrote(settings, proxy: bool, relais: str, adresse: str) -> None:  # type: ignore[no-untyped-def]
    settings.DERRIERE_PROXY = proxy
    requete = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": relais})
    assert adresse_client(requete) == adresse


def test_signing_out_ends_the_session(client: Client, karim: Operateur) -> None:
    client.force_login(karim.user)
    cle = client.session.session_key
    reponse = client.post("/deconnexion/", follow=True)
    assert reponse.redirect_chain == [("/connexion/", 302)]
    assert "Votre session est fermée." in reponse.text
    assert SESSION_KEY not in client.session
    ancien = Client()
    ancien.cookies["sessionid"] = cle or ""
    assert ancien.get("/").headers["Location"] == "/connexion/"


def test_a_link_does_not_sign_out(client: Client, karim: Operateur) -> None:
    client.force_login(karim.user)
    assert client.get("/deconnexion/").status_code == 405
    assert client.session[SESSION_KEY] == str(karim.user.pk)


def test_a_superuser_without_a_profile_becomes_an_administrator_once(client: Client) -> None:
    chef = fabrique.utilisateur("chef", mot_de_passe=MOT_DE_PASSE, is_superuser=True, is_staff=True)
    entrer(client, "chef")
    assert client.get("/").headers["Location"] == "/pilotage/"
    entrer(Client(), "chef")
    profils = Operateur.objects.filter(user=chef).values_list("type_operateur", "actif")
    assert list(profils) == [(TypeOperateur.ADMIN, True)]


def test_a_user_without_a_profile_gets_an_explanation_and_a_way_out(client: Client) -> None:
    fabrique.utilisateur("seule", mot_de_passe=MOT_DE_PASSE)
    entrer(client, "seule")
    reponse = client.get("/")
    assert reponse.status_code == 403
    assert "Le compte « seule » n’a pas encore de rôle" in reponse.text
    assert 'action="/deconnexion/"' in reponse.text
    assert Operateur.objects.count() == 0


def test_the_password_never_reaches_the_logs(client: Client, karim: Operateur, caplog) -> None:  # type: ignore[no-untyped-def]
    with caplog.at_level("DEBUG"):
        entrer(client, mot_de_passe="mauvais-secret")
        entrer(client)
    assert "mauvais-secret" not in caplog.text
    assert MOT_DE_PASSE not in caplog.text
