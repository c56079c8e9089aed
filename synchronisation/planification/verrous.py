"""The queries of the planner's pages that lock rows."""

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie
from synchronisation.planification.models import TachePlanifiee


def verrouiller_tache(tache_id: int) -> TachePlanifiee:
    """Lock a task until the end of the transaction. Raises ErreurSaisie where there is none."""
    tache = TachePlanifiee.objects.select_for_update().filter(pk=tache_id).first()
    if tache is None:
        raise ErreurSaisie(_("Cette tâche n’existe plus."))
    return tache
