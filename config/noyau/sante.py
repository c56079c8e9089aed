"""Health: whether the process lives, and whether it can serve."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

journal = logging.getLogger(__name__)


@require_safe
@never_cache
def vivant(_request: HttpRequest) -> JsonResponse:
    """Answer that the process lives; asks nothing of the database."""
    return JsonResponse({"etat": "vivant"})


@require_safe
@never_cache
def pret(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and every migration is applied, otherwise 503.

    Says which of the two fails and nothing else: anybody may read this page.
    """
    base = _base_repond()
    migrations = base and _migrations_appliquees()
    corps = {"etat": "pret" if migrations else "pas_pret", "base": base, "migrations": migrations}
    return JsonResponse(corps, status=200 if migrations else 503)


def _base_repond() -> bool:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
            return bool(curseur.fetchone() == (1,))
    except DatabaseError as erreur:
        # The text of the error may hold the address of the server or the name of a role.
        journal.error("The database does not answer", extra={"erreur": type(erreur).__name__})
        return False


def _migrations_appliquees() -> bool:
    try:
        executeur = MigrationExecutor(connection)
        return not executeur.migration_plan(executeur.loader.graph.leaf_nodes())
    except DatabaseError as erreur:
        journal.error("The migrations cannot be read", extra={"erreur": type(erreur).__name__})
        return False
