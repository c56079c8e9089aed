"""Set the stock to what a counting sheet says."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from article.services.imports_stock import BilanStock, importer_stock
from config.noyau.erreurs import ErreurMetier


class Command(BaseCommand):
    help = "Fixe le stock d'après un fichier d'inventaire CSV ou XLSX (article, couleur, pointure, quantité)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="inventaire CSV ou XLSX")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = importer_stock(
                chemin=options["fichier"],
                suivre=lambda lignes: tqdm(lignes, unit=" lignes", disable=None, file=sys.stderr),
            )
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        except DatabaseError as erreur:
            raise CommandError(_("La base de données a refusé l'import : %s") % str(erreur).splitlines()[0]) from erreur
        self._rapporter(bilan)

    def _rapporter(self, bilan: BilanStock) -> None:
        for remarque in bilan.non_lues:
            self.stdout.write(f"ligne {remarque.ligne} : {remarque.texte}")
        phrases = (
            _("%(lues)d lignes lues, dont %(non_lues)d écartées."),
            _("Quantités : %(changees)d fixées, %(inchangees)d inchangées ; pièces comptées : %(pieces)d."),
            _("Nouveautés : variantes %(creees)d."),
        )
        valeurs = {
            "lues": bilan.lues,
            "non_lues": len(bilan.non_lues),
            "changees": bilan.changees,
            "inchangees": bilan.inchangees,
            "pieces": bilan.pieces,
            "creees": bilan.variantes_creees,
        }
        self.stdout.write(" ".join(phrase % valeurs for phrase in phrases))
