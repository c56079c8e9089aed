"""Files that spreadsheets open: nothing runs, nothing loses its zero."""

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.http import Http404

from config.noyau.exports import Colonne, Genre, ecrire_csv, ecrire_xlsx, exporter

COLONNES = (
    Colonne("Client"),
    Colonne("Téléphone"),
    Colonne("Pièces", Genre.ENTIER),
    Colonne("Total", Genre.MONTANT),
    Colonne("Arrivée", Genre.INSTANT),
    Colonne("Livraison", Genre.JOUR),
)
INSTANT = dt.datetime(2026, 7, 1, 12, 5, tzinfo=dt.UTC)  # Casablanca was at UTC+1 then.
LIGNES: list[list[Any]] = [
    ["نعيمة; بنعلي", "+212612345678", 2, Decimal("1234.5"), INSTANT, dt.date(2026, 11, 26)],
    ["=cmd|' /C calc'!A0", "0612345678", 0, Decimal("0"), None, None],
    ["\tx", "@somme", 1, None, None, None],
    ["-1", "\x00fin", 1, None, None, None],
]


def test_a_csv_is_read_by_a_french_spreadsheet_and_runs_nothing() -> None:
    contenu = b"".join(ecrire_csv(COLONNES, iter(LIGNES))).decode()
    assert contenu.split("\r\n") == [
        "\ufeffClient;Téléphone;Pièces;Total;Arrivée;Livraison",
        '"نعيمة; بنعلي";\'+212612345678;2;1234,50;01/07/2026 13:05;26/11/2026',
        "'=cmd|' /C calc'!A0;0612345678;0;0,00;;",
        "'\tx;'@somme;1;;;",
        "'-1;fin;1;;;",
        "",
    ]


def test_a_workbook_keeps_texts_as_texts_and_amounts_as_numbers() -> None:
    flux = io.BytesIO()
    ecrire_xlsx(flux, COLONNES, iter(LIGNES))
    page = openpyxl.load_workbook(flux).active
    assert page is not None
    lues = [[(c.value, c.data_type) for c in ligne] for ligne in page.iter_rows(min_row=2)]
    assert lues[0][:4] == [("نعيمة; بنعلي", "s"), ("+212612345678", "s"), (2, "n"), (1234.5, "n")]
    assert lues[0][4:] == [(dt.datetime(2026, 7, 1, 13, 5), "d"), (dt.datetime(2026, 11, 26), "d")]  # noqa: DTZ001
    assert lues[1][:2] == [("=cmd|' /C calc'!A0", "s"), ("0612345678", "s")]
    assert page["B2"].number_format == "@"


def test_a_csv_leaves_before_its_last_row_is_read() -> None:
    lus = []

    def lignes() -> Iterator[list[str]]:
        for n in range(2000):
            lus.append(n)
            yield [str(n)]

    premier = next(iter(ecrire_csv((Colonne("n"),), lignes())))
    assert (len(lus), premier.count(b"\r\n")) == (500, 501)


def test_the_answer_names_its_file_and_knows_two_kinds() -> None:
    reponse = exporter("csv", nom="À livrer / Fès", colonnes=COLONNES, lignes=[])
    assert reponse.headers["Content-Disposition"].startswith('attachment; filename="a-livrer-fes-20')
    with pytest.raises(Http404):
        exporter("pdf", nom="x", colonnes=COLONNES, lignes=[])
