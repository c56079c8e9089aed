"""The call page as an operator uses it: by keyboard, in one screen, with and without a script."""

import datetime as dt
import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from commande.models import Commande, Operation
from config.noyau.horloge import maintenant
from parametre.models import ModeleMessage, Operateur
from tests import fabrique
from tests.confirmation.outils import adresse, en_appel, lignes_de
from tests.navigateur.test_maisons import ADRESSE_LONGUE, TELEPHONE, deborde, verifier_acces

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION", first_name="Salma", last_name="Rami")


def riche(qui: Operateur) -> Commande:
    """Write an order with all a page can show: two scripts, doubts, a short line, a past."""
    client = fabrique.client("+212674526859", "نعيمة بنعلي", note="تتصل بعد السادسة مساء")
    upsell = fabrique.article_upsell(244, nom="Sandale confort femme", prix_remise_1=239, prix_remise_2=229)
    for couleur in ("noir", "beige", "camel"):
        for pointure in ("36", "37", "38", "39", "40"):
            if (couleur, pointure) != ("noir", "38"):
                fabrique.variante(upsell, couleur, pointure, stock=(int(pointure) * 7) % 4)
    noir = fabrique.variante(upsell, "noir", "38", stock=0)
    autre = fabrique.variante(fabrique.article(161, nom="Mule talon", prix=199), "sable", "38", stock=4)
    fes, sale = fabrique.ville("Fès", frais=30, region="Fès-Meknès", delai_jours=1), fabrique.ville("Salé", frais=25)
    for n, etat in enumerate(["livree", "livree", "livree", "retournee", "affectee"]):
        fabrique.commande(etat, client=client, cree_le=maintenant() - dt.timedelta(days=20 * n + 1))
    raisons = [
        {
            "code": "produit_couleur_inconnue",
            "message": "Couleur « بيج فاتح » non reconnue.",
            "texte": "SDL FEM YZ244 / 38 / بيج فاتح",
            "candidats": [{"type": "variante", "id": autre.pk, "libelle": "SDL FEM YZ161 · sable · 38"}],
        },
        {
            "code": "ville",
            "message": "Ville à préciser : deux villes possibles.",
            "texte": "Fes ou Sale",
            "candidats": [
                {"type": "ville", "id": fes.pk, "libelle": "Fès"},
                {"type": "ville", "id": sale.pk, "libelle": "Salé"},
            ],
        },
    ]
    return en_appel(
        qui,
        (noir, 1),
        (autre, 2),
        client=client,
        sans_ville=True,
        texte_ville="Fes ou Sale",
        adresse=ADRESSE_LONGUE,
        raisons=raisons,
        a_verifier=True,
        total_annonce=fabrique.argent(598),
        texte_produit="SDL FEM YZ244 / 38 / بيج فاتح",
        cree_le=maintenant() - dt.timedelta(minutes=12),
    )


class Clavier:
    """Types on a page and counts: keystrokes, and pages loaded."""

    def __init__(self, page: Page) -> None:
        self.page, self.frappes, self.pages = page, 0, 0
        page.on("load", self._charger)

    def _charger(self, _page: Page) -> None:
        self.pages += 1

    def compte(self) -> tuple[int, int]:
        """Return keystrokes and pages, the last page being there."""
        self.page.wait_for_load_state()
        return self.frappes, self.pages

    def taper(self, *touches: str) -> None:
        for touche in touches:
            self.page.keyboard.press(touche)
            self.frappes += 1


def attendre_etat(commande: Commande, etat: str) -> None:
    commande.refresh_from_db()
    assert commande.etat == etat


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_screen_in_both_themes(theme: str, qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    commande = riche(qui)
    page = ouvrir_session(qui, color_scheme=theme)
    page.goto(adresse(commande))
    montrer(page, f"appel-{theme}-1400")
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    assert deborde(page) == 0
    verifier_acces(page)
    page.keyboard.press("t")
    expect(page.locator(".grille-variantes")).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator("button", has_text="Dans 1 h").first).to_be_focused()
    montrer(page, f"appel-{theme}-1400-volets")
    verifier_acces(page)
    page.set_viewport_size(TELEPHONE)
    assert deborde(page) == 0
    montrer(page, f"appel-{theme}-360")


