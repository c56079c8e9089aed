"""Lists as files that people open in a spreadsheet: CSV streamed, XLSX in constant memory.

    colonnes = (Colonne(_("Numéro")), Colonne(_("Total"), Genre.MONTANT))
    return exporter(genre, nom="commandes", colonnes=colonnes, lignes=lignes)

Rows come from an iterator and are never held together. A text that a spreadsheet would
run as a formula stays a text; telephones are texts.
"""

import csv
import datetime as dt
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.functional import Promise

from config.noyau.argent import arrondir
from config.noyau.horloge import CASABLANCA, jour_local, maintenant

CSV, XLSX = "csv", "xlsx"
GENRES = (CSV, XLSX)
# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection).
_FORMULE = re.compile(r"[=+\-@\t\r]")
_INTERDITS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CELLULE_MAX = 32_000
_LIGNES_PAR_MORCEAU = 500
TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Genre(StrEnum):
    """What a column holds: it decides how a cell is written."""

    TEXTE = "texte"
    ENTIER = "entier"
    MONTANT = "montant"
    INSTANT = "instant"
    JOUR = "jour"


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of an export; `largeur` in characters, for the workbook."""

    titre: str | Promise
    genre: Genre = Genre.TEXTE
    largeur: int = 16


Ligne = Sequence[Any]


def exporter(genre: str, *, nom: str, colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> HttpResponseBase:
    """Answer with rows as a file named after `nom` and the day. Raises Http404 for another kind than csv, xlsx."""
    if genre not in GENRES:
        raise Http404
    fichier = f"{_nom_sur(nom)}-{jour_local(maintenant()):%Y-%m-%d}.{genre}"
    reponse: HttpResponseBase
    if genre == CSV:
        reponse = StreamingHttpResponse(ecrire_csv(colonnes, lignes), content_type="text/csv; charset=utf-8")
        reponse.headers["Content-Disposition"] = f'attachment; filename="{fichier}"'
    else:
        contenu = tempfile.TemporaryFile()  # noqa: SIM115
        ecrire_xlsx(contenu, colonnes, lignes)
        contenu.seek(0)
        reponse = FileResponse(contenu, as_attachment=True, filename=fichier, content_type=TYPE_XLSX)
    return reponse


def ecrire_csv(colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> Iterator[bytes]:
    """Yield a CSV as French spreadsheets open it: UTF-8 with its mark, semicolons, decimal commas."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow([_texte_csv(str(c.titre)) for c in colonnes])
    debut = "\ufeff"
    for rang, ligne in enumerate(lignes, start=1):
        ecrivain.writerow([_cellule_csv(c.genre, valeur) for c, valeur in zip(colonnes, ligne, strict=True)])
        if rang % _LIGNES_PAR_MORCEAU == 0:
            yield (debut + tampon.getvalue()).encode()
            debut = ""
            tampon.seek(0)
            tampon.truncate()
    yield (debut + tampon.getvalue()).encode()


def ecrire_xlsx(flux: IO[bytes], colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> None:
    """Write a workbook of one sheet, row by row; nothing but the row at hand is in memory."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    classeur = xlsxwriter.Workbook(flux, options)
    formats = {
        Genre.MONTANT: classeur.add_format({"num_format": "#,##0.00"}),
        Genre.INSTANT: classeur.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        Genre.JOUR: classeur.add_format({"num_format": "dd/mm/yyyy"}),
        # Text even once somebody edits the cell: a telephone keeps its zero.
        Genre.TEXTE: classeur.add_format({"num_format": "@"}),
        Genre.ENTIER: classeur.add_format({"num_format": "0"}),
    }
    page = classeur.add_worksheet()
    page.freeze_panes(1, 0)
    for rang, colonne in enumerate(colonnes):
        page.set_column(rang, rang, colonne.largeur)
    gras = classeur.add_format({"bold": True})
    for rang, colonne in enumerate(colonnes):
        page.write_string(0, rang, str(colonne.titre), gras)
    for n, ligne in enumerate(lignes, start=1):
        for rang, (colonne, valeur) in enumerate(zip(colonnes, ligne, strict=True)):
            if valeur is not None and valeur != "":
                _cellule_xlsx(page, n, rang, colonne.genre, valeur, formats[colonne.genre])
    classeur.close()


def _cellule_csv(genre: Genre, valeur: Any) -> str:
    if valeur is None:
        return ""
    if genre is Genre.MONTANT:
        return f"{arrondir(Decimal(valeur)):.2f}".replace(".", ",")
    if genre is Genre.INSTANT:
        return f"{_local(valeur):%d/%m/%Y %H:%M}"
    if genre is Genre.JOUR:
        return f"{valeur:%d/%m/%Y}"
    if genre is Genre.ENTIER:
        return str(int(valeur))
    return _texte_csv(str(valeur))


def _texte_csv(texte: str) -> str:
    propre = _INTERDITS.sub("", texte)
    return f"'{propre}" if _FORMULE.match(propre) else propre


def _cellule_xlsx(page: Any, n: int, rang: int, genre: Genre, valeur: Any, forme: Any) -> None:
    if genre in (Genre.MONTANT, Genre.ENTIER):
        page.write_number(n, rang, valeur, forme)
    elif genre is Genre.INSTANT:
        page.write_datetime(n, rang, _local(valeur), forme)
    elif genre is Genre.JOUR:
        page.write_datetime(n, rang, valeur, forme)
    else:
        page.write_string(n, rang, _INTERDITS.sub("", str(valeur))[:_CELLULE_MAX], forme)


def _local(instant: dt.datetime) -> dt.datetime:
    """Return the time of Casablanca without its zone: a spreadsheet knows none."""
    return instant.astimezone(CASABLANCA).replace(tzinfo=None)


def _nom_sur(nom: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_).strip("-").lower()[:60] or "export"
