"""A client calls in: the look-up of any order by its full phone or number."""

import html
import logging
import re
from typing import Any

import pytest

from commande.selectors.consultation import consulter
from parametre.models import Operateur
from tests import fabrique
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db

ADRESSE = "/confirmation/recherche/"


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION", first_name="Salma", last_name="Rami")


def trouves(qui: Operateur, saisie: str) -> list[str]:
    return [c.numero for c in consulter(operateur=qui, saisie=saisie).trouvees]


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        ("06 74 52 68 59", ["B", "A"]),
        ("+212674526859", ["B", "A"]),
        ("٠٦٧٤٥٢٦٨٥٩", ["B", "A"]),
        ("05 22 33 44 55", ["B", "A"]),
        ("0674526", []),
        ("526859", []),
        ("ycn 17", ["YCN-17"]),
        ("YCN-1", []),
        ("7", []),
        ("", []),
        ("%", []),
        ("\x00", []),
        ("نعيمة", []),
        ("x" * 500, []),
    ],
)
def test_only_the_whole_phone_or_number_finds(qui: Operateur, saisie: str, attendu: list[str]) -> None:
    naima = fabrique.client("+212674526859", "نعيمة بنعلي", telephone_2="+212522334455")
    fabrique.commande("livree", numero="A", client=naima)
    fabrique.commande("non_affectee", numero="B", client=naima)
    fabrique.commande("affectee", numero="YCN-17")
    assert trouves(qui, saisie) == attendu


def test_what_is_said_of_the_order_of_somebody_else(qui: Operateur) -> None:
    autre = fabrique.operateur("CONFIRMATION", first_name="Omar", last_name="Berrada")
    naima = fabrique.client("+212674526859", "نعيمة بنعلي", note="secret")
    sienne = fabrique.commande("affectee", numero="S-1", client=naima, operateur_confirmation=qui)
    fabrique.commande(
        "en_cours_confirmation", numero="A-1", client=naima, operateur_confirmation=autre, adresse="12 rue cachée"
    )
    page = html.unescape(lire(connecter(qui), f"{ADRESSE}?q=0674526859"))
    assert re.findall(r'href="/confirmation/commandes/(\d+)/"', page) == [str(sienne.pk)]
    for mot in ("A-1", "En cours de confirmation", "Omar Berrada", "S-1", "Affectée", "Salma Rami"):
        assert mot in page, mot
    for mot in ("نعيمة", "secret", "rue cachée", "06 74 52 68 59"):
        assert mot not in page, mot


def test_each_look_up_is_logged_without_the_phone(qui: Operateur, caplog: pytest.LogCaptureFixture) -> None:
    commande = fabrique.commande("livree", client=fabrique.client("+212674526859"))
    visiteur = connecter(qui)
    with caplog.at_level(logging.INFO, logger="commande.selectors.consultation"):
        lire(visiteur, ADRESSE)
        lire(visiteur, f"{ADRESSE}?q=0674526859")
        lire(visiteur, f"{ADRESSE}?q=0674526850")
    notes = [(r.operateur_id, r.commande_ids) for r in caplog.records if r.name.endswith("consultation")]  # type: ignore[attr-defined]
    assert notes == [(qui.pk, str(commande.pk)), (qui.pk, "")]
    assert "674526859" not in caplog.text


@pytest.mark.parametrize("combien", [3, 60])
def test_the_same_number_of_queries(qui: Operateur, combien: int, django_assert_num_queries: Any) -> None:
    client = fabrique.client("+212674526859")
    for _ in range(combien):
        fabrique.commande("livree", client=client, operateur_confirmation=fabrique.operateur("CONFIRMATION"))
    visiteur = connecter(qui)
    lire(visiteur, ADRESSE)
    with django_assert_num_queries(5):
        page = lire(visiteur, f"{ADRESSE}?q=0674526859")
    assert page.count("<tr>") == min(combien, 20) + 1
    assert ("Seules les 20 plus récentes" in page) is (combien > 20)


def test_nothing_found_is_said(qui: Operateur) -> None:
    page = html.unescape(lire(connecter(qui), f"{ADRESSE}?q=0674526859"))
    assert "Aucune commande à ce téléphone ou à ce numéro" in page
