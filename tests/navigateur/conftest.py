"""A real Chromium in front of a live server.

`page` is a page of a visitor; `ouvrir_session(operateur)` gives one that is signed in.
After the test both complain about a script error or a breach of the content security policy.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client as ClientHttp
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from parametre.models import Operateur

ICI = Path(__file__).parent
# No call home, and no other host than this machine even if a page asked for one.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
DELAI_MS = 10_000
expect.set_options(timeout=DELAI_MS)


def chemin_chromium() -> str | None:
    """Return the browser of the machine: CHROMIUM, or one of the usual names."""
    noms = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((trouve for nom in noms if nom and (trouve := shutil.which(nom))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason="no Chromium on this machine (CHROMIUM may name one): browser tests cannot run")
    for item in items:
        if ICI in item.path.parents:
            item.add_marker(pytest.mark.navigateur)
            if chemin_chromium() is None:
                item.add_marker(absent)


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """The browser, one for the whole run."""
    with sync_playwright() as moteur:
        lance = moteur.chromium.launch(executable_path=chemin_chromium(), args=OPTIONS)
        yield lance
        lance.close()


class Surveillance:
    """Notes what a page must never do."""

    def __init__(self) -> None:
        self.fautes: list[str] = []

    def suivre(self, page: Page) -> None:
        page.on("pageerror", self._erreur)
        page.on("console", self._console)

    def _erreur(self, erreur: Error) -> None:
        self.fautes.append(f"script error: {erreur}")

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.fautes.append(message.text)


@pytest.fixture
def nouveau_contexte(navigateur: Browser, live_server: LiveServer) -> Iterator[Callable[..., BrowserContext]]:
    """Open contexts (one per person) on the live server; options are those of Browser.new_context."""
    ouverts: list[BrowserContext] = []
    surveillance = Surveillance()

    def ouvrir(**options: object) -> BrowserContext:
        options = {"base_url": live_server.url, "locale": "fr-FR", "viewport": {"width": 1400, "height": 900}} | options
        contexte = navigateur.new_context(**options)  # type: ignore[arg-type]
        contexte.set_default_timeout(DELAI_MS)
        contexte.on("page", surveillance.suivre)
        ouverts.append(contexte)
        return contexte

    yield ouvrir
    for contexte in ouverts:
        contexte.close()
    assert surveillance.fautes == []


@pytest.fixture
def page(nouveau_contexte: Callable[..., BrowserContext]) -> Page:
    """A page of somebody who is not signed in."""
    return nouveau_contexte().new_page()


@pytest.fixture
def ouvrir_session(nouveau_contexte: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[..., Page]:
    """Give a page signed in as an operator, past the sign-in form; options as for `nouveau_contexte`."""

    def ouvrir(operateur: Operateur, **options: object) -> Page:
        visiteur = ClientHttp()
        visiteur.force_login(operateur.user)
        contexte = nouveau_contexte(**options)
        temoin = visiteur.cookies["sessionid"].value
        contexte.add_cookies([{"name": "sessionid", "value": temoin, "url": live_server.url}])
        return contexte.new_page()

    return ouvrir
