"""Bring a carrier's places and tariffs into the database."""

from pathlib import Path

from django.utils.translation import gettext as _

from config.noyau.imports import CommandeImport, Rapport, Suivi
from parametre.services.villes import importer_villes


class Command(CommandeImport):
    help = "Importe les villes d'un fichier CSV ou XLSX : régions, délais, tarifs, autres écritures des noms."
    aide_fichier = "liste de villes CSV ou XLSX"

    def importer(self, chemin: Path, suivre: Suivi) -> Rapport:
        bilan = importer_villes(chemin=chemin, suivre=suivre)
        phrase = _(
            "%(lues)d lignes : %(creees)d villes créées, %(modifiees)d modifiées, %(inchangees)d inchangées, "
            "%(reunies)d réunies à une autre, %(non_lues)d non lues ; %(ecritures)d autres écritures installées."
        )
        compte = {champ: getattr(bilan, champ) for champ in ("lues", "creees", "modifiees", "inchangees", "reunies")}
        valeurs = {**compte, "non_lues": len(bilan.non_lues), "ecritures": bilan.ecritures}
        return Rapport([*bilan.non_lues, *bilan.remarques], phrase % valeurs)
