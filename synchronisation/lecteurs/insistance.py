"""Ask again, within bounds: at most 5 tries of a request, 60 seconds for all of a reading."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from synchronisation.lecteurs.fautes import Faute

ESSAIS = 5
DUREE_MAX = 60.0
PAUSE, PAUSE_MAX = 1.0, 20.0
# The lock of a source is taken for dead after 8 s without a heartbeat.
BATTEMENT = 2.0

T = TypeVar("T")


def _rien() -> None:
    """Beat for nobody."""


class Insistance:
    """The tries of one reading; `battre` is called while it waits, every two seconds.

    `reserver` takes a place in the quota if it comes soon enough, and returns the seconds until it.
    """

    def __init__(
        self,
        *,
        battre: Callable[[], None] = _rien,
        reserver: Callable[[float], float] = lambda _au_plus: 0.0,
        horloge: Callable[[], float] = time.monotonic,
        dormir: Callable[[float], None] = time.sleep,
        hasard: Callable[[float, float], float] = random.uniform,
        duree: float = DUREE_MAX,
    ) -> None:
        self.battre, self.reserver, self.horloge, self.dormir, self.hasard = battre, reserver, horloge, dormir, hasard
        self.fin = horloge() + duree

    def demander(self, acte: Callable[[float], T]) -> T:
        """Call `acte` with the seconds left until it succeeds. Raises its last Faute."""
        for essai in range(1, ESSAIS + 1):
            self._prendre_place()
            try:
                return self._en_battant(acte)
            except Faute as faute:
                if not faute.passagere or essai == ESSAIS or not self._patienter(faute, essai):
                    raise
        raise AssertionError("the last try returns or raises")

    def _prendre_place(self) -> None:
        reste = self._reste()
        attente = self.reserver(reste)
        if attente > reste:
            raise Faute(0, genre="quota", attente=attente)
        self._attendre(attente)

    def _patienter(self, faute: Faute, essai: int) -> bool:
        """Wait before the next try; return False where that would lead beyond the bound."""
        # Full jitter, so that those who failed together do not come back together.
        attente = self.hasard(0.0, min(PAUSE_MAX, PAUSE * 2**essai))
        if faute.attente is not None:
            attente += faute.attente
        if attente >= self._reste():
            return False
        self._attendre(attente)
        return True

    def _reste(self) -> float:
        return self.fin - self.horloge()

    def _attendre(self, secondes: float) -> None:
        while secondes > 0:
            pas = min(secondes, BATTEMENT)
            self.dormir(pas)
            self.battre()
            secondes -= pas

    def _en_battant(self, acte: Callable[[float], T]) -> T:
        """Run a request in a thread, that touches no database, and beat meanwhile."""
        with ThreadPoolExecutor(1) as bassin:
            attendu = bassin.submit(acte, self._reste())
            while not wait([attendu], timeout=BATTEMENT).done:
                self.battre()
            return attendu.result()
