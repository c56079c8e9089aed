"""What an operator achieved: by day, in all, how fast, and what the upsell brought."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, median
from typing import Any

from django.db.models import Min, QuerySet

from commande.etats import Etat
from commande.models import EtatCommande, LigneCommande, OriginePrix
from commande.selectors.bureau import Decisions, dernieres_issues, issues
from config.noyau.argent import ZERO
from config.noyau.horloge import debut_du_jour, jour_local, maintenant
from parametre.models import Operateur

JOURS = 30


@dataclass(frozen=True, slots=True)
class Jour:
    """A day of Casablanca and what was decided in it."""

    jour: dt.date
    decisions: Decisions


@dataclass(frozen=True, slots=True)
class Upsell:
    """Pieces sold beyond the first of each confirmed order, and the MAD they brought."""

    pieces: int
    gain: Decimal


@dataclass(frozen=True, slots=True)
class Resultats:
    """The last days, today first. An order counts once a day in its day, once in `total`.

    `temps_moyen` and `temps_median` run from the first affectation to the decision; None
    where nothing was decided.
    """

    jours: list[Jour]
    total: Decisions
    temps_moyen: dt.timedelta | None
    temps_median: dt.timedelta | None
    upsell: Upsell


@dataclass(frozen=True, slots=True)
class _Issue:
    commande: int
    operateur: int
    transition: str
    instant: dt.datetime
    montant: Decimal | None


def resultats(operateur: Operateur, *, jours: int = JOURS) -> Resultats:
    """Return what an operator achieved in the last days, today included, in three queries."""
    aujourdhui = jour_local(maintenant())
    premier = aujourdhui - dt.timedelta(days=jours - 1)
    debut, fin = debut_du_jour(premier), debut_du_jour(aujourdhui + dt.timedelta(days=1))
    lues = _lire(operateur, debut, fin)
    par_jour: dict[dt.date, list[_Issue]] = {}
    for issue in lues:
        par_jour.setdefault(jour_local(issue.instant), []).append(issue)
    siennes = _dernieres(lues, operateur)
    durees = _durees(siennes, _affectations(operateur, debut, fin))
    return Resultats(
        jours=[
            Jour(jour, compter(_dernieres(par_jour.get(jour, ()), operateur)))
            for jour in (aujourdhui - dt.timedelta(days=n) for n in range(jours))
        ],
        total=compter(siennes),
        temps_moyen=dt.timedelta(seconds=round(fmean(durees))) if durees else None,
        temps_median=dt.timedelta(seconds=round(median(durees))) if durees else None,
        upsell=_upsell(operateur, debut, fin),
    )


def compter(siennes: Sequence[_Issue]) -> Decisions:
    """Count decisions of which each order has one."""
    codes = [i.transition for i in siennes]
    return Decisions(
        confirmees=codes.count("confirmer"),
        erronees=codes.count("marquer_erronee"),
        annulees=codes.count("annuler"),
        doublons=codes.count("marquer_doublon"),
        montant=sum((i.montant or ZERO for i in siennes if i.transition == "confirmer"), ZERO),
    )


def _lire(operateur: Operateur, debut: dt.datetime, fin: dt.datetime) -> list[_Issue]:
    """Read every decision about the orders that this operator decided, in order of time."""
    miennes = _commandes(issues(debut, fin), operateur)
    lues = issues(debut, fin).filter(commande__in=miennes)
    champs = ("commande_id", "operateur_id", "transition", "date_debut", "commande__total_confirme")
    return [_Issue(*ligne) for ligne in lues.values_list(*champs)]


def _dernieres(lues: Iterable[_Issue], operateur: Operateur) -> list[_Issue]:
    """Keep the last decision of each order, if it is this operator's."""
    dernieres = {issue.commande: issue for issue in lues}
    return [issue for issue in dernieres.values() if issue.operateur == operateur.pk]


def _affectations(operateur: Operateur, debut: dt.datetime, fin: dt.datetime) -> dict[int, dt.datetime]:
    """Return when each order was first given to somebody."""
    miennes = _commandes(issues(debut, fin), operateur)
    premieres = EtatCommande.objects.filter(commande__in=miennes, etat=Etat.AFFECTEE).order_by().values("commande_id")
    return dict(premieres.annotate(premiere=Min("date_debut")).values_list("commande_id", "premiere"))


def _durees(siennes: Iterable[_Issue], affectations: dict[int, dt.datetime]) -> list[float]:
    decidees = (i for i in siennes if i.transition != "marquer_doublon" and i.commande in affectations)
    return [(i.instant - affectations[i.commande]).total_seconds() for i in decidees]


def _upsell(operateur: Operateur, debut: dt.datetime, fin: dt.datetime) -> Upsell:
    """Compare the upsell lines of each confirmed order with its dearest piece sold alone."""
    confirmees = _commandes(dernieres_issues(debut, fin).filter(transition="confirmer"), operateur)
    lignes = LigneCommande.objects.filter(
        commande__in=confirmees, commande__compteur_upsell__gt=0, origine_prix=OriginePrix.UPSELL
    )
    champs = ("commande_id", "quantite", "prix_unitaire", "variante__article__prix_unitaire")
    par_commande: dict[int, list[tuple[int, Decimal, Decimal]]] = {}
    for commande, quantite, prix, seule in lignes.values_list(*champs):
        par_commande.setdefault(commande, []).append((quantite, prix, seule))
    lots = par_commande.values()
    return Upsell(
        pieces=sum(sum(n for n, _prix, _seule in lot) - 1 for lot in lots),
        gain=sum((sum(n * prix for n, prix, _s in lot) - max(s for _n, _p, s in lot) for lot in lots), ZERO),
    )


def _commandes(prises: QuerySet[EtatCommande], operateur: Operateur) -> QuerySet[EtatCommande, Any]:
    return prises.filter(operateur=operateur).order_by().values("commande")
