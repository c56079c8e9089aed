"""Bring a shop's article list into the catalogue."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from article.services.imports import BilanArticles, importer_articles
from config.noyau.erreurs import ErreurMetier


class Command(BaseCommand):
    help = "Importe le catalogue d'un fichier CSV ou XLSX : articles, prix, couleurs, pointures, variantes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="liste d'articles CSV ou XLSX")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = importer_articles(
                chemin=options["fichier"],
                suivre=lambda lignes: tqdm(lignes, unit=" lignes", disable=None, file=sys.stderr),
            )
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        except DatabaseError as erreur:
            raise CommandError(_("La base de données a refusé l'import : %s") % str(erreur).splitlines()[0]) from erreur
        self._rapporter(bilan)

    def _rapporter(self, bilan: BilanArticles) -> None:
        for remarque in sorted([*bilan.non_lues, *bilan.remarques], key=lambda r: r.ligne):
            self.stdout.write(f"ligne {remarque.ligne} : {remarque.texte}")
        phrases = (
            _("%(lues)d lignes lues, dont %(non_lues)d écartées."),
            _("Articles : %(crees)d créés, %(modifies)d modifiés, %(inchanges)d inchangés."),
            _("Nouveautés : variantes %(variantes)d, couleurs %(couleurs)d."),
        )
        valeurs = {
            "lues": bilan.lues,
            "non_lues": len(bilan.non_lues),
            "crees": bilan.crees,
            "modifies": bilan.modifies,
            "inchanges": bilan.inchanges,
            "variantes": bilan.variantes_creees,
            "couleurs": bilan.couleurs_creees,
        }
        self.stdout.write(" ".join(phrase % valeurs for phrase in phrases))
