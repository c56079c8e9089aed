"""Bring a carrier's places and tariffs into the database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from config.noyau.erreurs import ErreurMetier
from parametre.services.villes import BilanVilles, importer_villes


class Command(BaseCommand):
    help = "Importe les villes d'un fichier CSV ou XLSX : régions, délais, tarifs, autres écritures des noms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="liste de villes CSV ou XLSX")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = importer_villes(
                chemin=options["fichier"],
                suivre=lambda lignes: tqdm(lignes, unit=" lignes", disable=None, file=sys.stderr),
            )
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        except DatabaseError as erreur:
            raise CommandError(_("La base de données a refusé l'import : %s") % str(erreur).splitlines()[0]) from erreur
        self._rapporter(bilan)

    def _rapporter(self, bilan: BilanVilles) -> None:
        for remarque in sorted([*bilan.non_lues, *bilan.remarques], key=lambda r: r.ligne):
            self.stdout.write(_("ligne %(ligne)d : %(texte)s") % {"ligne": remarque.ligne, "texte": remarque.texte})
        phrase = _(
            "%(lues)d lignes : %(creees)d villes créées, %(modifiees)d modifiées, %(inchangees)d inchangées, "
            "%(reunies)d réunies à une autre, %(non_lues)d non lues ; %(ecritures)d autres écritures installées."
        )
        compte = {champ: getattr(bilan, champ) for champ in ("lues", "creees", "modifiees", "inchangees", "reunies")}
        self.stdout.write(phrase % {**compte, "non_lues": len(bilan.non_lues), "ecritures": bilan.ecritures})
