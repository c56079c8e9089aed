"""The next call in one statement, where the database can.

Thirty-two operators who press "Suivante" at once wait for round trips, not for rows: what
`affectation` does in a transaction of six statements (who asks, their own orders, the
common queue, close and open the history, write the order), PostgreSQL does in one. The
effects are the same, tested alike on both databases.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from commande.etats import TRANSITIONS, Etat
from commande.models import Commande
from parametre.models import Reglages, TypeOperateur

AFFECTER = TRANSITIONS["affecter"]
# Whoever asks waits in one of a few lines, first come first served: with a statement running for each of thirty-two
# people, the machine shares its cores by chance and the unlucky wait four times as long as the others. Not inside a
# longer transaction, whose other work would hold up the line.
GUICHETS, NOMBRE = 7_151_203, 4
_USUELS = Reglages()
_A_APPELER = (
    "SELECT id, FALSE AS commune FROM commande_commande"
    " WHERE operateur_confirmation_id = %(operateur)s AND etat IN (%(affectee)s, %(en_cours)s)"
    " AND (rappel_le IS NULL OR rappel_le <= %(instant)s) AND (SELECT present FROM qui)"
)
_PRENDRE = f"""
WITH qui AS MATERIALIZED (
    SELECT o.actif, o.type_operateur, o.actif AND o.type_operateur = %(role)s AS present,
        COALESCE(r.file_commune, %(file_commune)s) AS file_commune,
        %(instant)s + make_interval(mins => COALESCE(r.bail_minutes, %(bail)s)) AS jusqua,
        CASE WHEN %(seul)s THEN pg_advisory_xact_lock(%(guichets)s, (o.id %% %(nombre)s)::int) END
    FROM parametre_operateur AS o LEFT JOIN parametre_reglages AS r ON r.id = 1 WHERE o.id = %(operateur)s
), sienne AS (
    {_A_APPELER} AND (occupee_jusqua IS NULL OR occupee_jusqua <= %(instant)s)
    ORDER BY rappel_le ASC NULLS LAST, cree_le, id LIMIT 1 FOR UPDATE SKIP LOCKED
), libre AS (
    SELECT id, TRUE AS commune FROM commande_commande
    WHERE etat = %(libre)s AND (rappel_le IS NULL OR rappel_le <= %(instant)s)
        AND (SELECT present AND file_commune FROM qui) AND NOT EXISTS (SELECT FROM sienne)
    ORDER BY cree_le, id LIMIT 1 FOR UPDATE SKIP LOCKED
), en_main AS (
    {_A_APPELER} AND occupee_jusqua > %(instant)s
        AND NOT EXISTS (SELECT FROM sienne) AND NOT EXISTS (SELECT FROM libre)
    ORDER BY occupee_jusqua, id LIMIT 1 FOR UPDATE SKIP LOCKED
), prise AS (
    SELECT * FROM sienne UNION ALL SELECT * FROM libre UNION ALL SELECT * FROM en_main
), close AS (
    UPDATE commande_etatcommande AS e
    SET date_fin = GREATEST(e.date_debut, %(instant)s)
    FROM libre WHERE e.commande_id = libre.id AND e.date_fin IS NULL
    RETURNING e.commande_id, e.date_fin
), ouverte AS (
    INSERT INTO commande_etatcommande
        (commande_id, etat, date_debut, date_fin, operateur_id, responsable_id, motif, transition)
    SELECT commande_id, %(affectee)s, date_fin, NULL, NULL, %(operateur)s, '', %(transition)s FROM close
    RETURNING commande_id
), ecrite AS (
    UPDATE commande_commande AS c
    SET etat = CASE WHEN prise.commune THEN %(affectee)s ELSE c.etat END,
        motif = CASE WHEN prise.commune THEN '' ELSE c.motif END,
        version = c.version + prise.commune::int,
        operateur_confirmation_id = %(operateur)s, occupee_par_id = %(operateur)s, occupee_jusqua = qui.jusqua
    FROM prise, qui WHERE c.id = prise.id AND (NOT prise.commune OR prise.id IN (SELECT commande_id FROM ouverte))
    RETURNING c.*
)
SELECT qui.actif, qui.type_operateur, ecrite.* FROM qui LEFT JOIN ecrite ON TRUE
"""  # noqa: S608 -- fragments of this module


@dataclass(frozen=True)
class Prise:
    """Who asked, as they are now, and the order they received, if any."""

    actif: bool
    role: str
    commande: Commande | None


def prendre(operateur_id: int, instant: dt.datetime) -> Prise:
    """Give this operator the order to call now, under lease, if they may have one. PostgreSQL only."""
    parametres = {
        "libre": Etat.NON_AFFECTEE.value,
        "affectee": AFFECTER.cible.value,
        "en_cours": Etat.EN_COURS_CONFIRMATION.value,
        "transition": AFFECTER.code,
        "role": TypeOperateur.CONFIRMATION.value,
        "operateur": operateur_id,
        "guichets": GUICHETS,
        "nombre": NOMBRE,
        "seul": not connection.in_atomic_block,
        "instant": instant,
        "file_commune": _USUELS.file_commune,
        "bail": _USUELS.bail_minutes,
    }
    lue = next(iter(Commande.objects.raw(_PRENDRE, parametres)), None)
    if lue is None:
        return Prise(actif=False, role="", commande=None)
    qui = lue.__dict__
    return Prise(actif=qui.pop("actif"), role=qui.pop("type_operateur"), commande=lue if lue.pk else None)
