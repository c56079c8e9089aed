"""The only writer of the stock: the counter and the ledger move together or not at all.

Every change is an UPDATE whose WHERE clause refuses to go below zero, followed by its
movement in the same transaction, variants in primary-key order so that two baskets
never wait for each other in a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from article.erreurs import ErreurRupture, Manque
from article.models import MouvementStock, TypeMouvement, Variante
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.horloge import maintenant
from parametre.models import Operateur, TypeOperateur

# Who keeps the warehouse; the system (no operator) is an import or a command.
GARDIENS = frozenset({TypeOperateur.ADMIN, TypeOperateur.PREPARATION})
LOT = 500
# Far above any real delivery, far below what the column holds.
QUANTITE_MAX = 1_000_000


@dataclass(frozen=True)
class Variation:
    """A wished change: `delta` pieces of a variant, and why."""

    variante_id: int
    delta: int
    type: TypeMouvement


def entrer(*, variante_id: int, quantite: int, motif: str, operateur: Operateur | None = None) -> MouvementStock:
    """Add pieces that arrived and return the movement.

    Raises ErreurSaisie, ErreurDroit.
    """
    _exiger_quantite(quantite)
    return _un_mouvement(Variation(variante_id, quantite, TypeMouvement.ENTREE), motif, operateur)


def sortir(*, variante_id: int, quantite: int, motif: str, operateur: Operateur | None = None) -> MouvementStock:
    """Write off pieces that left for good, other than to a client, and return the movement.

    Raises ErreurRupture, ErreurSaisie, ErreurDroit.
    """
    _exiger_quantite(quantite)
    return _un_mouvement(Variation(variante_id, -quantite, TypeMouvement.REBUT), motif, operateur)


def ajuster(*, variante_id: int, delta: int, motif: str, operateur: Operateur | None = None) -> MouvementStock:
    """Correct the stock by a signed number of pieces and return the movement.

    Raises ErreurRupture, ErreurSaisie, ErreurDroit.
    """
    _exiger_quantite(abs(delta))
    return _un_mouvement(Variation(variante_id, delta, TypeMouvement.AJUSTEMENT), motif, operateur)


def compter(
    *, variante_id: int, quantite: int, motif: str, operateur: Operateur | None = None
) -> MouvementStock | None:
    """Set the stock to what was counted; return the movement, None if it was right already.

    Raises ErreurSaisie, ErreurDroit.
    """
    changees = _inventorier({variante_id: quantite}, motif, operateur)
    return changees[0] if changees else None


def compter_en_lot(*, quantites: Mapping[int, int], motif: str, operateur: Operateur | None = None) -> int:
    """Set the stock of many variants (id -> pieces) and return how many changed.

    Raises ErreurSaisie (a negative count, an unknown variant: nothing is changed), ErreurDroit.
    """
    return len(_inventorier(quantites, motif, operateur))


def entrer_en_lot(*, quantites: Mapping[int, int], motif: str, operateur: Operateur | None = None) -> int:
    """Add the pieces of many variants (id -> pieces) that arrived together and return how many pieces.

    Raises ErreurSaisie (a quantity that is none, an unknown variant: nothing is changed), ErreurDroit.
    """
    for quantite in quantites.values():
        _exiger_quantite(quantite)
    with transaction.atomic():
        motif = autoriser(motif, operateur)
        variations = [Variation(v, n, TypeMouvement.ENTREE) for v, n in quantites.items()]
        mouvementer(
            variations=variations, commande_id=None, operateur_id=operateur.pk if operateur else None, motif=motif
        )
        return sum(quantites.values())


def recaler() -> int:
    """Set every counter that differs from its ledger to the sum of its movements; return how many.

    The ledger is the truth. A counter whose ledger is below zero stays, for a person to see.
    """
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(
            "WITH juste (id, somme) AS (SELECT v.id, COALESCE(SUM(m.delta), 0) FROM article_variante AS v"
            " LEFT JOIN article_mouvementstock AS m ON m.variante_id = v.id GROUP BY v.id)"
            " UPDATE article_variante SET qte_disponible = juste.somme FROM juste"
            " WHERE article_variante.id = juste.id AND juste.somme >= 0"
            " AND article_variante.qte_disponible <> juste.somme RETURNING article_variante.id"
        )
        return len(curseur.fetchall())


def prendre(*, quantites: Mapping[int, int], commande_id: int, operateur_id: int | None) -> None:
    """Take the pieces of an order (variant -> pieces), all or nothing.

    For the engine: the caller's transaction must end when this raises ErreurRupture,
    which names every variant that is short.
    """
    variations = [Variation(v, -n, TypeMouvement.CONFIRMATION) for v, n in quantites.items()]
    mouvementer(variations=variations, commande_id=commande_id, operateur_id=operateur_id)


def rendre(
    *,
    quantites: Mapping[int, int],
    commande_id: int,
    operateur_id: int | None,
    type_mouvement: TypeMouvement = TypeMouvement.LIBERATION,
    motif: str = "",
) -> None:
    """Give the pieces of an order back (variant -> pieces), in the caller's transaction."""
    variations = [Variation(v, n, type_mouvement) for v, n in quantites.items()]
    mouvementer(variations=variations, commande_id=commande_id, operateur_id=operateur_id, motif=motif)


