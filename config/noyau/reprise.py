"""Bounded retries of a transaction that the database itself broke off."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurConcurrence

ESSAIS = 5
PAUSE = 0.02
# Deadlock, serialization failure, lock not available.
_CODES_PASSAGERS = frozenset({"40P01", "40001", "55P03"})

T = TypeVar("T")


def avec_reprise(acte: Callable[[], T]) -> T:
    """Run an act that is one whole transaction, again when the database broke it off.

    Inside somebody else's transaction it runs once: only the outermost can begin again.
    Raises ErreurConcurrence when the last try was broken off too.
    """
    if connection.in_atomic_block:
        return acte()
    for essai in range(ESSAIS):
        try:
            return acte()
        except OperationalError as erreur:
            if not est_passagere(erreur):
                raise
            derniere = erreur
        # Random, so that those who met once do not meet again.
        time.sleep(random.uniform(0, PAUSE * 2**essai))  # noqa: S311
    raise ErreurConcurrence(
        _("Beaucoup de personnes changent la même chose en ce moment. Rien n’a été changé : réessayez.")
    ) from derniere


def est_passagere(erreur: OperationalError) -> bool:
    """Tell whether the same transaction may succeed if it begins again."""
    cause = erreur.__cause__
    return getattr(cause, "sqlstate", None) in _CODES_PASSAGERS or "locked" in str(cause)
