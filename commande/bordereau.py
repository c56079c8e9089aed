"""The paper that goes with a hand-over: drawn, and as rows of a workbook."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from commande.models import Envoi
from commande.selectors.envois import LigneBordereau
from config.noyau.affichage import jour_heure
from config.noyau.argent import ZERO, en_dirhams
from config.noyau.exports import Colonne, Genre
from config.noyau.pdf import A4, Document
from config.noyau.telephones import afficher_telephone

PAYSAGE = (A4[1], A4[0])
_MARGE = 10.0
_RANG = 11.0
_TETE = 32.0
_PAR_PAGE = int((PAYSAGE[1] - _TETE - 22) // _RANG)
# Title, left edge, width, in mm.
_LARGEURS = (30.0, 42.0, 28.0, 74.0, 30.0, 49.0, 24.0)


def colonnes() -> tuple[str, ...]:
    """Return the heads of the columns, in their order."""
    return (_("Numéro"), _("Client"), _("Téléphone"), _("Adresse"), _("Ville"), _("Articles"), _("À encaisser"))


def total_de(lignes: Sequence[LigneBordereau]) -> Decimal:
    """Return what a hand-over should bring, in MAD."""
    return sum((ligne.montant for ligne in lignes), ZERO)


def bordereau_pdf(envoi: Envoi, lignes: Sequence[LigneBordereau]) -> bytes:
    """Draw the list of a hand-over, with its count, its amount and room for two signatures."""
    doc = Document(page=PAYSAGE, titre=_("Bordereau %(numero)s") % {"numero": envoi.numero})
    pages = [lignes[n : n + _PAR_PAGE] for n in range(0, len(lignes), _PAR_PAGE)] or [[]]
    montant = total_de(lignes)
    for rang, page in enumerate(pages, start=1):
        doc.add_page()
        _tete(doc, envoi, len(lignes), montant, f"{rang}/{len(pages)}")
        y = _TETE
        for ligne in page:
            _rang(doc, ligne, y)
            y += _RANG
    bas = PAYSAGE[1] - 14
    doc.ecrire(_("Remis par"), _MARGE, bas, taille=9)
    doc.ecrire(_("Reçu par"), PAYSAGE[0] / 2, bas, taille=9)
    return doc.octets()


def _tete(doc: Document, envoi: Envoi, nombre: int, montant: Decimal, page: str) -> None:
    doc.ecrire(_("Bordereau %(numero)s") % {"numero": envoi.numero}, _MARGE, 14, taille=16, gras=True)
    resume = _("%(n)d colis · %(montant)s") % {"n": nombre, "montant": en_dirhams(montant)}
    doc.ecrire(resume, PAYSAGE[0] - _MARGE - 100, 14, taille=14, gras=True, largeur=100, bord="fin")
    qui = [str(envoi.operateur or ""), envoi.transporteur, envoi.numero_suivi, jour_heure(envoi.date)]
    doc.ecrire(" · ".join(mot for mot in qui if mot), _MARGE, 20, taille=10, largeur=220)
    doc.ecrire(page, PAYSAGE[0] - _MARGE - 30, 20, taille=9, largeur=30, bord="fin")
    x = _MARGE
    for nom, largeur in zip(colonnes(), _LARGEURS, strict=True):
        doc.ecrire(
            nom,
            x,
            _TETE - 5,
            taille=8,
            gras=True,
            largeur=largeur - 2,
            bord="fin" if largeur == _LARGEURS[-1] else "debut",
        )
        x += largeur
    doc.line(_MARGE, _TETE - 3, PAYSAGE[0] - _MARGE, _TETE - 3)


def _rang(doc: Document, ligne: LigneBordereau, y: float) -> None:
    c = ligne.commande
    textes = (
        c.numero,
        c.client.nom_complet,
        afficher_telephone(c.client.telephone),
        c.adresse,
        c.ville.nom if c.ville else "",
        ligne.articles,
    )
    x = _MARGE
    for texte, largeur in zip(textes, _LARGEURS, strict=False):
        doc.ecrire_boite(texte, x, y + 2, largeur=largeur - 2, lignes=2, taille=8, taille_min=6)
        x += largeur
    doc.ecrire(en_dirhams(ligne.montant), x, y + 2, taille=9, gras=True, largeur=_LARGEURS[-1] - 2, bord="fin")
    doc.line(_MARGE, y + _RANG - 3.5, PAYSAGE[0] - _MARGE, y + _RANG - 3.5)


def lignes_du_classeur(lignes: Sequence[LigneBordereau]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the workbook, then the count and the amount of all."""
    for ligne in lignes:
        c = ligne.commande
        ville = c.ville.nom if c.ville else ""
        textes = (
            c.numero,
            c.client.nom_complet,
            afficher_telephone(c.client.telephone).replace("\xa0", " "),
            c.adresse,
            ville,
        )
        yield (*textes, ligne.articles, ligne.montant)
    yield (_("%(n)d colis") % {"n": len(lignes)}, "", "", "", "", "", total_de(lignes))


def colonnes_du_classeur() -> list[Colonne]:
    """Return the columns of the workbook; only the last is a number."""
    *textes, montant = colonnes()
    return [*(Colonne(nom, largeur=24) for nom in textes), Colonne(montant, Genre.MONTANT)]
