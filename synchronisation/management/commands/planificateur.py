"""manage.py planificateur: run the planned tasks until SIGTERM or SIGINT."""

import os
import signal
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from synchronisation.planification.services import SILENCE_MAX, executer_tache, prendre_tache

ATTENTE_MAX = 30.0


class Command(BaseCommand):
    help = "Exécute les tâches planifiées ; plusieurs processus peuvent tourner, chaque tâche part une seule fois."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--silence", type=int, default=SILENCE_MAX, help="secondes avant de reprendre une tâche")
        parser.add_argument("--pause", type=float, default=2.0, help="secondes entre deux regards")
        parser.add_argument("--une-passe", action="store_true", help="s’arrête quand plus rien n’est dû")
        parser.add_argument("--avec", type=int, default=0, metavar="PID", help="s’arrête quand ce processus finit")

    def handle(self, *args: Any, **options: Any) -> None:
        arret = threading.Event()

        def demander(_signal: int, _cadre: FrameType | None) -> None:
            arret.set()

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, demander)
            signal.signal(signal.SIGINT, demander)
        compagnon, attente = options["avec"], options["pause"]
        while not arret.is_set() and _vit(compagnon):
            try:
                if self._passer(options["silence"], bavard=options["verbosity"] > 0):
                    continue
                attente = options["pause"]
                if options["une_passe"]:
                    return
            except DatabaseError:
                connection.close()
                attente = min(attente * 2, ATTENTE_MAX)
            self._attendre(arret, attente, compagnon)

    def _attendre(self, arret: threading.Event, attente: float, compagnon: int) -> None:
        fin = time.monotonic() + attente
        while (reste := fin - time.monotonic()) > 0 and _vit(compagnon):
            if arret.wait(min(reste, 0.5)):
                return

    def _passer(self, silence: int, *, bavard: bool) -> bool:
        prise = prendre_tache(silence=silence)
        if prise is None:
            return False
        tache, passage = prise
        etat = executer_tache(tache=tache, passage=passage, silence=silence)
        if bavard:
            self.stdout.write(f"Tâche {tache.pk} : {etat.label}.")
        return True


def _vit(pid: int) -> bool:
    """Tell whether a process is there; 0 stands for none, whose end nobody waits for."""
    if pid == 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Somebody else's, and there.
        return True
    return True
