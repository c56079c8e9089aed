"""Product texts as people and sales pages write them."""

import json
import random
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from article.couleurs import couleurs_livrees
from article.textes import analyser_produit

# text, model, size, colour, pieces, price of the offer
TEXTES = [
    ("CHAUSS FEM YZ 244 - 37/أحمر / rouge", 244, "37", "rouge", 1, None),
    ("SDL FEM YZ1366 TK 37 / Noir - أسود / --", 1366, "37", "noir", 1, None),
    ("SDL FEM YZ 161 عرض قطعتين فقط ب350 درهم / 38 / noir  - أسود", 161, "38", "noir", 2, 350),
    ("SDL FEM YZ 161 عرض قطعة ب199 درهم / 39 / beige - بيج", 161, "39", "beige", 1, 199),
    ("SDL FEM YZ541 DANE 38/Tabac/طابة", 541, "38", "tabac", 1, None),
    ("SDL FEM YZ 336 أسود - noir / 37 / --", 336, "37", "noir", 1, None),
    ("ESPA FEM YZ 2050 38 / -- / --", 2050, "38", None, 1, None),
    # Other orders, other spacing.
    ("CHAUSSFEMYZ244-37/noir", 244, "37", "noir", 1, None),
    ("noir / 38 / SDL FEM YZ 244", 244, "38", "noir", 1, None),
    ("38 - rouge - SDL FEM YZ244", 244, "38", "rouge", 1, None),
    ("chauss fem yz 0244 37 noir", 244, "37", "noir", 1, None),
    ("SDL FEM YZ n°244 pointure 38 couleur noir", 244, "38", "noir", 1, None),
    ("SDL FEM Y Z 244 (38) noir", 244, "38", "noir", 1, None),
    ("Sandale femme réf. 02 taille 38 noir", 2, "38", "noir", 1, None),
    ("صندل نسائي موديل 244 مقاس ٣٨ لون بني", 244, "38", "marron", 1, None),
    ("BOTTE FEM YZ3010 talon 7 cm 39 noir", 3010, "39", "noir", 1, None),
    ("CHAUSS FEM 250 38/noir", 250, "38", "noir", 1, None),
    ("SAC FEM YZ070 / noir", 70, None, "noir", 1, None),
    ("SDL FEM YZ244 37,5 noir", 244, "37.5", "noir", 1, None),
]

OFFRES = [
    ("offre 2 pièces à 350 DH", 2, 350),
    ("offre 2 pcs 350dh", 2, 350),
    ("2 pcs = 350 dhs", 2, 350),
    ("2 = 350 dh", 2, 350),
    ("2x 350 dh", 2, 350),
    ("pack 2 à 350DH", 2, 350),
    ("lot de 3 à 500 DH", 3, 500),
    ("lot de trois pour 500", 3, 500),
    ("deux pièces 1 047,00 DH", 2, 1047),
    ("3 pièces 1\u202f047,00DH", 3, 1047),
    ("3 pièces 1.047 MAD", 3, 1047),
    ("2 + 1 gratuite 398 dh", 3, 398),
    ("Offre une pièce à 199,50 dhs", 1, Decimal("199.50")),
    ("عرض 3 قطع ب 500 درهم", 3, 500),
    ("عرض ثلاث قطع بـ 500 د.م", 3, 500),
    ("عرض ثلاثة قطع بـ 500 د.م.", 3, 500),
    ("٣ قطع ب ٥٠٠ درهم", 3, 500),
    ("عرض أربع قطع ب 700 درهم", 4, 700),
    ("جوج قطع ب 350 درهم", 2, 350),
    ("عرض 2 قطعة ب 350 dh", 2, 350),
    ("350 درهم للقطعتين", 2, 350),
    ("عرض قطعة واحدة ب 199 درهم", 1, 199),
    ("عرض قطعتين ب 350 درهم بدل 398 درهم", 2, 350),
    ("2 pièces 350 dh au lieu de 398 dh", 2, 350),
    ("229 DH", 1, 229),
    ("DH 229", 1, 229),
    ("promo 199", 1, 199),
    ("جوج ب 350 درهم", 2, 350),
    ("قطعتين ب-350", 2, 350),
    ("(2 pièces/350DH)", 2, 350),
    ("2 sandales à 350 DH", 2, 350),
    ("350 DH les 2", 2, 350),
    ("1+1 مجانا 299 درهم", 2, 299),
    # Two offers in one text: which one the client meant is not said.
    ("1 pièce 199 dh 2 pièces 350 dh", 1, None),
]

