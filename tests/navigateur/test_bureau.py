"""The confirmation desk, as an operator uses it all day."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commande.etats import Etat
from commande.models import Commande
from config.noyau.horloge import maintenant
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
