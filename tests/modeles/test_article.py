"""Constraints of the catalogue and of the ledger of the stock."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from article.models import (
    PRIX_FACULTATIFS,
    AliasCouleur,
    Article,
    Categorie,
    CleStock,
    Couleur,
    Genre,
    MouvementStock,
    Phase,
    Pointure,
    Promotion,
    TypeMouvement,
    Variante,
)
from tests import fabrique
from tests.modeles.cas import Cas

MIDI = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def creer_article(**champs: object) -> Article:
    neuf = {
        "modele": 24,
        "nom": "Sandale",
        "reference": "SDL FEM YZ024",
        "categorie": Categorie.objects.get_or_create(nom="Sandales")[0],
        "genre": Genre.objects.get_or_create(nom="Femme")[0],
        "prix_unitaire": Decimal("299.00"),
    }
    return Article.objects.create(**(neuf | champs))


def sandale() -> Article:
    return Article.objects.filter(reference="SDL FEM YZ740").first() or creer_article(reference="SDL FEM YZ740")


def couleur(nom: str = "noir") -> Couleur:
    return Couleur.objects.get_or_create(nom=nom)[0]


def pointure(nom: str = "38") -> Pointure:
    return Pointure.objects.get_or_create(nom=nom)[0]


def creer_variante(**champs: object) -> Variante:
    neuf = {"article": sandale(), "couleur": couleur(), "pointure": pointure(), "reference": "YZ740 noir 38"}
    return Variante.objects.create(**(neuf | champs))


def creer_alias(**champs: object) -> AliasCouleur:
    return AliasCouleur.objects.create(**({"couleur": couleur(), "texte": "اسود"} | champs))


def creer_mouvement(**champs: object) -> MouvementStock:
    neuf = {"variante": fabrique.variante(), "delta": 5, "solde_apres": 5, "type": "ENTREE"}
    return MouvementStock.objects.create(**(neuf | champs))


def creer_cle_stock(**champs: object) -> CleStock:
    return CleStock.objects.create(**({"cle": "clic-1", "empreinte": "0"} | champs))


def creer_promotion(**champs: object) -> Promotion:
    neuf = {"pourcentage": Decimal("20.00"), "date_debut": MIDI, "date_fin": MIDI + dt.timedelta(days=7)}
    return Promotion.objects.create(**(neuf | champs))


def nom_unique(table: str, creer: object) -> Cas:
    return Cas(f"article_{table}.nom", creer, deja=[{"nom": "x"}], refuses=[{"nom": "x"}], acceptes=[{"nom": "y"}])  # type: ignore[arg-type]


CAS = [
    nom_unique("categorie", Categorie.objects.create),
    nom_unique("genre", Genre.objects.create),
    nom_unique("couleur", Couleur.objects.create),
    nom_unique("pointure", Pointure.objects.create),
    Cas(
        "article_aliascouleur.texte",
        creer_alias,
        deja=[{}],
        refuses=[{}, {"couleur": lambda: couleur("gris")}],
        acceptes=[{"texte": "kahel"}],
    ),
    Cas(
        # One article however the reference is typed.
        "article_article.reference_cle",
        creer_article,
        deja=[{"reference": "SDL FEM YZ024"}],
        refuses=[
            {"reference": "SDL FEM YZ024"},
            {"reference": "sdl fem yz024"},
            {"reference": "  SDL   FEM YZ 024 "},
            {"reference": "SDLFEMYZ24"},
            {"reference": "Sdl Fem Yz 00024"},
            {"reference": "SDL\u00a0FEM YZ٠٢٤"},
        ],
        acceptes=[{"reference": "SDL FEM YZ240"}, {"reference": "SDL HOM YZ024"}, {"reference": "SDL FEM YZ204"}],
    ),
    Cas(
        "article_prix_positif",
        creer_article,
        refuses=[{"prix_unitaire": Decimal("0.00")}, {"prix_unitaire": Decimal("-1.00")}],
        acceptes=[{"prix_unitaire": Decimal("0.01")}],
    ),
    Cas(
        "article_phase_connue",
        creer_article,
        refuses=[{"phase": "SOLDES"}, {"phase": ""}, {"phase": "en_cours"}],
        acceptes=[{"phase": phase} for phase in Phase.values],
    ),
    *(
        Cas(
            f"article_{champ}_positif",
            creer_article,
            refuses=[{champ: Decimal("-0.01")}],
            acceptes=[{champ: None}, {champ: Decimal("0.00")}, {champ: Decimal("199.90")}],
        )
        for champ in PRIX_FACULTATIFS
    ),
    Cas(
        # A null is a value like another here: one variant without colour, not many.
        "variante_unique",
        creer_variante,
        deja=[
            {"reference": "a"},
            {"reference": "b", "couleur": None},
            {"reference": "c", "pointure": None},
            {"reference": "d", "couleur": None, "pointure": None},
        ],
        refuses=[
            {"reference": "e"},
            {"reference": "e", "couleur": None},
            {"reference": "e", "pointure": None},
            {"reference": "e", "couleur": None, "pointure": None},
        ],
        acceptes=[
            {"reference": "e", "pointure": lambda: pointure("39")},
            {"reference": "e", "couleur": lambda: couleur("gris")},
            {"reference": "e", "couleur": None, "pointure": lambda: pointure("39")},
            {"reference": "e", "article": creer_article},
            {"reference": "e", "article": creer_article, "couleur": None, "pointure": None},
        ],
    ),
    Cas(
        "article_variante.reference",
        creer_variante,
        deja=[{"reference": "YZ740 noir 38"}],
        refuses=[{"reference": "YZ740 noir 38", "article": creer_article, "code_barre": "AUTRE"}],
        acceptes=[{"reference": "YZ740 noir 39", "article": creer_article}],
    ),
    Cas(
        "article_variante.code_barre",
        creer_variante,
        deja=[{"reference": "YZ740 noir 38"}],
        refuses=[
            # The code that two references share, and one given by hand.
            {"reference": "yz740-NOIR/38", "article": creer_article},
            {"reference": "autre", "code_barre": "YZ740NOIR38", "article": creer_article},
        ],
        acceptes=[{"reference": "yz740-NOIR/38", "code_barre": "YZ740NOIR38B", "article": creer_article}],
    ),
    Cas(
        "variante_stock_positif",
        creer_variante,
        refuses=[{"qte_disponible": -1}],
        acceptes=[{"qte_disponible": 0}, {"qte_disponible": 1}],
    ),
    Cas("mouvement_delta_non_nul", creer_mouvement, refuses=[{"delta": 0}], acceptes=[{"delta": -1}, {"delta": 1}]),
    Cas(
        "mouvement_solde_positif",
        creer_mouvement,
        refuses=[{"solde_apres": -1}],
        acceptes=[{"solde_apres": 0}],
    ),
    Cas(
        "mouvement_type_connu",
        creer_mouvement,
        refuses=[{"type": "VOL"}, {"type": ""}],
        acceptes=[{"type": code} for code in TypeMouvement.values],
    ),
    Cas(
        "promotion_pourcentage",
        creer_promotion,
        refuses=[{"pourcentage": Decimal(n)} for n in ("0", "100", "-5", "150")],
        acceptes=[{"pourcentage": Decimal(n)} for n in ("0.01", "99.99", "50")],
    ),
    Cas(
        "promotion_periode",
        creer_promotion,
        refuses=[{"date_fin": MIDI}, {"date_fin": MIDI - dt.timedelta(seconds=1)}],
        acceptes=[{"date_fin": MIDI + dt.timedelta(microseconds=1)}],
    ),
    Cas("article_clestock.cle", creer_cle_stock, deja=[{}], refuses=[{}], acceptes=[{"cle": "clic-2"}]),
]


@pytest.mark.django_db
def test_the_unique_reference_also_holds_for_rows_written_in_bulk() -> None:
    premier = creer_article()
    commun = {"modele": 24, "nom": "Mule", "categorie": premier.categorie, "genre": premier.genre}
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.bulk_create([Article(reference="sdlfemyz24", prix_unitaire=Decimal(100), **commun)])
    Article.objects.bulk_create([Article(reference="MUL FEM YZ024", prix_unitaire=Decimal(100), **commun)])
    assert list(Article.objects.order_by("id").values_list("reference_cle", flat=True)) == [
        "SDLFEMYZ24",
        "MULFEMYZ24",
    ]


@pytest.mark.django_db
def test_the_bar_code_of_a_variant_is_its_reference_in_letters_and_digits() -> None:
    assert creer_variante(reference="YZ740 - gris été / 38").code_barre == "YZ740GRISETE38"
