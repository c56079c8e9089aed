"""The cash of a day: what drivers were to collect, what they collected, and the orders behind."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from commande.etats import Etat
from commande.models import Commande
from config.noyau.argent import ZERO
from config.noyau.horloge import bornes_du_jour
from parametre.models import Operateur

LIVREES = (Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT)


@dataclass(frozen=True, slots=True)
class Encaissement:
    """An order that was paid. `du` is its total once delivered, in MAD; `motif` explains a difference."""

    commande_id: int
    numero: str
    client: str
    ville: str
    etat: str
    instant: dt.datetime
    livreur_id: int
    du: Decimal
    encaisse: Decimal
    motif: str

    @property
    def ecart(self) -> Decimal:
        """What was collected beyond what was due; negative: missing."""
        return self.encaisse - self.du


@dataclass(frozen=True, slots=True)
class CaisseLivreur:
    """The day of one driver, order by order, in the order of time."""

    livreur: Operateur
    encaissements: list[Encaissement]

    @property
    def du(self) -> Decimal:
        """What was to collect, in MAD."""
        return sum((e.du for e in self.encaissements), ZERO)

    @property
    def encaisse(self) -> Decimal:
        """What was collected, in MAD."""
        return sum((e.encaisse for e in self.encaissements), ZERO)

    @property
    def ecart(self) -> Decimal:
        """What was collected beyond what was to collect; negative: missing."""
        return self.encaisse - self.du


def caisse_du_jour(jour: dt.date, *, livreur: Operateur | None = None) -> list[CaisseLivreur]:
    """Return the cash of each driver who collected in a day of Casablanca, or of one driver, in two queries.

    An order counts in the day its money was taken, with the driver who had it.
    """
    debut, fin = bornes_du_jour(jour)
    payees = Commande.objects.filter(encaisse_le__gte=debut, encaisse_le__lt=fin, etat__in=LIVREES)
    payees = payees.filter(operateur_livraison__isnull=False)
    if livreur is not None:
        payees = payees.filter(operateur_livraison=livreur)
    champs = (
        "pk",
        "numero",
        "client__nom_complet",
        "ville__nom",
        "etat",
        "encaisse_le",
        "operateur_livraison_id",
        "total",
        "montant_encaisse",
        "motif",
    )
    lus = payees.order_by("operateur_livraison_id", "encaisse_le", "pk").values_list(*champs)
    return _par_livreur([Encaissement(*ligne) for ligne in lus])


def _par_livreur(encaissements: Iterable[Encaissement]) -> list[CaisseLivreur]:
    lots = {pk: list(lot) for pk, lot in groupby(encaissements, key=attrgetter("livreur_id"))}
    livreurs = Operateur.objects.select_related("user").filter(pk__in=lots).order_by("user__first_name", "pk")
    return [CaisseLivreur(livreur, lots[livreur.pk]) for livreur in livreurs]
