"""Bring a shop's article list into the catalogue.

The whole file is read before anything is written, then everything is written in one
transaction, in bulk; what is as the file says already is not written again. Articles are
found by the normal form of their reference. A colour or size that the file no longer
names stays: it may be on a shelf. Stock, pictures, taught spellings and whether an
article is on sale are not the file's business.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from article.lecture_catalogue import LigneCatalogue, LigneIllisible, lire_article, reparer_reference
from article.lexique import CATEGORIES, GENRES
from article.models import Article, Categorie, Couleur, Genre, Pointure, Variante
from article.resolution import canonique, index_couleurs
from article.services import couleurs as service_couleurs
from article.services.variantes import VarianteVoulue, creer_variantes
from config.noyau.colonnes import lire_lignes
from config.noyau.imports import Remarque, Suivi
from config.noyau.textes import cle_reference, normaliser
from parametre.services import compteurs

# A table of names.
N = TypeVar("N", Categorie, Genre, Couleur, Pointure)

COLONNES: Mapping[str, tuple[str, ...]] = {
    "reference": ("REF ARTICLE", "REFERENCE", "REF"),
    "prix_unitaire": ("PRIX UNITAIRE", "PRIX"),
    "pointure": ("POINTURE", "POINTURES", "TAILLE"),
    "couleur": ("COULEUR", "COULEURS"),
    "categorie": ("CATEGORIE",),
    "genre": ("GENRE",),
    "nom": ("NOM ARTICLE", "NOM"),
    "phase": ("PHASE",),
    "prix_gros": ("PRIX GROS",),
    "prix_liquidation": ("PRIX LIQ 1", "PRIX LIQ", "PRIX LIQUIDATION"),
    **{f"upsell_{n}": (f"PRIX UPSEL {n}", f"PRIX UPSELL {n}") for n in (2, 3, 4, 5)},
    **{f"remise_{n}": (f"PRIX REMISE {n}",) for n in (1, 2, 3, 4)},
}
OBLIGATOIRES = ("reference", "prix_unitaire", "pointure", "couleur")
_LOT = 500


@dataclass(frozen=True, slots=True)
class BilanArticles:
    """What an import of articles did; `lues` = crees + modifies + inchanges + non_lues."""

    lues: int
    crees: int
    modifies: int
    inchanges: int
    variantes_creees: int
    couleurs_creees: int
    non_lues: tuple[Remarque, ...]
    remarques: tuple[Remarque, ...]


@dataclass(slots=True)
class _Lecture:
    articles: dict[str, LigneCatalogue] = field(default_factory=dict)
    non_lues: list[Remarque] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)


def importer_articles(*, chemin: str | Path, suivre: Suivi = iter) -> BilanArticles:
    """Create and update articles, their colours, sizes and variants from a file.

    Rows that cannot be read are reported and stop nothing. Raises ErreurFichier,
    ErreurColonnes: nothing is written then.
    """
    lecture = _lire(chemin, suivre)
    lignes = list(lecture.articles.values())
    with transaction.atomic():
        articles, crees, modifies = _ecrire_articles(lignes)
        variantes, couleurs = _ecrire_variantes(lignes, articles)
        ecritures = service_couleurs.installer_ecritures_livrees()
        if couleurs and not ecritures:
            compteurs.avancer(service_couleurs.COMPTEUR)
    return BilanArticles(
        lues=len(lignes) + len(lecture.non_lues),
        crees=crees,
        modifies=modifies,
        inchanges=len(lignes) - crees - modifies,
        variantes_creees=variantes,
        couleurs_creees=couleurs,
        non_lues=tuple(lecture.non_lues),
        remarques=tuple(lecture.remarques),
    )


def _lire(chemin: str | Path, suivre: Suivi) -> _Lecture:
    lecture = _Lecture()
    index = index_couleurs()
    for numero, valeurs in suivre(lire_lignes(chemin, COLONNES, OBLIGATOIRES)):
        try:
            article = lire_article(numero, valeurs, index)
        except LigneIllisible as erreur:
            lecture.non_lues.append(Remarque(numero, str(erreur)))
            continue
        premiere = lecture.articles.setdefault(article.cle, article)
        if premiere is not article:
            raison = _("référence « %(reference)s » déjà lue ligne %(ligne)d, qui est gardée")
            valeurs_raison = {"reference": article.reference, "ligne": premiere.numero}
            lecture.non_lues.append(Remarque(numero, raison % valeurs_raison))
            continue
        lecture.remarques += [Remarque(numero, f"{article.reference} : {texte}") for texte in article.remarques]
    return lecture


def _ecrire_articles(lignes: Sequence[LigneCatalogue]) -> tuple[dict[str, Article], int, int]:
    """Return the articles by the key of their reference, how many are new, how many changed."""
    categories = _presents(Categorie, (ligne.categorie for ligne in lignes), lambda n: canonique(n, CATEGORIES))
    genres = _presents(Genre, (ligne.genre for ligne in lignes), lambda n: canonique(n, GENRES))
    articles = _articles_presents()
    nouveaux: list[Article] = []
    changes: list[Article] = []
    champs_changes: set[str] = set()
    for ligne in lignes:
        champs: dict[str, Any] = {
            **ligne.champs,
            "categorie_id": categories[canonique(ligne.categorie, CATEGORIES)].pk,
            "genre_id": genres[canonique(ligne.genre, GENRES)].pk,
        }
        article = articles.get(ligne.cle)
        if article is None:
            nom = ligne.nom or ligne.reference
            articles[ligne.cle] = Article(reference=ligne.reference, modele=ligne.modele, nom=nom, **champs)
            nouveaux.append(articles[ligne.cle])
        elif changees := _appliquer(article, champs | ({"nom": ligne.nom} if ligne.nom else {})):
            champs_changes |= changees
            changes.append(article)
    if nouveaux:
        Article.objects.bulk_create(nouveaux, batch_size=_LOT)
    if changes:
        Article.objects.bulk_update(changes, sorted(champs_changes), batch_size=_LOT)
    return articles, len(nouveaux), len(changes)


def _articles_presents() -> dict[str, Article]:
    """Return the articles of the catalogue by the key their reference has once repaired."""
    articles: dict[str, Article] = {}
    for article in Article.objects.order_by("pk"):
        try:
            cle = cle_reference(reparer_reference(article.reference)[0])
        except LigneIllisible:
            continue
        # A reference that needs no repair wins over one that does.
        if cle not in articles or cle == article.reference_cle:
            articles[cle] = article
    return articles


def _appliquer(article: Article, champs: Mapping[str, Any]) -> set[str]:
    """Set the values that differ and return the names of their fields."""
    changees = {nom.removesuffix("_id"): nom for nom, valeur in champs.items() if getattr(article, nom) != valeur}
    for nom in changees.values():
        setattr(article, nom, champs[nom])
    return set(changees)


def _ecrire_variantes(lignes: Sequence[LigneCatalogue], articles: Mapping[str, Article]) -> tuple[int, int]:
    """Create the variants that are missing; return their number and that of new colours."""
    avant = Couleur.objects.count()
    couleurs = _presents(Couleur, (c for ligne in lignes for c in ligne.couleurs if c), normaliser)
    pointures = _presents(Pointure, (p for ligne in lignes for p in ligne.pointures if p), normaliser)
    presentes = set(Variante.objects.values_list("article_id", "couleur_id", "pointure_id"))
    voulues: list[VarianteVoulue] = []
    for article, couleur, pointure in _combinaisons(lignes, articles):
        couleur_id = couleurs[normaliser(couleur)].pk if couleur else None
        pointure_id = pointures[normaliser(pointure)].pk if pointure else None
        if (article.pk, couleur_id, pointure_id) not in presentes:
            voulues.append(VarianteVoulue(article, couleur_id, couleur, pointure_id, pointure))
    if voulues:
        creer_variantes(voulues=voulues)
    return len(voulues), Couleur.objects.count() - avant


def _combinaisons(
    lignes: Iterable[LigneCatalogue], articles: Mapping[str, Article]
) -> Iterator[tuple[Article, str | None, str | None]]:
    for ligne in lignes:
        for couleur in ligne.couleurs:
            for pointure in ligne.pointures:
                yield articles[ligne.cle], couleur, pointure


def _presents(modele: type[N], noms: Iterable[str], cle: Callable[[str], str]) -> dict[str, N]:
    """Return the rows of a table of names by their key, after creating those that are missing."""
    presents: dict[str, N] = {cle(objet.nom): objet for objet in modele.objects.order_by("-pk")}
    manquants = {cle(nom): nom for nom in noms if cle(nom) not in presents}
    if manquants:
        crees = modele.objects.bulk_create([modele(nom=nom) for nom in manquants.values()], batch_size=_LOT)
        presents |= {cle(objet.nom): objet for objet in crees}
    return presents
