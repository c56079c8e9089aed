"""Set the stock to what a counting sheet says."""

from pathlib import Path

from django.utils.translation import gettext as _

from article.services.imports_stock import importer_stock
from config.noyau.imports import CommandeImport, Rapport, Suivi


class Command(CommandeImport):
    help = "Fixe le stock d'après un fichier d'inventaire CSV ou XLSX (article, couleur, pointure, quantité)."
    aide_fichier = "inventaire CSV ou XLSX"

    def importer(self, chemin: Path, suivre: Suivi) -> Rapport:
        bilan = importer_stock(chemin=chemin, suivre=suivre)
        phrases = (
            _("%(lues)d lignes lues, dont %(non_lues)d écartées."),
            _("Quantités : %(changees)d fixées, %(inchangees)d inchangées ; pièces comptées : %(pieces)d."),
            _("Nouveautés : variantes %(creees)d."),
        )
        valeurs = {
            "lues": bilan.lues,
            "non_lues": len(bilan.non_lues),
            "changees": bilan.changees,
            "inchangees": bilan.inchangees,
            "pieces": bilan.pieces,
            "creees": bilan.variantes_creees,
        }
        return Rapport(bilan.non_lues, " ".join(phrases) % valeurs)