COULEURS = [
    ("gris noir  - رمادي", "gris noir"),
    ("الأسود رمادي / gris noir", "gris noir"),
    ("بني - CAMEL", "camel"),
    ("أسود أبيض / noir blanc", "noir blanc"),
    ("noir et blanc", "noir blanc"),
    ("blanc noir", "noir blanc"),
    ("أبيض وأسود", "noir blanc"),
    ("bleu / bleu ciel", "bleu ciel"),
    ("أزرق / bleu ciel", "bleu ciel"),
    ("bleu-marine / أزرق غامق", "bleu marine"),
    ("الأزرق الغامق", "bleu marine"),
    ("زرقاء فاتحة", "bleu ciel"),
    ("marron / يني", "marron"),
    ("Sablé", "sable"),
    ("صابلي", "sable"),
    ("جرونة", "grenat"),
    ("سومو", "saumon"),
    ("كحلة", "noir"),
    ("noires", "noir"),
    ("blanche", "blanc"),
    ("violettes", "violet"),
    ("verte", "vert"),
    ("BRIGE", "beige"),
    ("PESTACHE", "pistache"),
    ("rose terreux - وردي", "rose terreux"),
    ("marrron", "marron"),
    ("bleu cil", "bleu ciel"),
    ("nior - أسود", "noir"),
    ("licorne / أسود", "noir"),
    # Not surely one colour.
    ("noir / marron", None),
    ("beige marron", None),
    ("أسود / بني", None),
    ("licorne", None),
    ("rose licorne", None),
    ("rose licorne - أسود", None),
    ("وردي غريبة", None),
]


def _lu(texte: str) -> tuple[object, ...]:
    a = analyser_produit(texte)
    return a.modele, a.pointure, a.couleur, a.pieces, a.prix_lot


@pytest.mark.parametrize(("texte", "modele", "pointure", "couleur", "pieces", "prix"), TEXTES)
def test_a_text_in_any_order(
    texte: str, modele: int, pointure: str | None, couleur: str | None, pieces: int, prix: int | None
) -> None:
    assert _lu(texte) == (modele, pointure, couleur, pieces, prix)


@pytest.mark.parametrize(("offre", "pieces", "prix"), OFFRES)
@pytest.mark.parametrize("gabarit", ["SDL FEM YZ 161 {} / 38 / noir", "{} - SDL FEM YZ161 38 أسود"])
def test_offers_in_two_languages(gabarit: str, offre: str, pieces: int, prix: Decimal | None) -> None:
    assert _lu(gabarit.format(offre)) == (161, "38", "noir", pieces, prix)


@pytest.mark.parametrize(("couleur", "attendue"), COULEURS)
@pytest.mark.parametrize("gabarit", ["SDL FEM YZ244 38 / {} / --", "{} / SDL FEM YZ 244 / 38", "SDL FEM YZ244 {} - 38"])
def test_colours_in_two_languages(gabarit: str, couleur: str, attendue: str | None) -> None:
    assert _lu(gabarit.format(couleur)) == (244, "38", attendue, 1, None)


