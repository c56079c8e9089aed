"""Every query of this app that locks rows, always in primary-key order."""

from collections.abc import Iterable

from commande.erreurs import ErreurIntrouvable
from commande.models import Commande
from parametre.models import Operateur


def verrouiller_commande(commande_id: int) -> Commande:
    """Lock one order until the end of the transaction and return it as it is now.

    Raises ErreurIntrouvable.
    """
    commande = Commande.objects.select_for_update().filter(pk=commande_id).first()
    if commande is None:
        raise ErreurIntrouvable.commande()
    return commande


def verrouiller_commandes(commande_ids: Iterable[int]) -> list[Commande]:
    """Lock several orders, lowest key first; those that do not exist are left out."""
    return list(Commande.objects.select_for_update().filter(pk__in=set(commande_ids)).order_by("pk"))


def verrouiller_operateur(operateur_id: int) -> None:
    """Make the acts that concern one operator wait for each other, readers excepted."""
    list(Operateur.objects.select_for_update(no_key=True).filter(pk=operateur_id).values_list("pk"))
