"""Bring the rows of a sheet file into orders."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from config.noyau.erreurs import ErreurMetier
from config.noyau.lecture import lire_tableau
from synchronisation.models import ExecutionSync, LigneSync, Resultat
from synchronisation.services.execution import synchroniser
from synchronisation.services.sources import source_du_fichier

REFUS_MONTRES = 20


class Command(BaseCommand):
    help = "Transforme les lignes d'une feuille (CSV, XLSX) en commandes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fichier", type=Path, required=True, help="feuille CSV ou XLSX")
        parser.add_argument("--source", help="nom de la source (par défaut celui du fichier)")
        parser.add_argument("--json", action="store_true", help="termine par une ligne JSON")
        parser.add_argument("--essai", action="store_true", help="fait tout, puis n'enregistre rien")

    def handle(self, *args: Any, **options: Any) -> None:
        chemin: Path = options["fichier"]
        try:
            # Opened before anything is written: a wrong path leaves no trace.
            lire_tableau(chemin)
            source = source_du_fichier(chemin, nom=options["source"])
            with tqdm(unit=" lignes", disable=None, file=sys.stderr) as barre:
                execution = synchroniser(
                    lambda: lire_tableau(chemin),
                    source=source,
                    essai=options["essai"],
                    progression=lambda lues: barre.update(lues - barre.n),
                )
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        except DatabaseError as erreur:
            raise CommandError(_("La base de données ne répond plus : %s") % str(erreur).splitlines()[0]) from erreur
        self._rapporter(execution, essai=options["essai"])
        if options["json"]:
            compteurs = {"lues": execution.lues} | {r.value: getattr(execution, r) for r in Resultat}
            self.stdout.write(json.dumps(compteurs))

    def _rapporter(self, execution: ExecutionSync, *, essai: bool) -> None:
        comptes = ", ".join(f"{getattr(execution, r)} {r.label.lower()}" for r in Resultat if getattr(execution, r))
        suffixe = _(" (essai : rien n’est enregistré)") if essai else ""
        self.stdout.write(f"{execution.source} : {execution.lues} lues{suffixe} = {comptes or '0'}")
        if essai:
            return
        refus = LigneSync.objects.filter(derniere_execution=execution, resultat=Resultat.REJETEE).order_by("numero")
        for ligne in refus[:REFUS_MONTRES]:
            self.stdout.write(f"  ligne {ligne.numero} : {ligne.raison}")
        if execution.rejetee > REFUS_MONTRES:
            self.stdout.write(_("  … et d’autres, visibles dans le détail de l’exécution."))
