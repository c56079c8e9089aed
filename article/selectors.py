"""What the pages of the stock show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from article.models import Article, MouvementStock, Variante
from article.recherche import chercher_articles
from config.noyau.pagination import Compte, Page, compter, paginer
from config.noyau.textes import code_alphanumerique, nettoyer

BAS, RUPTURE = "bas", "rupture"
NIVEAUX = (BAS, RUPTURE)
RECHERCHE_MAX = 80
ARTICLES_MAX = 40
PROPOSEES_MAX = 60
_COMPLETE = ("article", "couleur", "pointure")


@dataclass(frozen=True, slots=True)
class ChiffresStock:
    """Where the stock stands: variants of active articles, pieces, low ones, those that are out."""

    variantes: int
    pieces: int
    bas: int
    rupture: int


@dataclass(frozen=True, slots=True)
class ListeStock:
    page: Page[Variante]
    compte: Compte


def chiffres_stock() -> ChiffresStock:
    """Return the figures above the list, in one query."""
    n = Variante.objects.filter(article__actif=True).aggregate(
        variantes=Count("pk"),
        pieces=Sum("qte_disponible"),
        bas=Count("pk", filter=_niveau(BAS)),
        rupture=Count("pk", filter=_niveau(RUPTURE)),
    )
    return ChiffresStock(n["variantes"], n["pieces"] or 0, n["bas"], n["rupture"])


def lister_stock(*, recherche: str = "", niveau: str = "", curseur: str | None = None) -> ListeStock:
    """Return a page of variants by reference; what runs short first where a level is asked."""
    variantes = variantes_en_stock(recherche=recherche, niveau=niveau)
    cles = ("qte_disponible", "id") if niveau in NIVEAUX else ("reference",)
    return ListeStock(paginer(variantes, cles=cles, curseur=curseur), compter(variantes))


def variantes_en_stock(*, recherche: str = "", niveau: str = "") -> QuerySet[Variante]:
    """Return the variants of active articles that answer a search, at a level or at any, in no order."""
    variantes = _completes().filter(article__actif=True)
    if niveau in NIVEAUX:
        variantes = variantes.filter(_niveau(niveau))
    texte = nettoyer(recherche.replace("\x00", ""))[:RECHERCHE_MAX]
    return variantes.filter(_recherche(texte)) if texte else variantes


def mouvements(variante: Variante, *, curseur: str | None = None) -> Page[MouvementStock]:
    """Return a page of the ledger of a variant, the newest first."""
    lignes = variante.mouvements.select_related("operateur__user", "commande")
    return paginer(lignes, cles=("-id",), curseur=curseur)


def variante_du_code(code: str) -> Variante | None:
    """Return the variant that was scanned or typed, by its bar code or its whole reference."""
    propre = code_alphanumerique(code)[:120]
    if not propre:
        return None
    par_code = _completes().filter(code_barre=propre).first()
    return par_code or _completes().filter(reference__iexact=nettoyer(code)[:120]).first()


def variantes_proposees(saisie: str) -> list[Variante]:
    """Return the variants of the articles that answer what was typed, sizes in order."""
    articles = chercher_articles(nettoyer(saisie)[:RECHERCHE_MAX], limite=3)
    trouvees = _completes().filter(article__in=articles).order_by("article_id", "couleur__nom", "pointure__nom", "pk")
    return list(trouvees[:PROPOSEES_MAX])


def variantes_du_lot(ids: Iterable[int]) -> dict[int, Variante]:
    """Return variants with their article, by key, in one query."""
    return _completes().in_bulk(list(ids))


def _completes() -> QuerySet[Variante]:
    return Variante.objects.select_related(*_COMPLETE)


def _niveau(niveau: str) -> Q:
    if niveau == RUPTURE:
        return Q(qte_disponible=0)
    return Q(qte_disponible__gt=0, qte_disponible__lte=F("seuil_alerte"))


def _recherche(texte: str) -> Q:
    articles: list[Article] = chercher_articles(texte, limite=ARTICLES_MAX)
    condition = Q(article__in=[a.pk for a in articles])
    code = code_alphanumerique(texte)
    return condition | Q(code_barre__startswith=code) if code else condition
