"""Taking an order of the common queue in one statement, where the database can.

Thirty-two operators who press "Suivante" at once wait for round trips, not for rows:
what the engine does in five statements (lock, close and open the history, write the
order), PostgreSQL does in one. The effects are those of `affecter`, tested alike on both
databases.
"""

import datetime as dt

from commande.etats import TRANSITIONS, Etat
from commande.models import Commande

AFFECTER = TRANSITIONS["affecter"]
_PRENDRE = """
WITH prise AS (
    SELECT id FROM commande_commande
    WHERE etat = %(libre)s AND (rappel_le IS NULL OR rappel_le <= %(instant)s)
    ORDER BY cree_le, id LIMIT 1 FOR UPDATE SKIP LOCKED
), close AS (
    UPDATE commande_etatcommande AS e
    SET date_fin = GREATEST(e.date_debut, %(instant)s)
    FROM prise WHERE e.commande_id = prise.id AND e.date_fin IS NULL
    RETURNING e.commande_id, e.date_fin
), ouverte AS (
    INSERT INTO commande_etatcommande
        (commande_id, etat, date_debut, date_fin, operateur_id, responsable_id, motif, transition)
    SELECT commande_id, %(affectee)s, date_fin, NULL, NULL, %(operateur)s, '', %(transition)s FROM close
    RETURNING commande_id
)
UPDATE commande_commande AS c
SET etat = %(affectee)s, operateur_confirmation_id = %(operateur)s, motif = '', version = c.version + 1,
    occupee_par_id = %(operateur)s, occupee_jusqua = %(jusqua)s
FROM ouverte WHERE c.id = ouverte.commande_id
RETURNING c.*
"""


def prendre_commune(operateur_id: int, instant: dt.datetime, jusqua: dt.datetime) -> Commande | None:
    """Give the oldest order that nobody has to an operator, under lease; PostgreSQL only."""
    parametres = {
        "libre": Etat.NON_AFFECTEE.value,
        "affectee": AFFECTER.cible.value,
        "transition": AFFECTER.code,
        "operateur": operateur_id,
        "instant": instant,
        "jusqua": jusqua,
    }
    return next(iter(Commande.objects.raw(_PRENDRE, parametres)), None)
