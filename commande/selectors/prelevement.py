"""What to fetch from the shelves for a lot of labels, and the lots themselves."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from article.models import Article, Variante
from commande.etats import Etat
from commande.models import Impression, LigneCommande
from commande.selectors.etiquettes import valables
from parametre.models import Operateur

RECENTS = 8


@dataclass(frozen=True, slots=True)
class Casier:
    """Pieces of one variant to fetch, and the orders (key, number) that wait for them."""

    couleur: str
    pointure: str
    reference: str
    quantite: int
    commandes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Rayon:
    """The pieces of one model to fetch, by colour and size."""

    modele: str
    nom: str
    quantite: int
    casiers: tuple[Casier, ...]


def lots_recents(operateur: Operateur) -> list[Impression]:
    """Return the last lots of an operator with their number of labels, in one query."""
    lots = Impression.objects.filter(operateur=operateur).annotate(nombre=Count("etiquettes"))
    return list(lots.order_by("-pk")[:RECENTS])


def prelevement(impression: Impression) -> list[Rayon]:
    """Return what the orders of a lot that are still being prepared want, in one query.

    In the order of a walk along the shelves: models, then colours, then sizes from small to large.
    """
    commandes = valables(impression).filter(commande__etat=Etat.EN_PREPARATION).values("commande_id")
    lignes = LigneCommande.objects.filter(commande_id__in=commandes).select_related(
        "commande", "variante__article", "variante__couleur", "variante__pointure"
    )
    par_variante: dict[Variante, list[LigneCommande]] = {}
    for ligne in lignes.order_by("commande__cree_le", "commande_id", "pk"):
        if ligne.variante is not None:
            par_variante.setdefault(ligne.variante, []).append(ligne)
    rangees = groupby(sorted(par_variante, key=_place), key=lambda v: v.article)
    return [_rayon(article, [_casier(v, par_variante[v]) for v in variantes]) for article, variantes in rangees]


def _place(variante: Variante) -> tuple[int, int, str, tuple[float, str], int]:
    couleur, pointure = str(variante.couleur or ""), str(variante.pointure or "")
    return variante.article.modele, variante.article_id, couleur, _taille(pointure), variante.pk


def _taille(pointure: str) -> tuple[float, str]:
    """Order sizes as numbers where they are some."""
    try:
        return float(pointure.replace(",", ".")), ""
    except ValueError:
        return float("inf"), pointure


def _rayon(article: Article, casiers: list[Casier]) -> Rayon:
    return Rayon(article.code, article.nom, sum(casier.quantite for casier in casiers), tuple(casiers))


def _casier(variante: Variante, lignes: list[LigneCommande]) -> Casier:
    return Casier(
        couleur=str(variante.couleur or ""),
        pointure=str(variante.pointure or ""),
        reference=variante.reference,
        quantite=sum(ligne.quantite for ligne in lignes),
        commandes=tuple(dict.fromkeys((ligne.commande_id, ligne.commande.numero) for ligne in lignes)),
    )
