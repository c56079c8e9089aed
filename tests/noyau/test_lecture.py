"""Tables as people save them: every dialect, every encoding, and what is no table at all."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.noyau.erreurs import ErreurMetier
from config.noyau.lecture import ErreurFichier, lire_tableau


def lu(dossier: Path, contenu: bytes, nom: str = "feuille.csv") -> list[tuple[int, list[str]]]:
    fichier = dossier / nom
    fichier.write_bytes(contenu)
    return list(lire_tableau(fichier))


ATTENDU = [(1, ["N°", "Ville"]), (2, ["1", "Salé"]), (3, ["2", "Meknès"])]


@pytest.mark.parametrize(
    "contenu",
    [
        "N°,Ville\n1,Salé\n2,Meknès\n".encode(),
        "N°;Ville\n1;Salé\n2;Meknès".encode(),
        "N°\tVille\r\n1\tSalé\r\n2\tMeknès\r\n".encode(),
        "N°,Ville\r1,Salé\r2,Meknès\r".encode(),
        "\ufeffN°;Ville\n1;Salé\n2;Meknès\n".encode(),
        '"N°";"Ville"\n"1";"Salé"\n"2";"Meknès"\n'.encode("cp1252"),
        "N°\tVille\r\n1\tSalé\r\n2\tMeknès\r\n".encode("utf-16"),
        "N°;Ville\n1;Salé\n".encode("cp1252") + "2;Meknès\n".encode(),
        b"N\xb0;Ville\n1;Sal\xc3\xa9\n2;M\x00ekn\xe8s\x00\n",
    ],
    ids=["utf8", "semicolon", "tab-crlf", "cr", "bom", "cp1252", "utf16", "two-encodings", "nul"],
)
def test_every_dialect_reads_the_same(tmp_path: Path, contenu: bytes) -> None:
    assert lu(tmp_path, contenu) == ATTENDU


def test_both_encodings_in_one_line_and_bytes_windows_does_not_know(tmp_path: Path) -> None:
    assert lu(tmp_path, b"a;b\nSal\xc3\xa9;Sal\xe9 \x80 \x9d\n")[1] == (2, ["Salé", "Salé € \x9d"])


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    contenu = b'\n,,\nNom,Couleur\nA,"NOIR\nBEIGE\nBLEU"\n\nB,GRIS,en trop\nC\n'
    assert lu(tmp_path, contenu) == [
        (1, []),
        (2, ["", "", ""]),
        (3, ["Nom", "Couleur"]),
        (4, ["A", "NOIR\nBEIGE\nBLEU"]),
        (5, []),
        (6, ["B", "GRIS", "en trop"]),
        (7, ["C"]),
    ]


def test_commas_inside_cells_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    contenu = b"Nom;Adresse;Prix\nA;Rue 1, Casa, Maroc, 20000;25,00\n"
    assert lu(tmp_path, contenu)[1] == (2, ["A", "Rue 1, Casa, Maroc, 20000", "25,00"])


def test_a_one_megabyte_cell_is_read_whole(tmp_path: Path) -> None:
    geant = "é" * 1_000_000
    assert lu(tmp_path, f"a,b\n1,{geant}\n2,c\n".encode())[1:] == [(2, ["1", geant]), (3, ["2", "c"])]


def test_a_csv_is_streamed(tmp_path: Path) -> None:
    fichier = tmp_path / "grand.csv"
    fichier.write_bytes(b"a,b\n" + b"1,2\n" * 200_000)
    lignes = lire_tableau(fichier)
    assert [next(lignes), next(lignes)] == [(1, ["a", "b"]), (2, ["1", "2"])]
    assert sum(1 for _ in lignes) == 199_999


def test_workbook_cells_come_out_as_a_person_sees_them(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    feuille.append([])
    feuille.append(["Téléphone", "Prix", "Tarif", "Date", "Jour", "Oui", "Somme", "Grand"])
    instant = dt.datetime(2025, 5, 27, 5, 26, 14)  # noqa: DTZ001 (a sheet's dates have no zone)
    feuille.append([612345678, 299.0, 25.5, instant, dt.date(2025, 5, 27), True, 0.1 + 0.2, 212612345678])
    feuille.append(["0612", None, -1.5e-7])
    classeur.save(tmp_path / "f.xlsx")
    assert list(lire_tableau(tmp_path / "f.xlsx")) == [
        (1, [""] * 8),
        (2, ["Téléphone", "Prix", "Tarif", "Date", "Jour", "Oui", "Somme", "Grand"]),
        (3, ["612345678", "299", "25.5", "2025-05-27 05:26:14", "2025-05-27", "VRAI", "0.3", "212612345678"]),
        (4, ["0612", "", "-0.00000015", "", "", "", "", ""]),
    ]


def test_a_workbook_is_known_by_its_content_and_hidden_sheets_are_passed_over(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    classeur.active["A1"] = "cachée"
    classeur.active.sheet_state = "hidden"
    classeur.create_sheet("Commandes")["A1"] = "visible"
    classeur.save(tmp_path / "f.xlsx")
    (tmp_path / "f.xlsx").rename(tmp_path / "f.csv")
    assert list(lire_tableau(str(tmp_path / "f.csv"))) == [(1, ["visible"])]


@pytest.mark.parametrize(
    ("nom", "contenu", "mot"),
    [
        ("vide.csv", b"", "vide"),
        ("blanc.csv", b"\xef\xbb\xbf \r\n\n;;;\n", "vide"),
        ("faux.xlsx", b"Ville,Region\n", "classeur lisible"),
        ("tronque.xlsx", b"PK\x03\x04rien", "classeur lisible"),
        ("rapport.csv", b"%PDF-1.4 ...", "ni un CSV"),
        ("photo.csv", b"\x89PNG\r\n", "ni un CSV"),
    ],
)
def test_what_is_no_table_is_refused_before_the_first_row(tmp_path: Path, nom: str, contenu: bytes, mot: str) -> None:
    (tmp_path / nom).write_bytes(contenu)
    with pytest.raises(ErreurFichier, match=mot) as refus:
        lire_tableau(tmp_path / nom)
    assert isinstance(refus.value, ErreurMetier)
    assert nom in refus.value.phrase


def test_an_empty_workbook_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "vide.xlsx")
    for nom, mot in {"vide.xlsx": "vide", "absent.csv": "introuvable", ".": "dossier", "a\x00b": "ouvert"}.items():
        with pytest.raises(ErreurFichier, match=mot):
            lire_tableau(f"{tmp_path}/{nom}")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_end_in_rows_or_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    fichier = tmp_path_factory.getbasetemp() / "hasard.csv"
    fichier.write_bytes(octets)
    try:
        numeros = [numero for numero, _ in lire_tableau(fichier)]
    except ErreurFichier:
        return
    assert numeros == list(range(1, len(numeros) + 1))


@pytest.mark.donnees
def test_the_shapes_of_the_shop(donnees: Path) -> None:
    assert sum(1 for _ in lire_tableau(donnees / "villes.csv")) == 421
    assert {len(cellules) for _, cellules in lire_tableau(donnees / "catalogue.csv")} == {
        len(next(lire_tableau(donnees / "catalogue.csv"))[1])
    }
    assert sum(1 for _ in lire_tableau(donnees / "feuille_reelle.csv")) == 324
