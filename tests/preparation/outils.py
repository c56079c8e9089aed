"""What the tests of the bench share."""

from typing import Any

from article.models import MouvementStock, Variante
from commande.etats import Etat
from commande.models import CleAction, Commande, EtatCommande, LigneCommande
from parametre.models import Operateur
from tests import fabrique


def au_colis(qui: Operateur, *lignes: tuple[Variante, int], **champs: Any) -> Commande:
    """Write an order whose label is printed, on the bench of a preparer."""
    champs.setdefault("operateur_confirmation", fabrique.operateur("CONFIRMATION"))
    return fabrique.commande(Etat.EN_PREPARATION, operateur_preparation=qui, lignes=lignes, **champs)


def pointees(commande: Commande) -> list[tuple[int, bool]]:
    """Return of each line the pieces in the parcel and whether it is checked."""
    return list(commande.lignes.order_by("pk").values_list("pieces_verifiees", "verifiee"))


def photographie() -> tuple[Any, ...]:
    """Return all that a refusal must leave as it was."""
    return (
        list(Commande.objects.order_by("pk").values()),
        list(LigneCommande.objects.order_by("pk").values()),
        list(EtatCommande.objects.order_by("pk").values()),
        list(MouvementStock.objects.order_by("pk").values()),
        list(Variante.objects.order_by("pk").values_list("pk", "qte_disponible")),
        CleAction.objects.count(),
    )
