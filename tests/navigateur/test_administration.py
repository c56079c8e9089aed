"""The Django admin in a browser, under the content security policy of the product."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import fabrique


def test_an_order_is_found_by_phone_and_shown(ouvrir_session: Callable[..., Page]) -> None:
    chef = fabrique.operateur("ADMIN", is_staff=True, is_superuser=True)
    client = fabrique.client("+212612345678", "Salma Bennani")
    fabrique.commande(numero="YCN-000042", client=client, lignes=[(fabrique.variante(stock=3), 1)])
    fabrique.commande(numero="YCN-000777")
    page = ouvrir_session(chef)
    page.goto("/admin/commande/commande/")
    page.fill("#searchbar", "06 12 34 56 78")
    page.press("#searchbar", "Enter")
    page.wait_for_url("**/commande/?q=06*")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.click("#result_list tbody th a")
    expect(page.locator("#content h2", has_text="YCN-000042").first).to_be_visible()
    expect(page.locator("input[name=_save]")).to_have_count(0)


def test_a_spelling_is_taught_under_a_place(ouvrir_session: Callable[..., Page]) -> None:
    chef = fabrique.operateur("ADMIN", is_staff=True, is_superuser=True)
    ville = fabrique.ville("Safi")
    page = ouvrir_session(chef)
    page.goto(f"/admin/parametre/ville/{ville.pk}/change/")
    page.click("text=Ajouter un objet autre écriture d'une ville")
    page.fill("input[name=alias-0-texte]", "أسفي")
    page.click("input[name=_save]")
    page.wait_for_url("**/admin/parametre/ville/")
    assert [alias.texte for alias in ville.alias.all()] == ["اسفي"]
