"""Recognise orders that are the same purchase twice.

Certain: the sheet says so and names an order with the same telephone, or the same
telephone ordered the same model, size and colour within some hours while the first is not
yet confirmed. Probable: the same telephone has another open order within some days.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from article.couleurs import IndexCouleurs
from article.textes import analyser_produit
from commande.etats import AVANT_CONFIRMATION, OUVERTS
from commande.models import Commande
from synchronisation.comprehension import TEXTE_ANALYSE_MAX, Empreinte


@dataclass(slots=True)
class Voisine:
    """Another open order of a telephone; `pk` is None until a pending one is created."""

    pk: int | None
    numero: str
    etat: str
    instant: dt.datetime
    articles: set[Empreinte] = field(default_factory=set)


class Voisinage:
    """The open orders of the telephones of a batch, those of the batch itself included."""

    def __init__(self, telephones: Collection[str], couleurs: IndexCouleurs) -> None:
        self._par_telephone: dict[str, list[Voisine]] = defaultdict(list)
        vues: dict[int, Voisine] = {}
        for ligne in self._ouvertes(telephones):
            pk = ligne["pk"]
            if pk not in vues:
                vues[pk] = Voisine(pk, ligne["numero"], ligne["etat"], ligne["date_commande"] or ligne["cree_le"])
                self._par_telephone[ligne["client__telephone"]].append(vues[pk])
            article = _article(ligne, couleurs)
            if article is not None:
                vues[pk].articles.add(article)

    @staticmethod
    def _ouvertes(telephones: Collection[str]) -> Iterable[Mapping[str, Any]]:
        return (
            Commande.objects.filter(client__telephone__in=telephones, etat__in=OUVERTS)
            .order_by("cree_le", "pk")
            .values(
                "pk",
                "numero",
                "etat",
                "date_commande",
                "cree_le",
                "texte_produit",
                "client__telephone",
                "lignes__variante__article__modele",
                "lignes__variante__pointure__nom",
                "lignes__variante__couleur__nom",
            )
        )

    def ajouter(self, telephone: str, voisine: Voisine) -> None:
        """Make an order of the batch known to the rows that follow it."""
        self._par_telephone[telephone].append(voisine)

    def certaine(
        self, telephone: str, article: Empreinte | None, instant: dt.datetime, delai: dt.timedelta
    ) -> Voisine | None:
        """Return the first order that this one certainly repeats."""
        if article is None:
            return None
        for voisine in self._par_telephone.get(telephone, ()):
            avant = voisine.etat in AVANT_CONFIRMATION
            if avant and article in voisine.articles and abs(instant - voisine.instant) <= delai:
                return voisine
        return None

    def probables(self, telephone: str, instant: dt.datetime, delai: dt.timedelta) -> list[Voisine]:
        """Return the open orders near in time, the latest first."""
        proches = [v for v in self._par_telephone.get(telephone, ()) if abs(instant - v.instant) <= delai]
        return sorted(proches, key=lambda v: v.instant, reverse=True)


def _article(ligne: Mapping[str, Any], couleurs: IndexCouleurs) -> Empreinte | None:
    """Return what an order line is, from its variant or else from the text of the sheet."""
    if ligne["lignes__variante__article__modele"] is not None:
        return (
            ligne["lignes__variante__article__modele"],
            ligne["lignes__variante__pointure__nom"] or "",
            ligne["lignes__variante__couleur__nom"] or "",
        )
    produit = analyser_produit(ligne["texte_produit"][:TEXTE_ANALYSE_MAX], couleurs)
    if produit.modele is None or produit.pointure is None or produit.couleur is None:
        return None
    return produit.modele, produit.pointure, produit.couleur


@dataclass(frozen=True, slots=True)
class Original:
    """The order that a row of status Doublon names."""

    pk: int
    telephone: str
    meme_source: bool


def originaux(source_id: int, references: Collection[str]) -> dict[str, Original]:
    """Find orders by the number that a sheet names, first in its own source.

    An order of another source counts only under its exact number. Two queries at most.
    """
    if not references:
        return {}
    trouves = {
        ref: Original(pk, telephone, meme_source=True)
        for ref, pk, telephone in Commande.objects.filter(
            source_id=source_id, reference_source__in=references
        ).values_list("reference_source", "pk", "client__telephone")
        if ref is not None
    }
    absentes = [r for r in references if r not in trouves]
    for numero, pk, telephone in Commande.objects.filter(numero__in=absentes).values_list(
        "numero", "pk", "client__telephone"
    ):
        trouves[numero.upper()] = Original(pk, telephone, meme_source=False)
    return trouves
