"""Cells of an article list, as shops fill them in."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from article.couleurs import couleurs_livrees
from article.lecture_catalogue import (
    LigneCatalogue,
    LigneIllisible,
    lire_article,
    lire_pointures,
    lire_prix,
    reparer_reference,
)

LIGNE = {
    "reference": "SDL FEM YZ119",
    "categorie": "SANDALE",
    "genre": "FEMME",
    "prix_unitaire": "249,00DH",
    "pointure": "37---41",
    "couleur": "NOIR",
}


def _lire(**valeurs: str) -> LigneCatalogue:
    return lire_article(7, LIGNE | valeurs, couleurs_livrees())


@pytest.mark.parametrize(
    ("cellule", "couleurs"),
    [
        ("NOIR", ("noir",)),
        ("NOIR -  MARRON - BEIGE - VERT ", ("noir", "marron", "beige", "vert")),
        ("NOIR - BEIGE\n- MARRON-BLANC CASSE", ("noir", "beige", "marron", "blanc casse")),
        ("Noir-Marron\nBeige-Blanc\nBleu- Tabac", ("noir", "marron", "beige", "blanc", "bleu", "tabac")),
        ("Noir / Blanc", ("noir", "blanc")),
        ("noir, blanc ; rose", ("noir", "blanc", "rose")),
        # Words that are one colour together stay together.
        ("noir - BLEU CIEL -  GRIS NOIR", ("noir", "bleu ciel", "gris noir")),
        ("MARRON- NOIR - JAUNE- NOIR BLANC", ("marron", "noir", "jaune", "noir blanc")),
        ("BLEU-CIEL - NOIR", ("bleu ciel", "noir")),
        ("BLANC-CASSE", ("blanc casse",)),
        ("NOIR-BLANC", ("noir", "blanc")),
        # A forgotten dash.
        ("NOIR - GRENAT - BLANC - TABAC BEIGE", ("noir", "grenat", "blanc", "tabac", "beige")),
        ("GRENAT- MARRON - BEIGE BLEU MARINE ", ("grenat", "marron", "beige", "bleu marine")),
        ("CAMEL - BLANC  BEIGE  ", ("camel", "blanc", "beige")),
        ("BEIGE GRIS - BLANC GRIS", ("beige", "gris", "blanc")),
        ("noir - noir marron", ("noir", "marron")),
        # Other spellings, and the same colour twice.
        ("BRIGE - CUVRE - BLEU MARRINE - SOMO - LHUILE", ("beige", "cuivre", "bleu marine", "saumon", "huile")),
        ("TABAC- NOIR - TABAC - BLEU ", ("tabac", "noir", "bleu")),
        ("Rayure Tigre / بني منمر\n", ("rayure tigre",)),
        ("أسود / بني", ("noir", "marron")),
        ("Noir / سواد الليل", ("noir",)),
        ("", (None,)),
        (" - ", (None,)),
    ],
)
def test_a_colour_cell_is_a_list(cellule: str, couleurs: tuple[str | None, ...]) -> None:
    ligne = _lire(couleur=cellule)
    assert (ligne.couleurs, ligne.remarques) == (couleurs, ())


@pytest.mark.parametrize(
    ("cellule", "couleurs", "remarques"),
    [
        ("NMarron\nBleu marin", ("marron", "bleu marine"), ("couleur « NMarron » lue « marron »",)),
        (
            "NOIR - LICORNE - ROSE LICORNE",
            ("noir", "licorne", "rose licorne"),
            (
                "couleur « licorne » inconnue, ajoutée telle quelle",
                "couleur « rose licorne » inconnue, ajoutée telle quelle",
            ),
        ),
        ("NOIR - #REF!", ("noir",), ("« #REF! » n’est pas une couleur",)),
        ("NOIR - 3 couleurs", ("noir",), ("« 3 couleurs » n’est pas une couleur",)),
        ("NOIR - XY", ("noir",), ("« XY » n’est pas une couleur",)),
        (
            "voir photo",
            (),
            ("« voir photo » n’est pas une couleur", "aucune couleur lisible : « voir photo », aucune variante créée"),
        ),
        (
            "سواد الليل",
            (),
            ("« سواد الليل » n’est pas une couleur", "aucune couleur lisible : « سواد الليل », aucune variante créée"),
        ),
    ],
)
def test_what_is_not_a_known_colour_is_told(
    cellule: str, couleurs: tuple[str, ...], remarques: tuple[str, ...]
) -> None:
    ligne = _lire(couleur=cellule)
    assert (ligne.couleurs, ligne.remarques) == (couleurs, remarques)


@pytest.mark.parametrize(
    ("cellule", "pointures"),
    [
        ("37---41", "37 38 39 40 41"),
        ("37-40", "37 38 39 40"),
        ("40 - 44", "40 41 42 43 44"),
        ("36 au 38", "36 37 38"),
        ("٣٦-٣٨", "36 37 38"),
        ("24-26", "24 25 26"),
        ("38", "38"),
        ("37/39/41", "37 39 41"),
        ("37-39-41", "37 39 41"),
        ("37, 38 ; 40", "37 38 40"),
        ("41-37", ""),
        ("3-41", ""),
        ("37---410", ""),
        ("37 à voir", ""),
        ("M", ""),
        ("-5", ""),
    ],
)
def test_sizes_are_a_range_or_a_list(cellule: str, pointures: str) -> None:
    assert " ".join(lire_pointures(cellule)) == pointures


def test_cells_without_sizes_or_colours() -> None:
    sac = _lire(reference="SAC FEM YZ070", pointure="", couleur="noir")
    assert (sac.couleurs, sac.pointures, sac.remarques) == (("noir",), (None,), ())
    sans_couleur = _lire(couleur="")
    assert (sans_couleur.couleurs, sans_couleur.pointures) == ((None,), ("37", "38", "39", "40", "41"))
    rien = _lire(couleur="", pointure="--")
    assert (rien.pointures, rien.remarques) == ((), ("ni pointure ni couleur : aucune variante créée",))
    illisible = _lire(pointure="grande")
    assert illisible.pointures == ()
    assert illisible.remarques == ("pointures illisibles : « grande », aucune variante créée",)


@pytest.mark.parametrize(
    ("texte", "prix"),
    [
        ("249,00DH", "249.00"),
        ("1\u202f047,00DH", "1047.00"),
        ("1 047,00 DH", "1047.00"),
        ("1.047,50 dhs", "1047.50"),
        ("249", "249.00"),
        ("249.9", "249.90"),
        ("٢٤٩ درهم", "249.00"),
        ("", None),
        ("--", None),
        ("0,00DH", None),
        ("-249", None),
        ("#REF!", None),
        ("249 ou 299", None),
        ("99999999999", None),
    ],
)
def test_prices(texte: str, prix: str | None) -> None:
    assert lire_prix(texte) == (None if prix is None else Decimal(prix))


def test_totals_become_prices_of_one_piece() -> None:
    champs = _lire(
        upsell_2="418,00DH",
        upsell_3="597,00DH",
        upsell_4="756,00DH",
        remise_1="199,00DH",
        remise_2="378,00DH",
        remise_3="538,00DH",
        remise_4="676,00DH",
        prix_liquidation="159,00DH",
        prix_gros="140,00DH",
        phase="EN LIQUIDATION",
    ).champs
    assert champs == {
        "prix_unitaire": Decimal("249.00"),
        "prix_upsell_1": Decimal("209.00"),
        "prix_upsell_2": Decimal("199.00"),
        "prix_upsell_3": Decimal("189.00"),
        "prix_remise_1": Decimal("199.00"),
        "prix_remise_2": Decimal("189.00"),
        "prix_remise_3": Decimal("179.33"),
        "prix_remise_4": Decimal("169.00"),
        "prix_liquidation": Decimal("159.00"),
        "prix_gros": Decimal("140.00"),
        "is_upsell": True,
        "phase": "LIQUIDATION",
    }


def test_prices_round_halves_up() -> None:
    assert _lire(upsell_2="0,25").champs["prix_upsell_1"] == Decimal("0.13")
    assert _lire(remise_4="0,50").champs["prix_remise_4"] == Decimal("0.13")


def test_columns_that_are_missing_or_unreadable_leave_the_price_alone() -> None:
    vide = _lire(upsell_2="", prix_gros="--").champs
    assert (vide["prix_upsell_1"], vide["prix_gros"], vide["is_upsell"]) == (None, None, False)
    faux = _lire(upsell_2="#REF!")
    assert "prix_upsell_1" not in faux.champs
    assert faux.remarques == ("prix illisible : « #REF! »",)
    assert set(_lire().champs) == {"prix_unitaire"}


@pytest.mark.parametrize(
    ("texte", "phase"),
    [
        ("", "EN_COURS"),
        ("--", "EN_COURS"),
        ("EN COUR", "EN_COURS"),
        ("En  cours", "EN_COURS"),
        ("EN TEST", "EN_TEST"),
        ("En Liquidation", "LIQUIDATION"),
    ],
)
def test_phases(texte: str, phase: str) -> None:
    ligne = _lire(phase=texte)
    assert (ligne.champs["phase"], ligne.remarques) == (phase, ())


def test_an_unknown_phase_is_told() -> None:
    ligne = _lire(phase="bientôt")
    assert (ligne.champs["phase"], ligne.remarques) == ("EN_COURS", ("phase inconnue « bientôt », lue « En cours »",))


@pytest.mark.parametrize(
    ("texte", "reference", "modele"),
    [
        ("SDL FEM YZ119", "SDL FEM YZ119", 119),
        ("sdl  fem yz 0119", "SDL FEM YZ0119", 119),
        ("CHAUSS FEMYZ900", "CHAUSS FEM YZ900", 900),
        ("CHAUSSFEM YZ270", "CHAUSS FEM YZ270", 270),
        ("CHAUSS FZM YZ43", "CHAUSS FEM YZ43", 43),
        ("SLD FEM YZ43", "SDL FEM YZ43", 43),
        ("CHAUSS FEM 250", "CHAUSS FEM YZ250", 250),
        ("SDL FEM YZ115CROCCO", "SDL FEM YZ115 CROCCO", 115),
        ("SDL FEMME YZ115 MAT", "SDL FEMME YZ115 MAT", 115),
        ("SDL FEM YZ542 CUIRE", "SDL FEM YZ542 CUIRE", 542),
        ("SANDALE FEMMES CONFORTABLE Réf 02", "SANDALE FEMMES CONFORTABLE YZ02", 2),
    ],
)
def test_references_are_repaired(texte: str, reference: str, modele: int) -> None:
    assert reparer_reference(texte) == (reference, modele)
    assert reparer_reference(reference) == (reference, modele)


@pytest.mark.parametrize(
    ("valeurs", "raison"),
    [
        ({"reference": ""}, "pas de référence"),
        ({"reference": " \u200f "}, "pas de référence"),
        ({"reference": "PACK FEM"}, "référence sans numéro de modèle : « PACK FEM »"),
        ({"reference": "SDL 12 13"}, "référence sans numéro de modèle : « SDL 12 13 »"),
        ({"reference": "SDL FEM YZ0"}, "référence sans numéro de modèle : « SDL FEM YZ0 »"),
        ({"reference": "SDL FEM YZ9999999"}, "référence sans numéro de modèle : « SDL FEM YZ9999999 »"),
        ({"prix_unitaire": ""}, "SDL FEM YZ119 : pas de prix unitaire lisible"),
        ({"prix_unitaire": "gratuit"}, "SDL FEM YZ119 : pas de prix unitaire lisible"),
        (
            {"reference": "YZ119", "genre": ""},
            "YZ119 : catégorie ou genre absent, et illisible dans la référence",
        ),
    ],
)
def test_a_row_that_cannot_be_read_says_why(valeurs: dict[str, str], raison: str) -> None:
    with pytest.raises(LigneIllisible) as erreur:
        _lire(**valeurs)
    assert str(erreur.value) == raison


@pytest.mark.parametrize(
    ("valeurs", "categorie", "genre"),
    [
        ({}, "SANDALE", "FEMME"),
        ({"categorie": "Mule", "genre": "hommes"}, "MULES", "HOMME"),
        ({"categorie": "", "genre": ""}, "SANDALE", "FEMME"),
        ({"categorie": "Accessoire d'été", "genre": "GARCON"}, "ACCESSOIRE D ETE", "GARCON"),
        ({"reference": "SAB FEM YZ84"}, "SANDALE", "FEMME"),
    ],
)
def test_category_and_gender_come_from_their_cells_or_the_reference(
    valeurs: dict[str, str], categorie: str, genre: str
) -> None:
    ligne = _lire(**valeurs)
    assert (ligne.categorie, ligne.genre) == (categorie, genre)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*LIGNE, "phase", "upsell_2", "nom"]), st.text(max_size=60)))
def test_no_cell_makes_the_reader_fail(valeurs: dict[str, str]) -> None:
    try:
        ligne = _lire(**valeurs)
    except LigneIllisible:
        return
    assert ligne.modele > 0
    assert len(ligne.reference) <= 80
    assert all(c is None or 0 < len(c) <= 60 for c in ligne.couleurs)
