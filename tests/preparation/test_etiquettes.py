"""Labels as a printer of 203 dots an inch sees them: read by a machine, nothing outside its place."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageChops

from article.etiquettes import dessiner_etiquettes_variantes
from commande.etiquettes import dessiner_etiquettes
from commande.selectors.etiquettes import Etiquette, LigneEtiquette
from tests import fabrique

sans_poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed")
POINT = 203 / 25.4


def etiquette(numero: str, **champs: Any) -> Etiquette:
    valeurs: dict[str, Any] = {
        "commande_id": 1,
        "version": 1,
        "numero": numero,
        "code_barre": "".join(c for c in numero if c.isalnum()),
        "client": "نعيمة بنعلي",
        "telephone": "06 74 52 68 59",
        "telephone_2": "",
        "adresse": "زنقة 12 رقم 5، حي السلام",
        "ville": "Casablanca",
        "region": "Casablanca-Settat",
        "delai": "24 h",
        "montant": Decimal("1234.00"),
        "lignes": (LigneEtiquette(1, "YZ244", "noir", "38"),),
    }
    return Etiquette(**valeurs | champs)


def chargee(numero: str) -> Etiquette:
    """A label on which everything is too long."""
    return etiquette(
        numero,
        client="Fatima-Zahra Alaoui El Mohammadi Bennani Cherkaoui " * 3,
        adresse="Quartier Hay Essalam, rue 12, حي السلام رقم 5, immeuble B " * 12,
        ville="Sidi Mohammed Ben Abdallah El Guerdane Oulad Teima",
        montant=Decimal("9999999.99"),
        telephone_2="05 22 33 44 55",
        lignes=tuple(LigneEtiquette(1, f"YZ{n}", "bleu pétrole très foncé", "38-39") for n in range(20)),
        duplicata=12,
    )


def pages(pdf: bytes, dossier: Path) -> list[Image.Image]:
    (dossier / "x.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "203", "-gray", "x.pdf", "x"], cwd=dossier, check=True, timeout=60)
    return [Image.open(chemin) for chemin in sorted(dossier.glob("x-*.pgm"))]


def codes(page: Image.Image) -> list[tuple[str, str]]:
    return sorted((r.format.name, r.text) for r in zxingcpp.read_barcodes(page))


@sans_poppler
def test_a_label_on_a_roll_is_read_back_and_keeps_its_margins(tmp_path: Path) -> None:
    pdf = dessiner_etiquettes([etiquette("YCN-000123"), chargee("SHP-000044-CASA")], format_papier="ROULEAU", titre="x")
    une, pleine = pages(pdf, tmp_path)
    assert codes(une) == [("Code128", "YCN000123"), ("QRCode", "YCN000123")]
    assert codes(pleine) == [("Code128", "SHP000044CASA"), ("QRCode", "SHP000044CASA")]
    for page in (une, pleine):
        gauche, haut, droite, bas = encre(page)
        assert min(gauche, haut) >= 3 * POINT
        assert droite <= 97 * POINT
        assert bas <= 147 * POINT


@sans_poppler
def test_four_labels_share_a_sheet_and_a_fifth_begins_the_next(tmp_path: Path) -> None:
    numeros = [f"YCN-00000{n}" for n in range(1, 6)]
    feuille, suivante = pages(
        dessiner_etiquettes([etiquette(n) for n in numeros], format_papier="A4", titre="x"), tmp_path
    )
    lus = [n.replace("-", "") for n in numeros]
    assert codes(feuille) == [("Code128", n) for n in lus[:4]] + [("QRCode", n) for n in lus[:4]]
    assert codes(suivante) == [("Code128", lus[4]), ("QRCode", lus[4])]


@sans_poppler
@pytest.mark.django_db
def test_labels_of_the_shelves_are_read_back(tmp_path: Path) -> None:
    article = fabrique.article(244)
    une = fabrique.variante(article, "noir", "38", reference="YZ244-NOIR-38", code_barre="YZ244NOIR38")
    longue = fabrique.variante(article, "أحمر", "39", reference="YZ244-" + "X" * 40, code_barre="YZ244" + "X" * 40)
    rouleau = pages(dessiner_etiquettes_variantes([(une, 2), (longue, 1)], en_feuille=False, titre="x"), tmp_path)
    assert [codes(page) for page in rouleau] == [
        [("Code128", "YZ244NOIR38"), ("QRCode", "YZ244NOIR38")],
        [("Code128", "YZ244NOIR38"), ("QRCode", "YZ244NOIR38")],
        [("QRCode", "YZ244" + "X" * 40)],
    ]
    for page in rouleau:
        assert min(encre(page)[:2]) >= POINT


def encre(page: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of what is not white."""
    trouve = ImageChops.invert(page).point(lambda p: 255 if p > 64 else 0).getbbox()
    assert trouve is not None
    return trouve
