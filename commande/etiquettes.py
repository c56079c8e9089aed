"""Draws the labels of parcels: 100 x 150 mm on a roll, or four on a sheet of A4."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commande.selectors.etiquettes import Etiquette, LigneEtiquette
from config.noyau.argent import en_dirhams
from config.noyau.pdf import A4, Bord, Document
from parametre.models import FormatEtiquettes

ROULEAU = (100.0, 150.0)
# What is drawn keeps within these, from the corner of its place.
LARGEUR, HAUTEUR = 92.0, 141.0
_PLACES: dict[str, tuple[tuple[float, float], ...]] = {
    FormatEtiquettes.ROULEAU: ((4.0, 4.5),),
    FormatEtiquettes.A4: ((6.5, 3.75), (111.5, 3.75), (6.5, 152.25), (111.5, 152.25)),
}
_PAGES: dict[str, tuple[float, float]] = {FormatEtiquettes.ROULEAU: ROULEAU, FormatEtiquettes.A4: A4}
_COTE_QR = 30.0
_LIGNES_MAX = 5
_INTERLIGNE = 5.0


def dessiner_etiquettes(
    etiquettes: Sequence[Etiquette], *, format_papier: str, titre: str, date: dt.datetime | None = None
) -> bytes:
    """Return the PDF of labels, in their order; `date` is that of the file."""
    document = Document(page=_PAGES[format_papier], titre=titre, date=date)
    places = _PLACES[format_papier]
    for rang, etiquette in enumerate(etiquettes):
        if rang % len(places) == 0:
            document.add_page()
            if len(places) > 1:
                _traits_de_coupe(document)
        _Dessin(document, *places[rang % len(places)]).dessiner(etiquette)
    return document.octets()


def _traits_de_coupe(document: Document) -> None:
    largeur, hauteur = A4
    document.set_line_width(0.1)
    document.set_draw_color(150)
    document.line(largeur / 2, 0, largeur / 2, hauteur)
    document.line(0, hauteur / 2, largeur, hauteur / 2)


class _Dessin:
    """One label in its place; heights are mm from the top of the place."""

    def __init__(self, document: Document, x: float, y: float) -> None:
        self.document, self.x, self.y = document, x, y

    def dessiner(self, etiquette: Etiquette) -> None:
        self._tete(etiquette)
        self._destinataire(etiquette)
        self._articles(etiquette.lignes)
        self._pied(etiquette)

    def _tete(self, e: Etiquette) -> None:
        marque = _("DUPLICATA n° %(n)d") % {"n": e.duplicata} if e.duplicata else ""
        reserve = 46.0 if marque else 0.0
        self._boite(e.numero, 5.5, lignes=1, taille=18, taille_min=7, gras=True, largeur=LARGEUR - reserve)
        if marque:
            self._cadre(LARGEUR - 44, 0, 44, 7)
            self._ecrire(marque, 5, x=LARGEUR - 44, taille=12, gras=True, largeur=44, bord="centre")
        if not self.document.code128(e.code_barre, self.x, self.y + 8.5, largeur=LARGEUR, hauteur=17):
            self._ecrire(e.code_barre, 18, taille=14, largeur=LARGEUR, bord="centre")
        self._ecrire(e.code_barre, 29.3, taille=10, largeur=LARGEUR, bord="centre")
        self._trait(32)

    def _destinataire(self, e: Etiquette) -> None:
        self._boite(e.client, 38.5, lignes=1, taille=16, taille_min=11, gras=True)
        self._ecrire(e.telephone, 46.5, taille=18, gras=True, largeur=54)
        if e.telephone_2:
            self._ecrire(e.telephone_2, 46.5, x=56, taille=11, largeur=LARGEUR - 56)
        self._boite(e.adresse, 52.8, lignes=4, taille=11, taille_min=8)
        self._boite(e.ville, 76.5, lignes=1, taille=20, taille_min=12, gras=True)
        self._ecrire(e.region, 82, taille=10, largeur=56)
        if e.delai:
            delai = _("Délai\u202f: %(delai)s") % {"delai": e.delai}
            self._ecrire(delai, 82, x=58, taille=10, largeur=LARGEUR - 58, bord="fin")
        self._trait(84.5)

    def _articles(self, lignes: Sequence[LigneEtiquette]) -> None:
        montrees = lignes if len(lignes) <= _LIGNES_MAX else lignes[: _LIGNES_MAX - 1]
        y = 89.2
        for ligne in montrees:
            self._ecrire(f"{ligne.quantite}\u202f×", y, taille=12, gras=True, largeur=11)
            self._ecrire(ligne.modele, y, x=11, taille=12, gras=True, largeur=21)
            self._ecrire(ligne.couleur, y, x=33, taille=12, largeur=41)
            self._ecrire(ligne.pointure, y, x=75, taille=12, gras=True, largeur=LARGEUR - 75, bord="fin")
            y += _INTERLIGNE
        if reste := len(lignes) - len(montrees):
            texte = ngettext("+%(n)d article", "+%(n)d articles", reste) % {"n": reste}
            self._ecrire(texte, y, x=11, taille=12, gras=True, largeur=LARGEUR - 11)

    def _pied(self, e: Etiquette) -> None:
        haut = HAUTEUR - _COTE_QR
        self._trait(haut - 0.5)
        self.document.qr(e.code_barre, self.x, self.y + haut, cote=_COTE_QR)
        gauche, largeur = _COTE_QR + 2, LARGEUR - _COTE_QR - 2
        pieces = ngettext("%(n)d pièce", "%(n)d pièces", e.pieces) % {"n": e.pieces}
        self._ecrire(pieces, haut + 6.5, x=gauche, taille=14, gras=True, largeur=largeur, bord="fin")
        self._ecrire(_("À encaisser"), haut + 14, x=gauche, taille=11, largeur=largeur, bord="fin")
        self.document.ecrire_boite(
            en_dirhams(e.montant),
            self.x + gauche,
            self.y + haut + 25,
            largeur=largeur,
            lignes=1,
            taille=28,
            taille_min=14,
            gras=True,
            bord="fin",
        )

    def _ecrire(
        self,
        texte: str,
        y: float,
        *,
        taille: float,
        largeur: float,
        x: float = 0,
        gras: bool = False,
        bord: Bord = "debut",
    ) -> None:
        self.document.ecrire(texte, self.x + x, self.y + y, taille=taille, gras=gras, largeur=largeur, bord=bord)

    def _boite(
        self,
        texte: str,
        y: float,
        *,
        lignes: int,
        taille: float,
        taille_min: float,
        gras: bool = False,
        largeur: float = LARGEUR,
    ) -> None:
        self.document.ecrire_boite(
            texte,
            self.x,
            self.y + y,
            largeur=largeur,
            lignes=lignes,
            taille=taille,
            taille_min=taille_min,
            gras=gras,
        )

    def _trait(self, y: float) -> None:
        self.document.set_draw_color(0)
        self.document.set_line_width(0.3)
        self.document.line(self.x, self.y + y, self.x + LARGEUR, self.y + y)

    def _cadre(self, x: float, y: float, largeur: float, hauteur: float) -> None:
        self.document.set_draw_color(0)
        self.document.set_line_width(0.5)
        self.document.rect(self.x + x, self.y + y, largeur, hauteur)