def test_every_action_in_sight_has_a_key_of_its_own(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    page = ouvrir_session(qui)
    page.goto(adresse(riche(qui)))
    sans = page.evaluate(
        """() => [...document.querySelectorAll(".appel :is(button, a, summary, textarea, input)")]
            .filter((e) => e.checkVisibility() && !e.closest("[tabindex='-1'], details:not([open]) > :not(summary)"))
            .filter((e) => !e.closest("[data-touche], [data-touche-ligne]") && !e.matches("[data-recherche]"))
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    # Links to the orders that a reason names, and the second number, are reached by Tab.
    assert [e for e in sans if not e.startswith("<a ")] == []
    touches = page.evaluate("[...document.querySelectorAll('[data-touche]')].map((e) => e.dataset.touche)")
    assert sorted(touches) == sorted(set(touches))
    page.keyboard.press("?")
    liste = page.locator("#raccourcis")
    expect(liste).to_be_visible()
    assert set(touches) <= set(liste.locator("kbd").all_inner_texts())


def test_keys_of_a_line_go_with_the_line_in_hand(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    noir, autre = fabrique.variante(stock=9), fabrique.variante(stock=9)
    commande = en_appel(qui, (noir, 1), (autre, 1))
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    page.keyboard.press("j")
    expect(page.locator(f"[data-ligne='{autre.pk}']")).to_have_attribute("aria-current", "true")
    page.keyboard.press("+")
    expect(page.locator(f"[data-ligne='{autre.pk}'] .pieces")).to_have_text("2")
    # The answer replaced the lines: the one in hand is still the second.
    page.keyboard.press("0")
    expect(page.locator(".ligne-appel")).to_have_count(1)
    assert list(commande.lignes.values_list("variante_id", "quantite")) == [(noir.pk, 1)]


def montrer(page: Page, nom: str) -> None:
    """Keep a picture of the page where VUES names a folder."""
    if dossier := os.environ.get("VUES"):
        page.screenshot(path=f"{dossier}/{nom}.png", full_page=True)


def test_confirmed_in_four_keystrokes_and_one_page(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    commande = en_appel(qui, cree_le=maintenant() - dt.timedelta(hours=2))
    suivante = fabrique.commande("affectee", operateur_confirmation=qui)
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    clavier = Clavier(page)
    clavier.taper("a", "n", "c", "Enter")
    expect(page.locator("h1")).to_contain_text(suivante.numero)
    assert clavier.compte() == (4, 1)
    expect(page.locator("#messages")).to_contain_text(
        f"Commande {commande.numero} confirmée. Suivante : {suivante.numero}."
    )
    attendre_etat(commande, "a_imprimer")
    (operation,) = Operation.objects.filter(commande=commande)
    assert (operation.type, operation.commentaire) == ("APPEL", "CLIENT_INTERESSE")


def test_another_size_then_confirmed_by_keyboard(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    article = fabrique.article(prix=299)
    voulue, autre = fabrique.variante(article, stock=2), fabrique.variante(article, "noir", "39", stock=2)
    commande = en_appel(qui, (voulue, 1))
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    clavier = Clavier(page)
    clavier.taper("t")
    expect(page.locator(".case-variante:focus")).to_have_text("2")
    clavier.taper("Enter")
    expect(page.locator(".ligne-appel")).to_contain_text("39")
    clavier.taper("a", "n", "c", "Enter")
    expect(page).to_have_url(re.compile(r"/confirmation/$"))
    assert clavier.compte() == (6, 1)
    attendre_etat(commande, "a_imprimer")
    assert [v for v, _n, _p in lignes_de(commande)] == [autre.pk]


def test_upsell_short_stock_and_doubts_without_leaving_the_page(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    commande = riche(qui)
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    clavier = Clavier(page)
    page.locator("#conclusion").fill("Elle attend")
    page.keyboard.press("Escape")
    clavier.taper("a", "2")
    expect(page.locator("#appel-total")).to_contain_text("727,00")
    expect(page.locator("#appel-bloquants")).to_have_text(re.compile("Stock insuffisant"))
    clavier.taper("2")
    expect(page.locator(".ligne-appel", has_text="noir 37")).to_be_visible()
    expect(page.locator("#appel-bloquants")).to_have_text("")
    page.locator(".ligne-appel", has_text="noir 37").get_by_label("Une pièce de plus").press("Enter")
    clavier.frappes += 1
    expect(page.locator(".ligne-appel", has_text="noir 37")).to_contain_text("249,00")
    expect(page.locator("#appel-confirmer")).to_contain_text("926,00")
    clavier.taper("/")
    page.keyboard.type("mule talom")
    expect(page.locator("#appel-atelier")).to_contain_text("YZ161")
    page.keyboard.press("Enter")
    expect(page.locator(".case-variante:focus")).to_have_text("4")
    page.keyboard.press("Enter")
    expect(page.locator(".ligne-appel", has_text="YZ161").locator(".pieces")).to_have_text("3")
    clavier.taper("v")
    page.keyboard.type("qqqq")
    expect(page.locator("#appel-villes")).to_contain_text("Aucune ville")
    page.keyboard.press("Control+a")
    page.keyboard.type("sale")
    expect(page.locator("#appel-villes button").first).to_contain_text("Salé")
    page.keyboard.press("Enter")
    expect(page.locator(".lieu")).to_contain_text("Salé")
    page.get_by_role("button", name="Accorder la remise").click()
    expect(page.locator(".ligne-appel", has_text="noir 37")).to_contain_text("229,00")
    assert clavier.pages == 0
    assert page.locator("#conclusion").input_value() == "Elle attend"
    assert page.locator("[name=type]:checked").input_value() == "APPEL"
    clavier.taper("n", "c", "Enter")
    expect(page).to_have_url(re.compile(r"/confirmation/$"))
    attendre_etat(commande, "a_imprimer")


def test_no_answer_and_call_again(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    une = en_appel(qui, cree_le=maintenant() - dt.timedelta(hours=2))
    deux = fabrique.commande("affectee", operateur_confirmation=qui)
    page = ouvrir_session(qui)
    page.goto(adresse(une))
    clavier = Clavier(page)
    clavier.taper("i", "Enter")
    expect(page.locator("h1")).to_contain_text(deux.numero)
    une.refresh_from_db()
    assert une.rappel_le is not None
    assert Operation.objects.get(commande=une).commentaire == "INJOIGNABLE"
    clavier.taper("w", "r", "ArrowRight", "ArrowRight", "Enter")
    expect(page.locator("#messages")).to_contain_text("Plus rien à appeler")
    deux.refresh_from_db()
    assert deux.rappel_le is not None
    assert clavier.compte() == (7, 2)


def test_a_draft_survives_a_session_that_ended(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    commande = en_appel(qui)
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    page.keyboard.press(",")
    page.keyboard.type("c x Livrer après 18 h")
    temoins = page.context.cookies()
    page.context.clear_cookies()
    page.locator("[value=noter]").click()
    expect(page).to_have_url(re.compile("/connexion/|noter|decision"))
    page.context.add_cookies([{k: t[k] for k in ("name", "value", "domain", "path")} for t in temoins])
    page.goto(adresse(commande))
    expect(page.locator("#conclusion")).to_have_value("c x Livrer après 18 h")
    page.locator("body").press("m")
    page.locator("body").press(":")
    expect(page.locator("#messages")).to_contain_text("Contact noté")
    assert page.locator("#conclusion").input_value() == ""
    assert page.evaluate(f"sessionStorage.getItem('appel:{commande.pk}')") is None
    attendre_etat(commande, "en_cours_confirmation")


def test_without_a_script(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    article = fabrique.article_upsell()
    noir, beige = fabrique.variante(article, stock=5), fabrique.variante(article, "beige", "39", stock=5)
    commande = fabrique.commande("affectee", operateur_confirmation=qui, lignes=[(noir, 1)])
    page = ouvrir_session(qui, java_script_enabled=False)
    page.goto(adresse(commande))
    expect(page.get_by_role("button", name="Commencer l’appel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".puce").first).to_be_visible()
    page.get_by_role("link", name="Taille, couleur").click()
    page.get_by_role("button", name="beige 39, stock 5").click()
    page.get_by_role("button", name="Une pièce de plus").click()
    expect(page.locator("#appel-total")).to_contain_text("523,00")
    page.locator(".puce").first.click()
    page.locator("summary", has_text="Rappeler").click()
    page.get_by_role("button", name="À cette heure").click()
    expect(page.locator(".refus-decision")).to_contain_text("pas lisible")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator("#messages")).to_contain_text("confirmée")
    attendre_etat(commande, "a_imprimer")
    assert [(v, n) for v, n, _p in lignes_de(commande)] == [(beige.pk, 2)]


def test_a_message_opens_whatsapp_and_is_noted(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    ModeleMessage.objects.create(nom="Rappel poli", texte="Bonjour {client}")
    commande = en_appel(qui, client=fabrique.client("+212674526859", "نعيمة بنعلي"))
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    lien = page.get_by_role("link", name="WhatsApp y")
    assert lien.get_attribute("href") == "https://wa.me/212674526859"
    page.keyboard.press("*")
    with page.expect_response(re.compile("/message/")) as reponse, page.expect_popup():
        page.keyboard.press("Enter")
    assert reponse.value.status == 204
    assert Operation.objects.get(commande=commande).type == "WHATSAPP_MESSAGE"


def test_a_duplicate_whose_original_is_looked_for_by_keyboard(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    originale = fabrique.commande("confirmee", numero="YCN-000777", client=fabrique.client("+212611223344"))
    commande = en_appel(qui)
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    page.keyboard.press("d")
    expect(page.get_by_text("Ce numéro n’a pas d’autre commande.")).to_be_visible()
    page.locator("#original").press_sequentially("YCN-000777")
    trouvee = page.locator("#appel-originaux button")
    expect(trouvee).to_contain_text("YCN-000777")
    trouvee.press("Enter")
    expect(page.locator("#messages")).to_contain_text("marquée doublon")
    attendre_etat(commande, "doublon")
    assert commande.doublon_de_id == originale.pk
    attendre_etat(originale, "confirmee")


def test_a_decision_sent_into_a_cut_line_is_sent_again_once(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    commande = en_appel(qui)
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    page.keyboard.press("a")
    page.locator("#conclusion").fill("Livrer le matin")
    recus: list[int] = []

    def perdre_la_reponse(route: Route) -> None:
        recus.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    page.route("**/decision/", perdre_la_reponse, times=1)
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_url("chrome-error://**")
    attendre_etat(commande, "a_imprimer")
    # What a person does in front of the browser's own error: ask again, which sends the form again.
    page.reload()
    expect(page.locator("#messages")).to_contain_text("confirmée")
    assert recus == [302]
    assert list(Operation.objects.values_list("commande", "conclusion")) == [(commande.pk, "Livrer le matin")]
    assert commande.etats.filter(transition="confirmer").count() == 1


def test_a_second_person_reads_and_is_told_who_has_it(qui: Operateur, ouvrir_session: OuvrirSession) -> None:
    autre = fabrique.operateur("CONFIRMATION", first_name="Hajar", last_name="Tahiri")
    commande = en_appel(qui)
    fin = maintenant() + dt.timedelta(minutes=8)
    Commande.objects.filter(pk=commande.pk).update(occupee_par=autre, occupee_jusqua=fin)
    page = ouvrir_session(qui)
    page.goto(adresse(commande))
    expect(page.locator(".appel-refus")).to_contain_text("Hajar Tahiri a cette commande en main depuis")
    expect(page.locator("h2", has_text="Lecture seule")).to_be_visible()
    assert page.locator(".appel form:visible").count() == 0
    verifier_acces(page)