def mouvementer(
    *, variations: Iterable[Variation], commande_id: int | None, operateur_id: int | None, motif: str = ""
) -> list[MouvementStock]:
    """Apply changes in primary-key order, those of one variant in the order given.

    Runs in the caller's transaction, which must end when this raises ErreurRupture.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The stock moves only inside a transaction.")
    mouvements: list[MouvementStock] = []
    courtes: list[Variation] = []
    instant = maintenant()
    for variation in sorted((v for v in variations if v.delta), key=lambda v: v.variante_id):
        solde = _avancer(variation)
        if solde is None:
            courtes.append(variation)
            continue
        mouvements.append(
            MouvementStock(
                variante_id=variation.variante_id,
                delta=variation.delta,
                solde_apres=solde,
                type=variation.type,
                commande_id=commande_id,
                operateur_id=operateur_id,
                date=instant,
                motif=motif,
            )
        )
    if courtes:
        raise _rupture(courtes)
    return _ecrire(mouvements)


def _ecrire(mouvements: list[MouvementStock]) -> list[MouvementStock]:
    """Insert movements in one statement composed by hand: each confirmation writes here."""
    if not mouvements:
        return []
    valeurs: list[Any] = []
    for m in mouvements:
        date = connection.ops.adapt_datetimefield_value(m.date)
        valeurs += [m.variante_id, m.delta, m.solde_apres, str(m.type), m.commande_id, m.operateur_id, date, m.motif]
    lignes = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(mouvements))
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO article_mouvementstock"  # noqa: S608
            " (variante_id, delta, solde_apres, type, commande_id, operateur_id, date, motif)"
            f" VALUES {lignes} RETURNING id",
            valeurs,
        )
        for mouvement, (pk,) in zip(mouvements, curseur.fetchall(), strict=True):
            mouvement.pk = pk
    return mouvements


def _avancer(variation: Variation) -> int | None:
    """Move one counter and return its new value, None if it would go below zero."""
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE article_variante SET qte_disponible = qte_disponible + %s"
            " WHERE id = %s AND qte_disponible + %s >= 0 RETURNING qte_disponible",
            [variation.delta, variation.variante_id, variation.delta],
        )
        ligne = curseur.fetchone()
    return None if ligne is None else int(ligne[0])


def _rupture(courtes: Sequence[Variation]) -> ErreurRupture | ErreurSaisie:
    variantes = Variante.objects.in_bulk([v.variante_id for v in courtes])
    if any(v.variante_id not in variantes for v in courtes):
        return _inconnue()
    return ErreurRupture(
        [
            Manque(v.variante_id, variantes[v.variante_id].reference, -v.delta, variantes[v.variante_id].qte_disponible)
            for v in courtes
        ]
    )


def _un_mouvement(variation: Variation, motif: str, operateur: Operateur | None) -> MouvementStock:
    with transaction.atomic():
        motif = autoriser(motif, operateur)
        (mouvement,) = mouvementer(
            variations=[variation], commande_id=None, operateur_id=operateur.pk if operateur else None, motif=motif
        )
        return mouvement


def _inventorier(quantites: Mapping[int, int], motif: str, operateur: Operateur | None) -> list[MouvementStock]:
    for quantite in quantites.values():
        if not 0 <= quantite <= QUANTITE_MAX:
            raise ErreurSaisie(
                _("Une quantité comptée va de 0 à %(max)d, pas %(n)d.") % {"max": QUANTITE_MAX, "n": quantite}
            )
    ordre = sorted(quantites)
    with transaction.atomic():
        motif = autoriser(motif, operateur)
        mouvements: list[MouvementStock] = []
        for debut in range(0, len(ordre), LOT):
            lot = {v: quantites[v] for v in ordre[debut : debut + LOT]}
            mouvements += _inventorier_lot(lot, motif, operateur.pk if operateur else None)
        return mouvements


def _inventorier_lot(comptes: Mapping[int, int], motif: str, operateur_id: int | None) -> list[MouvementStock]:
    verrouillees = Variante.objects.select_for_update().filter(pk__in=comptes).order_by("pk")
    soldes = dict(verrouillees.values_list("pk", "qte_disponible"))
    if len(soldes) < len(comptes):
        raise _inconnue()
    changees = {v: n for v, n in comptes.items() if soldes[v] != n}
    fixer(changees)
    return MouvementStock.objects.bulk_create(
        MouvementStock(
            variante_id=v,
            delta=n - soldes[v],
            solde_apres=n,
            type=TypeMouvement.INVENTAIRE,
            operateur_id=operateur_id,
            motif=motif,
        )
        for v, n in changees.items()
    )


def fixer(quantites: Mapping[int, int]) -> None:
    """Write the counters (variant -> pieces) of variants that the caller locked, in one statement.

    The caller writes the movements that explain them, in the same transaction.
    """
    if not quantites:
        return
    valeurs = ", ".join(["(%s, %s)"] * len(quantites))
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH compte (id, quantite) AS (VALUES {valeurs})"  # noqa: S608
            " UPDATE article_variante SET qte_disponible = compte.quantite"
            " FROM compte WHERE article_variante.id = compte.id",
            [nombre for paire in quantites.items() for nombre in paire],
        )


def autoriser(motif: str, operateur: Operateur | None) -> str:
    """Return the reason, cut to what the ledger holds; raises ErreurSaisie without one, ErreurDroit."""
    motif = motif.strip()
    if not motif:
        raise ErreurSaisie(_("Dites pourquoi le stock change : le motif est obligatoire."))
    if operateur is None:
        return motif[:200]
    present = Operateur.objects.filter(pk=operateur.pk, actif=True, type_operateur__in=GARDIENS)
    if not present.exists():
        raise ErreurDroit(_("Seules l’administration et la préparation tiennent le stock."))
    return motif[:200]


def _exiger_quantite(quantite: int) -> None:
    if not 0 < quantite <= QUANTITE_MAX:
        raise ErreurSaisie(
            _("Une quantité va de 1 à %(max)d pièces, pas %(n)d.") % {"max": QUANTITE_MAX, "n": quantite}
        )


def _inconnue() -> ErreurSaisie:
    return ErreurSaisie(_("Cette variante n’existe pas dans le catalogue. Rien n’a été changé."))
