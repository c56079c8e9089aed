"""Printed papers: what is drawn is read back from a picture of the page, or from the glyphs."""

import shutil
import subprocess
from itertools import groupby
from pathlib import Path

import pytest
import uharfbuzz as hb
import zxingcpp
from fpdf.enums import TextDirection
from PIL import Image, ImageChops

from config.noyau.pdf import POLICES, Document, ecrivable, suites_visuelles, vient_de_droite

G, D = TextDirection.LTR, TextDirection.RTL
CODE = "YCN000123"


def image(document: Document, dossier: Path) -> Image.Image:
    """Return the only page as a label printer sees it: 203 dots an inch, grey."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    (dossier / "page.pdf").write_bytes(document.octets())
    commande = ["pdftoppm", "-r", "203", "-gray", "-singlefile", "page.pdf", "page"]
    subprocess.run(commande, cwd=dossier, check=True, timeout=60)
    return Image.open(dossier / "page.pgm")


def feuille() -> Document:
    document = Document(page=(100, 150), titre="Essai")
    document.add_page()
    return document


def test_codes_are_read_back_and_bars_are_whole_dots(tmp_path: Path) -> None:
    document = feuille()
    assert document.code128(CODE, 0, 10, largeur=100, hauteur=20)
    document.qr(CODE, 35, 40, cote=30)
    page = image(document, tmp_path)
    assert {(r.format.name, r.text) for r in zxingcpp.read_barcodes(page)} == {("Code128", CODE), ("QRCode", CODE)}
    # A line through the bars, white edges left out: 112 modules, each of 4 dots.
    ligne = page.crop((0, 160, page.width, 161)).tobytes()
    plages = [len(list(points)) for _noir, points in groupby(ligne, key=lambda p: p < 128)][1:-1]
    assert {n % 4 for n in plages} == {0}
    assert sum(plages) == 112 * 4


def test_a_code_too_long_for_its_box_is_not_drawn() -> None:
    document = feuille()
    # 112 modules and 20 of white, 2 dots each, are 33.03 mm.
    assert document.code128(CODE, 0, 10, largeur=33.1, hauteur=10)
    assert not document.code128(CODE, 0, 10, largeur=33.0, hauteur=10)


def glyphes(texte: str) -> list[str]:
    police = hb.Font(hb.Face(hb.Blob.from_file_path(str(POLICES / "NotoSansMaroc-Regular.ttf"))))
    tampon = hb.Buffer()
    tampon.add_str(texte)
    tampon.guess_segment_properties()
    hb.shape(police, tampon)
    return [police.glyph_to_string(info.codepoint) for info in tampon.glyph_infos]


def test_arabic_letters_are_joined() -> None:
    # From left to right, each letter in the form of its place: a meem alone behind an alif, lam and alif as one.
    assert glyphes("سلام") == ["uni0645", "uniFEFC", "uniFEB3"]
    assert glyphes("نعيمة") == ["uniFE94", "uniFEE4", "uniFEF4", "uniFECC", "uniFEE7"]


def test_an_arabic_name_is_drawn_joined_in_its_place_and_read_back(tmp_path: Path) -> None:
    document = feuille()
    document.ecrire("بنعلي", 10, 40, taille=60, gras=True, largeur=80)
    page = image(document, tmp_path)
    # All letters of this name join: its columns of ink have no gap, and end where its box ends.
    haut = page.crop((0, 0, page.width, 400)).point(lambda p: 255 if p < 128 else 0)
    gauche, _haut, droite, _bas = haut.getbbox() or (0, 0, 0, 0)
    colonnes = haut.crop((gauche, 0, droite, 400)).reduce((1, 400)).tobytes()
    assert min(colonnes) > 0
    dots = 203 / 25.4
    assert droite == pytest.approx(90 * dots, abs=24)
    assert droite - gauche == pytest.approx(document.largeur("بنعلي", 60, gras=True) * dots, abs=24)
    lu = subprocess.run(["pdftotext", "page.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ecrivable(lu.stdout) == "بنعلي"


def test_marks_stand_on_letters_that_stay_joined(tmp_path: Path) -> None:
    def dessin(mot: str, dossier: Path) -> Image.Image:
        document = feuille()
        document.ecrire(mot, 10, 60, taille=60)
        dossier.mkdir()
        return image(document, dossier)

    nu, voyelles = dessin("محمد", tmp_path / "nu"), dessin("مُحَمَّد", tmp_path / "voyelles")
    lettres, tout = (page.point(lambda p: 255 if p < 128 else 0) for page in (nu, voyelles))
    # The letters are the same dot for dot; the marks are what is added, all of it higher.
    assert ImageChops.subtract(lettres, tout).getbbox() is None
    ajout, mot = ImageChops.subtract(tout, lettres).getbbox(), lettres.getbbox()
    assert ajout is not None
    assert mot is not None
    assert ajout[1] < mot[1]
    assert ajout[3] < mot[3] - 10


def test_words_of_two_scripts_stand_where_they_are_read() -> None:
    assert suites_visuelles("Rue 12, حي السلام رقم 5, Fès", droite=False) == (
        ("Rue 12, ", G),
        ("5", G),
        ("حي السلام رقم ", D),
        (", Fès", G),
    )
    assert suites_visuelles("نعيمة (Fès)", droite=True) == ((")", D), ("Fès", G), ("نعيمة (", D))
    assert vient_de_droite("12 زنقة") is True
    assert vient_de_droite("12 rue النور") is False


def test_what_the_font_does_not_have_is_written_plainly_or_left_out() -> None:
    assert ecrivable("Café\u200f 😀 𝐇𝐚𝐲\n«\u202fn°\u202f3\u202f»") == "Café Hay «\u202fn°\u202f3\u202f»"


def test_a_text_never_leaves_its_box() -> None:
    document = feuille()
    longue = "Quartier Hay Essalam, rue 12, en face de la pharmacie du Coin, immeuble B, appartement 12 " * 3
    for texte in (longue, "زنقة 12 رقم 5، حي السلام، قرب مسجد النور الكبير، عمارة B الطابق 3 " * 3, "A" * 300):
        suivante = document.ecrire_boite(texte, 5, 20, largeur=60, lignes=3, taille=11, taille_min=8)
        # Three lines of 8 points.
        assert suivante == pytest.approx(20 + 3 * 8 * 1.25 * 25.4 / 72)
        assert all(document.largeur(ligne, 8) <= 60 for ligne in document.couper(texte, 60, 8))
