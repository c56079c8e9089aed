"""Every query of this app that locks rows, always in primary-key order."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commande.erreurs import ErreurIntrouvable
from commande.etats import Etat
from commande.models import Commande, Envoi
from config.noyau.erreurs import ErreurConcurrence
from parametre.models import Compteur

# What a 64-bit key can be: an address can hold more digits.
CLE_MAX = 2**63 - 1
_A_L_HEURE = "(rappel_le IS NULL OR rappel_le <= %s)"


def verrouiller_commande(commande_id: int, *, version: int | None = None) -> Commande:
    """Lock one order until the end of the transaction and return it as it is now.

    Raises ErreurIntrouvable, ErreurConcurrence when it is not the `version` that a screen showed.
    """
    if not 0 < commande_id <= CLE_MAX:
        raise ErreurIntrouvable.commande()
    # Written out: every act begins here, and composing forty columns costs more than reading them.
    requete = "SELECT * FROM commande_commande WHERE id = %s" + _verrou()  # noqa: S608
    lues = list(Commande.objects.raw(requete, [commande_id]))
    if not lues:
        raise ErreurIntrouvable.commande()
    if version is not None and version != lues[0].version:
        raise ErreurConcurrence(
            _(
                "La commande a changé pendant que vous la modifiiez (version %(vue)d à l’écran, %(actuelle)d"
                " maintenant). Rechargez la page, puis recommencez."
            )
            % {"vue": version, "actuelle": lues[0].version}
        )
    return lues[0]


def verrouiller_commandes(commande_ids: Iterable[int]) -> list[Commande]:
    """Lock several orders, lowest key first; those that do not exist are left out."""
    return list(Commande.objects.select_for_update().filter(pk__in=set(commande_ids)).order_by("pk"))


def verrouiller_envoi(envoi_id: int) -> Envoi | None:
    """Lock a hand-over, after its orders if any, so that it is not closed while a parcel enters."""
    return Envoi.objects.select_for_update(no_key=True).filter(pk=envoi_id).first()


def verrouiller_operateur(operateur_id: int) -> None:
    """Make the acts that concern one operator wait for each other, readers excepted."""
    requete = "SELECT 1 FROM parametre_operateur WHERE id = %s" + _verrou(force="NO KEY UPDATE")  # noqa: S608
    with connection.cursor() as curseur:
        curseur.execute(requete, [operateur_id])


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


def prendre_sienne(operateur_id: int, instant: dt.datetime, jusqua: dt.datetime, *, sous_bail: bool) -> Commande | None:
    """Take the order this operator should call now, under lease until `jusqua`, in one statement.

    Among those without a lease: due callbacks first, then the oldest; under a lease, the
    one taken first. A client who asked to be called later is not called before.
    """
    quand, fin = (connection.ops.adapt_datetimefield_value(i) for i in (instant, jusqua))
    bail = "occupee_jusqua > %s" if sous_bail else "(occupee_jusqua IS NULL OR occupee_jusqua <= %s)"
    ordre = "occupee_jusqua, id" if sous_bail else "rappel_le ASC NULLS LAST, cree_le, id"
    requete = (
        "UPDATE commande_commande SET occupee_par_id = %s, occupee_jusqua = %s WHERE id = ("  # noqa: S608
        "SELECT id FROM commande_commande WHERE operateur_confirmation_id = %s AND etat IN (%s, %s)"
        f" AND {_A_L_HEURE} AND {bail} ORDER BY {ordre} LIMIT 1{_verrou(' SKIP LOCKED')}) RETURNING *"
    )
    appelables = [Etat.AFFECTEE.value, Etat.EN_COURS_CONFIRMATION.value]
    parametres = [operateur_id, fin, operateur_id, *appelables, quand, quand]
    return next(iter(Commande.objects.raw(requete, parametres)), None)


def verrouiller_commune(instant: dt.datetime) -> Commande | None:
    """Lock the oldest order that nobody has and nobody else is locking."""
    quand = connection.ops.adapt_datetimefield_value(instant)
    requete = f"SELECT * FROM commande_commande WHERE etat = %s AND {_A_L_HEURE} ORDER BY cree_le, id LIMIT 1"  # noqa: S608
    return next(iter(Commande.objects.raw(requete + _verrou(" SKIP LOCKED"), [Etat.NON_AFFECTEE.value, quand])), None)


def _verrou(option: str = "", *, force: str = "UPDATE") -> str:
    """Return the locking clause; SQLite has none: its transactions are alone."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An order is locked only inside a transaction.")
    return f" FOR {force}{option}" if connection.features.has_select_for_update else ""
