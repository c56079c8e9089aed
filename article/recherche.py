"""Finding an article by what people type, in French or Arabic, with their typing errors."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Sum
from rapidfuzz import fuzz

from article.couleurs import IndexCouleurs
from article.lexique import CATEGORIES, GENRES
from article.models import Article, Variante
from article.resolution import canonique, index_couleurs
from config.noyau.textes import normaliser, plier

TROUVES_MAX = 8
# Under this likeness two words are not one word misspelt.
_RESSEMBLANCE = 72.0
# An article renamed or switched off is seen at the latest after this many seconds.
_DUREE = 60.0
_MARQUES = frozenset({"yz", "zy", "y"})
_POINTURES = range(15, 51)


@dataclass(frozen=True, slots=True)
class ArticleTrouve:
    """An article that answers a search; `score` from 0 to 100."""

    article_id: int
    score: float


@dataclass(frozen=True, slots=True)
class _Fiche:
    article_id: int
    modele: str
    mots: tuple[str, ...]
    stock: int


@dataclass(slots=True)
class IndexRecherche:
    """The active articles in memory, by their words."""

    fiches: Sequence[_Fiche]
    couleurs: IndexCouleurs
    _par_modele: dict[str, list[_Fiche]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fiche in self.fiches:
            self._par_modele.setdefault(fiche.modele, []).append(fiche)

    @classmethod
    def construire(cls) -> "IndexRecherche":
        """Load the active articles and their colours, in four queries."""
        couleurs: dict[int, set[str]] = {}
        paires = Variante.objects.filter(couleur__isnull=False, article__actif=True).order_by()
        for article_id, nom in paires.values_list("article_id", "couleur__nom").distinct():
            couleurs.setdefault(article_id, set()).add(nom)
        articles = (
            Article.objects.filter(actif=True)
            .annotate(stock=Sum("variantes__qte_disponible"))
            .values_list("pk", "modele", "nom", "reference", "categorie__nom", "genre__nom", "stock")
            .order_by("pk")
        )
        fiches = [
            _Fiche(pk, str(modele), _mots_de(nom, reference, categorie, genre, couleurs.get(pk, ())), stock or 0)
            for pk, modele, nom, reference, categorie, genre, stock in articles
        ]
        return cls(fiches, index_couleurs())

    def chercher(self, saisie: str, *, limite: int = TROUVES_MAX) -> list[ArticleTrouve]:
        """Return the articles that answer best, the best first; an exact model number wins."""
        numeros, mots = self._lire(saisie)
        candidates = [f for n in numeros for f in self._par_modele.get(n, ())]
        exacts = bool(candidates)
        if not exacts and numeros:
            candidates = [f for f in self.fiches if any(f.modele.startswith(n) for n in numeros)]
        if not numeros:
            candidates = list(self.fiches) if mots else []
        notes = [(self._note(fiche, mots), fiche) for fiche in candidates]
        # With a number the words only rank: an operator who knows the model may misname its kind.
        retenues = [(note, f) for note, f in notes if note >= _RESSEMBLANCE or numeros]
        retenues.sort(key=lambda paire: (-round(paire[0]), paire[1].stock <= 0, paire[1].article_id))
        return [ArticleTrouve(f.article_id, note) for note, f in retenues[:limite]]

    def _lire(self, saisie: str) -> tuple[list[str], list[str]]:
        """Split what was typed into model numbers and words, each under its catalogue name."""
        texte = normaliser(saisie[:120])
        for marque in ("yz", "zy"):
            texte = texte.replace(marque, f" {marque} ")
        mots = [m for m in texte.split() if m not in _MARQUES]
        numeros = [m.lstrip("0") for m in mots if m.isdecimal() and m.lstrip("0")]
        if len(numeros) > 1:
            # Beside a model, a number the size of a shoe is one.
            numeros = [n for n in numeros if int(n[:6]) not in _POINTURES] or numeros[:1]
        return numeros, [self._canonique(m) for m in mots if not m.isdecimal() and len(m) > 1]

    def _canonique(self, mot: str) -> str:
        nom = CATEGORIES.get(mot) or GENRES.get(mot) or self.couleurs.nommer(mot) or self.couleurs.proche(mot)
        return plier(nom) if nom else mot

    @staticmethod
    def _note(fiche: _Fiche, mots: Sequence[str]) -> float:
        """Return how well the words are met: the worst of them decides whether it is this article."""
        if not mots:
            return 100.0
        notes = [max((_ressemblance(mot, connu) for connu in fiche.mots), default=0.0) for mot in mots]
        return sum(notes) / len(notes) if min(notes) >= _RESSEMBLANCE else 0.0


def index_recherche() -> IndexRecherche:
    """Return this process's index, built anew when articles came or went (one query to know)."""
    global _courant
    comptes = Article.objects.filter(actif=True).aggregate(n=Count("pk"), dernier=Max("pk"))
    marque = (comptes["n"], comptes["dernier"])
    instant = time.monotonic()
    if _courant is None or _courant[0] != marque or instant - _courant[1] > _DUREE:
        _courant = (marque, instant, IndexRecherche.construire())
    return _courant[2]


_courant: tuple[tuple[int, int | None], float, IndexRecherche] | None = None


def chercher_articles(saisie: str, *, limite: int = TROUVES_MAX) -> list[Article]:
    """Return the active articles that answer a search, the best first, with their stock in `stock`."""
    trouves = index_recherche().chercher(saisie, limite=limite)
    articles = (
        Article.objects.filter(actif=True, pk__in=[t.article_id for t in trouves])
        .annotate(stock=Sum("variantes__qte_disponible"))
        .in_bulk()
    )
    return [articles[t.article_id] for t in trouves if t.article_id in articles]


def variantes_proches(voulue: Variante, variantes: Iterable[Variante], *, pieces: int = 1) -> list[Variante]:
    """Return the variants of an article that can replace one that is short, the nearest first.

    The same colour in the nearest sizes, then the same size in other colours; only those
    that hold the pieces asked.
    """
    possibles = [v for v in variantes if v.pk != voulue.pk and v.qte_disponible >= pieces]
    return sorted(possibles, key=lambda v: (_ecart(v, voulue), v.pk))


def _ecart(une: Variante, autre: Variante) -> tuple[float, int]:
    taille = _ecart_tailles(une, autre)
    # A colour away is as far as a size and a half: a shoe must fit first.
    return taille + (1.5 if une.couleur_id != autre.couleur_id else 0), -une.qte_disponible


def _ecart_tailles(une: Variante, autre: Variante) -> float:
    if une.pointure_id == autre.pointure_id:
        return 0
    try:
        return abs(float(une.pointure.nom) - float(autre.pointure.nom)) if une.pointure and autre.pointure else 3
    except ValueError:
        return 3


def _mots_de(nom: str, reference: str, categorie: str, genre: str, couleurs: Iterable[str]) -> tuple[str, ...]:
    textes = (nom, reference, canonique(categorie, CATEGORIES), canonique(genre, GENRES), categorie, genre, *couleurs)
    mots = {mot for texte in textes for mot in normaliser(texte).split()} | {plier(c) for c in couleurs}
    return tuple(sorted(mots))


def _ressemblance(mot: str, connu: str) -> float:
    if connu.startswith(mot):
        return 100.0
    return fuzz.ratio(mot, connu)
