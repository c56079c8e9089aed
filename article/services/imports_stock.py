"""Set the stock to what a counting sheet says.

The variant is found by article (the name column), colour and size: the reference of such
sheets stands for different variants. Where article, colour and size are each in the
catalogue but not together, the variant is created: a piece that was counted is on the
shelf, and can be sold. A colour or size that is nowhere in the catalogue is reported. The
same variant twice: the first row is kept and the other reported, because to add up a line
that was typed twice would promise pieces that are not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from article.lecture_catalogue import LigneIllisible, lire_pointures, reparer_reference
from article.models import Article, Couleur, Pointure
from article.resolution import ArticleConnu, IndexArticles
from article.services.stock import QUANTITE_MAX, compter_en_lot
from article.services.variantes import VarianteVoulue, creer_variantes
from article.textes import analyser_produit
from config.noyau.colonnes import lire_lignes
from config.noyau.imports import Remarque, Suivi
from config.noyau.textes import chiffres_ascii, cle_reference, nettoyer, normaliser
from parametre.models import Operateur

COLONNES: Mapping[str, tuple[str, ...]] = {
    "nom": ("name", "nom", "article", "nom article", "ref article"),
    "couleur": ("color", "colour", "couleur"),
    "pointure": ("size", "pointure", "taille"),
    "quantite": ("quantity", "quantite", "qte", "qte en stock", "stock"),
}
OBLIGATOIRES = ("nom", "couleur", "pointure", "quantite")

# Article id, colour and size under their keys.
Cle = tuple[int, str | None, str | None]


@dataclass(frozen=True, slots=True)
class BilanStock:
    """What an import of stock did; `lues` = changees + inchangees + non_lues."""

    lues: int
    changees: int
    inchangees: int
    variantes_creees: int
    pieces: int
    non_lues: tuple[Remarque, ...]


def importer_stock(*, chemin: str | Path, operateur: Operateur | None = None, suivre: Suivi = iter) -> BilanStock:
    """Set the quantities of a file by movements INVENTAIRE.

    Rows that cannot be used are reported and stop nothing. Raises ErreurFichier,
    ErreurColonnes, ErreurDroit: nothing is written then.
    """
    compteur = _Comptage()
    for numero, valeurs in suivre(lire_lignes(chemin, COLONNES, OBLIGATOIRES)):
        compteur.lire(numero, valeurs)
    with transaction.atomic():
        creees = compteur.creer_les_absentes()
        changees = compter_en_lot(
            quantites={compteur.variante(cle): quantite for cle, (_numero, quantite) in compteur.comptes.items()},
            motif=_("Inventaire importé de %s") % Path(chemin).name[:120],
            operateur=operateur,
        )
    return BilanStock(
        lues=len(compteur.comptes) + len(compteur.non_lues),
        changees=changees,
        inchangees=len(compteur.comptes) - changees,
        variantes_creees=creees,
        pieces=sum(quantite for _numero, quantite in compteur.comptes.values()),
        non_lues=tuple(compteur.non_lues),
    )


class _Comptage:
    """The rows of a counting sheet set against the catalogue."""

    def __init__(self) -> None:
        self.index = IndexArticles.construire()
        self.couleurs = {normaliser(c.nom): c for c in Couleur.objects.order_by("-pk")}
        self.pointures = {normaliser(p.nom): p for p in Pointure.objects.order_by("-pk")}
        self.articles: dict[int, ArticleConnu] = {}
        self.comptes: dict[Cle, tuple[int, int]] = {}
        self.non_lues: list[Remarque] = []
        self._creees: dict[Cle, int] = {}

    def lire(self, numero: int, valeurs: Mapping[str, str]) -> None:
        try:
            cle, quantite = self._lire(valeurs)
        except LigneIllisible as erreur:
            self.non_lues.append(Remarque(numero, str(erreur)))
            return
        premiere, _quantite_gardee = self.comptes.setdefault(cle, (numero, quantite))
        if premiere != numero:
            raison = _("variante déjà comptée ligne %d, qui est gardée") % premiere
            self.non_lues.append(Remarque(numero, raison))

    def _lire(self, valeurs: Mapping[str, str]) -> tuple[Cle, int]:
        article = self._article(valeurs["nom"])
        self.articles[article.id] = article
        couleur = self._couleur(valeurs["couleur"])
        pointure = self._pointure(valeurs["pointure"])
        return (article.id, couleur, pointure), _quantite(valeurs["quantite"])

    def _article(self, nom: str) -> ArticleConnu:
        nom = nettoyer(nom[:400])
        if not nom:
            raise LigneIllisible(_("pas de nom d’article"))
        article = self.index.par_reference.get(cle_reference(nom))
        if article is None:
            article = self.index.par_reference.get(cle_reference(reparer_reference(nom)[0]))
        if article is not None:
            return article
        possibles = self.index.articles_de(analyser_produit(nom, self.index.couleurs))
        if not possibles:
            raise LigneIllisible(_("article « %s » inconnu au catalogue") % nom[:60])
        if len(possibles) > 1:
            raise LigneIllisible(_("article « %s » : plusieurs articles portent ce numéro") % nom[:60])
        return possibles[0]

    def _couleur(self, texte: str) -> str | None:
        if not normaliser(texte[:100]):
            return None
        nom = self.index.couleurs.nommer(texte[:100]) or self.index.couleurs.proche(texte[:100])
        cle = normaliser(nom or texte[:100])
        if cle not in self.couleurs:
            raise LigneIllisible(_("couleur « %s » inconnue au catalogue") % nettoyer(texte[:40]))
        return cle

    def _pointure(self, texte: str) -> str | None:
        cle = normaliser(texte[:40])
        if not cle:
            return None
        lues = lire_pointures(texte)
        if cle not in self.pointures and len(lues) == 1:
            cle = lues[0]
        if cle not in self.pointures:
            raise LigneIllisible(_("pointure « %s » inconnue au catalogue") % nettoyer(texte[:40]))
        return cle

    def creer_les_absentes(self) -> int:
        absentes = [cle for cle in self.comptes if (cle[1], cle[2]) not in self.articles[cle[0]].variantes]
        if not absentes:
            return 0
        articles = Article.objects.in_bulk({article_id for article_id, _c, _p in absentes})
        voulues = [self._voulue(articles[article_id], c, p) for article_id, c, p in absentes]
        self._creees = dict(zip(absentes, (v.pk for v in creer_variantes(voulues=voulues)), strict=True))
        return len(absentes)

    def _voulue(self, article: Article, couleur: str | None, pointure: str | None) -> VarianteVoulue:
        return VarianteVoulue(
            article,
            self.couleurs[couleur].pk if couleur else None,
            couleur,
            self.pointures[pointure].pk if pointure else None,
            pointure,
        )

    def variante(self, cle: Cle) -> int:
        article_id, couleur, pointure = cle
        connue = self.articles[article_id].variantes.get((couleur, pointure))
        return connue.id if connue is not None else self._creees[cle]


def _quantite(texte: str) -> int:
    """Read a count: a whole number from 0."""
    chiffres = "".join(chiffres_ascii(nettoyer(texte[:40])).split())
    entier, _point, decimales = chiffres.replace(",", ".").partition(".")
    if not entier.isascii() or not entier.isdecimal() or decimales.strip("0") or int(entier) > QUANTITE_MAX:
        raise LigneIllisible(_("quantité illisible : « %s »") % nettoyer(texte[:40]))
    return int(entier)
