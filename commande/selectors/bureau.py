"""What a confirmation operator sees of their day: what waits, what was decided."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commande.etats import AVANT_CONFIRMATION, Etat
from commande.models import Commande, EtatCommande, Operation
from commande.querysets import EN_MAIN, CommandeQuerySet
from config.noyau.argent import CENTIME, ZERO
from config.noyau.horloge import bornes_du_jour, instant_lu, jour_local, maintenant
from parametre.models import Operateur, TypeOperateur

RAPPELS_MONTRES = 3
# What counts as decided; a duplicate stands beside.
DECISIONS = ("confirmer", "marquer_erronee", "annuler")
ISSUES = (*DECISIONS, "marquer_doublon")


def _parmi(codes: Iterable[str]) -> str:
    return "({})".format(", ".join(f"'{code}'" for code in codes))


# Written out: every desk asks every twenty seconds, and composing these took longer than running them. The first
# counts what `attendent` gives a confirmation operator, the second lists those whose client waits for a call, the
# last counts what `dernieres_issues` gives.
_ATTENTE = f"""
SELECT COUNT(*), SUM(CASE WHEN etat = '{Etat.AFFECTEE}' AND (rappel_le IS NULL OR rappel_le <= %s) THEN 1 ELSE 0 END),
    SUM(CASE WHEN rappel_le <= %s THEN 1 ELSE 0 END), SUM(CASE WHEN rappel_le > %s THEN 1 ELSE 0 END),
    SUM(CASE WHEN etat = '{Etat.EN_COURS_CONFIRMATION}' THEN 1 ELSE 0 END), SUM(CASE WHEN a_verifier THEN 1 ELSE 0 END)
FROM commande_commande WHERE operateur_confirmation_id = %s AND etat IN {_parmi(EN_MAIN[TypeOperateur.CONFIRMATION])}
"""  # noqa: S608
_RAPPELS = f"""
SELECT c.id, c.numero, k.nom_complet, c.rappel_le
FROM commande_commande AS c JOIN client_client AS k ON k.id = c.client_id
WHERE c.operateur_confirmation_id = %s AND c.etat IN {_parmi(EN_MAIN[TypeOperateur.CONFIRMATION])} AND c.rappel_le <= %s
ORDER BY c.rappel_le, c.id LIMIT {RAPPELS_MONTRES}
"""  # noqa: S608
_PRISE = f"""
{{0}}.transition IN {_parmi(ISSUES)} AND {{0}}.operateur_id IS NOT NULL AND ({{0}}.transition <> 'annuler' OR EXISTS (
    SELECT 1 FROM commande_etatcommande AS avant WHERE avant.commande_id = {{0}}.commande_id
    AND avant.date_fin = {{0}}.date_debut AND avant.etat IN {_parmi(sorted(AVANT_CONFIRMATION))}))
"""  # noqa: S608
_DECISIONS = f"""
SELECT e.transition, COUNT(*), SUM(c.total_confirme)
FROM commande_etatcommande AS e JOIN commande_commande AS c ON c.id = e.commande_id
WHERE e.operateur_id = %s AND e.date_debut >= %s AND e.date_debut < %s AND {_PRISE.format("e")}
AND NOT EXISTS (SELECT 1 FROM commande_etatcommande AS s WHERE s.commande_id = e.commande_id AND s.date_debut < %s
    AND (s.date_debut, s.id) > (e.date_debut, e.id) AND {_PRISE.format("s")})
GROUP BY e.transition
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Attente:
    """What waits for an operator at this instant, in orders. `a_appeler`: neither begun nor put off."""

    total: int
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


class Rappel(NamedTuple):
    """A call promised to a client for an hour that has come."""

    commande_id: int
    numero: str
    client: str
    heure: dt.datetime


@dataclass(frozen=True, slots=True)
class Bureau:
    """The day of an operator at a glance; `rappels` are the first callbacks due, the oldest on top."""

    attente: Attente
    jour: Decisions
    rappels: list[Rappel]

    @property
    def autres_rappels(self) -> int:
        """How many callbacks are due beyond those shown."""
        return max(self.attente.rappels_dus - len(self.rappels), 0)


def bureau(operateur: Operateur) -> Bureau:
    """Return the day of an operator, live, in three queries at most."""
    instant = maintenant()
    debut, fin = bornes_du_jour(jour_local(instant))
    en_attente = attente(operateur, instant)
    return Bureau(
        attente=en_attente,
        jour=decisions(operateur, debut, fin),
        rappels=_rappels_dus(operateur, instant) if en_attente.rappels_dus else [],
    )


def attente(operateur: Operateur, instant: dt.datetime) -> Attente:
    """Count what waits for an operator of confirmation, in one query."""
    quand = connection.ops.adapt_datetimefield_value(instant)
    with connection.cursor() as curseur:
        curseur.execute(_ATTENTE, [quand, quand, quand, operateur.pk])
        return Attente(*(n or 0 for n in curseur.fetchone()))


def _rappels_dus(operateur: Operateur, instant: dt.datetime) -> list[Rappel]:
    with connection.cursor() as curseur:
        curseur.execute(_RAPPELS, [operateur.pk, connection.ops.adapt_datetimefield_value(instant)])
        lus = curseur.fetchall()
    return [Rappel(pk, numero, nom, instant_lu(heure)) for pk, numero, nom, heure in lus]


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
    de, a = (connection.ops.adapt_datetimefield_value(borne) for borne in (debut, fin))
    with connection.cursor() as curseur:
        curseur.execute(_DECISIONS, [operateur.pk, de, a, a])
        lues = {transition: (n, montant) for transition, n, montant in curseur.fetchall()}
    combien = {code: n for code, (n, _montant) in lues.items()}
    # SQLite keeps a decimal as a binary number.
    montant = Decimal(str(lues["confirmer"][1] or 0)).quantize(CENTIME) if "confirmer" in lues else ZERO
    return Decisions(
        confirmees=combien.get("confirmer", 0),
        erronees=combien.get("marquer_erronee", 0),
        annulees=combien.get("annuler", 0),
        doublons=combien.get("marquer_doublon", 0),
        montant=montant,
    )


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
