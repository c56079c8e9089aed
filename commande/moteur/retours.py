"""Pieces that a client kept, and pieces that came back."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from article.models import TypeMouvement
from article.services.stock import Variation
from commande.models import LigneCommande
from commande.moteur.donnees import DEFECTUEUX, Partage
from config.noyau.argent import ZERO


def sous_total_livre(lignes: Iterable[LigneCommande], quantites: Mapping[int, int]) -> Decimal:
    """Return what the pieces kept cost, at the frozen prices, in MAD."""
    return sum((ligne.prix_unitaire * quantites.get(ligne.pk, 0) for ligne in lignes), ZERO)


def partager(reste: int, etat: str | Partage | None) -> Partage:
    """Return how the pieces left of a line came back; without a word they are good."""
    if isinstance(etat, Partage):
        return etat
    return Partage(defectueux=reste) if etat == DEFECTUEUX else Partage(bon=reste)


def variations_de_piece(variante_id: int | None, partage: Partage, *, sens: int = 1) -> list[Variation]:
    """Return the entries for pieces that came back (`sens` -1: to take them back).

    A spoilt piece enters and is written off: two entries that cancel out.
    """
    assert variante_id is not None, "An order that left has a variant on every line."  # noqa: S101
    retour = Variation(variante_id, partage.total * sens, TypeMouvement.RETOUR)
    rebut = Variation(variante_id, -partage.defectueux * sens, TypeMouvement.REBUT)
    # Whatever adds goes first, so that the counter never dips below what is there.
    return [retour, rebut] if sens > 0 else [rebut, retour]


def variations_de_retour(lignes: Iterable[LigneCommande], *, sens: int = 1) -> list[Variation]:
    """Return the entries for what lines say came back (`sens` -1: to take them back)."""
    return [
        variation
        for ligne in lignes
        for variation in variations_de_piece(
            ligne.variante_id, Partage(ligne.retour_bon, ligne.retour_defectueux), sens=sens
        )
    ]
