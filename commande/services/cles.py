"""Housekeeping of the idempotency keys."""

import datetime as dt

from article.services.magasin import oublier_cles_du_stock
from commande.models import CleAction
from config.noyau.horloge import maintenant

JOURS = 7


def purger_cles(*, jours: int = JOURS) -> int:
    """Forget the keys older than some days and return how many there were."""
    avant = maintenant() - dt.timedelta(days=jours)
    nombre, _ = CleAction.objects.filter(cree_le__lt=avant).delete()
    return nombre + oublier_cles_du_stock(avant)
