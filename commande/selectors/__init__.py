"""Reads for the screens: who may see an order, the lists of the houses, the page of an order."""

from commande.selectors.acces import commande_visible_ou_404, est_visible

__all__ = ["commande_visible_ou_404", "est_visible"]
