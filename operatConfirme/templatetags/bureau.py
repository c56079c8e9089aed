"""How the figures of the desk are written."""

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
