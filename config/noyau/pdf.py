"""Printed papers: text in two scripts, bar codes and QR codes on pages measured in millimetres.

Positions are in mm from the upper left corner, sizes of text in points; `y` of a text is its baseline.
"""

import datetime as dt
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Literal, cast

import segno
from barcode.codex import Code128
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

# One line for each table of each font of each file, at the level of what people should read.
logging.getLogger("fontTools").setLevel(logging.WARNING)

POLICES = Path(__file__).parent / "polices"
POLICE = "NotoSansMaroc"
MM_PAR_POINT = 25.4 / 72
A4 = (210.0, 297.0)
# Printers of labels have 203 dots an inch; a bar that is not a whole number of dots is read badly.
POINT_203 = 25.4 / 203
# Bars end a little inside their dots: however a printer rounds, it blackens these dots and no other.
_RETRAIT = 0.03 * POINT_203
# White that readers want around a code, in modules.
_MARGE_CODE128 = 10
_MARGE_QR = 4
_SUITE = "…"
_BLANCS = re.compile(" {2,}")
_SENS = (TextDirection.LTR, TextDirection.RTL)
_DE_DROITE_A_GAUCHE = frozenset({"R", "AL"})

Bord = Literal["debut", "fin", "centre"]
_Trace = tuple[tuple[float, str], ...]


