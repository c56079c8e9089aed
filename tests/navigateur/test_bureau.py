"""The confirmation desk, as an operator uses it all day."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from commande.etats import Etat
from commande.models import Commande, Operation
from config.noyau.horloge import maintenant
from parametre.models import ModeleMessage
from tests import fabrique
from tests.navigateur.test_maisons import TELEPHONE, deborde, peupler, verifier_acces

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]


def rappeler(commandes: list[Commande]) -> None:
    """Make the first orders due, a minute apart."""
    ici = maintenant()
    for n, commande in enumerate(commandes):
        Commande.objects.filter(pk=commande.pk).update(rappel_le=ici - dt.timedelta(minutes=n + 1))


def test_next_call_with_one_key(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    commandes = peupler(qui, "operateur_confirmation", Etat.AFFECTEE)
    rappeler(commandes[3:5])
    page = ouvrir_session(qui)
    page.goto("/confirmation/")
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    assert deborde(page) == 0
    verifier_acces(page)
    page.keyboard.press("n")
    page.wait_for_url(re.compile(rf"/commandes/{commandes[4].pk}/$"))
    page.go_back()
    page.get_by_label("Rappel", exact=True).select_option("du")
    expect(page.locator("#liste tbody tr")).to_have_count(2)
    assert page.url.endswith("?rappel=du")


def test_the_desk_on_a_phone_and_in_the_dark(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    rappeler(peupler(qui, "operateur_confirmation", Etat.AFFECTEE, combien=8)[:6])
    page = ouvrir_session(qui, viewport=TELEPHONE)
    page.goto("/confirmation/")
    assert deborde(page) == 0
    verifier_acces(page)
    page.emulate_media(color_scheme="dark")
    verifier_acces(page)


def test_a_callback_that_falls_due_is_told(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    commandes = peupler(qui, "operateur_confirmation", Etat.AFFECTEE, combien=3)
    page = ouvrir_session(qui)
    page.clock.install()
    page.goto("/confirmation/")
    son = page.get_by_role("button", name="Son des rappels")
    expect(son).to_have_attribute("aria-pressed", "false")
    son.click()
    expect(son).to_have_attribute("aria-pressed", "true")
    rappeler(commandes[:1])
    page.clock.run_for(21_000)
    expect(page).to_have_title(re.compile(r"^\(1\) À confirmer"))
    expect(page.locator("#annonce-rappels")).to_have_text("Un rappel est dû.")
    expect(page.locator("#rappels-dus")).to_be_visible()


def test_the_desk_without_a_script(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    commandes = peupler(qui, "operateur_confirmation", Etat.AFFECTEE, combien=2)
    page = ouvrir_session(qui, java_script_enabled=False)
    page.goto("/confirmation/?tentatives=0")
    expect(page.locator("#liste tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Suivante").click()
    page.wait_for_url(re.compile(rf"/commandes/{commandes[0].pk}/$"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_client_calls_with_a_new_order(ouvrir_session: OuvrirSession, script: bool) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    fes = fabrique.ville("Fès", frais=30)
    article = fabrique.article_upsell(244)
    fabrique.variante(article, "gris noir", "38", stock=4)
    fabrique.variante(article, "gris noir", "39", stock=1)
    page = ouvrir_session(qui, java_script_enabled=script)
    page.goto("/confirmation/nouvelle/")
    page.get_by_label("Téléphone").fill("06 74 52 68 59")
    page.keyboard.press("Enter")
    page.get_by_label("Nom du client (nouveau)").fill("نعيمة بنعلي")
    page.get_by_label("Adresse").fill("حي السعادة 27")
    page.get_by_label("Ville").select_option(str(fes.pk))
    page.get_by_label("Chercher un article").fill("244")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    ajouter = page.get_by_role("button", name="gris noir 38, stock 4")
    ajouter.click()
    expect(page.locator(".totaux")).to_contain_text("329,00")
    page.wait_for_timeout(300)
    ajouter.click()
    expect(page.locator(".totaux")).to_contain_text("528,00")
    expect(page.get_by_label("Nom du client (nouveau)")).to_have_value("نعيمة بنعلي")
    if script:
        verifier_acces(page)
        page.get_by_label("Chercher un article").focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("button", name="gris noir 38, stock 4")).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("button", name="gris noir 39, stock 1")).to_be_focused()
    page.get_by_role("button", name="Créer la commande").click()
    page.wait_for_url(re.compile(r"/commandes/\d+/$"))
    creee = Commande.objects.get()
    assert (creee.client.nom_complet, creee.ville, creee.adresse) == ("نعيمة بنعلي", fes, "حي السعادة 27")
    assert [(li.quantite, str(li.prix_unitaire)) for li in creee.lignes.all()] == [(2, "249.00")]


def test_the_other_pages_of_the_desk(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    livree, *_autres = peupler(qui, "operateur_confirmation", Etat.LIVREE, combien=6)
    page = ouvrir_session(qui, viewport=TELEPHONE)
    saisie = "0" + livree.client.telephone.removeprefix("+212")
    for adresse in (
        "/confirmation/resultats/",
        f"/confirmation/recherche/?q={saisie}",
        f"/confirmation/nouvelle/?telephone={saisie}",
        f"/confirmation/nouvelle/echange/{livree.pk}/",
    ):
        page.emulate_media(color_scheme="light")
        page.goto(adresse)
        assert deborde(page) == 0, adresse
        verifier_acces(page)
        page.emulate_media(color_scheme="dark")
        verifier_acces(page)


def test_the_administrator_writes_messages(ouvrir_session: OuvrirSession) -> None:
    page = ouvrir_session(fabrique.operateur("ADMIN"))
    page.goto("/pilotage/messages/")
    page.keyboard.press("n")
    page.get_by_label("Nom").fill("تأكيد")
    page.get_by_label("Langue").select_option("ar")
    page.get_by_label("Texte").fill("سلام {client} الثمن {total}")
    verifier_acces(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("سلام نعيمة بنعلي الثمن")).to_be_visible()
    verifier_acces(page)
    page.emulate_media(color_scheme="dark")
    verifier_acces(page)


def test_a_message_opens_filled_in_and_is_noted(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    naima = fabrique.client("+212674526859", "نعيمة بنعلي")
    commande = fabrique.commande("en_cours_confirmation", client=naima, operateur_confirmation=qui)
    ModeleMessage.objects.create(nom="تأكيد", texte="سلام {client}", langue="ar", canal="WHATSAPP")
    page = ouvrir_session(qui)
    page.goto(f"/confirmation/commandes/{commande.pk}/message/")
    verifier_acces(page)
    with page.expect_response(lambda r: r.request.method == "POST" and r.url.endswith("/message/")) as notee:
        with page.expect_popup() as ouverte:
            page.get_by_role("button", name="WhatsApp").click()
        ouverte.value.close()
    assert notee.value.status < 400
    expect(page.get_by_role("button", name="WhatsApp")).to_have_attribute(
        "data-lien", "https://wa.me/212674526859?text=" + quote("سلام نعيمة بنعلي")
    )
    assert list(Operation.objects.values_list("type", "commande")) == [("WHATSAPP_MESSAGE", commande.pk)]
