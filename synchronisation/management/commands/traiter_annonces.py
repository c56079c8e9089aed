"""Bring the announcements of shops into orders."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.noyau.erreurs import ErreurMetier
from synchronisation.webhooks.services import traiter_receptions


class Command(BaseCommand):
    help = "Transforme les annonces reçues des boutiques en ligne en commandes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            nombre = traiter_receptions()
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        self.stdout.write(f"{nombre} annonces traitées")
