"""The catalogue search: model numbers, words in two scripts, typing errors, and what may replace what."""

import pytest

from article import recherche
from article.models import Article
from article.recherche import chercher_articles, variantes_proches
from tests import fabrique

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> dict[str, Article]:
    sandale = fabrique.article(244, categorie="SANDALES", nom="Sandale confort", reference="SDL FEM YZ244")
    mule = fabrique.article(1121, categorie="MULES", nom="Mule talon", reference="MULE FEM YZ1121")
    basket = fabrique.article(740, categorie="BASKET", genre="HOMME", nom="Basket ville", reference="BSK HOM YZ740")
    fabrique.article(745, categorie="BASKET", genre="HOMME", nom="Ancienne", reference="BSK HOM YZ745", actif=False)
    fabrique.variante(sandale, "beige", "38", stock=3)
    fabrique.variante(mule, "noir", "38", stock=1)
    fabrique.variante(basket, "noir", "42")
    return {"sandale": sandale, "mule": mule, "basket": basket}


@pytest.mark.parametrize(
    ("saisie", "attendus"),
    [
        ("244", ["sandale"]),
        ("YZ244", ["sandale"]),
        ("yz 0244", ["sandale"]),
        ("٢٤٤", ["sandale"]),
        ("244 38 beige", ["sandale"]),
        ("112", ["mule"]),
        ("sandale", ["sandale"]),
        ("sandlae", ["sandale"]),
        ("صندل", ["sandale"]),
        ("mule talom", ["mule"]),
        ("basket home", ["basket"]),
        ("رجالي", ["basket"]),
        ("noir", ["mule", "basket"]),
        ("اسود", ["mule", "basket"]),
        ("sandale noir", []),
        ("745", []),
        ("ancienne", []),
        ("xyzw", []),
        ("", []),
        ("'\"; --", []),
    ],
)
def test_what_is_found(catalogue: dict[str, Article], saisie: str, attendus: list[str]) -> None:
    assert chercher_articles(saisie) == [catalogue[nom] for nom in attendus]


def test_a_new_article_is_found_at_once(catalogue: dict[str, Article]) -> None:
    assert chercher_articles("8123") == []
    nouveau = fabrique.article(8123)
    assert chercher_articles("8123") == [nouveau]


def test_no_query_for_each_article(
    catalogue: dict[str, Article], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    chercher_articles("sandale")
    with django_assert_num_queries(2):  # type: ignore[operator]
        (trouve,) = chercher_articles("sandale")
    assert trouve.stock == 3  # type: ignore[attr-defined]
    assert recherche.index_recherche() is recherche.index_recherche()


def test_the_nearest_that_is_there() -> None:
    article = fabrique.article()
    voulue = fabrique.variante(article, "noir", "38")
    loin = fabrique.variante(article, "noir", "41", stock=9)
    taille = fabrique.variante(article, "noir", "39", stock=1)
    couleur = fabrique.variante(article, "beige", "38", stock=2)
    sans = fabrique.variante(article, "noir", "37")
    toutes = [voulue, loin, taille, couleur, sans]
    assert variantes_proches(voulue, toutes) == [taille, couleur, loin]
    assert variantes_proches(voulue, toutes, pieces=2) == [couleur, loin]
