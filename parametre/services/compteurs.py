"""Named counters, advanced atomically."""

from django.db import transaction
from django.db.models import F

from parametre.models import Compteur


def avancer(nom: str, *, de: int = 1) -> int:
    """Advance a counter by `de` and return its new value.

    The row stays locked until the caller's transaction ends, so that two callers never
    get the same value.
    """
    with transaction.atomic():
        Compteur.objects.bulk_create([Compteur(nom=nom)], ignore_conflicts=True)
        Compteur.objects.filter(nom=nom).update(valeur=F("valeur") + de)
        return Compteur.objects.values_list("valeur", flat=True).get(nom=nom)


def valeur(nom: str) -> int:
    """Return the present value of a counter, 0 if nobody advanced it yet."""
    return Compteur.objects.filter(nom=nom).values_list("valeur", flat=True).first() or 0
