"""What a gesture of the line editor makes of the lines of an order: pure."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie

PIECES_MAX = 99
Lignes = list[tuple[int, int]]


def ajouter(lignes: Iterable[tuple[int, int]], variante_id: int, pieces: int = 1) -> Lignes:
    """Add pieces of a variant."""
    voulues = _fusion(lignes)
    voulues[variante_id] = _borner(voulues.get(variante_id, 0) + pieces)
    return list(voulues.items())


def regler(lignes: Iterable[tuple[int, int]], variante_id: int, pieces: int) -> Lignes:
    """Set how many pieces of a variant there are; 0 takes the line away."""
    voulues = _fusion(lignes)
    if variante_id not in voulues:
        raise _partie()
    if pieces:
        voulues[variante_id] = _borner(pieces)
    else:
        del voulues[variante_id]
    return list(voulues.items())


def remplacer(lignes: Iterable[tuple[int, int]], de: int, vers: int, pieces: int | None = None) -> Lignes:
    """Put pieces (all by default) of a variant in another one, at the place of the first."""
    avant = _fusion(lignes)
    if de not in avant:
        raise _partie()
    deplacees = min(pieces or avant[de], avant[de])
    voulues: dict[int, int] = {}
    for variante, n in avant.items():
        reste = n - deplacees if variante == de else n
        if reste:
            voulues[variante] = voulues.get(variante, 0) + reste
        if variante == de:
            voulues[vers] = voulues.get(vers, 0) + deplacees
    return list(voulues.items())


def _fusion(lignes: Iterable[tuple[int, int]]) -> dict[int, int]:
    fusion: dict[int, int] = {}
    for variante, pieces in lignes:
        fusion[variante] = fusion.get(variante, 0) + pieces
    return fusion


def _borner(pieces: int) -> int:
    if pieces > PIECES_MAX:
        raise ErreurSaisie(_("Pas plus de %(n)d pièces d’un même article sur une commande.") % {"n": PIECES_MAX})
    return pieces


def _partie() -> ErreurSaisie:
    return ErreurSaisie(_("Cette ligne n’est plus dans la commande. Rechargez la page."))
