"""The pages of sources: a file tried then brought in, refused rows corrected, columns, health."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as ClientHttp

from commande.models import Commande
from synchronisation.models import DepotFeuille, ExecutionSync, LigneSync, SourceCommandes
from synchronisation.services.correspondance import proposer
from synchronisation.services.rejeu import rejouer_rejetees
from tests import fabrique

pytestmark = pytest.mark.django_db
Visiter = Callable[..., str]
ENTETE = "N° Commande,Téléphone,Client,Ville,Produit,Prix\r\n"
BONNE = "A1,0612345678,نعيمة,Casablanca,SDL FEM YZ244 38/noir,299\r\n"
MAUVAISE = "A2,#ERROR!,Omar,Casablanca,SDL FEM YZ244 38/noir,299\r\n"


@pytest.fixture(autouse=True)
def boutique(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    fabrique.ville("Casablanca", frais=25)
    fabrique.variante(fabrique.article(244), "noir", "38", stock=9)


@pytest.fixture
def admin(client: ClientHttp) -> ClientHttp:
    client.force_login(fabrique.operateur("ADMIN").user)
    return client


def deposer(admin: ClientHttp, contenu: str, source: str = "Boutique") -> DepotFeuille:
    fichier = SimpleUploadedFile("feuille.csv", contenu.encode())
    with CaptureCommits():
        reponse = admin.post("/pilotage/synchronisation/fichiers/", {"fichier": fichier, "source": source})
    assert reponse.status_code == 302, reponse.content.decode()
    return DepotFeuille.objects.latest("pk")


def champ_de(page: str, valeur: str) -> str:
    """Return the name of the field of a page that holds a value."""
    trouve = re.search(rf'name="(v\d+)" value="{re.escape(valeur)}"', page)
    assert trouve is not None
    return trouve[1]


class CaptureCommits:
    """Run what waits for the commit, which a test never reaches."""

    def __enter__(self) -> None:
        from django.test import TestCase

        self._capture = TestCase.captureOnCommitCallbacks(execute=True)
        self._capture.__enter__()

    def __exit__(self, *exc: object) -> None:
        self._capture.__exit__(*exc)  # type: ignore[arg-type]


def appliquer(admin: ClientHttp, depot: DepotFeuille) -> int:
    with CaptureCommits():
        return admin.post(f"/pilotage/synchronisation/fichiers/{depot.pk}/appliquer/").status_code


def test_a_file_is_tried_then_brought_in_once(admin: ClientHttp, tmp_path: Path) -> None:
    depot = deposer(admin, ENTETE + BONNE + MAUVAISE)
    assert (Commande.objects.count(), ExecutionSync.objects.count(), SourceCommandes.objects.count()) == (0, 0, 0)
    assert {k: v for k, v in depot.bilan["compteurs"].items() if v} == {"lues": 2, "nouvelle": 1, "rejetee": 1}
    page = admin.get(f"/pilotage/synchronisation/fichiers/{depot.pk}/").content.decode()
    assert "Appliquer ces 2 lignes" in page
    assert "#ERROR!" in page

    assert appliquer(admin, depot) == 302
    assert appliquer(admin, depot) == 302
    assert (Commande.objects.count(), ExecutionSync.objects.count()) == (1, 1)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == []

    encore = deposer(admin, ENTETE + BONNE.replace("Casablanca", "Rabat"))
    page = admin.get(f"/pilotage/synchronisation/fichiers/{encore.pk}/").content.decode()
    assert "<del><bdi>Casablanca</bdi></del> <bdi>Rabat</bdi>" in page
    assert (encore.bilan["compteurs"]["mise_a_jour"], "Appliquer ces 1 lignes" in page) == (1, True)
    assert Commande.objects.get().ville is not None


def test_a_file_that_is_no_sheet_is_refused_and_nothing_is_kept(admin: ClientHttp, tmp_path: Path) -> None:
    reponse = admin.post(
        "/pilotage/synchronisation/fichiers/", {"fichier": SimpleUploadedFile("photo.png", b"\x89PNG")}
    )
    assert "n’est ni un CSV ni un classeur" in reponse.content.decode()
    sans_entete = deposer(admin, "a,b\r\n1,2\r\n")
    assert "Il manque la colonne" in admin.get(f"/pilotage/synchronisation/fichiers/{sans_entete.pk}/").content.decode()
    assert appliquer(admin, sans_entete) == 302
    assert (Commande.objects.count(), SourceCommandes.objects.count()) == (0, 0)


def test_a_refused_row_is_corrected_and_the_sheet_does_not_take_it_back(admin: ClientHttp) -> None:
    appliquer(admin, deposer(admin, ENTETE + MAUVAISE))
    ligne = LigneSync.objects.get()
    adresse = f"/pilotage/synchronisation/rejets/{ligne.pk}/"
    champ = champ_de(admin.get(adresse).content.decode(), "#ERROR!")
    refus = admin.post(adresse, {champ: "06123"})
    assert (refus.status_code, Commande.objects.count()) == (422, 0)
    assert admin.post(adresse, {champ: "0612345678"}).status_code == 302
    assert Commande.objects.get().client.telephone == "+212612345678"

    appliquer(admin, deposer(admin, ENTETE + MAUVAISE))
    derniere = ExecutionSync.objects.latest("pk")
    assert (derniere.inchangee, derniere.rejetee) == (1, 0)
    assert Commande.objects.get().client.telephone == "+212612345678"


def test_refused_rows_are_tried_again_together_but_never_a_repeated_number(admin: ClientHttp) -> None:
    inconnue = "A3,0612345670,Omar,Casablanca,SDL FEM YZ244 38/noir,299\r\n"
    appliquer(admin, deposer(admin, ENTETE + BONNE + BONNE.replace("نعيمة", "Autre") + ",0612345679,X,Fès,Y,1\r\n"))
    source = SourceCommandes.objects.get()
    assert LigneSync.objects.filter(resultat="rejetee").count() == 2
    avant = Commande.objects.get().version
    execution = rejouer_rejetees(source_id=source.pk, operateur=fabrique.operateur("ADMIN"))
    assert execution is not None
    assert (execution.lues, execution.rejetee, Commande.objects.get().version) == (1, 1, avant)
    assert inconnue not in Commande.objects.get().texte_produit


def test_columns_are_proposed_from_titles_and_decided(admin: ClientHttp) -> None:
    titres = ["Order ID", "Phone", "Full Name", "City", "Produitt", "Prix", "Divers"]
    assert proposer(titres, {}) == {
        "prix": "Prix",
        "numero": "Order ID",
        "telephone": "Phone",
        "client": "Full Name",
        "ville": "City",
        "produit": "Produitt",
    }
    source = fabrique.source()
    adresse = f"/pilotage/synchronisation/sources/{source.pk}/colonnes/"
    manque = admin.post(adresse, {"titre": titres, "numero": "Order ID", "telephone": "Phone"})
    assert "Dites quelle colonne est" in manque.content.decode()
    choix = {"numero": "Order ID", "telephone": "Phone", "produit": "Produitt", "ville": "City", "prix": "Prix"}
    assert admin.post(adresse, {"titre": titres, **choix}).status_code == 302
    source.refresh_from_db()
    assert source.correspondance == {
        "numero": "Order ID",
        "telephone": "Phone",
        "produit": "Produitt",
        "ville": "City",
    }


def test_the_health_of_a_sheet_tells_its_owner_what_to_mend(admin: ClientHttp) -> None:
    douteuse = "A5,0612345672,Omar,Casablanca,BALERINE YZ99999 rose,abc\r\n"
    appliquer(admin, deposer(admin, ENTETE + BONNE + MAUVAISE + douteuse))
    source = SourceCommandes.objects.get()
    page = admin.get(f"/pilotage/synchronisation/sources/{source.pk}/sante/").content.decode()
    for attendu in (
        "3 lignes · 1 rejetées · 1 à vérifier",
        "Lignes rejetées",
        "Articles non reconnus",
        "Montants illisibles",
    ):
        assert attendu in page
    reponse = admin.get(f"/pilotage/synchronisation/sources/{source.pk}/sante.xlsx")
    feuille = openpyxl.load_workbook(io.BytesIO(b"".join(reponse.streaming_content))).active  # type: ignore[attr-defined]
    assert feuille is not None
    assert [(r[0].value, r[1].value) for r in feuille.iter_rows(min_row=2)] == [
        (3, "Ligne rejetée"),
        (4, "Articles non reconnus"),
        (4, "Montants illisibles"),
    ]


def test_the_list_of_sources_costs_the_same_whatever_it_holds(
    admin: ClientHttp, django_assert_num_queries: Callable[..., object]
) -> None:
    for combien in (3, 20):
        while SourceCommandes.objects.count() < combien:
            ExecutionSync.objects.create(source=fabrique.source(), etat="REUSSIE")
        admin.get("/pilotage/synchronisation/sources/")
        with django_assert_num_queries(4):  # type: ignore[attr-defined]
            page = admin.get("/pilotage/synchronisation/sources/").content.decode()
        assert page.count("<tr>") == combien + 1


def test_a_source_of_files_with_an_address_is_refused(admin: ClientHttp) -> None:
    avant = SourceCommandes.objects.count()
    saisie = {
        "nom": "Boutique",
        "genre": "FICHIER",
        "cle_classeur": "https://docs.google.com/spreadsheets/d/x",
        "active": "1",
    }
    page = admin.post("/pilotage/synchronisation/sources/nouvelle/", saisie).content.decode()
    assert "Une source de fichiers n’a pas de classeur." in page
    assert SourceCommandes.objects.count() == avant
