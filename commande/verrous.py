"""Every query of this app that locks rows, always in primary-key order."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import QuerySet

from commande.erreurs import ErreurIntrouvable
from commande.etats import Etat
from commande.models import Commande
from parametre.models import Compteur, Operateur


def verrouiller_commande(commande_id: int) -> Commande:
    """Lock one order until the end of the transaction and return it as it is now.

    Raises ErreurIntrouvable.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An order is locked only inside a transaction.")
    verrou = " FOR UPDATE" if connection.features.has_select_for_update else ""
    # Written out: every act begins here, and composing forty columns costs more than reading them.
    lues = list(Commande.objects.raw(f"SELECT * FROM commande_commande WHERE id = %s{verrou}", [int(commande_id)]))  # noqa: S608
    if not lues:
        raise ErreurIntrouvable.commande()
    return lues[0]


def verrouiller_commandes(commande_ids: Iterable[int]) -> list[Commande]:
    """Lock several orders, lowest key first; those that do not exist are left out."""
    return list(Commande.objects.select_for_update().filter(pk__in=set(commande_ids)).order_by("pk"))


def verrouiller_operateur(operateur_id: int) -> None:
    """Make the acts that concern one operator wait for each other, readers excepted."""
    list(Operateur.objects.select_for_update(no_key=True).filter(pk=operateur_id).values_list("pk"))


def verrouiller_compteur(nom: str) -> Compteur:
    """Lock a named counter, made at 0 if it is not there, and return it."""
    verrou = Compteur.objects.select_for_update().filter(nom=nom)
    compteur = verrou.first()
    if compteur is None:
        Compteur.objects.bulk_create([Compteur(nom=nom)], ignore_conflicts=True)
        compteur = verrou.get()
    return compteur


def verrouiller_non_affectees() -> list[tuple[int, int]]:
    """Lock the orders that nobody has and nobody else is locking: (id, client), oldest first."""
    libres = Commande.objects.select_for_update(skip_locked=True).filter(etat=Etat.NON_AFFECTEE)
    return list(libres.order_by("cree_le", "pk").values_list("pk", "client_id"))


def verrouiller_premiere(commandes: QuerySet[Commande]) -> Commande | None:
    """Lock the first of some orders that nobody else is locking."""
    return commandes.select_for_update(skip_locked=True).first()
