"""The delivery desk in a real browser: the hand-over with a scanner, then the driver's day on a phone."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from commande.etats import Etat
from commande.models import Commande, Envoi, Operation
from tests import fabrique
from tests.commande.parcours import Equipe, amener
from tests.navigateur.scanner import scanner
from tests.navigateur.test_maisons import TELEPHONE, deborde, verifier_acces

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]
ADRESSE = "حي السلام، زنقة 14، رقم 226، الطابق الثالث، قرب مسجد النور، Immeuble Al Andalous, appartement 12"


@pytest.mark.parametrize("lecteur", ["francais", "anglais"])
def test_parcels_are_scanned_out_and_the_list_closed(lecteur: str, ouvrir_session: OuvrirSession) -> None:
    equipe = Equipe()
    lot = [amener(Etat.PREPAREE, equipe, numero=f"YCN-00070{n}", adresse=ADRESSE) for n in range(3)]
    page = ouvrir_session(equipe.logistique)
    page.goto("/logistique/remise/")
    assert deborde(page) == 0
    verifier_acces(page)
    page.get_by_label("Livreur", exact=True).select_option(str(equipe.logistique.pk))
    # A label ticks its parcel, wherever the focus is; the letter of a shortcut in a code presses nothing.
    for commande in lot[:2]:
        scanner(page, commande.code_barre)
        expect(page.get_by_label(commande.numero, exact=True)).to_be_checked()
    expect(page.locator("[data-choisies]")).to_have_text("2")
    scanner(page, "SHO000001", lecteur="anglais")
    expect(page.get_by_role("status").filter(has_text="pas sur cette page")).to_be_visible()
    assert page.url.endswith("/logistique/remise/")
    verifier_acces(page)
    page.get_by_role("button", name="Ouvrir l’envoi").click()
    page.wait_for_url(re.compile(r"/envois/\d+/$"))
    for n, attendu in enumerate(("1 / 2", "2 / 2", "3 / 3")):
        scanner(page, f"YCN00070{n}", lecteur=lecteur)
        expect(page.locator("#colis .valeur").first).to_have_text(attendu)
    scanner(page, "ZZZ999")
    expect(page.locator(".colis-reponse")).to_have_class(re.compile("ton-rouge"))
    verifier_acces(page)
    page.get_by_role("button", name=re.compile("Clore l’envoi")).click()
    expect(page.locator("#messages")).to_contain_text("clos")
    assert Envoi.objects.get().clos_le is not None
    assert set(Commande.objects.values_list("etat", flat=True)) == {Etat.EN_COURS_LIVRAISON}


def test_a_day_on_the_road_with_one_thumb(ouvrir_session: OuvrirSession) -> None:
    equipe = Equipe()
    variante = fabrique.variante(stock=50)
    noms = ("نعيمة بنعلي", "Mohamed Amine El Ouazzani Touhami", "سعيد الإدريسي", "Salma")
    livree, partie, reportee, retournee = (
        amener(
            Etat.EN_COURS_LIVRAISON,
            equipe,
            lignes=[(variante, 2)],
            client=fabrique.client(nom_complet=nom),
            adresse=ADRESSE,
        )
        for nom in noms
    )
    page = ouvrir_session(equipe.logistique, viewport=TELEPHONE)
    page.goto("/logistique/route/")
    assert deborde(page) == 0
    verifier_acces(page)
    carte = page.locator(f"#c{livree.pk}")
    carte.get_by_role("button", name=re.compile("Ne répond pas")).click()
    expect(carte).to_contain_text("1 appel noté")
    # A difference wants a reason; what was typed stays.
    carte.locator("summary", has_text="Livrée").click()
    carte.get_by_label("Montant encaissé", exact=True).fill("600")
    carte.get_by_role("button", name=re.compile("Confirmer.*livrée")).click()
    expect(carte.get_by_role("alert")).to_contain_text("le motif est obligatoire")
    expect(carte.get_by_label("Montant encaissé", exact=True)).to_have_value("600")
    carte.get_by_label(re.compile("Motif, si")).fill("Rabais")
    carte.get_by_role("button", name=re.compile("Confirmer.*livrée")).click()
    expect(carte).to_contain_text("livrée")
    expect(page.locator("#resume-tournee")).to_contain_text("3 ·")
    carte = page.locator(f"#c{partie.pk}")
    carte.locator("summary", has_text="En partie").click()
    carte.get_by_label("Gardées").select_option("1")
    verifier_acces(page)
    assert deborde(page) == 0
    carte.get_by_role("button", name=re.compile("Confirmer.*en partie")).click()
    expect(carte).to_contain_text("livrée en partie")
    carte = page.locator(f"#c{reportee.pk}")
    carte.locator("summary", has_text="Reportée").click()
    carte.locator("details[open]").get_by_label("Motif").select_option("Client absent")
    carte.get_by_role("button", name=re.compile("Confirmer.*reportée")).click()
    expect(carte).to_contain_text("reportée au")
    carte = page.locator(f"#c{retournee.pk}")
    carte.locator("summary", has_text="Retournée").click()
    carte.locator("details[open]").get_by_label("Motif").select_option("Refusée à la livraison")
    carte.locator("select[name^=gate_]").last.select_option("1")
    carte.get_by_role("button", name=re.compile("Confirmer.*retournée")).click()
    expect(carte).to_contain_text("rapportez le colis")
    page.goto("/logistique/caisse/")
    assert deborde(page) == 0
    page.emulate_media(color_scheme="dark")
    verifier_acces(page)
    commandes = {c.pk: c for c in Commande.objects.all()}
    # 2 x 299 + 25 = 623, of which 600; 1 x 299 + 25.
    assert commandes[livree.pk].montant_encaisse == Decimal("600.00")
    assert commandes[partie.pk].montant_encaisse == Decimal("324.00")
    assert commandes[reportee.pk].etat == Etat.REPORTEE
    assert commandes[retournee.pk].etat == Etat.RETOURNEE
    assert Operation.objects.filter(operateur=equipe.logistique).count() == 1
