"""The variants of an article as a grid of colours and sizes."""

from collections.abc import Sequence
from dataclasses import dataclass

from article.models import Article, Variante

SANS_NOM = "–"


@dataclass(frozen=True, slots=True)
class Rangee:
    couleur: str
    cases: list[Variante | None]


@dataclass(frozen=True, slots=True)
class Grille:
    """`de` is the variant to be replaced and its pieces, None when an article is added."""

    article: Article
    pointures: list[str]
    rangees: list[Rangee]
    de: Variante | None = None
    pieces: int = 0


def grille(article: Article, variantes: Sequence[Variante], *, de: int | None = None, pieces: int = 0) -> Grille:
    """Lay variants out: a row for each colour, a column for each size, small to large."""
    par_case = {(_couleur(v), _pointure(v)): v for v in variantes}
    pointures = sorted({p for _c, p in par_case}, key=_rang)
    rangees = [Rangee(c, [par_case.get((c, p)) for p in pointures]) for c in sorted({c for c, _p in par_case})]
    return Grille(article, pointures, rangees, next((v for v in variantes if v.pk == de), None), pieces)


def _couleur(variante: Variante) -> str:
    return variante.couleur.nom if variante.couleur else SANS_NOM


def _pointure(variante: Variante) -> str:
    return variante.pointure.nom if variante.pointure else SANS_NOM


def _rang(pointure: str) -> tuple[float, str]:
    try:
        return float(pointure), pointure
    except ValueError:
        return 1000, pointure
