"""From the label to the money at the door in a browser that runs no script: slower, never stuck."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from article.models import Variante
from commande.etats import Etat
from commande.models import Commande, Envoi
from tests import fabrique
from tests.commande.parcours import Equipe, amener
from tests.navigateur.test_maisons import TELEPHONE, deborde

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]


def etats() -> list[str]:
    return list(Commande.objects.order_by("pk").values_list("etat", flat=True))


def test_labels_parcels_and_hand_over(ouvrir_session: OuvrirSession) -> None:
    equipe = Equipe()
    variante = fabrique.variante(fabrique.article(244), "noir", "38", stock=20)
    for n in range(3):
        amener(Etat.A_IMPRIMER, equipe, numero=f"YCN-00080{n}", lignes=[(variante, 2)])
    page = ouvrir_session(equipe.preparation, java_script_enabled=False)
    page.goto("/preparation/imprimer/")
    page.get_by_label("YCN-000800").check()
    page.get_by_label("YCN-000801").check()
    page.get_by_role("button", name="Imprimer la sélection").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 étiquettes")
    adresse = page.get_by_role("link", name="Ouvrir les étiquettes").get_attribute("href")
    assert adresse is not None
    assert page.request.get(adresse).body().startswith(b"%PDF-")
    assert etats() == [Etat.EN_PREPARATION, Etat.EN_PREPARATION, Etat.A_IMPRIMER]

    page.goto("/preparation/colis/")
    page.get_by_label(re.compile("Numéro tapé à la main")).fill("000800")
    page.get_by_role("button", name="Ouvrir").click()
    page.get_by_label("Code tapé à la main").fill("CODE-INCONNU")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".colis-reponse.ton-rouge")).to_be_visible()
    page.get_by_label("Code tapé à la main").fill(variante.code_barre or variante.reference)
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".colis-compte")).to_contain_text("1/2")
    page.get_by_role("button", name="Une pièce").click()
    page.get_by_role("button", name=re.compile("Fermer le colis")).click()
    expect(page.locator("#messages")).to_contain_text("YCN-000800 préparée")
    # What the shelf does not have goes back, in two clicks.
    page.goto("/preparation/colis/")
    page.get_by_role("link", name="YCN-000801").click()
    page.locator("summary", has_text="Manque").click()
    page.get_by_role("button", name=re.compile("Renvoyer en confirmation")).click()
    expect(page.locator("#messages")).to_contain_text("renvoyée en confirmation")
    assert etats() == [Etat.PREPAREE, Etat.EN_COURS_CONFIRMATION, Etat.A_IMPRIMER]

    page = ouvrir_session(equipe.logistique, java_script_enabled=False)
    page.goto("/logistique/remise/")
    page.get_by_label("Livreur", exact=True).select_option(str(equipe.logistique.pk))
    page.get_by_label("YCN-000800", exact=True).check()
    page.get_by_role("button", name="Ouvrir l’envoi").click()
    page.wait_for_url(re.compile(r"/envois/\d+/$"))
    verifier_url = page.url
    page.get_by_label(re.compile("Code|Numéro")).first.fill("YCN000800")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("#colis .valeur").first).to_have_text("1 / 1")
    page.goto(verifier_url)
    page.get_by_role("button", name=re.compile("Clore l’envoi")).click()
    expect(page.locator("#messages")).to_contain_text("clos")
    assert Envoi.objects.get().clos_le is not None
    assert etats()[0] == Etat.EN_COURS_LIVRAISON


def test_the_round_on_a_phone(ouvrir_session: OuvrirSession) -> None:
    equipe = Equipe()
    variante = fabrique.variante(stock=50)
    livree, partie, reportee, retournee = (
        amener(Etat.EN_COURS_LIVRAISON, equipe, lignes=[(variante, 2)]) for _n in range(4)
    )
    avant = Variante.objects.get(pk=variante.pk).qte_disponible
    page = ouvrir_session(equipe.logistique, viewport=TELEPHONE, java_script_enabled=False)

    def carte(commande: Commande, quoi: str) -> Page:
        page.goto("/logistique/route/")
        page.locator(f"#c{commande.pk} summary", has_text=quoi).click()
        assert deborde(page) == 0
        return page

    carte(livree, "Livrée")
    ouverte = page.locator(f"#c{livree.pk} details[open]")
    ouverte.get_by_label("Montant encaissé", exact=True).fill("600")
    ouverte.get_by_role("button", name=re.compile("Confirmer.*livrée")).click()
    refus = page.locator(f"#c{livree.pk}").get_by_role("alert")
    expect(refus).to_contain_text("le motif est obligatoire")
    ouverte.get_by_label(re.compile("Motif, si")).fill("Rabais")
    ouverte.get_by_role("button", name=re.compile("Confirmer.*livrée")).click()
    expect(page.locator("#messages")).to_contain_text(livree.numero)

    carte(partie, "En partie")
    ouverte = page.locator(f"#c{partie.pk} details[open]")
    ouverte.get_by_label("Gardées").select_option("1")
    ouverte.get_by_role("button", name=re.compile("Confirmer.*en partie")).click()
    expect(page.locator("#messages")).to_contain_text(partie.numero)

    carte(reportee, "Reportée")
    ouverte = page.locator(f"#c{reportee.pk} details[open]")
    ouverte.get_by_label("Motif").select_option("Client absent")
    ouverte.get_by_role("button", name=re.compile("Confirmer.*reportée")).click()
    expect(page.locator("#messages")).to_contain_text(reportee.numero)

    carte(retournee, "Retournée")
    ouverte = page.locator(f"#c{retournee.pk} details[open]")
    ouverte.get_by_label("Motif").select_option("Refusée à la livraison")
    ouverte.locator("select[name^=gate_]").select_option("1")
    ouverte.get_by_role("button", name=re.compile("Confirmer.*retournée")).click()
    expect(page.locator("#messages")).to_contain_text(retournee.numero)

    assert etats() == [Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT, Etat.REPORTEE, Etat.RETOURNEE]
    montants = dict(Commande.objects.values_list("pk", "montant_encaisse"))
    assert (montants[livree.pk], montants[partie.pk]) == (Decimal("600.00"), Decimal("324.00"))
    # One piece of the partial delivery, and of the two of the return the one in good condition.
    assert Variante.objects.get(pk=variante.pk).qte_disponible - avant == 2
