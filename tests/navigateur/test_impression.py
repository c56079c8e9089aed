"""Printing in a browser: tick, print, the file arrives by itself, the list is fresh."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commande.etats import Etat
from parametre.models import Operateur
from tests import fabrique


@pytest.mark.django_db(transaction=True)
def test_a_lot_is_printed_with_one_click(live_server: LiveServer, ouvrir_session: Callable[[Operateur], Page]) -> None:
    for nom in ("نعيمة بنعلي", "Salma Bennani", "Hajar Tahiri"):
        lignes = [(fabrique.variante(), 1)]
        fabrique.commande(Etat.A_IMPRIMER, client=fabrique.client(nom_complet=nom), lignes=lignes)
    page = ouvrir_session(fabrique.operateur("PREPARATION"))
    page.goto(f"{live_server.url}/preparation/imprimer/")
    bouton = page.get_by_role("button", name="Imprimer la sélection")
    page.get_by_role("checkbox", name="Choisir toute la page").check()
    expect(bouton).to_contain_text("3")
    page.locator("input[name=commandes]").first.uncheck()
    expect(bouton).to_contain_text("2")
    with page.expect_download() as arrive:
        page.keyboard.press("i")
    assert arrive.value.path().read_bytes().startswith(b"%PDF-")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 étiquettes")
    assert Axe().run(page).response["violations"] == []
    # Opened again, the lot does not download again; the list holds what is left.
    assert "neuf" not in page.url
    page.get_by_role("link", name="À imprimer").last.click()
    expect(page.locator("#nombre")).to_have_text("1")
