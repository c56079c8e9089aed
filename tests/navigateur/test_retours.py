"""The returns at the warehouse in a real browser, read by a scanner on a French keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commande.etats import Etat
from commande.models import RetourAttendu
from commande.services.echange import creer_echange
from commande.services.transitions import changer_etat
from parametre.models import Reglages
from tests import fabrique
from tests.commande.parcours import Equipe, amener, avancer
from tests.navigateur.scanner import scanner
from tests.navigateur.test_maisons import TELEPHONE, deborde, verifier_acces

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]
VERS_LA_ROUTE = ("affecter", "demarrer_confirmation", "confirmer", "imprimer", "terminer_preparation", "expedier")


@pytest.mark.parametrize("lecteur", ["francais", "anglais"])
def test_a_return_and_an_old_piece_are_scanned_in(lecteur: str, ouvrir_session: OuvrirSession) -> None:
    equipe = Equipe()
    noir = fabrique.variante(fabrique.article(244), "noir", "38", stock=20)
    beige = fabrique.variante(fabrique.article(740), "beige", "39", stock=20)
    rendue = amener(
        Etat.EN_COURS_LIVRAISON, equipe, lignes=[(noir, 3)], client=fabrique.client(nom_complet="نعيمة بنعلي")
    )
    Reglages.objects.update_or_create(id=1, defaults={"retour_au_depot": True})
    changer_etat(
        commande_id=rendue.pk,
        transition="retourner",
        operateur=equipe.logistique,
        motif="Refusée",
        donnees={"etats": {rendue.lignes.get().pk: "bon"}},
    )
    livree = amener(Etat.LIVREE, equipe, lignes=[(beige, 1)])
    echange = creer_echange(
        commande_id=livree.pk, lignes=[(noir.pk, 1)], reprises={livree.lignes.get().pk: 1}, operateur=equipe.admin
    )
    for transition in VERS_LA_ROUTE:
        avancer(echange, transition, equipe)

    page = ouvrir_session(equipe.preparation)
    page.goto("/preparation/retours/")
    verifier_acces(page)
    scanner(page, "ZZZ999", lecteur=lecteur)
    expect(page.locator("#messages")).to_contain_text("ZZZ999")
    scanner(page, rendue.code_barre, lecteur=lecteur)
    page.wait_for_url(re.compile(rf"/retours/{rendue.pk}/$"))
    verifier_acces(page)
    # One more is spoilt than the driver said: refused without a reason, and what was typed stays.
    page.get_by_label("bonnes").fill("2")
    page.get_by_label("défectueuses").fill("1")
    page.get_by_role("button", name=re.compile("Recevoir ces pièces")).click()
    expect(page.get_by_role("alert")).to_contain_text("le motif est obligatoire")
    expect(page.get_by_label("bonnes")).to_have_value("2")
    page.get_by_label(re.compile("Motif")).fill("Semelle décollée")
    page.get_by_role("button", name=re.compile("Recevoir ces pièces")).click()
    expect(page.locator("#messages")).to_contain_text(f"Retour de {rendue.numero} reçu")
    noir.refresh_from_db()
    assert noir.qte_disponible == 20 - 3 - 1 + 2

    scanner(page, beige.code_barre, lecteur=lecteur)
    expect(page.get_by_role("heading", name=re.compile("Pièces des échanges sous"))).to_be_visible()
    page.get_by_role("button", name=f"Recevoir {echange.numero}").click()
    expect(page.locator("#messages")).to_contain_text("Pièce de l’échange reçue")
    assert RetourAttendu.objects.get().bon == 1
    recus = page.get_by_role("table", name="Reçus aujourd’hui")
    expect(recus).to_contain_text(rendue.numero)
    expect(recus).to_contain_text(echange.numero)


def test_returns_on_a_phone_and_without_a_script(ouvrir_session: OuvrirSession) -> None:
    equipe = Equipe()
    noir = fabrique.variante(fabrique.article(244), "noir", "38", stock=20)
    rendue = amener(Etat.EN_COURS_LIVRAISON, equipe, lignes=[(noir, 2)])
    Reglages.objects.update_or_create(id=1, defaults={"retour_au_depot": True})
    changer_etat(
        commande_id=rendue.pk,
        transition="retourner",
        operateur=equipe.logistique,
        motif="Refusée",
        donnees={"etats": {rendue.lignes.get().pk: "bon"}},
    )
    page = ouvrir_session(equipe.preparation, viewport=TELEPHONE, java_script_enabled=False)
    page.goto("/preparation/retours/")
    page.get_by_label("Code ou numéro").fill(rendue.numero)
    page.get_by_role("button", name="Ouvrir").click()
    page.get_by_role("button", name=re.compile("Recevoir ces pièces")).click()
    expect(page.locator("#messages")).to_contain_text(f"Retour de {rendue.numero} reçu")
    noir.refresh_from_db()
    assert noir.qte_disponible == 20
    mesure = ouvrir_session(equipe.preparation, viewport=TELEPHONE)
    mesure.goto("/preparation/retours/")
    assert deborde(mesure) == 0
