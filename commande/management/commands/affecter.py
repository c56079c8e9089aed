"""manage.py affecter: give the waiting orders to the active operators in turn."""

from typing import Any

from django.core.management.base import BaseCommand

from commande.etats import Etat
from commande.models import Commande
from commande.services.affectation import affecter_automatiquement, confirmateurs_actifs


class Command(BaseCommand):
    help = "Affecte les commandes non affectées aux opérateurs de confirmation actifs, à tour de rôle."

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = affecter_automatiquement()
        confirmateurs = len(confirmateurs_actifs())
        if confirmateurs:
            self.stdout.write(f"{nombre} commande(s) affectée(s) à {confirmateurs} opérateur(s) de confirmation.")
            return
        attente = Commande.objects.filter(etat=Etat.NON_AFFECTEE).count()
        self.stdout.write(
            f"0 commande affectée : aucun opérateur de confirmation n’est actif ({attente} commande(s) en attente)."
            " Créez-en un avec creer_operateurs."
        )
