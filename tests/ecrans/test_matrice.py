"""Every address x actor x method gives what the table says; an address without a row fails."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from parametre.acces import MAISONS, VUES_PUBLIQUES, roles_de
from parametre.models import Operateur
from tests import fabrique
from tests.ecrans.adresses import adresses, adresses_admin
from tests.ecrans.matrice import ACTEURS, ARGUMENTS, GET, POST

ROLES = ("ADMIN", "CONFIRMATION", "PREPARATION", "LOGISTIQUE")
TABLES = {"GET": GET, "POST": POST}
MAISON_DE = {role: MAISONS[role] for role in ROLES} | {"superutilisateur": "/pilotage/"}


def test_every_address_has_a_name() -> None:
    assert [a.motif for a in adresses() if not a.nom or a.nom.endswith(":")] == []


@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_the_table_has_a_row_for_every_address_and_no_other(methode: str) -> None:
    assert set(TABLES[methode]) == {a.nom for a in adresses()}


def test_only_the_listed_views_are_public() -> None:
    assert sorted(VUES_PUBLIQUES) == [
        "annonce",
        "parametre:api_absente",
        "parametre:api_racine",
        "parametre:connexion",
        "parametre:deconnexion",
        "sante",
        "sante_pret",
    ]


def test_every_other_view_says_whose_it_is() -> None:
    assert [a.nom for a in adresses() if a.nom not in VUES_PUBLIQUES and not roles_de(a.vue)] == []


@pytest.fixture
def operateurs(db: None) -> dict[str, Operateur]:
    """One active operator per role."""
    return {role: fabrique.operateur(role) for role in ROLES}


def ouvrir(acteur: str, operateurs: dict[str, Operateur]) -> Client:
    """Return the browser of an actor."""
    client = Client()
    if acteur in operateurs:
        client.force_login(operateurs[acteur].user)
    elif acteur == "inactif":
        client.force_login(fabrique.operateur("CONFIRMATION", actif=False).user)
    elif acteur == "sans_profil":
        client.force_login(fabrique.utilisateur())
    elif acteur == "superutilisateur":
        client.force_login(fabrique.utilisateur(is_superuser=True, is_staff=True))
    return client


def lire(reponse: HttpResponseBase, acteur: str, url: str, methode: str) -> str:
    """Name an answer in the words of the table."""
    statut, vers = reponse.status_code, reponse.headers.get("Location", "")
    if statut == 302:
        suite = f"?next={url}" if methode == "GET" and url != "/" else ""
        if vers == f"/connexion/{suite}" and acteur == "anonyme":
            return "connexion" if url != "/deconnexion/" else "suite"
        if vers == "/connexion/" and acteur == "inactif" and url != "/deconnexion/":
            return "deconnecte"
        return "maison" if vers == MAISON_DE.get(acteur) else "suite"
    if statut == 404 and reponse.headers["Content-Type"] == "application/json":
        return "json404"
    if statut == 403:
        return "explication" if "Compte sans profil" in getattr(reponse, "text", "") else "403"
    return "page" if statut == 200 else str(statut)


@pytest.mark.parametrize("methode", ["GET", "POST"])
@pytest.mark.parametrize("nom", sorted({a.nom for a in adresses()}))
def test_everybody_gets_what_the_table_says(nom: str, methode: str, operateurs: dict[str, Operateur]) -> None:
    arguments = ARGUMENTS[nom](operateurs) if nom in ARGUMENTS else {}
    url = reverse(nom, kwargs=arguments)
    obtenu = {}
    for acteur in ACTEURS:
        client = ouvrir(acteur, operateurs)
        reponse = client.generic(methode, url, content_type="application/x-www-form-urlencoded")
        obtenu[acteur] = lire(reponse, acteur, url, methode)
        if obtenu[acteur] == "deconnecte":
            assert SESSION_KEY not in client.session
            assert client.get("/").headers["Location"] == "/connexion/"
    assert obtenu == dict(zip(ACTEURS, TABLES[methode][nom].split(), strict=True))


@pytest.mark.parametrize("role", ["CONFIRMATION", "PREPARATION", "LOGISTIQUE", "ADMIN"])
def test_no_address_of_the_admin_opens_to_a_role(role: str, operateurs: dict[str, Operateur]) -> None:
    client = ouvrir(role, operateurs)
    for chemin in chemins_admin():
        reponse = client.get(chemin)
        assert (reponse.status_code, reponse.headers.get("Location")) == (302, MAISONS[role]), chemin


@pytest.mark.django_db
def test_no_address_of_the_admin_opens_without_a_session(client: Client) -> None:
    for chemin in chemins_admin():
        reponse = client.get(chemin)
        assert (reponse.status_code, reponse.headers.get("Location")) == (302, f"/connexion/?next={chemin}"), chemin


@pytest.mark.parametrize("droits", [{"is_superuser": True, "is_staff": True}, {"is_staff": True}])
def test_the_admin_opens_to_staff_of_administration(db: None, droits: dict[str, bool]) -> None:
    client = Client()
    client.force_login(fabrique.operateur("ADMIN", **droits).user)
    assert client.get("/admin/").status_code == 200


def test_staff_of_another_role_stay_out_of_the_admin(db: None) -> None:
    client = Client()
    client.force_login(fabrique.operateur("LOGISTIQUE", is_staff=True).user)
    assert client.get("/admin/").headers["Location"] == "/logistique/"


def chemins_admin() -> list[str]:
    """Return one path for each address of the admin, parameters filled in."""
    simples = {re.sub(r"<[^>]+>", "1", a.motif) for a in adresses_admin()}
    return sorted(
        "/" + re.sub(r"\(\?P.*", "article/", s).replace("^", "") for s in simples if "final_catch_all" not in s
    )
