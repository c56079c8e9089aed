"""`apprendre_ville`: what a person says a text stands for, from now on, in every process."""

from typing import Any

import pytest

from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie
from parametre.lieux import IndexVilles, reconnaitre_ville
from parametre.models import AliasVille, OrigineAlias, Ville
from parametre.services.compteurs import valeur
from parametre.services.villes import apprendre_ville, installer_ecritures
from tests import fabrique

pytestmark = pytest.mark.django_db


@pytest.fixture
def casa() -> Ville:
    return fabrique.ville("Casablanca")


@pytest.fixture
def rabat() -> Ville:
    return fabrique.ville("Rabat", region="Rabat-Salé-Kénitra")


def etat() -> list[Any]:
    return [list(AliasVille.objects.order_by("pk").values()), valeur("villes")]


def test_a_taught_spelling_resolves_the_next_row(casa: Ville, rabat: Ville) -> None:
    assert reconnaitre_ville("Oum Rabiaa") is None
    alias = apprendre_ville(texte="  Oûm RABIAA ", ville_id=casa.pk, operateur=fabrique.operateur())
    assert (alias.texte, alias.ville, alias.origine) == ("oum rabiaa", casa, OrigineAlias.APPRIS)
    assert valeur("villes") == 1
    assert reconnaitre_ville("oum rabiaa") == casa
    assert IndexVilles.construire().reconnaitre("12, oum rabiaa").ville == casa


def test_the_last_word_stands(casa: Ville, rabat: Ville) -> None:
    apprendre_ville(texte="oum rabiaa", ville_id=casa.pk, operateur=None)
    apprendre_ville(texte="Oum Rabiaa", ville_id=rabat.pk, operateur=None)
    assert AliasVille.objects.get().ville == rabat
    assert reconnaitre_ville("oum rabiaa") == rabat


def test_a_shipped_spelling_gives_way(casa: Ville, rabat: Ville) -> None:
    installer_ecritures()
    apprendre_ville(texte="maarif", ville_id=rabat.pk, operateur=None)
    installer_ecritures()
    alias = AliasVille.objects.get(texte="maarif")
    assert (alias.ville, alias.origine) == (rabat, OrigineAlias.APPRIS)


@pytest.mark.parametrize(
    ("texte", "mot"),
    [
        ("", "vide"),
        (" \u200f - ", "vide"),
        ("x" * 200, "trop long"),
        ("centre", "mot courant"),
        ("Centre ville", "mot courant"),
        ("Hay Salam", "mot courant"),
        ("Hay Salam, rue 4", "mot courant"),
        ("Agdal", "mot courant"),
        ("حي المسيرة", "mot courant"),
        ("Mohammed", "mot courant"),
        ("12", "mot courant"),
        ("RABAT", "autre ville"),
        ("rabàt", "autre ville"),
    ],
)
def test_a_text_that_would_mislead_is_refused(casa: Ville, rabat: Ville, texte: str, mot: str) -> None:
    avant = etat()
    with pytest.raises(ErreurSaisie, match=mot) as refus:
        apprendre_ville(texte=texte, ville_id=casa.pk, operateur=None)
    assert isinstance(refus.value, ErreurMetier)
    assert etat() == avant


def test_a_place_that_is_not_there_or_switched_off_is_refused(casa: Ville) -> None:
    Ville.objects.filter(pk=casa.pk).update(active=False)
    avant = etat()
    for cle in (casa.pk, 10**6):
        with pytest.raises(ErreurSaisie, match="choisissez"):
            apprendre_ville(texte="oum rabiaa", ville_id=cle, operateur=None)
    assert etat() == avant


def test_an_inactive_operator_is_refused(casa: Ville) -> None:
    with pytest.raises(ErreurDroit):
        apprendre_ville(texte="oum rabiaa", ville_id=casa.pk, operateur=fabrique.operateur(actif=False))
    assert etat() == [[], 0]
