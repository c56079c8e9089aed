"""Every list of orders as a file: the same orders, under the same rights, with the same figures."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client as ClientHttp

from commande.etats import Etat
from parametre.models import Operateur
from tests import fabrique

pytestmark = pytest.mark.django_db


def lire(client: ClientHttp, adresse: str) -> list[list[str]]:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    contenu = b"".join(reponse.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(contenu), delimiter=";"))


@pytest.fixture
def livreur(client: ClientHttp) -> Operateur:
    operateur = fabrique.operateur("LOGISTIQUE", first_name="Driss", last_name="Alami")
    client.force_login(operateur.user)
    noir = fabrique.variante(fabrique.article(244, prix=299), "noir", "38")
    for numero, qui, etat in (
        ("YCN-000001", operateur, Etat.EN_COURS_LIVRAISON),
        ("YCN-000002", operateur, Etat.REPORTEE),
        ("YCN-000003", fabrique.operateur("LOGISTIQUE"), Etat.EN_COURS_LIVRAISON),
    ):
        fabrique.commande(
            etat,
            numero=numero,
            operateur_livraison=qui,
            client=fabrique.client(nom_complet="=نعيمة"),
            ville=fabrique.ville("Fès", frais=30, region="Fès-Meknès"),
            lignes=[(noir, 2)],
        )
    return operateur


def test_a_driver_takes_away_their_own_list_as_it_is_filtered(client: ClientHttp, livreur: Operateur) -> None:
    toutes = lire(client, "/logistique/?export=csv")
    assert [ligne[0] for ligne in toutes] == ["Numéro", "YCN-000001", "YCN-000002"]
    assert dict(zip(toutes[0], toutes[1], strict=True)) | {"Arrivée": "", "Téléphone": ""} == {
        "Numéro": "YCN-000001",
        "Arrivée": "",
        "État": "En cours de livraison",
        "Client": "'=نعيمة",
        "Téléphone": "",
        "Ville": "Fès",
        "Adresse": "12 rue des Orangers",
        "Articles": "2\u00a0× YZ244 noir 38",
        "Pièces": "2",
        "Frais": "30,00",
        "Total": "628,00",
        "Encaissé": "",
        "Chez": str(livreur),
    }
    assert [ligne[0] for ligne in lire(client, "/logistique/?etat=reportee&export=csv")] == ["Numéro", "YCN-000002"]


def test_a_workbook_holds_the_same(client: ClientHttp, livreur: Operateur) -> None:
    reponse = client.get("/logistique/?export=xlsx")
    feuille = openpyxl.load_workbook(io.BytesIO(b"".join(reponse.streaming_content))).active  # type: ignore[attr-defined]
    assert feuille is not None
    assert [(ligne[0].value, ligne[3].value, ligne[10].value) for ligne in feuille.iter_rows(min_row=2)] == [
        ("YCN-000001", "=نعيمة", 628),
        ("YCN-000002", "=نعيمة", 628),
    ]


def test_a_part_costs_the_same_whatever_it_holds(
    client: ClientHttp, livreur: Operateur, django_assert_num_queries: Callable[..., object]
) -> None:
    lire(client, "/logistique/?export=csv")
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        assert len(lire(client, "/logistique/?export=csv")) == 3
    for _n in range(40):
        fabrique.commande(Etat.EN_COURS_LIVRAISON, operateur_livraison=livreur)
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        assert len(lire(client, "/logistique/?export=csv")) == 43


def test_the_page_says_where_the_file_is_and_other_words_give_the_page(client: ClientHttp, livreur: Operateur) -> None:
    page = client.get("/logistique/?etat=reportee").content.decode()
    assert 'href="/logistique/?etat=reportee&amp;export=csv"' in page
    assert "<html" in client.get("/logistique/?export=pdf").content.decode()
