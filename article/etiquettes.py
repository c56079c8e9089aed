"""Draws the labels of variants, for the shelves: 70 x 37 mm on a roll, or 24 on a sheet of A4."""

from collections.abc import Sequence

from article.models import Variante
from config.noyau.pdf import A4, Document

LARGEUR, HAUTEUR = 70.0, 37.0
COLONNES, RANGS = 3, 8
_MARGE = 3.0
_COTE_QR = 20.0


def dessiner_etiquettes_variantes(variantes: Sequence[tuple[Variante, int]], *, en_feuille: bool, titre: str) -> bytes:
    """Return the PDF of that many labels of each variant (article, colour and size in memory)."""
    document = Document(page=A4 if en_feuille else (LARGEUR, HAUTEUR), titre=titre)
    par_page = COLONNES * RANGS if en_feuille else 1
    for rang, variante in enumerate([v for v, combien in variantes for _n in range(combien)]):
        place = rang % par_page
        if place == 0:
            document.add_page()
        haut = (A4[1] - RANGS * HAUTEUR) / 2 if en_feuille else 0.0
        _dessiner(document, variante, place % COLONNES * LARGEUR, haut + place // COLONNES * HAUTEUR)
    return document.octets()


def _dessiner(document: Document, variante: Variante, x: float, y: float) -> None:
    article, large = variante.article, LARGEUR - 2 * _MARGE - _COTE_QR
    gauche, bas = x + _MARGE, LARGEUR - 2 * _MARGE
    document.ecrire(article.code, gauche, y + 7.5, taille=15, gras=True, largeur=large)
    couleur = str(variante.couleur or "")
    document.ecrire_boite(couleur, gauche, y + 13, largeur=large, lignes=1, taille=12, taille_min=8)
    document.ecrire(str(variante.pointure or ""), gauche, y + 20.5, taille=18, gras=True, largeur=large)
    document.qr(variante.code_barre, x + LARGEUR - _MARGE - _COTE_QR, y + 1.5, cote=_COTE_QR)
    # A long reference has no room for bars that scan well: its QR code does.
    document.code128(variante.code_barre, x, y + 22.5, largeur=LARGEUR, hauteur=8.5)
    document.ecrire_boite(
        variante.reference, gauche, y + 34.5, largeur=bas, lignes=1, taille=8, taille_min=5, bord="centre"
    )
