"""One run at a time per source: a lock row with a heartbeat.

The run that holds the lock writes its heartbeat at the start of every batch, inside the
batch's transaction. That write is also a fence: if another run took the lock over, no row
is updated and the batch rolls back. While a batch is open its row lock keeps others out.
"""

import datetime as dt
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurConcurrence
from config.noyau.horloge import maintenant
from synchronisation.models import EtatExecution, ExecutionSync, SourceCommandes, VerrouSource

# A run beats several times a second; after this silence it is taken for dead.
SILENCE_MAX = dt.timedelta(seconds=8)
ATTENTE_MAX = dt.timedelta(seconds=10)
_PAUSE = 0.25


class ErreurVerrou(ErreurConcurrence):
    """Another run works on the source."""

    code = "verrou"


class Verrou:
    """The lock of one source, held under a token until `rendre`."""

    def __init__(self, source_id: int, jeton: str) -> None:
        self.source_id, self.jeton = source_id, jeton

    def battre(self) -> None:
        """Write the heartbeat. Raises ErreurVerrou when the lock was lost to another run."""
        tenu = VerrouSource.objects.filter(source_id=self.source_id, jeton=self.jeton)
        if not tenu.update(battement=maintenant()):
            raise ErreurVerrou(_("Une autre synchronisation a repris cette source ; celle-ci s’arrête."))

    def rendre(self) -> None:
        """Free the lock, if it is still ours."""
        VerrouSource.objects.filter(source_id=self.source_id, jeton=self.jeton).update(jeton="", battement=None)


def _essayer(source: SourceCommandes, jeton: str) -> bool:
    """Take the lock if it is free or its holder is dead; never wait for a row lock."""
    instant = maintenant()
    libre = Q(jeton="") | Q(battement__isnull=True) | Q(battement__lt=instant - SILENCE_MAX)
    try:
        with transaction.atomic():
            lignes = VerrouSource.objects.filter(libre, source=source)
            if connection.features.has_select_for_update_skip_locked:
                lignes = lignes.select_for_update(skip_locked=True)
            pk = lignes.values_list("pk", flat=True).first()
            if pk is None:
                return False
            return bool(VerrouSource.objects.filter(libre, pk=pk).update(jeton=jeton, battement=instant))
    except DatabaseError:
        # SQLite: the other run holds the write lock of the whole file.
        return False


@contextmanager
def verrouiller(source: SourceCommandes, *, attente: dt.timedelta = ATTENTE_MAX) -> Iterator[Verrou]:
    """Hold the lock of a source; wait up to 10 s for the present holder.

    Runs left open by a killed holder are marked interrupted. Raises ErreurVerrou.
    """
    # An insert, even one that gives way, would wait for the holder's open transaction.
    if not VerrouSource.objects.filter(source=source).exists():
        VerrouSource.objects.bulk_create([VerrouSource(source=source)], ignore_conflicts=True)
    verrou = Verrou(source.pk, secrets.token_hex(16))
    fin = time.monotonic() + attente.total_seconds()
    while not _essayer(source, verrou.jeton):
        if time.monotonic() >= fin:
            raise ErreurVerrou(
                _("Une synchronisation de « %s » est déjà en cours. Attendez qu’elle se termine, puis relancez.")
                % source
            )
        time.sleep(_PAUSE)
    ExecutionSync.objects.filter(source=source, etat=EtatExecution.EN_COURS).update(
        etat=EtatExecution.INTERROMPUE, fin=maintenant()
    )
    try:
        yield verrou
    finally:
        verrou.rendre()
