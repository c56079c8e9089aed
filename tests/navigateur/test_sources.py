"""The whole path of a source in a browser: added, tried, mapped, read, corrected, undone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from commande.models import Commande
from scripts._fausse_feuille import CLE, FausseFeuille
from synchronisation.models import ProduitApporte, SourceCommandes
from tests import fabrique
from tests.navigateur.test_maisons import TELEPHONE, deborde, verifier_acces
from tests.synchronisation.test_connecteurs import JETON, Serveur, produit

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]
# Two titles that no rule knows, and one column between the others.
TITRES = ["N° Commande", "Joindre au", "Client", "Remarque interne", "Ville", "Produit", "Prix"]
LIGNES = [
    ["B-1", "0612345678", "نعيمة بنعلي", "", "Casablanca", "SDL FEM YZ244 38/noir", "299"],
    ["B-2", "#ERROR!", "Omar Tazi", "vip", "Casablanca", "SDL FEM YZ244 38/noir", "299"],
    ["B-3", "0712345679", "Hind Alaoui", "", "Casa", "SDL FEM YZ244 38/noir", "299"],
]


@pytest.fixture
def google(settings: Any, tmp_path: Path) -> Iterator[FausseFeuille]:
    fabrique.ville("Casablanca", frais=25)
    fabrique.variante(fabrique.article(244), "noir", "38", stock=9)
    with FausseFeuille([TITRES, *LIGNES]) as serveur:
        settings.GOOGLE_API_BASE = serveur.base
        settings.GOOGLE_SERVICE_ACCOUNT_FILE = str(serveur.ecrire_cle(tmp_path / "cle.json"))
        yield serveur


def test_a_source_from_its_address_to_its_undoing(google: FausseFeuille, ouvrir_session: OuvrirSession) -> None:
    page = ouvrir_session(fabrique.operateur("ADMIN"))
    page.goto("/pilotage/synchronisation/sources/")
    page.get_by_role("link", name="Nouvelle source").first.click()
    page.get_by_label("Nom").fill("Boutique B")
    page.get_by_label("Classeur").fill(f"https://docs.google.com/spreadsheets/d/{CLE}/edit#gid=7")
    verifier_acces(page)
    page.get_by_role("button", name="Enregistrer").click()

    page.get_by_role("link", name="Tester la connexion").click()
    expect(page.locator(".message.ton-vert")).to_contain_text("Commandes 2026")
    expect(page.locator("thead th", has_text="Joindre au")).to_contain_text("non utilisée")
    verifier_acces(page)

    page.keyboard.press("c")
    page.get_by_label("Téléphone").select_option("Joindre au")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#messages")).to_contain_text("Colonnes enregistrées")

    page.keyboard.press("l")
    figures = page.locator("#suivi .figures")
    expect(figures.locator("div", has_text="Nouvelles")).to_contain_text("2")
    expect(figures.locator("div", has_text="Rejetées")).to_contain_text("1")
    assert sorted(Commande.objects.values_list("numero", "client__telephone")) == [
        ("B-1", "+212612345678"),
        ("B-3", "+212712345679"),
    ]
    verifier_acces(page)

    page.get_by_role("link", name="Voir les lignes de cette exécution").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    execution = page.url
    page.go_back()

    page.get_by_role("link", name="Lignes rejetées").click()
    page.locator("tbody a").click()
    expect(page.locator(".message.ton-rouge")).to_contain_text("éléphone")
    page.get_by_label("Joindre au").fill("06 61 22 33 44")
    verifier_acces(page)
    page.get_by_role("button", name="Corriger et rejouer").click()
    expect(page.locator("#messages")).to_be_visible()
    corrigee = Commande.objects.get(numero="B-2")
    assert corrigee.client.telephone == "+212661223344"

    page.goto(execution)
    page.get_by_role("link", name="Annuler cette exécution").click()
    page.get_by_role("button", name="Annuler cette exécution").click()
    expect(page.locator("section", has_text="Annulée")).to_contain_text("2 commandes retirées")
    # What the correction made came with its own run and stays.
    assert list(Commande.objects.values_list("numero", flat=True)) == ["B-2"]
    verifier_acces(page)


def test_an_address_that_leads_nowhere_says_what_to_do(google: FausseFeuille, ouvrir_session: OuvrirSession) -> None:
    google.partagee = False
    page = ouvrir_session(fabrique.operateur("ADMIN"), color_scheme="dark", viewport=TELEPHONE)
    page.goto("/pilotage/synchronisation/sources/nouvelle/")
    page.get_by_label("Nom").fill("Boutique B")
    page.get_by_label("Classeur").fill("le classeur de Salma")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".champ .erreur, .champ [role=alert]").first).to_be_visible()
    assert not SourceCommandes.objects.exists()
    assert page.get_by_label("Nom").input_value() == "Boutique B"
    assert deborde(page) == 0
    page.get_by_label("Classeur").fill(CLE)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name=re.compile("Tester")).click()
    expect(page.locator(".message.ton-rouge")).to_contain_text("robot@yz-essai.iam.gserviceaccount.com")
    verifier_acces(page)
    assert deborde(page) == 0


def test_a_task_is_planned_and_run_now(google: FausseFeuille, ouvrir_session: OuvrirSession) -> None:
    source = SourceCommandes.objects.create(
        nom="Boutique B",
        code="BB",
        genre="GOOGLE_SHEETS",
        cle_classeur=CLE,
        feuille="Commandes 2026",
        gid=7,
        correspondance={"telephone": "Joindre au"},
    )
    page = ouvrir_session(fabrique.operateur("ADMIN"))
    page.goto("/pilotage/planification/")
    page.keyboard.press("n")
    page.get_by_label("Nom").fill("Lire la boutique B")
    page.get_by_label("Que faire").select_option("synchronisation")
    page.get_by_label("Source", exact=True).select_option(str(source.pk))
    page.get_by_label("Quand").select_option("CRON")
    page.get_by_label("Expression cron").fill("0 9 * * 1")
    expect(page.locator("#instants li")).to_have_count(5)
    expect(page.locator("#instants")).to_contain_text("lundi")
    verifier_acces(page)
    page.get_by_label("Expression cron").fill("chaque lundi")
    expect(page.locator("#instants")).not_to_contain_text("lundi")
    page.get_by_label("Expression cron").fill("0 9 * * 1")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Lancer").click()
    call_command("planificateur", une_passe=True)
    expect(page.get_by_text("ligne(s) lue(s)").first).to_be_visible()
    verifier_acces(page)
    assert Commande.objects.count() == 2
    page.set_viewport_size(TELEPHONE)
    assert deborde(page) == 0


def test_a_catalogue_is_looked_at_then_taken_then_emptied(ouvrir_session: OuvrirSession) -> None:
    serveur = Serveur()
    serveur.dire({"produits": [produit("SDL FEM YZ0244"), produit("B", "99,90")]})
    # What an article uses stays.
    fabrique.article(244, reference="SDL FEM YZ244")
    page = ouvrir_session(fabrique.operateur("ADMIN"), color_scheme="dark")
    page.goto("/pilotage/connecteurs/nouveau/")
    page.get_by_label("Nom").fill("Fournisseur")
    page.get_by_label("Adresse").fill(serveur.adresse)
    page.get_by_label("Jeton").fill(JETON)
    verifier_acces(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("a.entree[aria-current=page]")).to_contain_text("Synchro")
    page.get_by_role("button", name="Voir ce qui change").click()
    expect(page.locator(".figures div", has_text="Nouveaux")).to_contain_text("2")
    assert not ProduitApporte.objects.exists()
    verifier_acces(page)
    page.keyboard.press("c")
    expect(page.locator("h1")).to_contain_text("version 1")
    expect(page.get_by_text("صندل").first).to_be_visible()
    verifier_acces(page)
    page.get_by_role("link", name="Tableau").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.set_viewport_size(TELEPHONE)
    assert deborde(page) == 0
    page.get_by_role("link", name="Vider").click()
    page.get_by_role("button", name="Retirer 1 élément").click()
    expect(page.locator("#messages")).to_contain_text("1")
    assert list(ProduitApporte.objects.values_list("code", flat=True)) == ["SDL FEM YZ0244"]
    serveur.http.shutdown()
    serveur.http.server_close()
