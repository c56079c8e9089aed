"""What a confirmation operator sees of their day: what waits, what was decided."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commande.etats import AVANT_CONFIRMATION, Etat
from commande.models import Commande, EtatCommande, Operation
from commande.querysets import CommandeQuerySet
from config.noyau.argent import ZERO
from config.noyau.horloge import bornes_du_jour, jour_local, maintenant
from parametre.models import Operateur

RAPPELS_MONTRES = 5
# What counts as decided; a duplicate stands beside.
DECISIONS = ("confirmer", "marquer_erronee", "annuler")
ISSUES = (*DECISIONS, "marquer_doublon")


@dataclass(frozen=True, slots=True)
class Attente:
    """What waits for an operator at this instant, in orders. `a_appeler`: neither begun nor put off."""

    a_appeler: int
    rappels_dus: int
    rappels_prevus: int
    en_cours: int
    a_verifier: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided in a period; an order counts once. `montant` in MAD, fees included."""

    confirmees: int
    erronees: int
    annulees: int
    doublons: int
    montant: Decimal

    @property
    def decidees(self) -> int:
        """The denominator of the rate: all but the duplicates."""
        return self.confirmees + self.erronees + self.annulees

    @property
    def taux(self) -> Decimal | None:
        """Confirmed out of decided, between 0 and 1; None where nothing was decided."""
        return Decimal(self.confirmees) / Decimal(self.decidees) if self.decidees else None


@dataclass(frozen=True, slots=True)
class Bureau:
    """The day of an operator at a glance; `rappels` are the first callbacks due, the oldest on top."""

    attente: Attente
    jour: Decisions
    rappels: list[Commande]

    @property
    def autres_rappels(self) -> int:
        """How many callbacks are due beyond those shown."""
        return max(self.attente.rappels_dus - len(self.rappels), 0)


def bureau(operateur: Operateur) -> Bureau:
    """Return the day of an operator, live, in three queries."""
    instant = maintenant()
    debut, fin = bornes_du_jour(jour_local(instant))
    return Bureau(
        attente=attente(operateur, instant),
        jour=decisions(operateur, debut, fin),
        rappels=list(rappels_dus(operateur, instant)[:RAPPELS_MONTRES]),
    )


def attente(operateur: Operateur, instant: dt.datetime) -> Attente:
    """Count what waits for an operator, in one query."""
    n = Commande.objects.attendent(operateur).aggregate(
        a_appeler=Count("pk", filter=Q(etat=Etat.AFFECTEE) & (Q(rappel_le=None) | Q(rappel_le__lte=instant))),
        rappels_dus=Count("pk", filter=Q(rappel_le__lte=instant)),
        rappels_prevus=Count("pk", filter=Q(rappel_le__gt=instant)),
        en_cours=Count("pk", filter=Q(etat=Etat.EN_COURS_CONFIRMATION)),
        a_verifier=Count("pk", filter=Q(a_verifier=True)),
    )
    return Attente(**n)


def rappels_dus(operateur: Operateur, instant: dt.datetime) -> QuerySet[Commande]:
    """Return the orders whose client waits for a call, the oldest promise first."""
    dus = Commande.objects.attendent(operateur).filter(rappel_le__lte=instant)
    return dus.select_related("client").defer("valeurs_brutes").order_by("rappel_le", "pk")


def prochain_rappel(operateur: Operateur) -> dt.datetime | None:
    """Return when the next planned callback of an operator is, None without one; one query."""
    prevus = Commande.objects.attendent(operateur).filter(rappel_le__gt=maintenant())
    return prevus.order_by("rappel_le").values_list("rappel_le", flat=True).first()


def avec_tentatives(commandes: CommandeQuerySet) -> CommandeQuerySet:
    """Give each order the number of contacts noted for it, as `tentatives`."""
    notees = Operation.objects.filter(commande=OuterRef("pk")).order_by().values("commande")
    combien = Subquery(notees.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return commandes.annotate(tentatives=Coalesce(combien, 0))


def decisions(operateur: Operateur, debut: dt.datetime, fin: dt.datetime) -> Decisions:
    """Count what an operator decided in [debut, fin), each order by its last decision, in one query."""
    n = (
        dernieres_issues(debut, fin)
        .filter(operateur=operateur)
        .aggregate(
            confirmees=Count("pk", filter=Q(transition="confirmer")),
            erronees=Count("pk", filter=Q(transition="marquer_erronee")),
            annulees=Count("pk", filter=Q(transition="annuler")),
            doublons=Count("pk", filter=Q(transition="marquer_doublon")),
            montant=Sum("commande__total_confirme", filter=Q(transition="confirmer")),
        )
    )
    return Decisions(**(n | {"montant": n["montant"] or ZERO}))


def dernieres_issues(debut: dt.datetime, fin: dt.datetime) -> QuerySet[EtatCommande]:
    """Return the last decision of each order in [debut, fin), whoever made it."""
    toutes = issues(debut, fin)
    apres = toutes.filter(commande=OuterRef("commande")).filter(
        Q(date_debut__gt=OuterRef("date_debut")) | Q(date_debut=OuterRef("date_debut"), pk__gt=OuterRef("pk"))
    )
    return toutes.filter(~Exists(apres))


def issues(debut: dt.datetime, fin: dt.datetime) -> QuerySet[EtatCommande]:
    """Return the decisions of people in [debut, fin).

    A cancellation after confirmation decides nothing about the call.
    """
    avant = EtatCommande.objects.filter(
        commande=OuterRef("commande"), date_fin=OuterRef("date_debut"), etat__in=AVANT_CONFIRMATION
    )
    prises = EtatCommande.objects.filter(
        transition__in=ISSUES, date_debut__gte=debut, date_debut__lt=fin, operateur__isnull=False
    )
    return prises.filter(~Q(transition="annuler") | Exists(avant)).order_by(F("date_debut"), F("pk"))
