"""The round of a driver: orders on the road by place, those postponed, and what each needs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commande.etats import Etat
from commande.models import Commande, LigneCommande, Operation
from commande.querysets import CommandeQuerySet, a_soi
from commande.selectors.acces import commande_visible_ou_404
from commande.selectors.listes import decrire_ligne, decrire_variante
from config.noyau.argent import ZERO
from config.noyau.horloge import jour_local, maintenant
from config.noyau.pagination import Page, paginer
from parametre.models import Operateur

# Cards are heavy and the network slow.
TAILLE = 25
REPORTEES_MAX = 100


@dataclass(frozen=True, slots=True)
class LigneCarte:
    """A line of a card: its pieces, and how many of them may be kept or spoilt."""

    ligne: LigneCommande
    article: str

    @property
    def choix(self) -> range:
        """0 to all of its pieces."""
        return range(self.ligne.quantite + 1)


@dataclass(frozen=True, slots=True)
class Carte:
    """An order of the round. `contacts` counts those noted since it left, by its driver."""

    commande: Commande
    lignes: list[LigneCarte]
    contacts: int

    @property
    def articles(self) -> str:
        """The lines in words."""
        return ", ".join(decrire_ligne(li.ligne) for li in self.lignes)

    @property
    def pieces(self) -> int:
        """How many pieces the parcel holds; one alone cannot be delivered in part."""
        return sum(li.ligne.quantite for li in self.lignes)

    @property
    def lieu(self) -> str:
        """What a map looks for."""
        ville = self.commande.ville
        return " ".join(t for t in (self.commande.adresse, ville.nom if ville else "") if t)


@dataclass(frozen=True, slots=True)
class Arret:
    """The orders of one place."""

    ville: str
    cartes: list[Carte]


@dataclass(frozen=True, slots=True)
class Resume:
    """The whole round in figures; `a_encaisser` in MAD."""

    nombre: int
    a_encaisser: Decimal


@dataclass(frozen=True, slots=True)
class Tournee:
    """A page of the round, the whole of it in figures, and what was postponed."""

    arrets: list[Arret]
    page: Page[Commande]
    resume: Resume
    dues: list[Commande]
    plus_tard: list[Commande]


def tournee(operateur: Operateur, curseur: str | None) -> Tournee:
    """Return the round of a driver, in five queries."""
    en_route = _en_route(operateur)
    page = paginer(
        _pour_cartes(en_route.filter(ville__isnull=False)), cles=("ville_id", "id"), curseur=curseur, taille=TAILLE
    )
    cartes = [_carte(c) for c in page.elements]
    arrets = [Arret(ville, list(lot)) for ville, lot in groupby(cartes, key=_ville)]
    reportees = _reportees(operateur)
    aujourdhui = jour_local(maintenant())
    return Tournee(
        arrets=arrets,
        page=page,
        resume=resume(operateur),
        dues=[c for c in reportees if _est_due(c, aujourdhui)],
        plus_tard=[c for c in reportees if not _est_due(c, aujourdhui)],
    )


def resume(operateur: Operateur) -> Resume:
    """Return how many orders are on the road and what they should bring, in one query."""
    # Summed here: SQLite adds decimals in binary floating point.
    totaux = list(_en_route(operateur).values_list("total", flat=True))
    return Resume(len(totaux), sum(totaux, ZERO))


def carte(operateur: Operateur, commande_id: int) -> Carte:
    """Return the card of an order of one's own, or raise Http404."""
    return _carte(commande_visible_ou_404(operateur, commande_id, parmi=_pour_cartes(Commande.objects.all())))


def reportees_dues(operateur: Operateur) -> int:
    """Count the postponed orders of a driver whose day has come."""
    dues = Commande.objects.filter(a_soi(operateur), etat=Etat.REPORTEE)
    return dues.filter(date_livraison_prevue__lte=jour_local(maintenant())).count()


def _en_route(operateur: Operateur) -> CommandeQuerySet:
    return Commande.objects.filter(a_soi(operateur), etat=Etat.EN_COURS_LIVRAISON)


def _reportees(operateur: Operateur) -> list[Commande]:
    reportees = Commande.objects.filter(a_soi(operateur), etat=Etat.REPORTEE).select_related("client", "ville")
    return list(reportees.order_by("date_livraison_prevue", "pk")[:REPORTEES_MAX])


def _est_due(commande: Commande, aujourdhui: dt.date) -> bool:
    return commande.date_livraison_prevue is None or commande.date_livraison_prevue <= aujourdhui


def _pour_cartes(commandes: CommandeQuerySet) -> CommandeQuerySet:
    lignes = LigneCommande.objects.select_related("variante__article", "variante__couleur", "variante__pointure")
    return (
        commandes.select_related("client", "ville")
        .prefetch_related(Prefetch("lignes", queryset=lignes))
        .annotate(contacts=Coalesce(Subquery(_contacts()), 0))
    )


def _contacts() -> QuerySet[Operation, Any]:
    siens = Operation.objects.filter(commande=OuterRef("pk"), operateur=OuterRef("operateur_livraison"))
    return siens.order_by().values("commande").annotate(n=Count("pk")).values("n")


def _carte(commande: Commande) -> Carte:
    lignes: Iterable[LigneCommande] = commande.lignes.all()
    return Carte(
        commande=commande,
        lignes=[LigneCarte(li, decrire_variante(li.variante) if li.variante else decrire_ligne(li)) for li in lignes],
        contacts=commande.contacts,  # type: ignore[attr-defined]
    )


def _ville(une: Carte) -> str:
    return une.commande.ville.nom if une.commande.ville else ""
