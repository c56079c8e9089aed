"""Which variant of the catalogue a product text stands for.

Everything is loaded in a fixed number of queries, whatever the size of the catalogue;
after that no text costs a query. The article is found by its model number, then by
category and gender where several share the number: one left, it is taken; several left,
a word of the text that only one of them has in its reference decides (`YZ115 MAT`);
otherwise all are candidates and nothing is guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from article.couleurs import IndexCouleurs, couleurs_livrees
from article.lexique import CATEGORIES, GENRES
from article.models import AliasCouleur, Article, Couleur, Variante
from article.textes import ProduitAnalyse, analyser_produit
from config.noyau.textes import cle_reference, normaliser

CANDIDATS_MAX = 3
_MEMOIRE_MAX = 20_000
# Nearness of two colours: the same, sharing a word, another one.
_MEME, _VOISINE, _AUTRE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class CandidatVariante:
    variante_id: int
    libelle: str
    qte_disponible: int


@dataclass(frozen=True, slots=True)
class ResolutionProduit:
    """The variant a text stands for, or why there is none and what comes nearest.

    `raison` is a French sentence for the operator, `code_raison` stable: `modele_absent`,
    `modele_inconnu`, `article_inactif`, `plusieurs_articles`, `couleur_absente`,
    `couleur_inconnue`, `pointure_absente`, `variante_inconnue`; both empty once resolved,
    when the only candidate is the variant itself.
    """

    variante_id: int | None = None
    article_id: int | None = None
    raison: str = ""
    code_raison: str = ""
    candidats: tuple[CandidatVariante, ...] = ()


class VarianteConnue(NamedTuple):
    id: int
    couleur: str | None
    pointure: str | None
    qte_disponible: int


@dataclass(slots=True)
class ArticleConnu:
    """An article with its variants by (colour, size); either may be None."""

    id: int
    modele: int
    reference: str
    categorie: str
    genre: str
    actif: bool
    variantes: dict[tuple[str | None, str | None], VarianteConnue] = field(default_factory=dict)
    _lu: ProduitAnalyse | None = None

    def lu(self) -> ProduitAnalyse:
        """Return what the reference itself says: it may differ from the category kept beside it."""
        if self._lu is None:
            self._lu = analyser_produit(self.reference)
        return self._lu


class IndexArticles:
    """The catalogue in memory, for one run."""

    def __init__(self, articles: Iterable[ArticleConnu], couleurs: IndexCouleurs) -> None:
        self.couleurs = couleurs
        self.par_reference: dict[str, ArticleConnu] = {}
        self._par_modele: dict[int, list[ArticleConnu]] = {}
        for article in articles:
            self.par_reference[cle_reference(article.reference)] = article
            self._par_modele.setdefault(article.modele, []).append(article)
        self._resolus: dict[ProduitAnalyse, ResolutionProduit] = {}
        self._compris: dict[str, tuple[ProduitAnalyse, ResolutionProduit]] = {}

    @classmethod
    def construire(cls) -> "IndexArticles":
        """Load the catalogue and the taught spellings of colours, in four queries."""
        articles = {
            pk: ArticleConnu(pk, modele, reference, canonique(categorie, CATEGORIES), canonique(genre, GENRES), actif)
            for pk, modele, reference, categorie, genre, actif in Article.objects.order_by("pk").values_list(
                "pk", "modele", "reference", "categorie__nom", "genre__nom", "actif"
            )
        }
        variantes = Variante.objects.order_by("pk").values_list(
            "pk", "article_id", "couleur__nom", "pointure__nom", "qte_disponible"
        )
        for pk, article_id, couleur, pointure, quantite in variantes:
            # An article may have appeared between the two queries.
            if article_id in articles:
                connue = VarianteConnue(
                    pk, couleur and normaliser(couleur), pointure and normaliser(pointure), quantite
                )
                articles[article_id].variantes[connue.couleur, connue.pointure] = connue
        return cls(articles.values(), index_couleurs())

    def comprendre(self, texte: str) -> tuple[ProduitAnalyse, ResolutionProduit]:
        """Analyse a text with the taught colours and resolve it; the same text costs once."""
        compris = self._compris.get(texte)
        if compris is None:
            analyse = analyser_produit(texte, self.couleurs)
            compris = analyse, self.resoudre(analyse)
            _retenir(self._compris, texte, compris)
        return compris

    def resoudre(self, analyse: ProduitAnalyse) -> ResolutionProduit:
        """Find the variant, or say why not and what comes nearest."""
        resolution = self._resolus.get(analyse)
        if resolution is None:
            resolution = self._resoudre(analyse)
            _retenir(self._resolus, analyse, resolution)
        return resolution

    def articles_de(self, analyse: ProduitAnalyse) -> list[ArticleConnu]:
        """Return the articles a text may stand for: one if it is sure, none if the number is unknown."""
        articles = self._par_modele.get(analyse.modele or 0, [])
        if len(articles) <= 1:
            return articles
        convenables = [a for a in articles if _convient(a, analyse)]
        restants = _par_reference(convenables, analyse) if convenables else articles
        if len(restants) > 1:
            restants = [a for a in restants if a.actif] or restants
        return restants

    def _resoudre(self, analyse: ProduitAnalyse) -> ResolutionProduit:
        if analyse.modele is None:
            return _echec("modele_absent", _("Le texte ne donne pas de numéro de modèle sûr."))
        articles = self.articles_de(analyse)
        if not articles:
            return _echec("modele_inconnu", _("Le modèle YZ%d n’est pas au catalogue.") % analyse.modele)
        couleur, pointure = self._couleur(analyse), analyse.pointure
        if len(articles) > 1:
            noms = ", ".join(a.reference for a in articles)
            raison = _("Le modèle YZ%(modele)d désigne plusieurs articles : %(noms)s.")
            return _echec(
                "plusieurs_articles",
                raison % {"modele": analyse.modele, "noms": noms},
                candidats=_un_par_article(articles, couleur, pointure),
            )
        (article,) = articles
        if not article.actif:
            autres = [a for a in self._par_modele[analyse.modele] if a.actif]
            raison = _("L’article %s n’est plus en vente.") % article.reference
            return _echec("article_inactif", raison, candidats=_un_par_article(autres, couleur, pointure))
        # A colour that was said but not understood is not the same as none.
        inconnue = couleur is None and bool(analyse.texte_couleur)
        variante = None if inconnue else article.variantes.get((couleur, pointure))
        if variante is not None:
            return ResolutionProduit(variante.id, article.id, candidats=(_candidat(article, variante),))
        code, raison = _manque(article, couleur, pointure, analyse.texte_couleur)
        candidats = _les_plus_proches(article, couleur, pointure)[:CANDIDATS_MAX]
        return _echec(code, raison, article_id=article.id, candidats=[_candidat(article, v) for v in candidats])

    def _couleur(self, analyse: ProduitAnalyse) -> str | None:
        """Return the colour of a text, also where it was analysed without the taught names."""
        couleur = analyse.couleur
        if couleur is None and analyse.texte_couleur and couleurs_livrees().nommer(analyse.texte_couleur) is None:
            couleur = self.couleurs.nommer(analyse.texte_couleur)
        return couleur and normaliser(couleur)


def index_couleurs() -> IndexCouleurs:
    """Return the shipped names of colours with those of the shop, in two queries."""
    alias = dict(AliasCouleur.objects.values_list("texte", "couleur__nom"))
    noms = list(Couleur.objects.order_by("pk").values_list("nom", flat=True))
    return couleurs_livrees().avec(noms=noms, alias=alias)


def canonique(nom: str, table: Mapping[str, str]) -> str:
    """Return the name of a category or gender as texts are read, whatever its spelling."""
    cle = normaliser(nom)
    return table.get(cle, cle.upper())


def _retenir(memoire: dict[Any, Any], cle: object, valeur: object) -> None:
    if len(memoire) >= _MEMOIRE_MAX:
        memoire.clear()
    memoire[cle] = valeur


def _convient(article: ArticleConnu, analyse: ProduitAnalyse) -> bool:
    """Say whether neither category nor gender speaks against the article."""
    categories = {article.categorie, article.lu().categorie}
    genres = {article.genre, article.lu().genre}
    return (analyse.categorie is None or analyse.categorie in categories) and (
        analyse.genre is None or analyse.genre in genres
    )


def _par_reference(articles: list[ArticleConnu], analyse: ProduitAnalyse) -> list[ArticleConnu]:
    """Narrow by what the references themselves say: the kind, then a word of their own."""
    if analyse.categorie is not None:
        articles = [a for a in articles if a.lu().categorie == analyse.categorie] or articles
    nommes = [a for a in articles if a.lu().mots and a.lu().mots <= analyse.mots]
    return nommes if len(nommes) == 1 else articles


def _echec(
    code: str, raison: str, *, article_id: int | None = None, candidats: Iterable[CandidatVariante] = ()
) -> ResolutionProduit:
    return ResolutionProduit(None, article_id, raison, code, tuple(candidats))


def _manque(article: ArticleConnu, couleur: str | None, pointure: str | None, texte_couleur: str) -> tuple[str, str]:
    if couleur is None and texte_couleur:
        return "couleur_inconnue", _("Couleur « %s » non reconnue.") % texte_couleur[:60]
    if couleur is None and any(c is not None for c, _p in article.variantes):
        return "couleur_absente", _("Couleur non indiquée.")
    if pointure is None and any(p is not None for _c, p in article.variantes):
        return "pointure_absente", _("Pointure non indiquée, ou plusieurs à la fois.")
    voulue = " ".join(filter(None, (couleur, pointure)))
    raison = _("%(article)s n’existe pas en %(voulue)s au catalogue.")
    return "variante_inconnue", raison % {"article": article.reference, "voulue": voulue or "–"}


def _un_par_article(
    articles: Iterable[ArticleConnu], couleur: str | None, pointure: str | None
) -> list[CandidatVariante]:
    premieres = [(a, proches[0]) for a in articles if (proches := _les_plus_proches(a, couleur, pointure))]
    premieres.sort(key=lambda paire: _ecart(paire[1], couleur, pointure))
    return [_candidat(article, variante) for article, variante in premieres[:CANDIDATS_MAX]]


def _les_plus_proches(article: ArticleConnu, couleur: str | None, pointure: str | None) -> list[VarianteConnue]:
    return sorted(article.variantes.values(), key=lambda v: _ecart(v, couleur, pointure))


def _ecart(variante: VarianteConnue, couleur: str | None, pointure: str | None) -> tuple[float, bool, int]:
    """Order variants by what the client would take instead: colour and size, then stock."""
    if couleur is None or variante.couleur == couleur:
        teinte = _MEME
    elif variante.couleur and set(variante.couleur.split()) & set(couleur.split()):
        teinte = _VOISINE
    else:
        teinte = _AUTRE
    return teinte + _ecart_pointure(variante.pointure, pointure), variante.qte_disponible <= 0, variante.id


def _ecart_pointure(une: str | None, autre: str | None) -> float:
    if autre is None or une == autre:
        return 0
    try:
        return abs(float(une or "") - float(autre))
    except ValueError:
        return _AUTRE


def _candidat(article: ArticleConnu, variante: VarianteConnue) -> CandidatVariante:
    libelle = " · ".join(filter(None, (article.reference, variante.couleur, variante.pointure)))
    return CandidatVariante(variante.id, libelle, variante.qte_disponible)
