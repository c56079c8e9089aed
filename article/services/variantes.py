"""Names of variants: readable, unique, and bar codes of A-Z and 0-9 that are unique too.

`YZ244-ROUGE-37`; where several articles share the model number, with what tells them
apart in their references: `YZ105-SAB-NOIR-40`, `YZ115-SDL-MAT-ROSE-38`. A variant keeps
its name for ever: it is on labels.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from article.models import Article, Variante
from config.noyau.textes import code_alphanumerique, normaliser

_REFERENCE = re.compile(r"(.*?)\s*\bYZ\s*\d+\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VarianteVoulue:
    """A variant to be made; a name is None where the article has no such choice."""

    article: Article
    couleur_id: int | None
    couleur: str | None
    pointure_id: int | None
    pointure: str | None


def creer_variantes(*, voulues: Sequence[VarianteVoulue]) -> list[Variante]:
    """Create variants in bulk, with names that no other has; their stock is 0.

    Runs in the caller's transaction.
    """
    noms = _Noms(sorted({v.article.modele for v in voulues}))
    variantes = [
        Variante(
            article=v.article,
            couleur_id=v.couleur_id,
            pointure_id=v.pointure_id,
            reference=noms.reserver(v),
        )
        for v in voulues
    ]
    return Variante.objects.bulk_create(variantes, batch_size=500)


class _Noms:
    """The names already taken, and the one to give next."""

    def __init__(self, modeles: Sequence[int]) -> None:
        prises = Variante.objects.values_list("reference", "code_barre")
        self._references: set[str] = set()
        self._codes: set[str] = set()
        for reference, code in prises:
            self._references.add(reference)
            self._codes.add(code)
        parents = list(Article.objects.filter(modele__gte=modeles[0], modele__lte=modeles[-1])) if modeles else []
        self._prefixes = _prefixes(parents)

    def reserver(self, voulue: VarianteVoulue) -> str:
        prefixe = self._prefixes[voulue.article.pk]
        parties = [prefixe, _etiquette(voulue.couleur, voulue.couleur_id), (voulue.pointure or "").upper()]
        nom = "-".join(p for p in parties if p)
        candidat, suite = nom, 2
        while candidat in self._references or code_alphanumerique(candidat) in self._codes:
            candidat, suite = f"{nom}-X{suite}", suite + 1
        self._references.add(candidat)
        self._codes.add(code_alphanumerique(candidat))
        return candidat


def _prefixes(articles: Iterable[Article]) -> dict[int, str]:
    par_modele: dict[int, list[Article]] = {}
    for article in articles:
        par_modele.setdefault(article.modele, []).append(article)
    prefixes: dict[int, str] = {}
    for modele, freres in par_modele.items():
        courts = [_distinction(a, genre=False) for a in freres]
        for article, court in zip(freres, courts, strict=True):
            distinction = court if courts.count(court) == 1 else _distinction(article, genre=True)
            prefixes[article.pk] = f"YZ{modele}" if len(freres) == 1 else f"YZ{modele}-{distinction}"
    return prefixes


def _distinction(article: Article, *, genre: bool) -> str:
    """Return the words of a reference that are not its number, as a code: `SDL-MAT`."""
    lue = _REFERENCE.fullmatch(article.reference)
    avant, apres = (lue[1], lue[2]) if lue else (article.reference, "")
    mots = normaliser(avant).split()
    return "-".join([*(mots if genre else mots[:1]), *normaliser(apres).split()]).upper()


def _etiquette(couleur: str | None, couleur_id: int | None) -> str:
    if couleur is None:
        return ""
    # A colour in Arabic letters would leave no trace in a bar code.
    nom = normaliser(couleur).upper().replace(" ", "-")
    return nom if nom.isascii() else f"C{couleur_id}"
