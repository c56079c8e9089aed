"""Headers and cookies, and what pages must not contain for the policy to hold."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests import fabrique

RACINE = Path(settings.BASE_DIR)
GABARITS = sorted([*RACINE.glob("templates/**/*.html"), *RACINE.glob("*/templates/**/*.html")])

POLITIQUE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}


def politique(entete: str) -> dict[str, str]:
    return dict(partie.strip().split(" ", 1) for partie in entete.split(";"))


@pytest.mark.django_db
def test_the_headers_of_a_page(client: Client) -> None:
    entetes = client.get("/connexion/").headers
    assert politique(entetes["Content-Security-Policy"]) == POLITIQUE
    assert entetes["X-Frame-Options"] == "DENY"
    assert entetes["X-Content-Type-Options"] == "nosniff"
    assert entetes["Referrer-Policy"] == "same-origin"
    assert entetes["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in entetes["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("chemin", ["/", "/confirmation/", "/pilotage/", "/rien/"])
def test_nothing_of_a_signed_in_person_is_kept_by_a_browser(client: Client, chemin: str) -> None:
    client.force_login(fabrique.operateur("CONFIRMATION").user)
    assert client.get(chemin).headers["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_an_error_page_carries_the_same_policy(client: Client) -> None:
    client.force_login(fabrique.operateur("CONFIRMATION").user)
    reponse = client.get("/rien/")
    assert reponse.status_code == 404
    assert politique(reponse.headers["Content-Security-Policy"]) == POLITIQUE


@pytest.mark.django_db
def test_cookies_cannot_be_read_by_scripts(client: Client) -> None:
    fabrique.operateur("CONFIRMATION", username="karim", mot_de_passe="semelle-compensee-38")
    client.get("/connexion/")
    client.post("/connexion/", {"username": "karim", "password": "semelle-compensee-38"})
    for nom in ("sessionid", "csrftoken"):
        assert client.cookies[nom]["httponly"] is True
        assert client.cookies[nom]["samesite"] == "Lax"


def test_htmx_injects_nothing_and_keeps_nothing() -> None:
    base = (RACINE / "templates/base.html").read_text(encoding="utf-8")
    [reglage] = re.findall(r'<meta name="htmx-config" content=\'(.*)\'>', base)
    for attendu in (
        '"includeIndicatorStyles":false',
        '"allowEval":false',
        '"allowScriptTags":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
    ):
        assert attendu in reglage


class Interdits(HTMLParser):
    """Collects what the policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.fautes: list[str] = []

    def handle_starttag(self, balise: str, attributs: list[tuple[str, str | None]]) -> None:
        noms = dict(attributs)
        if balise == "style" or (balise == "script" and "src" not in noms):
            self.fautes.append(f"<{balise}>")
        self.fautes += [n for n in noms if n.startswith(("on", "hx-on")) or n == "style"]
        self.fautes += [str(v) for v in noms.values() if v and v.strip().lower().startswith("javascript:")]


@pytest.mark.parametrize("chemin", GABARITS, ids=lambda c: str(c.relative_to(RACINE)))
def test_no_template_has_inline_script_style_or_handler(chemin: Path) -> None:
    lecteur = Interdits()
    lecteur.feed(chemin.read_text(encoding="utf-8"))
    assert lecteur.fautes == []