@pytest.mark.parametrize(
    ("texte", "categorie", "genre"),
    [
        ("SDL FEM YZ1", "SANDALE", "FEMME"),
        ("SANDALE FEMMES YZ1", "SANDALE", "FEMME"),
        ("CHAUSS HOM YZ1", "CHAUSSURE", "HOMME"),
        ("ESP HOM YZ1", "ESPADRILLE", "HOMME"),
        ("ESCA FEM YZ1", "ESCARPINS", "FEMME"),
        ("SCARPIN FEM YZ1", "ESCARPINS", "FEMME"),
        ("SAB FEM YZ1", "SABOT", "FEMME"),
        ("BOT FEM YZ1", "BOTTE", "FEMME"),
        ("MULE FEM YZ1", "MULES", "FEMME"),
        ("SAC FEM YZ1", "SAC", "FEMME"),
        ("ESPA GARCON YZ1", "ESPADRILLE", "GARCON"),
        ("CHAUSS FZM YZ43", "CHAUSSURE", "FEMME"),
        ("CHAUSSFEM YZ270", "CHAUSSURE", "FEMME"),
        ("SLD FEM YZ1", "SANDALE", "FEMME"),
        ("حذاء رجالي YZ1", "CHAUSSURE", "HOMME"),
        # Between FEM and HOM nobody can say.
        ("SDL FOM YZ1", "SANDALE", None),
        ("SDL FEM HOM YZ1", "SANDALE", None),
        ("YZ1", None, None),
        # A gift behind the model is not the article.
        ("SDL FEM YZ1 38 noir + sac gratuit", "SANDALE", "FEMME"),
    ],
)
def test_kind_and_gender_under_their_abbreviations(texte: str, categorie: str | None, genre: str | None) -> None:
    analyse = analyser_produit(texte)
    assert (analyse.categorie, analyse.genre) == (categorie, genre)


@pytest.mark.parametrize(
    ("texte", "modele", "pointure"),
    [
        ("SDL FEM YZ 244 + SDL FEM YZ 119 38 noir", None, "38"),
        ("SDL FEM YZ244 37/38 noir", 244, None),
        ("SAB FEM 45 38 noir", None, None),
        ("SDL FEM 2024 38 noir", None, "38"),
        ("SDL FEM YZ244 pointure 38 - 41 noir", 244, "38"),
        ("SDL FEM YZ244 62 noir", 244, None),
        ("SDL FEM YZ12345678 38", None, "38"),
        ("244", None, None),
    ],
)
def test_what_is_not_surely_said_is_not_guessed(texte: str, modele: int | None, pointure: str | None) -> None:
    analyse = analyser_produit(texte)
    assert (analyse.modele, analyse.pointure) == (modele, pointure)


def test_a_finish_of_the_model_is_a_colour_only_where_no_other_is_named() -> None:
    assert analyser_produit("SDL FEM YZ114 JEANS 38/noir").couleur == "noir"
    assert analyser_produit("SDL FEM YZ114 38/jeans").couleur == "bleu jeans"
    assert analyser_produit("SDL FEM YZ542 cuire 37").couleur is None


def test_the_words_of_the_colour_are_kept_for_the_operator() -> None:
    assert analyser_produit("SDL FEM YZ244 38 / Licorne - غريب / --").texte_couleur == "licorne"
    assert analyser_produit("SDL FEM YZ244 38 / غريب / --").texte_couleur == "غريب"
    assert analyser_produit("CHAUSS FEM YZ1364 39 TK").texte_couleur == ""


def test_a_taught_spelling_is_understood() -> None:
    couleurs = couleurs_livrees().avec(noms=["licorne"], alias={"غريب جدا": "licorne", "noir": "beige"})
    assert analyser_produit("SDL FEM YZ1 38/ غريب  جدا", couleurs).couleur == "licorne"
    assert analyser_produit("SDL FEM YZ1 38/Licornes", couleurs).couleur == "licorne"
    assert analyser_produit("SDL FEM YZ1 38/noir", couleurs).couleur == "beige"
    assert analyser_produit("SDL FEM YZ1 38/noir").couleur == "noir"


@pytest.mark.parametrize(
    "texte",
    [
        "",
        " ",
        "\x00",
        "\x00\x01\u202e",
        "YZ",
        "YZ YZ",
        "/" * 5000,
        "YZ 1" + "\u0640" * 1_000_000,
        "9" * 1_000_000,
        "فقط",
    ],
)
def test_nothing_is_read_in_nothing(texte: str) -> None:
    analyse = analyser_produit(texte)
    assert (analyse.pointure, analyse.couleur, analyse.pieces, analyse.prix_lot) == (None, None, 1, None)


