"""Start a run behind a page: the page answers at once and follows the counters of the run.

A process that dies in the middle loses nothing: the next run of the source completes it.
"""

import logging
from collections.abc import Callable
from threading import Thread

from django.conf import settings
from django.db import connections

from config.noyau.erreurs import ErreurMetier

journal = logging.getLogger(__name__)


def lancer(acte: Callable[[], object], *, nom: str) -> None:
    """Run an act in a thread of its own, or at once where settings say so (`EXECUTIONS_EN_FIL`)."""
    if settings.EXECUTIONS_EN_FIL:
        Thread(target=_en_fil, args=(acte,), name=nom).start()
    else:
        _agir(acte)


def _en_fil(acte: Callable[[], object]) -> None:
    try:
        _agir(acte)
    finally:
        connections.close_all()


def _agir(acte: Callable[[], object]) -> None:
    try:
        acte()
    except ErreurMetier:
        # The run keeps the sentence; the page shows it.
        journal.info("A run started from a page was refused", exc_info=False)
    except Exception:
        journal.exception("A run started from a page failed")
