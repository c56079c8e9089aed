"""Telephone numbers: every shape people type, and nothing that would be a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.noyau.telephones import Telephone, afficher_telephone, analyser_telephone, lire_telephone

MEME_NUMERO = [
    "0612345678",
    "06-12-34-56-78",
    "06.12.34.56.78",
    "06 12 34 56 78",
    "06_12_34_56_78",
    "06:12:34:56:78",
    "0 6 1 2 3 4 5 6 7 8",
    "(06) 12 34 56 78",
    "612345678",
    "612 345 678",
    "612,345,678",
    "612345678.0",
    "0612345678.0",
    "212612345678.0",
    "212/0612345678",
    "212/612345678",
    "212612345678",
    "212212612345678",
    "0212612345678",
    "+212 6 12 34 56 78",
    "+212 (0) 612345678",
    "+212 06 12 34 56 78",
    "+0612345678",
    "+612345678",
    "00212612345678",
    "00 212 06 12 34 56 78",
    "#0612345678",
    "'0612345678",
    "tel:+212612345678",
    "https://wa.me/212612345678",
    "Tél : 06 12 34 56 78 (Ahmed)",
    "appeler après 18h 0612345678",
    "n°1 0612345678",
    "no 0612345678",
    "هاتف ٠٦١٢٣٤٥٦٧٨ واتساب",
    "۰۶۱۲۳۴۵۶۷۸",
    "٠٦ ١٢ ٣٤ ٥٦ ٧٨",
    "０６１２３４５６７８",
    "\u200e+212 612-345678\u202c",
    "06\u200b12\u00a034\u202f56\u206678",
    "O612345678",
    "o6 12 34 56 78",
    "OO212612345678",
    "0612345678 0612345678",
]


@pytest.mark.parametrize("texte", MEME_NUMERO)
def test_every_shape_of_one_moroccan_number(texte: str) -> None:
    assert lire_telephone(texte) == Telephone("+212612345678")


def test_the_letter_o_stands_for_zero_anywhere_in_the_number() -> None:
    assert analyser_telephone("O6-12-34-56-7O") == "+212612345670"
    assert analyser_telephone("+212 6OO 12 34 56") == "+212600123456"


@pytest.mark.parametrize(
    ("texte", "e164", "signale"),
    [
        ("0522334455", "+212522334455", False),
        ("0712345678", "+212712345678", False),
        ("0801000000", "+212801000000", False),
        ("0512345678", "+212512345678", True),
        ("0599999999", "+212599999999", True),
        ("812345678", "+212812345678", True),
    ],
)
def test_a_moroccan_range_the_tables_do_not_know_is_accepted_and_flagged(
    texte: str, e164: str, *, signale: bool
) -> None:
    lu = lire_telephone(texte)
    assert (lu.e164, lu.signale, bool(lu.remarque)) == (e164, signale, signale)


@pytest.mark.parametrize(
    ("texte", "e164"),
    [
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("033249217739", "+33249217739"),
        ("0332492177.39", "+33249217739"),
        ("+34 612 34 56 78", "+34612345678"),
        ("34612345678", "+34612345678"),
        ("+1 202-456-1111", "+12024561111"),
        ("00971501234567", "+971501234567"),
    ],
)
def test_foreign_numbers(texte: str, e164: str) -> None:
    assert analyser_telephone(texte) == e164


@pytest.mark.parametrize(
    "texte",
    [
        "0612345678 / 0655443322",
        "0612345678/0655443322",
        "0612345678-0655443322",
        "06 12 34 56 78 06 55 44 33 22",
        "0612345678 ou 0655443322",
        "0612345678\n0655443322",
        "06123456780655443322",
        "612345678/655443322",
        "+212612345678+212655443322",
        "212/0612345678 / 0655443322",
        "Tel1: 0612345678 Tel2: 0655443322",
    ],
)
def test_of_two_numbers_the_first_is_taken_and_the_second_kept(texte: str) -> None:
    lu = lire_telephone(texte)
    assert (lu.e164, lu.second) == ("+212612345678", "+212655443322")


def test_a_whole_number_beside_a_broken_one() -> None:
    assert lire_telephone("0612345678/065544") == Telephone("+212612345678")
    assert lire_telephone("065544 / 0612345678") == Telephone("+212612345678")


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "aucun numéro"),
        ("N/A", "aucun numéro"),
        ("+", "aucun numéro"),
        ("sans téléphone", "aucun numéro"),
        ("#ERROR!", "la feuille contient une erreur"),
        ("#REF!", "la feuille contient une erreur"),
        ("6,12E+08", "notation scientifique"),
        ("6.12345678E8", "notation scientifique"),
        ("6.12346e+08", "notation scientifique"),
        ("2,12612E+11", "notation scientifique"),
        ("612E6", "notation scientifique"),
        ("0412345678", "pas par 4"),
        ("0912345678", "pas par 9"),
        ("912345678", "pas par 9"),
        ("0123456789", "pas par 1"),
        ("+212 312345678", "pas par 3"),
        ("061234567", "9 chiffres"),
        ("06123456789", "11 chiffres"),
        ("06-12-34-56-78-90", "12 chiffres"),
        ("061234567890", "12 chiffres"),
        ("61234567890", "11 chiffres"),
        ("212061234567", "12 chiffres"),
        ("+2126123456789", "13 chiffres"),
        ("31234567890", "11 chiffres"),
        ("+999612345678", "12 chiffres"),
        ("1234567890123", "13 chiffres"),
        ("06X2345678", "9 chiffres"),
        ("0" * 1_000_000, "trop long"),
    ],
)
def test_what_would_be_a_guess_is_refused_with_its_reason(texte: str, raison: str) -> None:
    with pytest.raises(ValueError, match=raison):
        analyser_telephone(texte)


def test_display() -> None:
    assert afficher_telephone("+212612345678") == "06\u00a012\u00a034\u00a056\u00a078"
    assert afficher_telephone("+33612345678") == "+33\u00a06\u00a012\u00a034\u00a056\u00a078"
    assert afficher_telephone("pas un numéro") == "pas un numéro"
    assert afficher_telephone("+21261") == "+212\u00a061"
    assert afficher_telephone("") == ""


NATIONAUX = st.from_regex(r"[5-8][0-9]{8}", fullmatch=True)
PREFIXES = st.sampled_from(["", "0", "212", "+212", "+212 0", "00212", "212/0", "+212 (0)", "0212"])
ECARTS = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200f", " - "])
CHIFFRES = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
AUTOUR = st.sampled_from(
    [("", ""), ("  ", "\t"), ("Tél: ", ""), ("", " (Fatima)"), ("\u202b", "\u202c"), ("رقم ", " شكرا")]
)


@given(NATIONAUX, PREFIXES, st.lists(ECARTS, min_size=9, max_size=9), CHIFFRES, AUTOUR)
def test_no_dress_changes_a_moroccan_number(
    national: str, prefixe: str, ecarts: list[str], chiffres: str, autour: tuple[str, str]
) -> None:
    habille = prefixe + "".join(ecart + chiffre for ecart, chiffre in zip(ecarts, national, strict=True))
    habille = autour[0] + habille.translate(str.maketrans("0123456789", chiffres)) + autour[1]
    lu = lire_telephone(habille)
    assert (lu.e164, lu.second) == ("+212" + national, None)


@given(NATIONAUX)
def test_what_is_displayed_reads_back(national: str) -> None:
    assert analyser_telephone(afficher_telephone("+212" + national)) == "+212" + national


@given(st.text(max_size=60) | st.text("0123456789 +-/.,()oOeE#", max_size=40))
def test_any_text_gives_e164_or_a_reason(texte: str) -> None:
    try:
        lu = lire_telephone(texte)
    except ValueError:
        return
    assert lu.e164.startswith("+")
    assert 8 <= len(lu.e164) <= 16
    assert lu.e164[1:].isascii()
    assert lu.e164[1:].isdigit()
    assert analyser_telephone(lu.e164) == lu.e164


@given(st.from_regex(r"0[5-8][0-9]{6,7}|0[5-8][0-9]{9,10}|0[1-49][0-9]{8}", fullmatch=True))
def test_another_length_or_first_digit_is_never_taken(texte: str) -> None:
    with pytest.raises(ValueError):
        analyser_telephone(texte)
