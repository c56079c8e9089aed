"""Bring a shop's article list into the catalogue."""

from pathlib import Path

from django.utils.translation import gettext as _

from article.services.imports import importer_articles
from config.noyau.imports import CommandeImport, Rapport, Suivi


class Command(CommandeImport):
    help = "Importe le catalogue d'un fichier CSV ou XLSX : articles, prix, couleurs, pointures, variantes."
    aide_fichier = "liste d'articles CSV ou XLSX"

    def importer(self, chemin: Path, suivre: Suivi) -> Rapport:
        bilan = importer_articles(chemin=chemin, suivre=suivre)
        phrases = (
            _("%(lues)d lignes lues, dont %(non_lues)d écartées."),
            _("Articles : %(crees)d créés, %(modifies)d modifiés, %(inchanges)d inchangés."),
            _("Nouveautés : variantes %(variantes)d, couleurs %(couleurs)d."),
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
        return Rapport([*bilan.non_lues, *bilan.remarques], " ".join(phrases) % valeurs)
