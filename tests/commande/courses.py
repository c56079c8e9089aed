"""Several calls at the same instant, each on its own connection."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from config.noyau.erreurs import ErreurMetier


def en_meme_temps(actes: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the acts in threads that start together; return what each returned or refused, in order.

    Anything but a refusal of the rules is raised again.
    """
    resultats: list[Any] = [None] * len(actes)
    barriere = threading.Barrier(len(actes))

    def courir(rang: int, acte: Callable[[], Any]) -> None:
        barriere.wait()
        try:
            resultats[rang] = acte()
        except BaseException as erreur:
            resultats[rang] = erreur
        finally:
            connection.close()

    fils = [threading.Thread(target=courir, args=couple) for couple in enumerate(actes)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    for resultat in resultats:
        if isinstance(resultat, BaseException) and not isinstance(resultat, ErreurMetier):
            raise resultat
    return resultats
