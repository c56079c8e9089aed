"""Eight writers on one SQLite file: run as a script, with DATABASE_URL on an empty file.

Prints one JSON object: orders confirmed, orders refused for want of stock, stock left,
orders given by the operators' queue, and what was wrong.
"""

import json
import os
import sys
import threading

import django

ECRIVAINS = 8


def main() -> None:
    """Migrate, prepare, race, count."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.reglages")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    json.dump(courir(), sys.stdout)


def courir() -> dict[str, object]:
    """Confirm 64 orders for 20 pieces and take 32 orders of the common queue, from eight threads."""
    from django.db import connection, transaction

    from article.erreurs import ErreurRupture
    from commande.models import Commande, EtatCommande
    from commande.services.affectation import prendre_suivante
    from commande.services.transitions import changer_etat
    from tests import fabrique
    from tests.commande.test_transitions_courses import prete

    with transaction.atomic():
        equipe = [fabrique.operateur() for _ in range(ECRIVAINS)]
        variante = fabrique.variante(stock=20)
        lots = [[prete(qui, [(variante, 1)]).pk for _ in range(8)] for qui in equipe]
        for _ in range(32):
            fabrique.commande()
    barriere = threading.Barrier(ECRIVAINS)
    confirmees: list[int] = []
    refus: list[int] = []
    erreurs: list[str] = []

    def ecrire(rang: int) -> None:
        barriere.wait()
        try:
            for pk in lots[rang]:
                try:
                    changer_etat(commande_id=pk, transition="confirmer", operateur=equipe[rang])
                    confirmees.append(pk)
                except ErreurRupture:
                    refus.append(pk)
            Commande.objects.filter(operateur_confirmation=equipe[rang]).update(rappel_le="2100-01-01T00:00Z")
            for _ in range(4):
                prendre_suivante(operateur=equipe[rang])
        except Exception as erreur:
            erreurs.append(repr(erreur))
        finally:
            connection.close()

    fils = [threading.Thread(target=ecrire, args=(rang,)) for rang in range(ECRIVAINS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    variante.refresh_from_db()
    return {
        "confirmees": len(confirmees),
        "refus": len(refus),
        "reste": variante.qte_disponible,
        "prises": EtatCommande.objects.filter(transition="affecter").values("commande").distinct().count(),
        "erreurs": erreurs,
    }


if __name__ == "__main__":
    main()
