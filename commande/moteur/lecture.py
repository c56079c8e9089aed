"""Reads of the hot paths, the statements written out.

Composing a query of forty columns costs the ORM ten times what reading the row costs
PostgreSQL; what every act reads is therefore composed by hand.
"""

from collections.abc import Collection
from typing import TypeVar

from django.db import models

from commande.erreurs import ErreurIntrouvable
from commande.models import Commande
from commande.verrous import CLE_MAX

M = TypeVar("M", bound=models.Model)


def lire(modele: type[M], ids: Collection[int]) -> list[M]:
    """Return the rows with these keys, in any order."""
    if not ids:
        return []
    places = ", ".join(["%s"] * len(ids))
    table = modele._meta.db_table  # noqa: SLF001
    return list(modele._default_manager.raw(f"SELECT * FROM {table} WHERE id IN ({places})", list(ids)))  # noqa: S608, SLF001


def commande_ou_rien(commande_id: int) -> Commande | None:
    """Return an order as it is now, None where there is none; any number is a key here, however long."""
    return next(iter(lire(Commande, [commande_id])), None) if 0 < commande_id <= CLE_MAX else None


def commande_ou_erreur(commande_id: int) -> Commande:
    """Return an order as it is now; raise ErreurIntrouvable."""
    commande = commande_ou_rien(commande_id)
    if commande is None:
        raise ErreurIntrouvable.commande()
    return commande
