"""Rows under the names of their columns."""

from pathlib import Path

import pytest

from config.noyau.colonnes import ErreurColonnes, lire_lignes
from config.noyau.textes import normaliser

COLONNES = {"nom": ("Ville", "Nom"), "prix": ("Prix unitaire",)}


def test_columns_are_found_without_accents_case_or_spaces_below_a_title(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("Liste de mai\n\nx;PRIXUNITAIRE;vîlle;Nom\n1;20;Fès\n;;\n2\n", encoding="utf-8")
    assert list(lire_lignes(tmp_path / "f.csv", COLONNES, ("nom",))) == [
        (4, {"prix": "20", "nom": "Fès"}),
        (6, {"prix": "", "nom": ""}),
    ]


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        ("a,b\n1,2\n", "Colonne introuvable : « Ville ». Première ligne lue : a, b."),
        ("Prix unitaire;b\n1;2\n", "Colonne introuvable : « Ville ». Première ligne lue : Prix unitaire, b."),
    ],
)
def test_a_missing_column_is_named_with_what_was_found(tmp_path: Path, contenu: str, phrase: str) -> None:
    (tmp_path / "f.csv").write_text(contenu, encoding="utf-8")
    with pytest.raises(ErreurColonnes) as refus:
        list(lire_lignes(tmp_path / "f.csv", COLONNES, ("nom",)))
    assert refus.value.phrase == phrase


def test_persian_and_maghrebi_letters_fold_into_the_usual_ones() -> None:
    assert normaliser("أݣادير") == normaliser("أڭادير") == normaliser("اكادير")
    assert normaliser("ڤاس") == normaliser("فاس")
