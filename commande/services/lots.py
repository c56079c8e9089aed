"""One act on many orders: each order is its own transaction and has its own result."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from commande.models import Commande
from commande.services import confier as service_confier
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurMetier
from parametre.models import Operateur


@dataclass(frozen=True)
class ResultatLot:
    """What became of one order of the lot: the order as it is now, or why it was refused."""

    commande_id: int
    commande: Commande | None = None
    erreur: ErreurMetier | None = None

    @property
    def reussi(self) -> bool:
        return self.erreur is None


def affecter_en_lot(
    *, commande_ids: Iterable[int], operateur_id: int, operateur: Operateur, cle: str | None = None
) -> list[ResultatLot]:
    """Give orders to one confirmation operator; one result per order, lowest key first."""
    return _transition(commande_ids, "affecter", operateur, donnees={"operateur_id": operateur_id}, cle=cle)


def reaffecter_en_lot(
    *, commande_ids: Iterable[int], operateur_id: int, operateur: Operateur, cle: str | None = None
) -> list[ResultatLot]:
    """Give orders to another confirmation operator; one result per order, lowest key first."""
    return _transition(commande_ids, "reaffecter", operateur, donnees={"operateur_id": operateur_id}, cle=cle)


def desaffecter_en_lot(
    *, commande_ids: Iterable[int], operateur: Operateur, cle: str | None = None
) -> list[ResultatLot]:
    """Take orders back from their confirmation operator; one result per order, lowest key first."""
    return _transition(commande_ids, "desaffecter", operateur, cle=cle)


def annuler_en_lot(
    *, commande_ids: Iterable[int], motif: str, operateur: Operateur, cle: str | None = None
) -> list[ResultatLot]:
    """Cancel orders for one reason; one result per order, lowest key first."""
    return _transition(commande_ids, "annuler", operateur, motif=motif, cle=cle)


def imprimer_en_lot(*, commande_ids: Iterable[int], operateur: Operateur, cle: str | None = None) -> list[ResultatLot]:
    """Start preparing orders; one result per order, lowest key first."""
    return _transition(commande_ids, "imprimer", operateur, cle=cle)


def expedier_en_lot(
    *,
    commande_ids: Iterable[int],
    operateur: Operateur,
    operateur_id: int | None = None,
    envoi_id: int | None = None,
    cle: str | None = None,
) -> list[ResultatLot]:
    """Hand orders over to a driver (default: the caller); one result per order, lowest key first."""
    donnees = {"operateur_id": operateur_id, "envoi_id": envoi_id}
    return _transition(commande_ids, "expedier", operateur, donnees=donnees, cle=cle)


def confier_en_lot(
    *, commande_ids: Iterable[int], operateur_id: int, operateur: Operateur, motif: str = "", cle: str | None = None
) -> list[ResultatLot]:
    """Hand orders to another preparer or driver; one result per order, lowest key first."""
    return _pour_chacune(
        commande_ids,
        lambda pk: service_confier.confier(
            commande_id=pk, operateur_id=operateur_id, operateur=operateur, motif=motif, cle=_cle_de(cle, pk)
        ),
    )


def _transition(
    commande_ids: Iterable[int],
    transition: str,
    operateur: Operateur,
    *,
    motif: str = "",
    donnees: dict[str, Any] | None = None,
    cle: str | None = None,
) -> list[ResultatLot]:
    return _pour_chacune(
        commande_ids,
        lambda pk: changer_etat(
            commande_id=pk,
            transition=transition,
            operateur=operateur,
            motif=motif,
            donnees=donnees,
            cle=_cle_de(cle, pk),
        ),
    )


def _cle_de(cle: str | None, commande_id: int) -> str | None:
    return None if cle is None else f"{cle}:{commande_id}"


def _pour_chacune(commande_ids: Iterable[int], acte: Callable[[int], Commande]) -> list[ResultatLot]:
    resultats = []
    for pk in sorted(set(commande_ids)):
        try:
            resultats.append(ResultatLot(pk, commande=acte(pk)))
        except ErreurMetier as erreur:
            resultats.append(ResultatLot(pk, erreur=erreur))
    return resultats
