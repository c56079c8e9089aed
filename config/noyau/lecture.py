"""Reader of the tables people keep: CSV of any dialect, XLSX, XLS and ODS."""

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import python_calamine as calamine
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurMetier

SEPARATEURS = ",;\t"
TAILLE_CELLULE_MAX = 64 * 1024 * 1024
TAILLE_CLASSEUR_MAX = 1024 * 1024 * 1024
_ECHANTILLON = 256 * 1024
_CLASSEURS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_EXTENSIONS_CLASSEUR = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_AUTRES_FORMATS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
_RIEN = re.compile(r"[\s\x00\ufeff,;]*")


class ErreurFichier(ErreurMetier):
    """A file is missing, empty, or not a table that can be read."""

    code = "fichier"


def lire_tableau(chemin: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Read the rows of a CSV file or of the first visible sheet of a workbook.

    Yields (row number, cells). The number is the one a spreadsheet shows: header and
    blank rows count, a record over several lines counts once. Cells are texts as a
    person sees them; rows may have different lengths, a blank line is an empty list.
    A CSV file is streamed. Raises ErreurFichier at once if the file is missing, empty or
    in another format, and while reading if it turns out to be damaged.
    """
    fichier = Path(chemin)
    debut = _premiers_octets(fichier)
    if debut.startswith(_CLASSEURS) or fichier.suffix.lower() in _EXTENSIONS_CLASSEUR:
        return _lire_classeur(fichier)
    if debut.startswith(_AUTRES_FORMATS):
        raise ErreurFichier(_("« %(nom)s » n’est ni un CSV ni un classeur Excel.") % {"nom": fichier.name})
    echantillon = "".join(_lignes(io.BytesIO(debut), debut))
    if len(debut) < _ECHANTILLON and _RIEN.fullmatch(echantillon):
        raise ErreurFichier(_("Le fichier « %(nom)s » est vide.") % {"nom": fichier.name})
    return _lire_csv(fichier, debut, _separateur(echantillon))


def _premiers_octets(fichier: Path) -> bytes:
    try:
        with fichier.open("rb") as flux:
            return flux.read(_ECHANTILLON)
    except FileNotFoundError:
        phrase = _("Le fichier « %(nom)s » est introuvable : vérifiez son nom et son dossier.")
    except IsADirectoryError:
        phrase = _("« %(nom)s » est un dossier : donnez un fichier CSV ou XLSX.")
    except (OSError, ValueError):
        phrase = _("Le fichier « %(nom)s » ne peut pas être ouvert : vérifiez ses droits d’accès.")
    raise ErreurFichier(phrase % {"nom": str(fichier).replace("\x00", "")})


def _lire_csv(fichier: Path, debut: bytes, separateur: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), TAILLE_CELLULE_MAX))
    numero = 0
    with fichier.open("rb") as flux:
        lecteur = csv.reader(_lignes(flux, debut), delimiter=separateur)
        try:
            for numero, cellules in enumerate(lecteur, start=1):
                yield numero, cellules
        except csv.Error as erreur:
            phrase = _("Le fichier « %(nom)s » est illisible après la ligne %(ligne)d : un guillemet n’est pas fermé.")
            raise ErreurFichier(phrase % {"nom": fichier.name, "ligne": numero}) from erreur


def _octets_windows(erreur: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows-1252: one file may hold both."""
    if not isinstance(erreur, UnicodeDecodeError):
        raise erreur
    octets = erreur.object[erreur.start : erreur.end]
    return "".join(_WINDOWS.get(octet, chr(octet)) for octet in octets), erreur.end


_WINDOWS = {o: bytes([o]).decode("cp1252") for o in range(128, 256) if o not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
codecs.register_error("windows1252", _octets_windows)


def _lignes(flux: BinaryIO, debut: bytes) -> Iterator[str]:
    """Yield the lines of a binary stream as text, whatever its encoding and line ends."""
    for morceau in _decoder(flux, debut):
        propre = morceau.replace("\x00", "")
        if "\r" in propre[:-2]:
            yield from io.StringIO(propre, newline="")
        elif propre:
            yield propre


def _decoder(flux: BinaryIO, debut: bytes) -> Iterable[str]:
    if debut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from io.TextIOWrapper(flux, encoding="utf-16", errors="replace", newline="")
        return
    for numero, ligne in enumerate(flux):
        octets = ligne.removeprefix(codecs.BOM_UTF8) if numero == 0 else ligne
        yield octets.decode("utf-8", errors="windows1252")


def _separateur(echantillon: str) -> str:
    """Return the separator that cuts the first row with several columns into the most."""
    lectures = [csv.reader(io.StringIO(echantillon, newline=""), delimiter=s) for s in SEPARATEURS]
    for ligne in _ensemble(lectures):
        largeurs = [len([c for c in cellules if c.strip()]) for cellules in ligne]
        if max(largeurs) > 1:
            return SEPARATEURS[largeurs.index(max(largeurs))]
    return SEPARATEURS[0]


def _ensemble(lectures: Sequence[Iterator[list[str]]]) -> Iterator[list[list[str]]]:
    """Read up to 50 rows under each separator side by side; stop at what no one can read."""
    try:
        yield from (list(ligne) for ligne in islice(zip(*lectures, strict=False), 50))
    except csv.Error:
        return


def _lire_classeur(fichier: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        _refuser_trop_gros(fichier)
        with calamine.CalamineWorkbook.from_path(str(fichier)) as classeur:
            feuille = _feuille_visible(classeur)
            if feuille is None or feuille.end is None:
                raise ErreurFichier(_("Le classeur « %(nom)s » est vide.") % {"nom": fichier.name})
            lignes = feuille.iter_rows()
    except calamine.PasswordError as erreur:
        phrase = _("Le classeur « %(nom)s » est protégé par un mot de passe : retirez-le, puis recommencez.")
        raise ErreurFichier(phrase % {"nom": fichier.name}) from erreur
    except (calamine.CalamineError, zipfile.BadZipFile, OSError) as erreur:
        phrase = _("« %(nom)s » n’est pas un classeur lisible : enregistrez-le de nouveau en XLSX ou en CSV.")
        raise ErreurFichier(phrase % {"nom": fichier.name}) from erreur
    return ((numero, [_en_texte(v) for v in ligne]) for numero, ligne in enumerate(lignes, start=1))


def _refuser_trop_gros(fichier: Path) -> None:
    """Refuse a workbook that unpacks into more than memory should hold."""
    if not zipfile.is_zipfile(fichier):
        return
    with zipfile.ZipFile(fichier) as archive:
        taille = sum(membre.file_size for membre in archive.infolist())
    if taille > TAILLE_CLASSEUR_MAX:
        raise ErreurFichier(_("Le classeur « %(nom)s » est trop gros : découpez-le.") % {"nom": fichier.name})


def _feuille_visible(classeur: calamine.CalamineWorkbook) -> calamine.CalamineSheet | None:
    visibles = (
        index
        for index, feuille in enumerate(classeur.sheets_metadata)
        if feuille.visible == calamine.SheetVisibleEnum.Visible and feuille.typ == calamine.SheetTypeEnum.WorkSheet
    )
    index = next(visibles, None)
    return None if index is None else classeur.get_sheet_by_index(index)


def _en_texte(valeur: object) -> str:
    """Write a cell's value as its sheet shows it: no `.0`, no exponent, ISO dates."""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, int | float):
        return f"{Decimal(f'{valeur:.15g}'):f}"
    if isinstance(valeur, dt.datetime):
        return valeur.isoformat(sep=" ", timespec="seconds")
    if isinstance(valeur, dt.date | dt.time):
        return valeur.isoformat()
    return str(valeur).replace("\x00", "")
