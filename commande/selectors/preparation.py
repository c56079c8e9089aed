"""The bench of a preparer: the parcel being filled, and those that wait for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, F, Prefetch, Q, Sum, When

from article.models import Variante
from article.recherche import variantes_proches
from commande.etats import Etat
from commande.models import Commande, LigneCommande
from commande.querysets import CommandeQuerySet
from commande.selectors.acces import commande_visible_ou_404
from commande.services.preparation import pieces_pointees
from parametre.models import Operateur

PROCHES_MAX = 3
ATTENTE_MAX = 24


@dataclass(frozen=True, slots=True)
class LigneColis:
    """A line at the bench; `proches` may replace it where pieces are missing, the nearest first."""

    ligne: LigneCommande
    pieces: int
    proches: tuple[Variante, ...]

    @property
    def manquent(self) -> int:
        return self.ligne.quantite - self.pieces

    @property
    def suivante(self) -> int:
        """How many pieces there are once one more is in."""
        return self.pieces + 1


@dataclass(frozen=True, slots=True)
class Colis:
    """A parcel: its lines, the pieces in it and the pieces it should hold."""

    commande: Commande
    lignes: tuple[LigneColis, ...]
    pieces: int
    total: int

    @property
    def restantes(self) -> int:
        return self.total - self.pieces

    @property
    def complet(self) -> bool:
        return bool(self.lignes) and all(li.ligne.verifiee for li in self.lignes)

    @property
    def premiere(self) -> int | None:
        """The first line that lacks pieces."""
        return next((li.ligne.pk for li in self.lignes if li.manquent), None)


def colis(operateur: Operateur, commande_id: int) -> Colis:
    """Return the parcel of an order this operator may see, in four queries; raises Http404 otherwise."""
    lignes = LigneCommande.objects.select_related("variante__article", "variante__couleur", "variante__pointure")
    complete = Commande.objects.select_related("client", "ville").prefetch_related(Prefetch("lignes", lignes))
    commande = commande_visible_ou_404(operateur, commande_id, parmi=complete)
    lues = list(commande.lignes.all())
    voisines = _voisines(lues)
    contenu = tuple(LigneColis(li, pieces_pointees(li), _proches(li, voisines)) for li in lues)
    return Colis(commande, contenu, sum(li.pieces for li in contenu), sum(li.quantite for li in lues))


def colis_en_attente(operateur: Operateur) -> list[Commande]:
    """Return the orders this operator is packing, begun ones first, with `pieces` and `pointees`."""
    pointees = Case(When(lignes__verifiee=True, then=F("lignes__quantite")), default=F("lignes__pieces_verifiees"))
    siennes: CommandeQuerySet = Commande.objects.attendent(operateur).filter(etat=Etat.EN_PREPARATION)
    annotees = siennes.annotate(
        pieces=Sum("lignes__quantite"), pointees=Sum(pointees), lignes_n=Count("lignes"), commencee=Q(pointees__gt=0)
    )
    return list(annotees.select_related("client", "ville").order_by("-commencee", "cree_le", "pk")[:ATTENTE_MAX])


def _voisines(lignes: Iterable[LigneCommande]) -> Mapping[int, list[Variante]]:
    """Return the variants of the articles of some lines, by article, in one query."""
    articles = {li.variante.article_id for li in lignes if li.variante is not None}
    trouvees: dict[int, list[Variante]] = {}
    for variante in Variante.objects.filter(article_id__in=articles, qte_disponible__gt=0).select_related(
        "couleur", "pointure"
    ):
        trouvees.setdefault(variante.article_id, []).append(variante)
    return trouvees


def _proches(ligne: LigneCommande, voisines: Mapping[int, list[Variante]]) -> tuple[Variante, ...]:
    manquent = ligne.quantite - pieces_pointees(ligne)
    if ligne.variante is None or not manquent:
        return ()
    parmi = voisines.get(ligne.variante.article_id, [])
    return tuple(variantes_proches(ligne.variante, parmi, pieces=manquent)[:PROCHES_MAX])