def test_a_nul_byte_changes_nothing() -> None:
    assert _lu("SDL\x00 FEM YZ 1\x0044 - 3\x007/no\x00ir") == (144, "37", "noir", 1, None)


@pytest.mark.donnees
def test_every_known_text_in_every_field(donnees: Path) -> None:
    attendus = json.loads((donnees / "produits_attendus.json").read_text(encoding="utf-8"))
    faux = {
        texte: _lu(texte)
        for texte, a in attendus.items()
        if _lu(texte) != (a["modele"], a["pointure"], a["couleur"], a["pieces"], a["prix_lot"])
    }
    assert faux == {}
    assert len(attendus) == 245


BASES = [t for t, *_ in TEXTES] + [f"SDL FEM YZ 161 {o} / 38 / bleu ciel - أزرق فاتح" for o, *_ in OFFRES]
INVISIBLES = "\u200e\u200f\u202a\u202b\u202c\u2066\u2069\u200b\ufeff\u0640"


def _espacer(texte: str, alea: random.Random) -> str:
    return "".join(alea.choice(["  ", "\u00a0", "\t ", " \n", " "]) if c == " " else c for c in texte)


def _accentuer(texte: str, alea: random.Random) -> str:
    marques = "\u0300\u0301\u0302\u0308\u0327"
    return "".join(
        c + alea.choice(marques) if c.isascii() and c.isalpha() and alea.random() < 0.3 else c for c in texte
    )


def _changer_la_casse(texte: str, alea: random.Random) -> str:
    return "".join(alea.choice([c.upper(), c.lower()]) for c in texte)


def _semer_des_marques(texte: str, alea: random.Random) -> str:
    return "".join(c + alea.choice(INVISIBLES) if alea.random() < 0.3 else c for c in texte)


def _changer_de_chiffres(texte: str, alea: random.Random) -> str:
    zeros = [alea.choice("0٠۰") for _ in texte]
    return "".join(
        chr(ord(z) + int(c)) if c.isascii() and c.isdigit() else c for c, z in zip(texte, zeros, strict=True)
    )


@settings(deadline=None)
@given(st.sampled_from(BASES), st.randoms(use_true_random=False))
def test_the_way_of_typing_never_changes_the_meaning(texte: str, alea: random.Random) -> None:
    attendu = analyser_produit(texte)
    for deformer in (_espacer, _accentuer, _changer_la_casse, _semer_des_marques, _changer_de_chiffres):
        texte = deformer(texte, alea)
        assert analyser_produit(texte) == attendu
    assert analyser_produit(unicodedata.normalize("NFC", texte)) == attendu
    assert analyser_produit(unicodedata.normalize("NFD", texte)) == attendu


@settings(deadline=None)
@given(st.sampled_from(BASES), st.sampled_from(["/", "-"]), st.sampled_from(["", " ", "   "]))
def test_the_space_around_separators_never_changes_the_meaning(texte: str, separateur: str, espace: str) -> None:
    serre = " ".join(texte.split()).replace(f" {separateur}", separateur).replace(f"{separateur} ", separateur)
    assert analyser_produit(serre.replace(separateur, espace + separateur + espace)) == analyser_produit(texte)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail(texte: str) -> None:
    analyse = analyser_produit(texte)
    assert analyse.pieces >= 1
    assert analyse.prix_lot is None or analyse.prix_lot > 0


@settings(deadline=None)
@given(
    st.integers(1, 9999),
    st.integers(16, 50),
    st.sampled_from(["noir", "bleu ciel", "grenat", "gris noir"]),
    st.permutations(range(3)),
)
def test_any_model_size_and_colour_in_any_order(modele: int, pointure: int, couleur: str, ordre: list[int]) -> None:
    parties = [f"SDL FEM YZ {modele}", str(pointure), couleur]
    texte = " / ".join(parties[i] for i in ordre)
    assert _lu(texte) == (modele, str(pointure), couleur, 1, None)
