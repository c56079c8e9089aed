"""Amounts in MAD, always Decimal."""

from decimal import ROUND_HALF_UP, Decimal

CENTIME = Decimal("0.01")
ZERO = Decimal("0.00")


def arrondir(montant: Decimal) -> Decimal:
    """Round to the centime, halves up."""
    return montant.quantize(CENTIME, rounding=ROUND_HALF_UP)


def en_dirhams(montant: Decimal | None) -> str:
    """Write an amount as Moroccans do (`1 234,00 DH`, narrow no-break spaces), a dash for None."""
    if montant is None:
        return "–"
    return f"{arrondir(montant):,.2f}".replace(",", "\u202f").replace(".", ",") + "\u202fDH"
