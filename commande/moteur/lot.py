"""The engine for thousands of orders at once: a fixed number of statements per few thousand."""

from collections.abc import Mapping
from itertools import islice

from django.db import connection

from commande.etats import TRANSITIONS
from commande.models import EtatCommande
from commande.moteur.historique import clore
from config.noyau.horloge import maintenant

LOT = 5000
AFFECTER = TRANSITIONS["affecter"]


def affecter_en_masse(attributions: Mapping[int, int], *, operateur_id: int | None) -> None:
    """Give non_affectee orders, locked by the caller, to operators (order -> operator)."""
    paires = iter(attributions.items())
    while lot := dict(islice(paires, LOT)):
        fins = clore(lot.keys(), maintenant())
        EtatCommande.objects.bulk_create(
            EtatCommande(
                commande_id=commande_id,
                etat=AFFECTER.cible,
                date_debut=fins[commande_id],
                operateur_id=operateur_id,
                responsable_id=confirmateur_id,
                transition=AFFECTER.code,
            )
            for commande_id, confirmateur_id in lot.items()
        )
        _donner(lot)


def _donner(attributions: Mapping[int, int]) -> None:
    valeurs = ", ".join(["(%s, %s)"] * len(attributions))
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH tour (id, confirmateur) AS (VALUES {valeurs})"  # noqa: S608
            " UPDATE commande_commande SET etat = %s, operateur_confirmation_id = tour.confirmateur,"
            " version = version + 1, motif = '', occupee_par_id = NULL, occupee_jusqua = NULL"
            " FROM tour WHERE commande_commande.id = tour.id",
            [*(nombre for paire in attributions.items() for nombre in paire), AFFECTER.cible.value],
        )
