"""The header of a sheet: found wherever it stands, refused with a sentence that helps."""

import pytest

from synchronisation.colonnes import ErreurEntete, champs_de, lire_entete

TITRES = ["N° Commande", "Statut", "Client", "Téléphone", "Ville", "Produit", "Prix"]
LIGNE = ["YCN-1", "", "Salma", "0612345678", "Fès", "SDL FEM YZ1 38/noir", "299"]


def test_columns_are_found_by_name_in_any_order_and_spelling() -> None:
    entete, suite = lire_entete([(1, ["  produit ", "TELEPHONE", "numero", "adresse", "Date"]), (2, ["x"])])
    assert entete.positions == {"produit": 0, "telephone": 1, "numero": 2, "adresse": 3, "date": 4}
    assert list(suite) == [(2, ["x"])]


@pytest.mark.parametrize("nom", ["N° Commande", "N°Commande", "Numéro", "NUMERO", "n° commande "])
def test_the_names_of_the_number(nom: str) -> None:
    entete, _suite = lire_entete([(1, [nom, "Téléphone", "Produit", "Ville"])])
    assert entete.positions["numero"] == 0


def test_a_header_below_blank_lines_and_a_title_is_found() -> None:
    lignes = [(1, []), (2, ["", ""]), (3, ["Commandes de novembre"]), (4, TITRES), (5, LIGNE)]
    entete, suite = lire_entete(lignes)
    assert entete.titres == tuple(TITRES)
    assert list(suite) == [(5, LIGNE)]


@pytest.mark.parametrize("lignes", [[], [(1, [])], [(1, ["", " "]), (2, [])]])
def test_an_empty_sheet_is_refused(lignes: list[tuple[int, list[str]]]) -> None:
    with pytest.raises(ErreurEntete) as refus:
        lire_entete(lignes)
    assert refus.value.phrase == "La feuille est vide : aucune ligne à lire."


def test_a_missing_column_is_named_with_what_was_found() -> None:
    with pytest.raises(ErreurEntete) as refus:
        lire_entete([(1, ["N° Commande", "Client", "Produit"])])
    assert "« Téléphone »" in refus.value.phrase
    assert "« Ville ou Adresse »" in refus.value.phrase
    assert "« N° Commande », « Client », « Produit »" in refus.value.phrase


def test_a_required_column_twice_is_refused_with_its_places() -> None:
    with pytest.raises(ErreurEntete, match=r"« Téléphone » est présente 2 fois \(colonnes 4, 8\)"):
        lire_entete([(1, [*TITRES, "téléphone"])])


def test_two_names_of_one_field_take_the_better_one() -> None:
    entete, _suite = lire_entete([(1, [*TITRES, "Date", "Date Création"])])
    assert entete.positions["date"] == 8


def test_unknown_columns_may_repeat_and_keep_their_values_apart() -> None:
    entete, _suite = lire_entete([(1, [*TITRES, "Note", "Note", ""])])
    valeurs = entete.valeurs([*LIGNE, "a", "b", "c", "de trop"])
    assert valeurs["Note"] == "a"
    assert valeurs["Note (colonne 9)"] == "b"
    assert valeurs["colonne 10"] == "c"
    assert valeurs["colonne 11"] == "de trop"
    assert "Statut" not in valeurs


def test_a_mapping_of_the_source_wins_over_the_usual_names() -> None:
    entete, _suite = lire_entete([(1, ["Ref", *TITRES])], {"numero": "Ref"})
    assert entete.positions["numero"] == 0


def test_kept_values_are_read_back_by_field() -> None:
    assert champs_de({"Numéro": "7", "Ville": "Fès", "Autre": "x"}) == {"numero": "7", "ville": "Fès"}
