"""manage.py verifier_coherence: prove the laws of the data, or name the rows that break them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.noyau.coherence import Controle, controles


class Command(BaseCommand):
    help = "Vérifie les lois des données et nomme chaque ligne fautive (sortie en erreur). Répare avec --reparer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reparer", action="store_true", help="répare ce qui se déduit du reste, puis revérifie")

    def handle(self, *args: Any, **options: Any) -> None:
        toutes = list(controles())
        if options["reparer"]:
            self._reparer(toutes)
        fautes = sum(self._verifier(controle) for controle in toutes)
        if fautes:
            raise CommandError(f"{fautes} anomalie(s) dans les données.")
        self.stdout.write(f"Cohérence vérifiée : {len(toutes)} contrôles, aucune anomalie.")

    def _reparer(self, toutes: list[Controle]) -> None:
        for controle in toutes:
            nombre = controle.reparer() if controle.reparer else 0
            if nombre:
                self.stdout.write(f"{controle.libelle} : {nombre} ligne(s) réparée(s).")

    def _verifier(self, controle: Controle) -> int:
        anomalies = list(controle.chercher())
        for anomalie in anomalies:
            self.stdout.write(f"[{controle.code}] {anomalie}")
        return len(anomalies)
