"""How the figures of the desk are written."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django import template

from config.noyau.affichage import TIRET

register = template.Library()


@register.filter
def pourcent(taux: Decimal | None) -> str:
    """Write a rate between 0 and 1 as `62 %`, a dash where it has no denominator."""
    if taux is None:
        return TIRET
    return f"{(taux * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)}\u202f%"


@register.filter
def duree_courte(duree: dt.timedelta | None) -> str:
    """Write a span of time: `12 min`, `3 h 05`, `2 j 4 h`, a dash where there is none."""
    if duree is None:
        return TIRET
    minutes = int(duree.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes}\u00a0min"
    heures, reste = divmod(minutes, 60)
    if heures < 48:
        return f"{heures}\u00a0h\u00a0{reste:02d}"
    return f"{heures // 24}\u00a0j\u00a0{heures % 24}\u00a0h"
