"""What surrounds an order: its history and its neighbours, as values, in one statement each.

An object of the model for each order, stay, contact and operator cost more than all the
rest of the page of a call.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection

from commande.etats import Etat
from commande.models import Commande, Commentaire, TypeOperation
from commande.verrous import CLE_MAX
from config.noyau.affichage import duree
from config.noyau.horloge import instant_lu, maintenant

# An order that bounced a hundred times, or a client with years of orders, keeps one page.
ETAPES_MAX = 60
AUTRES_MAX = 12
_NOMBRE, _DU_CLIENT, _LIEE = range(3)
_NOM = "u.first_name, u.last_name, u.username"
_QUI = "LEFT JOIN parametre_operateur AS p ON p.id = {}.operateur_id LEFT JOIN auth_user AS u ON u.id = p.user_id"
_HISTOIRE = f"""
SELECT * FROM (
    SELECT 0 AS contact, e.id AS rang, e.date_debut AS debut, e.date_fin AS fin, e.etat AS nom, '' AS commentaire,
        e.motif AS texte, {_NOM}
    FROM commande_etatcommande AS e {_QUI.format("e")}
    WHERE e.commande_id = %s ORDER BY e.date_debut DESC, e.id DESC LIMIT {ETAPES_MAX}) AS etapes
UNION ALL SELECT * FROM (
    SELECT 1, o.id, o.date, o.date, o.type, o.commentaire, o.conclusion, {_NOM}
    FROM commande_operation AS o {_QUI.format("o")}
    WHERE o.commande_id = %s ORDER BY o.date DESC, o.id DESC LIMIT {ETAPES_MAX}) AS contacts
"""  # noqa: S608
_BREVE = """id, numero, etat, cree_le, doublon_de_id, echange_de_id, operateur_confirmation_id,
        operateur_preparation_id, operateur_livraison_id FROM commande_commande"""
# The last branch counts by state: `id` holds the number of orders.
_VOISINES = f"""
SELECT * FROM (
    SELECT {_DU_CLIENT} AS sorte, {_BREVE}
    WHERE client_id = %s AND id <> %s ORDER BY cree_le DESC, id DESC LIMIT {AUTRES_MAX}) AS du_client
UNION ALL SELECT * FROM (
    SELECT {_LIEE} AS sorte, {_BREVE}
    WHERE id IN ({{parmi}}) OR doublon_de_id = %s OR echange_de_id = %s ORDER BY cree_le, id
    LIMIT {AUTRES_MAX}) AS liees
UNION ALL SELECT {_NOMBRE}, COUNT(*), '', etat, NULL, NULL, NULL, NULL, NULL, NULL
    FROM commande_commande WHERE client_id = %s AND id <> %s GROUP BY etat
"""  # noqa: S608


class Evenement(NamedTuple):
    """An entry of the history: a stay in a state (`etat`), or a contact.

    `fin` is None for the stay that lasts; `commentaire` is that of a contact, `texte` the
    motive of a stay or the conclusion of a contact.
    """

    instant: dt.datetime
    fin: dt.datetime | None
    etat: str
    nom: str
    commentaire: str
    texte: str
    operateur: str

    @property
    def duree(self) -> str:
        """Say how long the stay lasted, or lasts; nothing for a contact."""
        return duree((self.fin or maintenant()) - self.instant) if self.etat else ""


class Breve(NamedTuple):
    """As much of another order as its link says."""

    pk: int
    numero: str
    etat: str
    cree_le: dt.datetime
    doublon_de_id: int | None
    echange_de_id: int | None
    operateur_confirmation_id: int | None
    operateur_preparation_id: int | None
    operateur_livraison_id: int | None

    def get_etat_display(self) -> str:
        return str(Etat(self.etat).label)

    def est_liee_a(self, commande: Commande) -> bool:
        """Tell whether one is the original, the duplicate or the exchange of the other."""
        siennes = (commande.doublon_de_id, commande.echange_de_id)
        return self.pk in siennes or commande.pk in (self.doublon_de_id, self.echange_de_id)


class Voisines(NamedTuple):
    """Other orders: `liees` are tied to this one or named by its reasons, `autres` its client's last ones."""

    liees: list[Breve]
    autres: list[Breve]
    par_etat: dict[str, int]


def evenements_de(commande_id: int) -> list[Evenement]:
    """Return the history and the contacts of an order in one line, the newest first; one query."""
    with connection.cursor() as curseur:
        curseur.execute(_HISTOIRE, [commande_id, commande_id])
        lus = curseur.fetchall()
    # Of one instant, the stay comes before the contact, then what was written last.
    lus.sort(key=lambda lu: (lu[2], -lu[0], lu[1]), reverse=True)
    return [_evenement(*lu) for lu in lus]


def _evenement(
    contact: int, _pk: int, debut: Any, fin: Any, code: str, commentaire: str, texte: str, *qui: str | None
) -> Evenement:
    prenom, nom, identifiant = (q or "" for q in qui)
    return Evenement(
        instant=instant_lu(debut),
        fin=None if fin is None else instant_lu(fin),
        etat="" if contact else code,
        nom=str(TypeOperation(code).label if contact else Etat(code).label),
        commentaire=str(Commentaire(commentaire).label) if commentaire else "",
        texte=texte,
        operateur=f"{prenom} {nom}".strip() or identifiant,
    )


def voisines_de(commande: Commande, nommees: Collection[int]) -> Voisines:
    """Return the neighbours of an order in one query; `nommees` are the orders that its reasons name."""
    originaux = {pk for pk in (commande.doublon_de_id, commande.echange_de_id) if pk}
    parmi = [pk for pk in originaux.union(nommees) if 0 < pk <= CLE_MAX] or [0]
    client, pk = commande.client_id, commande.pk
    with connection.cursor() as curseur:
        requete = _VOISINES.format(parmi=", ".join(["%s"] * len(parmi)))
        curseur.execute(requete, [client, pk, *parmi, pk, pk, client, pk])
        lues = curseur.fetchall()
    nombres = sorted((-n, etat) for sorte, n, _numero, etat, *_reste in lues if sorte == _NOMBRE)
    return Voisines(
        liees=sorted((_breve(lue) for lue in lues if lue[0] == _LIEE), key=_date),
        autres=sorted((_breve(lue) for lue in lues if lue[0] == _DU_CLIENT), key=_date, reverse=True),
        par_etat={etat: -n for n, etat in nombres},
    )


def _breve(lue: tuple[Any, ...]) -> Breve:
    _sorte, pk, numero, etat, cree_le, *liens = lue
    return Breve(pk, numero, etat, instant_lu(cree_le), *liens)


def _date(commande: Breve) -> tuple[dt.datetime, int]:
    return commande.cree_le, commande.pk
