"""Housekeeping of the idempotency keys."""

import datetime as dt

from commande.models import CleAction
from config.noyau.horloge import maintenant

JOURS = 7


def purger_cles(*, jours: int = JOURS) -> int:
    """Forget the keys older than some days and return how many there were."""
    nombre, _ = CleAction.objects.filter(cree_le__lt=maintenant() - dt.timedelta(days=jours)).delete()
    return nombre
