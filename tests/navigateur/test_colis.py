"""A day of packing with a reader in the hand, on a French keyboard, and the goods that come in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from article.models import Variante
from commande.etats import Etat
from commande.models import Commande
from tests import fabrique
from tests.navigateur.scanner import scanner
from tests.navigateur.test_maisons import TELEPHONE, deborde, verifier_acces
from tests.preparation.outils import au_colis, pointees

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]


def etat(commande: Commande) -> str:
    commande.refresh_from_db()
    return commande.etat


def test_a_day_at_the_bench_without_a_mouse(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("PREPARATION")
    sandale = fabrique.article(244, nom="Sandale confort")
    noir = fabrique.variante(sandale, "noir", "38", code_barre="V244MQ38")
    fabrique.variante(sandale, "noir", "39", stock=4)
    sable = fabrique.variante(fabrique.article(161), "sable", "37", code_barre="V161WZ37")
    client = fabrique.client(nom_complet="نعيمة بنعلي")
    une, deux, trois = (
        au_colis(qui, *lignes, numero=f"YCN-00012{n}", client=client)
        for n, lignes in enumerate(([(noir, 2), (sable, 1)], [(noir, 1)], [(noir, 1)]))
    )
    page = ouvrir_session(qui)
    reponse, reste = page.locator(".colis-reponse"), page.locator(".colis-reste")
    page.goto("/preparation/")
    scanner(page, "YCN000120")
    expect(page.locator(".colis-numero")).to_have_text("YCN-000120")
    expect(reste).to_have_text(re.compile(r"^\s*3 pièces à mettre\s*$"))
    # Two pieces at once: each counts. The reader may be set for an English keyboard.
    scanner(page, "V244MQ38")
    scanner(page, "V244MQ38", lecteur="anglais")
    expect(reponse).to_have_text(re.compile("YZ244 noir 38.*2/2"))
    expect(page.locator(".colis-ligne").first).to_have_class(re.compile("faite"))
    # The wrong one: red, said, written down; and one too many.
    scanner(page, "V244MQ38", fin="Tab")
    expect(reponse).to_have_text(re.compile("De trop.*YZ244 noir 38"))
    expect(reponse).to_have_class(re.compile("ton-rouge"))
    expect(page.locator("html")).to_have_attribute("data-scan", "refus")
    expect(page.locator("#journal li")).to_have_count(3)
    # A reload forgets nothing; the last piece by hand, by a key.
    page.reload()
    expect(reste).to_have_text(re.compile("1 pièce à mettre"))
    page.keyboard.press("v")
    expect(reste).to_have_text(re.compile("Complet"))
    verifier_acces(page)
    expect(page.get_by_role("button", name="Fermer le colis")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_have_text(re.compile("YCN-000120 préparée"))
    assert (etat(une), pointees(une)) == (Etat.PREPAREE, [(2, True), (1, True)])
    # Ready for the next; its label, then the label of the third closes it.
    scanner(page, "YCN000121")
    expect(page.locator(".colis-numero")).to_have_text("YCN-000121")
    scanner(page, "V244MQ38")
    expect(reste).to_have_text(re.compile("Complet"))
    scanner(page, "YCN000122")
    expect(page.locator(".colis-numero")).to_have_text("YCN-000122")
    assert etat(deux) == Etat.PREPAREE
    # A shortage in two keys: the nearest variant is proposed, by its place on the keyboard.
    page.set_viewport_size(TELEPHONE)
    assert deborde(page) == 0
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Renvoyer en confirmation")).to_be_focused()
    verifier_acces(page)
    page.keyboard.press("Digit1")
    expect(page.locator("#messages")).to_have_text(re.compile("YCN-000122 renvoyée en confirmation"))
    assert etat(trois) == Etat.EN_COURS_CONFIRMATION
    assert "YZ244 noir 39" in trois.motif
    # One piece came back to the ledger; the shelf has none: nobody sells it again.
    assert Variante.objects.get(pk=noir.pk).qte_disponible == 0


def test_goods_are_scanned_in(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("PREPARATION")
    noir = fabrique.variante(fabrique.article(244), "noir", "38", code_barre="V244MQ38")
    page = ouvrir_session(qui)
    page.goto("/preparation/stock/reception/")
    for _n in range(3):
        scanner(page, "V244MQ38")
    scanner(page, "INCONNU99")
    expect(page.locator(".colis-reponse")).to_have_text(re.compile("INCONNU99.*n’est pas au catalogue"))
    expect(page.get_by_label("Pièces de")).to_have_value("3")
    page.get_by_label("Motif").fill("Bon 12")
    verifier_acces(page)
    page.get_by_role("button", name="Entrer").click()
    expect(page.locator("#messages")).to_have_text(re.compile("3 pièces entrées en stock"))
    assert Variante.objects.get(pk=noir.pk).qte_disponible == 3
