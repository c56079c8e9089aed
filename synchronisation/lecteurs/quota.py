"""The requests that one account may make, shared by every source and process.

Google allows 60 reads a minute. `libre_le` says when the next slot is: a request takes it
and moves it forward; up to 14 slots may be taken ahead of time, the others 4/3 s apart, so
that no minute ever holds more than 60.
"""

from datetime import timedelta

from config.noyau.horloge import maintenant
from synchronisation.models import QuotaLecture

PAR_MINUTE = 45
RESERVE = 14
INTERVALLE = timedelta(seconds=60 / PAR_MINUTE)


def reserver_place(compte: str, au_plus: float) -> float:
    """Take the next slot of an account if it comes within `au_plus` seconds; return the seconds until it."""
    while True:
        avant = QuotaLecture.objects.filter(compte=compte).values_list("libre_le", flat=True).first()
        if avant is None:
            neuf = QuotaLecture(compte=compte, libre_le=maintenant() - RESERVE * INTERVALLE)
            QuotaLecture.objects.bulk_create([neuf], ignore_conflicts=True)
            continue
        instant = maintenant()
        place = max(avant, instant - RESERVE * INTERVALLE)
        attente = max(0.0, (place - instant).total_seconds())
        if attente > au_plus:
            return attente
        # Two that read the same slot: one takes it, the other looks again.
        if QuotaLecture.objects.filter(compte=compte, libre_le=avant).update(libre_le=place + INTERVALLE):
            return attente
