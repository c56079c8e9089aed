"""Closing and opening stays: one instant ends the old state and begins the new one."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from commande.models import Commande
from config.noyau.erreurs import ErreurMetier
from config.noyau.horloge import instant_lu

_ETAPE = "(%s, %s, %s, %s, %s, %s, %s, %s)"


def clore(commande_ids: Collection[int], instant: dt.datetime) -> dict[int, dt.datetime]:
    """End the open stay of each order and return the instant of each end.

    The clock of another server may be ahead: a stay never ends before it began. Raises
    ErreurMetier when an order has no open stay.
    """
    if not commande_ids:
        return {}
    fin = connection.ops.adapt_datetimefield_value(instant)
    places = ", ".join(["%s"] * len(commande_ids))
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE commande_etatcommande"  # noqa: S608
            " SET date_fin = CASE WHEN date_debut > %s THEN date_debut ELSE %s END"
            f" WHERE commande_id IN ({places}) AND date_fin IS NULL RETURNING commande_id, date_fin",
            [fin, fin, *commande_ids],
        )
        fins = {commande_id: instant_lu(valeur) for commande_id, valeur in curseur.fetchall()}
    if len(fins) != len(commande_ids):
        raise ErreurMetier(
            _("L’historique de cette commande est abîmé. Signalez-la à l’administration."), code="historique"
        )
    return fins


def ouvrir(
    commande: Commande,
    etapes: Sequence[tuple[str, str]],
    instant: dt.datetime,
    *,
    operateur_id: int | None,
    responsable_id: int | None,
    motif: str,
) -> None:
    """Write the stays (state, transition) that begin at one instant; the last stays open."""
    date = connection.ops.adapt_datetimefield_value(instant)
    derniere = len(etapes) - 1
    valeurs: list[Any] = []
    for rang, (etat, transition) in enumerate(etapes):
        fin = None if rang == derniere else date
        valeurs += [
            commande.pk,
            str(etat),
            date,
            fin,
            operateur_id,
            responsable_id,
            motif if rang == 0 else "",
            transition,
        ]
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO commande_etatcommande"  # noqa: S608
            " (commande_id, etat, date_debut, date_fin, operateur_id, responsable_id, motif, transition)"
            f" VALUES {', '.join([_ETAPE] * len(etapes))}",
            valeurs,
        )
