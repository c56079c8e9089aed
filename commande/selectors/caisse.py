"""The cash of a day: what drivers were to collect, what they collected, and the orders behind."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from commande.etats import Etat
from commande.models import Commande
from commande.querysets import CommandeQuerySet
from commande.selectors.listes import PAR_PAGE
from config.noyau.argent import ZERO, arrondir
from config.noyau.horloge import bornes_du_jour
from config.noyau.pagination import Page, paginer
from parametre.models import Operateur

LIVREES = (Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT)
CLES = ("encaisse_le", "id")


@dataclass(frozen=True, slots=True)
class Somme:
    """What orders were worth once delivered (`du`) and what was collected for them, in MAD.

    `ecarts`: how many were paid another amount than their total.
    """

    nombre: int = 0
    ecarts: int = 0
    du: Decimal = ZERO
    encaisse: Decimal = ZERO

    @property
    def ecart(self) -> Decimal:
        """What was collected beyond what was due; negative: missing."""
        return self.encaisse - self.du

    def __add__(self, autre: "Somme") -> "Somme":
        return Somme(
            self.nombre + autre.nombre, self.ecarts + autre.ecarts, self.du + autre.du, self.encaisse + autre.encaisse
        )


@dataclass(frozen=True, slots=True)
class CaisseLivreur:
    """The day of one driver."""

    livreur: Operateur
    somme: Somme


def encaissees(jour: dt.date, *, livreur: Operateur | None = None, ecarts: bool = False) -> CommandeQuerySet:
    """Return the orders paid in a day of Casablanca, of all drivers or of one; `ecarts`: another amount than due.

    An order counts in the day its money was taken, with the driver who had it.
    """
    debut, fin = bornes_du_jour(jour)
    payees = Commande.objects.filter(
        encaisse_le__gte=debut, encaisse_le__lt=fin, etat__in=LIVREES, operateur_livraison__isnull=False
    )
    if livreur is not None:
        payees = payees.filter(operateur_livraison=livreur)
    return payees.exclude(montant_encaisse=F("total")) if ecarts else payees


def caisse_du_jour(jour: dt.date, *, livreur: Operateur | None = None) -> list[CaisseLivreur]:
    """Return the cash of each driver who collected in a day, by name, or of one driver, in two queries."""
    justes = Count("pk", filter=Q(montant_encaisse=F("total")))
    lues = (
        encaissees(jour, livreur=livreur)
        .order_by()
        .values_list("operateur_livraison")
        .annotate(n=Count("pk"), justes=justes, du=Sum("total"), recu=Sum("montant_encaisse"))
    )
    # SQLite adds decimals in binary floating point: a day's sum is exact once rounded.
    sommes = {pk: Somme(n, n - justes, arrondir(du), arrondir(recu)) for pk, n, justes, du, recu in lues}
    livreurs = Operateur.objects.select_related("user").filter(pk__in=sommes).order_by("user__first_name", "pk")
    return [CaisseLivreur(livreur, sommes[livreur.pk]) for livreur in livreurs]


def page_d_encaissees(commandes: CommandeQuerySet, curseur: str | None) -> Page[Commande]:
    """Return a page of paid orders in the order of time, in one query."""
    completes = commandes.select_related("client", "ville", "operateur_livraison__user")
    return paginer(completes, cles=CLES, curseur=curseur, taille=PAR_PAGE)
