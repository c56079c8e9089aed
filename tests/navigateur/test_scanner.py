"""A bar code reader is a fast keyboard: its codes are heard, slow keys stay what they were."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commande.etats import Etat
from tests import fabrique
from tests.navigateur.scanner import scanner

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ECOUTER = """() => {
  window.lus = [];
  document.addEventListener("scan", (e) => window.lus.push(e.detail.code));
}"""


def test_codes_are_heard_and_typing_is_left_alone(ouvrir_session: Callable[..., Page]) -> None:
    fabrique.commande()
    page = ouvrir_session(fabrique.operateur("ADMIN"))
    page.goto("/pilotage/commandes/")
    page.add_script_tag(url="/static/js/scanner.js", type="module")
    page.evaluate(ECOUTER)
    # Whatever the keyboard the reader believes in, by Enter, by Tab, by a pause.
    scanner(page, "YCN000123")
    scanner(page, "SDLFEMYZ740NOIR38", lecteur="anglais", fin="Tab")
    scanner(page, "MAQWZ0189", lecteur="anglais")
    scanner(page, "MAQWZ0189", fin="")
    page.evaluate(
        "new Promise((r) => { const voir = () => (window.lus.length > 3 ? r() : setTimeout(voir, 10)); voir(); })"
    )
    assert page.evaluate("window.lus") == ["YCN000123", "SDLFEMYZ740NOIR38", "MAQWZ0189", "MAQWZ0189"]
    # A reader does not press the shortcuts of the page; a finger does, however short the wait.
    assert page.url.endswith("/pilotage/commandes/")
    page.keyboard.press("j")
    expect(page.locator("tbody tr a").first).to_be_focused()
    # In a field: a code is taken out again, a word that somebody types stays.
    page.keyboard.press("/")
    recherche = page.get_by_role("searchbox")
    expect(recherche).to_be_focused()
    recherche.press_sequentially("benali", delay=90)
    scanner(page, "YCN000999", champ=True)
    expect(recherche).to_have_value("benali")
    assert page.evaluate("window.lus.at(-1)") == "YCN000999"


# A detector and a camera of paper: what a phone has.
CAMERA = """
window.BarcodeDetector = class { detect() { return Promise.resolve([{ rawValue: "ycn-000123" }]); } };
navigator.mediaDevices.getUserMedia = () => Promise.resolve(document.createElement("canvas").captureStream());
Object.defineProperty(HTMLMediaElement.prototype, "readyState", { get: () => 4 });
HTMLMediaElement.prototype.play = () => Promise.resolve();
"""


def test_a_phone_reads_with_its_camera(ouvrir_session: Callable[..., Page]) -> None:
    qui = fabrique.operateur("PREPARATION")
    fabrique.commande(Etat.EN_PREPARATION, operateur_preparation=qui, numero="YCN-000123")
    page = ouvrir_session(qui)
    page.add_init_script(CAMERA)
    page.goto("/preparation/colis/")
    page.get_by_role("button", name="Caméra").click()
    expect(page.locator(".colis-numero")).to_have_text("YCN-000123")
