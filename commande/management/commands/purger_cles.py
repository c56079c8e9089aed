"""manage.py purger_cles: forget the idempotency keys nobody will send again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commande.services.cles import JOURS, purger_cles


class Command(BaseCommand):
    help = "Efface les clés d'idempotence de plus de sept jours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jours", type=int, default=JOURS, help="âge à partir duquel une clé s'efface")

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = purger_cles(jours=options["jours"])
        self.stdout.write(f"{nombre} clé(s) d’idempotence effacée(s).")