class Document(FPDF):
    """A PDF whose pages are of one size, in black, with the shipped font.

    `page` is (width, height) in mm; `titre` is the name that a reader of PDF shows; `date` is when it was
    made (default: now): the same texts of the same date are the same file.
    """

    def __init__(self, *, page: tuple[float, float], titre: str, date: dt.datetime | None = None) -> None:
        super().__init__(format=page)
        self._polices: dict[bool, TTFFont] = {}
        for gras, style, graisse in ((False, "", "Regular"), (True, "B", "Bold")):
            self.add_font(POLICE, style, POLICES / f"{POLICE}-{graisse}.ttf")
            self._polices[gras] = cast("TTFFont", self.fonts[f"{POLICE.lower()}{style}"])
        self.set_auto_page_break(auto=False)
        self.set_margin(0)
        self.c_margin = 0
        self.set_title(titre)
        self.set_lang("fr")
        if date is not None:
            self.set_creation_date(date)
        # A dialogue that fits the page to the paper would break the dots of the bars.
        self.viewer_preferences = ViewerPreferences(display_doc_title=True, print_scaling="None")
        # Words and lines come again and again: each is measured and shaped once, for every size.
        self._mots: dict[tuple[str, bool], float] = {}
        self._traces: dict[tuple[str, TextDirection, bool], _Trace] = {}

    def octets(self) -> bytes:
        """Return the finished file."""
        return bytes(self.output())

    # Text ---------------------------------------------------------------------------

    def largeur(self, texte: str, taille: float, *, gras: bool = False) -> float:
        """Return the width in mm of a text on one line."""
        # No letter joins another across a space: the width of a line is that of its words.
        mots = texte.split(" ")
        blancs = (len(mots) - 1) * self._largeur_mot(" ", gras=gras)
        return (sum(self._largeur_mot(mot, gras=gras) for mot in mots) + blancs) * taille

    def _largeur_mot(self, mot: str, *, gras: bool) -> float:
        cle = (mot, gras)
        if (largeur := self._mots.get(cle)) is None:
            largeur = self._mots[cle] = self._mesurer(mot, gras=gras)
        return largeur

    def ecrire(
        self,
        texte: str,
        x: float,
        y: float,
        *,
        taille: float,
        gras: bool = False,
        largeur: float | None = None,
        bord: Bord = "debut",
    ) -> None:
        """Write one line; beyond `largeur` it ends with an ellipsis.

        `debut` is the left, the right for a text that is read from the right (then `largeur` says where
        that is); `fin` and `centre` are of the box whatever the text.
        """
        lisible = ecrivable(texte)
        if largeur is not None:
            lisible = self._tronquer(lisible, largeur, taille, gras=gras)
        droite = vient_de_droite(lisible)
        if largeur is not None:
            x += self._retrait(lisible, largeur, taille, gras=gras, bord=bord, droite=droite)
        self._poser(lisible, x, y, taille=taille, gras=gras, droite=droite)

    def ecrire_boite(
        self,
        texte: str,
        x: float,
        y: float,
        *,
        largeur: float,
        lignes: int,
        taille: float,
        taille_min: float | None = None,
        gras: bool = False,
        interligne: float = 1.25,
        bord: Bord = "debut",
    ) -> float:
        """Write a text over at most so many lines and return the baseline that would come next.

        The text shrinks down to `taille_min` to hold whole; what still does not hold ends with an ellipsis.
        `y` is the baseline of the first line at `taille`.
        """
        lisible = ecrivable(texte)
        corps, coupees = self._faire_tenir(lisible, largeur, lignes, taille, taille_min or taille, gras=gras)
        droite = vient_de_droite(lisible)
        for ligne in coupees:
            retrait = self._retrait(ligne, largeur, corps, gras=gras, bord=bord, droite=droite)
            self._poser(ligne, x + retrait, y, taille=corps, gras=gras, droite=droite)
            y += corps * interligne * MM_PAR_POINT
        return y

    def _retrait(self, texte: str, largeur: float, taille: float, *, gras: bool, bord: Bord, droite: bool) -> float:
        """Return how far from the left of its box a line begins."""
        reste = largeur - self.largeur(texte, taille, gras=gras)
        if bord == "centre":
            return reste / 2
        return reste if droite or bord == "fin" else 0

    def couper(self, texte: str, largeur: float, taille: float, *, gras: bool = False) -> list[str]:
        """Return the lines of a text wrapped at words; a word too long for a line is broken."""
        if self.largeur(texte, taille, gras=gras) <= largeur:
            return [texte]
        lignes: list[str] = []
        reste, blanc = 0.0, self.largeur(" ", taille, gras=gras)
        for mot in texte.split(" "):
            place = self.largeur(mot, taille, gras=gras) + blanc
            if lignes and place <= reste:
                lignes[-1] += f" {mot}"
                reste -= place
            else:
                lignes.extend(self._casser(mot, largeur, taille, gras=gras))
                reste = largeur - self.largeur(lignes[-1], taille, gras=gras)
        return lignes

    def _faire_tenir(
        self, texte: str, largeur: float, lignes: int, taille: float, taille_min: float, *, gras: bool
    ) -> tuple[float, list[str]]:
        corps = taille
        while len(coupees := self.couper(texte, largeur, corps, gras=gras)) > lignes and corps - 0.5 >= taille_min:
            corps -= 0.5
        if len(coupees) > lignes:
            reste = " ".join(coupees[lignes - 1 :])
            coupees = [*coupees[: lignes - 1], self._tronquer(reste, largeur, corps, gras=gras)]
        return corps, coupees

    def _casser(self, mot: str, largeur: float, taille: float, *, gras: bool) -> Iterator[str]:
        while self.largeur(mot, taille, gras=gras) > largeur and len(mot) > 1:
            n = max(self._combien(mot, largeur, taille, gras=gras), 1)
            yield mot[:n]
            mot = mot[n:]
        yield mot

    def _tronquer(self, texte: str, largeur: float, taille: float, *, gras: bool) -> str:
        if self.largeur(texte, taille, gras=gras) <= largeur:
            return texte
        n = self._combien(texte, largeur, taille, gras=gras, suite=_SUITE)
        return texte[:n].rstrip() + _SUITE

    def _combien(self, texte: str, largeur: float, taille: float, *, gras: bool, suite: str = "") -> int:
        """Return how many of the first characters hold, `suite` behind them."""
        bas, haut = 0, len(texte)
        while bas < haut:
            milieu = (bas + haut + 1) // 2
            if self._mesurer(texte[:milieu] + suite, gras=gras) * taille <= largeur:
                bas = milieu
            else:
                haut = milieu - 1
        return bas

    def _mesurer(self, texte: str, *, gras: bool) -> float:
        """Return the width in mm of a text of one point; the direction of its line does not change it."""
        police = self._polices[gras]
        if _est_latin(texte):
            return sum(police.cw[ord(c)] for c in texte) / 1000 * MM_PAR_POINT
        suites = suites_visuelles(texte, droite=False)
        return sum(police.shaped_text_width(suite, 1, _forme(sens))[1] for suite, sens in suites) * MM_PAR_POINT

    def _poser(self, texte: str, x: float, y: float, *, taille: float, gras: bool, droite: bool) -> None:
        self.set_font(POLICE, "B" if gras else "", taille)
        if not self.current_font_is_set_on_page:
            self._out(self._set_font_for_page(self._polices[gras], taille))
        ici = f"BT {x * self.k:.2f} {(self.h - y) * self.k:.2f} Td"
        self._out(" ".join([ici, *self._operateurs(texte, taille, gras=gras, droite=droite), "ET"]))

    def _operateurs(self, texte: str, taille: float, *, gras: bool, droite: bool) -> Iterator[str]:
        """Yield what draws a line; a run begins where the one before it ends."""
        for suite, sens in suites_visuelles(texte, droite=droite):
            cle = (suite, sens, gras)
            if (trace := self._traces.get(cle)) is None:
                trace = self._traces[cle] = _tracer(self._polices[gras], suite, sens)
            for hauteur, glyphes in trace:
                yield f"{hauteur * taille:.2f} Ts {glyphes} 0 Ts" if hauteur else glyphes

    # Codes --------------------------------------------------------------------------

    def code128(self, code: str, x: float, y: float, *, largeur: float, hauteur: float) -> bool:
        """Draw a Code 128 in the middle of a box, its white edges included; False where it would be too fine.

        A module is 2, 3 or 4 whole dots of a printer of 203 dots an inch, the most that hold.
        """
        modules = modules_code128(code)
        points = min(int(largeur / POINT_203) // (len(modules) + 2 * _MARGE_CODE128), 4)
        if points < 2:
            return False
        module = points * POINT_203
        gauche = _sur_un_point(x + (largeur - len(modules) * module) / 2)
        self._noircir([(gauche + debut * module, y, n * module, hauteur) for debut, n in _plages(modules)])
        return True

    def qr(self, code: str, x: float, y: float, *, cote: float) -> None:
        """Draw a QR code in the middle of a square, its white edges included, in whole dots of 203 an inch.

        Raises ValueError where the square is too small for one dot a module.
        """
        matrice = matrice_qr(code)
        points = int(cote / POINT_203) // (len(matrice) + 2 * _MARGE_QR)
        if points < 1:
            raise ValueError(f"{cote} mm are too few for {code!r}.")
        module = points * POINT_203
        retrait = (cote - len(matrice) * module) / 2
        gauche, haut = _sur_un_point(x + retrait), _sur_un_point(y + retrait)
        self._noircir(
            [
                (gauche + debut * module, haut + rang * module, n * module, module)
                for rang, ligne in enumerate(matrice)
                for debut, n in _plages(ligne)
            ]
        )

    def _noircir(self, rectangles: Sequence[tuple[float, float, float, float]]) -> None:
        """Fill rectangles as one path: hundreds of a page, at the cost of a few."""
        trace = [
            " ".join(f"{mm * self.k:.4f}" for mm in (x + _RETRAIT, self.h - y - h, large - 2 * _RETRAIT, h)) + " re"
            for x, y, large, h in rectangles
        ]
        self._out("\n".join([*trace, "f"]))


def _forme(sens: TextDirection) -> dict[str, object]:
    return {"features": {}, "fragment_direction": sens}


def _tracer(police: TTFFont, suite: str, sens: TextDirection) -> _Trace:
    """Return the glyphs of a run as the operators of a PDF, each with its height above the line.

    They are in thousandths of the size of the text: they serve at every size.
    """
    if _sans_forme(suite, sens):
        return ((0, police.encode_text(suite)),)
    formes = [forme for forme in police.shape_text(suite, 1, _forme(sens)) if forme["mapped_char"] is not None]
    larges = {code: glyphe.glyph_width for glyphe, code in police.subset.items() if glyphe}
    trace: list[tuple[float, str]] = []
    for hauteur, lot in groupby(formes, key=itemgetter("y_offset")):
        # A number between two glyphs moves the second to the left.
        signes = [
            f"{-forme['x_offset']} ({police.escape_text(chr(forme['mapped_char']))})"
            f" {larges[forme['mapped_char']] - forme['x_advance'] + forme['x_offset']}"
            if forme["force_positioning"]
            else f"({police.escape_text(chr(forme['mapped_char']))})"
            for forme in lot
        ]
        trace.append((hauteur / 1000, f"[{''.join(signes)}] TJ"))
    return tuple(trace)


def ecrivable(texte: str) -> str:
    """Return a text on one line, in characters that the font has.

    What it does not have is written by its plain form (a ligature, a mathematical letter), or left out
    (a picture, an invisible mark). No-break spaces stay.
    """
    connus = _caracteres()
    normal = unicodedata.normalize("NFC", texte)
    lettres = normal if connus.issuperset(normal) else (_simple(c, connus) for c in normal)
    return _BLANCS.sub(" ", "".join(lettres)).strip(" ")


def _simple(caractere: str, connus: frozenset[str]) -> str:
    if caractere in connus:
        return caractere
    if caractere.isspace():
        return " "
    return "".join(c for c in unicodedata.normalize("NFKC", caractere) if c in connus)


@lru_cache(maxsize=4096)
def suites_visuelles(texte: str, *, droite: bool) -> tuple[tuple[str, TextDirection], ...]:
    """Return the runs of one direction of a line, from left to right, each in the order it is read.

    fpdf2 would set them in the order they are read: a number behind Arabic words would leave them.
    """
    if _est_latin(texte) and not droite:
        return ((texte, TextDirection.LTR),) if texte else ()
    ligne = BidiParagraph(text=texte, base_direction=TextDirection.RTL if droite else TextDirection.LTR)
    suites = groupby(ligne.get_reordered_characters(), key=lambda c: c.embedding_level)
    return tuple(
        ("".join(c.character for c in sorted(lettres, key=lambda c: c.character_index)), _SENS[niveau % 2])
        for niveau, lettres in suites
    )


def vient_de_droite(texte: str) -> bool:
    """Tell whether the first letter of a text is of a script read from the right."""
    for c in texte:
        sens = unicodedata.bidirectional(c)
        if sens in _DE_DROITE_A_GAUCHE:
            return True
        if sens == "L":
            return False
    return False


@lru_cache(maxsize=4096)
def modules_code128(code: str) -> str:
    """Return the bars (1) and spaces (0) of a Code 128, check sign included."""
    return str(Code128(code).build()[0])


@lru_cache(maxsize=4096)
def matrice_qr(code: str) -> tuple[bytes, ...]:
    """Return the rows of a QR code, 1 where it is black, without its white edge."""
    # Any mask is valid; looking for the best of eight would take longer than the rest of a label.
    return tuple(bytes(ligne) for ligne in segno.make(code, error="m", micro=False, mask=3).matrix)


@cache
def _caracteres() -> frozenset[str]:
    with TTFont(POLICES / f"{POLICE}-Regular.ttf", lazy=True) as police:
        return frozenset(chr(code) for code in police.getBestCmap())


def _est_latin(texte: str) -> bool:
    """Tell whether a text needs neither joining nor another direction."""
    return texte.isascii() or all(c < "\u0300" or "\u2000" < c < "\u2300" for c in texte)


def _sans_forme(texte: str, sens: TextDirection) -> bool:
    # Brackets alone are Latin, but turned round where they are read from the right.
    return sens is TextDirection.LTR and _est_latin(texte)


def _sur_un_point(position: float) -> float:
    return round(position / POINT_203) * POINT_203


def _plages(modules: Sequence[str] | bytes) -> Iterator[tuple[int, int]]:
    """Return (where it begins, how long it is) of each run of black."""
    debut = 0
    for noir, plage in groupby(modules, key=lambda m: m in ("1", 1)):
        n = sum(1 for _module in plage)
        if noir:
            yield debut, n
        debut += n
