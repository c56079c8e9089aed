"""What the cards of the road write."""

from decimal import Decimal

from django import template
from django.http import QueryDict

from config.noyau.argent import arrondir

register = template.Library()


@register.filter
def montant_nu(montant: Decimal) -> str:
    """Write an amount as one types it: `324,00`."""
    return f"{arrondir(montant):.2f}".replace(".", ",")


@register.simple_tag
def choisi(saisi: QueryDict | None, debut: str, ligne_id: int, valeur: int, defaut: int | str) -> str:
    """Mark the choice that was sent with a refused form, else the default."""
    envoye = saisi.get(f"{debut}{ligne_id}") if saisi else None
    return " selected" if str(valeur) == (str(defaut) if envoye is None else envoye) else ""
