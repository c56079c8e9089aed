"""The houses, as people use them: by keyboard, on a phone, with and without a script."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from commande.etats import Etat
from commande.models import Commande
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from synchronisation.models import ExecutionSync, LigneSync
from tests import fabrique

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

OuvrirSession = Callable[..., Page]
ECART_DE_FRAPPE_MS = 90
TELEPHONE = {"width": 360, "height": 740}
ADRESSE_LONGUE = (
    "Résidence Al Amal, immeuble C, appartement 12, boulevard Mohammed VI, en face de la pharmacie Ibn Sina"
)

MAISONS = [
    ("CONFIRMATION", "/confirmation/", {"etat": Etat.AFFECTEE}, "operateur_confirmation"),
    ("PREPARATION", "/preparation/", {"etat": Etat.EN_PREPARATION}, "operateur_preparation"),
    ("LOGISTIQUE", "/logistique/", {"etat": Etat.EN_COURS_LIVRAISON}, "operateur_livraison"),
    ("ADMIN", "/pilotage/", {"etat": Etat.NON_AFFECTEE}, None),
]


def peupler(operateur: Operateur, champ: str | None, etat: Etat, combien: int = 24) -> list[Commande]:
    """Write believable orders: Arabic names, long addresses, flags, several lines."""
    instant = maintenant()
    siennes = {champ: operateur} if champ else {}
    noms = ["نعيمة بنعلي", "Fatima-Zahra El Idrissi El Alaoui", "Omar Berrada", "خديجة أيت الحاج محمد"]
    variante = fabrique.variante(fabrique.article(244), "gris noir", "38", stock=2)
    autre = fabrique.variante(fabrique.article(740), "beige", "37")
    raison = {"code": "doublon_probable", "message": "Même téléphone.", "texte": "بيج / 38", "candidats": []}
    return [
        fabrique.commande(
            etat,
            numero=f"YCN-{n:06d}",
            client=fabrique.client(nom_complet=noms[n % 4]),
            cree_le=instant - dt.timedelta(minutes=100 - n),
            adresse=ADRESSE_LONGUE,
            raisons=[raison] if n % 3 == 0 else [],
            a_verifier=n % 3 == 0,
            valeurs_brutes={"N° Commande": f"YCN-{n:06d}", "Adresse": ADRESSE_LONGUE, "Produit": "YZ244 / أسود"},
            lignes=[(variante, 1), (autre, 2)],
            **siennes,
        )
        for n in range(combien)
    ]


def verifier_acces(page: Page) -> None:
    """Fail on anything that axe finds, naming it."""
    trouve = Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"]) for v in trouve.response["violations"]] == []


def deborde(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("role", "adresse", "etat", "champ"), MAISONS)
def test_a_house_by_keyboard(
    role: str, adresse: str, etat: dict[str, Etat], champ: str | None, ouvrir_session: OuvrirSession
) -> None:
    qui = fabrique.operateur(role)
    commandes = peupler(qui, champ, **etat)
    page = ouvrir_session(qui)
    page.goto(adresse)
    assert deborde(page) == 0
    rangs = page.locator("#liste tbody tr")
    expect(rangs).to_have_count(24)
    if champ:
        bas = rangs.evaluate_all("rangs => rangs.map(r => r.getBoundingClientRect().bottom)")
        assert sum(b <= 900 for b in bas) >= 18, "eighteen orders in sight"
    for touche in ("j", "j", "k", "Enter"):
        page.keyboard.press(touche)
        # As a person types: faster keys are those of a bar code reader.
        page.wait_for_timeout(ECART_DE_FRAPPE_MS)
    page.wait_for_url(re.compile(r"/commandes/\d+/$"))
    expect(page.locator("h1")).to_contain_text(commandes[0].numero)
    verifier_acces(page)
    if role == "CONFIRMATION":
        # On the page of a call, R is for Rappeler.
        page.go_back()
    else:
        page.keyboard.press("r")
    page.wait_for_url(re.compile(rf"{adresse}$|/pilotage/commandes/$"))
    verifier_acces(page)


@pytest.mark.parametrize(("role", "adresse", "etat", "champ"), MAISONS)
def test_a_house_on_a_phone(
    role: str, adresse: str, etat: dict[str, Etat], champ: str | None, ouvrir_session: OuvrirSession
) -> None:
    qui = fabrique.operateur(role)
    (commande, *_autres) = peupler(qui, champ, combien=6, **etat)
    page = ouvrir_session(qui, viewport=TELEPHONE)
    page.goto(adresse)
    assert deborde(page) == 0
    verifier_acces(page)
    rang = page.locator("tr", has=page.get_by_role("link", name=commande.numero))
    boite = rang.bounding_box()
    assert boite is not None
    assert 44 <= boite["height"] <= 76, "a row has two lines"
    page.emulate_media(color_scheme="dark")
    verifier_acces(page)
    rang.get_by_text(commande.client.nom_complet).click()
    page.wait_for_url(re.compile(rf"/commandes/{commande.pk}/$"))
    assert deborde(page) == 0
    verifier_acces(page)


def test_a_search_answers_in_place_and_lives_in_the_address(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    peupler(qui, "operateur_confirmation", Etat.AFFECTEE)
    page = ouvrir_session(qui)
    page.goto("/confirmation/")
    page.keyboard.press("/")
    page.keyboard.type("نعيمة")
    expect(page.locator("tbody tr")).to_have_count(6)
    expect(page.locator("#nombre")).to_have_text("6")
    assert "?q=%D9%86%D8%B9%D9%8A%D9%85%D8%A9" in page.url
    assert "ville=" not in page.url
    page.get_by_label("État").select_option("livree")
    expect(page.get_by_text("Aucune commande ne correspond")).to_be_visible()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(6)
    page.reload()
    expect(page.get_by_label("Chercher par numéro")).to_have_value("نعيمة")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Effacer").click()
    expect(page.locator("tbody tr")).to_have_count(24)


def test_filters_work_without_a_script(ouvrir_session: OuvrirSession) -> None:
    qui = fabrique.operateur("CONFIRMATION")
    peupler(qui, "operateur_confirmation", Etat.AFFECTEE, combien=4)
    page = ouvrir_session(qui, java_script_enabled=False)
    page.goto("/confirmation/")
    page.get_by_label("Chercher par numéro").fill("YCN-000002")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "q=YCN-000002" in page.url


def test_runs_and_their_rows(ouvrir_session: OuvrirSession) -> None:
    admin = fabrique.operateur("ADMIN")
    source = fabrique.source("Feuille Youcan")
    execution = ExecutionSync.objects.create(source=source, lues=2, rejetee=2, etat="REUSSIE", fin=maintenant())
    for numero in (2, 3):
        LigneSync.objects.create(
            source=source,
            cle=str(numero),
            numero=numero,
            resultat="rejetee",
            raison="Téléphone illisible.",
            valeurs={"Client": "نعيمة بنعلي", "Téléphone": "#ERROR!"},
            empreinte="x",
            premiere_execution=execution,
            derniere_execution=execution,
        )
    page = ouvrir_session(admin)
    page.goto("/pilotage/synchronisation/")
    verifier_acces(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/executions/\d+/$"))
    page.get_by_role("link", name="Rejetées").click()
    valeur = page.get_by_text("#ERROR!").first
    expect(valeur).to_be_hidden()
    page.locator("summary").first.click()
    expect(valeur).to_be_visible()
    verifier_acces(page)
    page.set_viewport_size(TELEPHONE)
    assert deborde(page) == 0


def test_figures_of_the_moment(ouvrir_session: OuvrirSession) -> None:
    page = ouvrir_session(fabrique.operateur("ADMIN"))
    page.goto("/kpis/")
    verifier_acces(page)
