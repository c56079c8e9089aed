"""The frame in a real browser: keys, theme, phone, accessibility, and the policy that holds."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from commande.etats import Etat
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from tests import fabrique

pytestmark = pytest.mark.django_db(transaction=True)

TELEPHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
MOT_DE_PASSE = "semelle-compensee-38"


def violations(page: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['target']}" for v in Axe().run(page).response["violations"]]


@pytest.fixture
def karim() -> Operateur:
    return fabrique.operateur("CONFIRMATION", username="karim", mot_de_passe=MOT_DE_PASSE)


@pytest.fixture
def file_de_karim(karim: Operateur) -> list[str]:
    """Three orders that wait for him, oldest first."""
    clients = [fabrique.client(nom_complet=nom) for nom in ("نعيمة بنعلي", "Salma Bennani", "Ahmed")]
    commandes = [fabrique.commande(Etat.AFFECTEE, client=c, operateur_confirmation=karim) for c in clients]
    return [c.numero for c in commandes]


def test_signing_in_and_out_by_the_keyboard_alone(page: Page, karim: Operateur) -> None:
    page.goto("/confirmation/?q=rabat")
    page.keyboard.type("karim")
    page.keyboard.press("Tab")
    page.keyboard.type("faux")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nom d’utilisateur ou mot de passe incorrect.")
    page.keyboard.type(MOT_DE_PASSE)  # The name is kept, the password has the focus.
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirmation/?q=rabat")
    page.get_by_role("button", name="karim").press("Enter")
    page.get_by_role("button", name="Se déconnecter").press("Enter")
    expect(page.get_by_text("Votre session est fermée.")).to_be_visible()


def test_keys_move_in_a_list_and_open_an_order(
    ouvrir_session: Callable[..., Page], karim: Operateur, file_de_karim: list[str]
) -> None:
    page = ouvrir_session(karim)
    page.goto("/confirmation/")
    actif = page.locator("*:focus")
    page.keyboard.press("j")
    expect(actif).to_have_text(file_de_karim[0])
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(actif).to_have_text(file_de_karim[2])
    page.keyboard.press("k")
    expect(actif).to_have_text(file_de_karim[1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(file_de_karim[1])


def test_a_click_anywhere_in_a_row_opens_it(
    ouvrir_session: Callable[..., Page], karim: Operateur, file_de_karim: list[str]
) -> None:
    page = ouvrir_session(karim)
    page.goto("/confirmation/")
    page.get_by_text("Salma Bennani").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(file_de_karim[1])


def test_keys_that_search_help_and_leave(ouvrir_session: Callable[..., Page], karim: Operateur) -> None:
    page = ouvrir_session(karim)
    page.goto("/confirmation/")
    recherche = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(recherche).to_be_focused()
    page.keyboard.type("j?/")
    expect(recherche).to_have_value("j?/")
    page.keyboard.press("Escape")
    expect(recherche).not_to_be_focused()
    page.keyboard.press("?")
    boite = page.get_by_role("dialog")
    expect(boite).to_be_visible()
    expect(boite).to_contain_text("Ligne suivante, ligne précédente")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(boite).to_be_hidden()


def test_the_theme_is_chosen_and_kept(ouvrir_session: Callable[..., Page], karim: Operateur) -> None:
    page = ouvrir_session(karim, color_scheme="light")
    page.goto("/confirmation/")
    fond = "getComputedStyle(document.documentElement).backgroundColor"
    clair = page.evaluate(fond)
    page.get_by_role("button", name="karim").click()
    page.get_by_role("button", name="Sombre").click()
    sombre = page.evaluate(fond)
    assert sombre != clair
    page.reload()
    assert page.evaluate(fond) == sombre
    expect(page.locator("html")).to_have_attribute("data-theme", "sombre")
    page.get_by_role("button", name="karim").click()
    page.get_by_role("button", name="Comme le système").click()
    page.reload()
    assert page.evaluate(fond) == clair
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(fond) == sombre


@pytest.mark.parametrize("schema", ["light", "dark"])
@pytest.mark.parametrize("ecran", [{}, TELEPHONE], ids=["1400", "360"])
def test_the_sign_in_passes_axe(
    nouveau_contexte: Callable[..., BrowserContext], schema: str, ecran: dict[str, object]
) -> None:
    page = nouveau_contexte(color_scheme=schema, **ecran).new_page()
    page.goto("/connexion/")
    assert violations(page) == []
    page.get_by_role("button", name="Se connecter").click()
    assert violations(page) == []


@pytest.mark.parametrize("chemin", ["/confirmation/", "/rien/"])
def test_a_phone_scrolls_in_one_direction_only(
    ouvrir_session: Callable[..., Page], karim: Operateur, file_de_karim: list[str], chemin: str
) -> None:
    page = ouvrir_session(karim, **TELEPHONE)
    page.goto(chemin)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_targets_of_the_bar_fit_a_thumb(ouvrir_session: Callable[..., Page], karim: Operateur) -> None:
    page = ouvrir_session(karim, **TELEPHONE)
    page.goto("/confirmation/")
    barre = page.get_by_role("navigation", name="Navigation principale")
    hauteurs = [e.bounding_box() for e in barre.locator(".entree:visible").all()]
    assert len(hauteurs) == 5
    assert all(boite and boite["height"] >= 44 and boite["width"] >= 44 for boite in hauteurs)
    boite = barre.bounding_box()
    assert boite is not None
    assert round(boite["y"] + boite["height"]) == 740


@pytest.mark.parametrize("rappels", [0, 5])
def test_eighteen_orders_are_in_sight(rappels: int, ouvrir_session: Callable[..., Page], karim: Operateur) -> None:
    nom = "Fatima-Zahra El Ouazzani Benabdellah"
    for n in range(20):
        du = maintenant() if n < rappels else None
        client = fabrique.client(nom_complet=nom)
        fabrique.commande(Etat.AFFECTEE, operateur_confirmation=karim, client=client, rappel_le=du)
    page = ouvrir_session(karim)
    page.goto("/confirmation/")
    bas = [ligne.bounding_box() for ligne in page.locator("tbody tr").all()]
    assert len([b for b in bas if b and b["y"] + b["height"] <= 900]) >= 18


def test_a_form_is_sent_once(page: Page, karim: Operateur) -> None:
    page.goto("/connexion/")
    envois: list[str] = []
    page.on("request", lambda requete: envois.append(requete.url) if requete.method == "POST" else None)
    page.get_by_label("Nom d’utilisateur").fill("karim")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('form [type=submit]').click()")
    page.wait_for_url("**/confirmation/")
    assert len(envois) == 1


@pytest.mark.parametrize(
    "chemin", ["/admin/", "/admin/commande/commande/", "/admin/article/article/add/", "/admin/auth/user/add/"]
)
def test_the_django_admin_works_under_the_policy(ouvrir_session: Callable[..., Page], chemin: str) -> None:
    """The fixture fails on a script error or a breach of the policy."""
    page = ouvrir_session(fabrique.operateur("ADMIN", is_staff=True, is_superuser=True))
    reponse = page.goto(chemin)
    assert reponse is not None
    assert reponse.status == 200
    expect(page.locator("#user-tools")).to_be_visible()
