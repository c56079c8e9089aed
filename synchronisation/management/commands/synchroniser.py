"""Bring the rows of sheets into orders: a file, one source, or every active source."""

import json
import logging
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from config.noyau.erreurs import ErreurMetier
from config.noyau.lecture import lire_tableau
from synchronisation.models import ExecutionSync, LigneSync, Resultat, SourceCommandes
from synchronisation.services.annulation import annuler_execution
from synchronisation.services.execution import Progression, synchroniser
from synchronisation.services.lancement import attente_de, heure, sources_actives, synchroniser_source
from synchronisation.services.sources import source_du_fichier

logger = logging.getLogger(__name__)

REFUS_MONTRES = 20


class Command(BaseCommand):
    help = "Transforme les lignes des feuilles (CSV, XLSX, Google Sheets) en commandes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fichier", type=Path, help="feuille CSV ou XLSX (sinon : toutes les sources actives)")
        parser.add_argument("--source", help="nom de la source (avec --fichier : par défaut celui du fichier)")
        parser.add_argument("--json", action="store_true", help="termine par une ligne JSON")
        parser.add_argument(
            "--annuler-execution",
            type=int,
            metavar="ID",
            help="défait une exécution, là où personne n'est passé depuis",
        )
        parser.add_argument("--essai", action="store_true", help="fait tout, puis n'enregistre rien")

    def handle(self, *args: Any, **options: Any) -> None:
        essai: bool = options["essai"]
        refus: list[str] = []
        if options["annuler_execution"] is not None:
            self._annuler(options["annuler_execution"])
            return
        if options["fichier"]:
            executions = [self._seule(lambda: self._fichier(options["fichier"], options["source"], essai))]
        elif options["source"]:
            source_id = self._source(options["source"]).pk
            executions = [self._seule(lambda: self._lire(source_id, essai))]
        else:
            executions, refus = self._toutes(essai)
        for execution in executions:
            self._rapporter(execution, essai=essai)
        if options["json"]:
            noms = ["lues", *(r.value for r in Resultat)]
            self.stdout.write(json.dumps({n: sum(getattr(e, n) for e in executions) for n in noms}))
        if refus:
            raise CommandError(
                _("%(n)d source(s) sur %(total)d non synchronisée(s) : %(phrases)s")
                % {"n": len(refus), "total": len(refus) + len(executions), "phrases": " ".join(refus)}
            )

    def _annuler(self, execution_id: int) -> None:
        try:
            bilan = annuler_execution(execution_id=execution_id, operateur=None)
        except (ErreurMetier, DatabaseError) as erreur:
            raise CommandError(_phrase(erreur)) from erreur
        self.stdout.write(
            _(
                "Exécution %(id)d annulée\u202f: %(retirees)d commandes retirées, "
                "%(restaurees)d restaurées, %(laissees)d laissées."
            )
            % {
                "id": execution_id,
                "retirees": bilan.retirees,
                "restaurees": bilan.restaurees,
                "laissees": bilan.nombre_laissees,
            }
        )
        for laissee in bilan.laissees:
            self.stdout.write(f"  {laissee.commande or '–'} : {laissee.raison}")

    def _seule(self, lire: Callable[[], ExecutionSync]) -> ExecutionSync:
        try:
            return lire()
        except (ErreurMetier, DatabaseError) as erreur:
            raise CommandError(_phrase(erreur)) from erreur

    def _toutes(self, essai: bool) -> tuple[list[ExecutionSync], list[str]]:
        """Run every active source; one that fails does not stop the others."""
        sources = list(sources_actives())
        if not sources:
            self.stdout.write(_("Aucune source active à lire. Ajoutez-en une, ou donnez un fichier avec --fichier."))
        executions: list[ExecutionSync] = []
        refus: list[str] = []
        for source in sources:
            attente = attente_de(source)
            if attente is not None:
                phrase = _("échouée, prochaine tentative à %s.") % heure(attente)
                refus.append(f"« {source} » : {phrase}")
                continue
            try:
                executions.append(self._lire(source.pk, essai))
            except Exception as erreur:
                if not isinstance(erreur, ErreurMetier | DatabaseError):
                    logger.exception("source not synchronised", extra={"source": source.pk})
                refus.append(f"« {source} » : {_phrase(erreur)}")
        return executions, refus

    @staticmethod
    def _source(nom: str) -> SourceCommandes:
        source = SourceCommandes.objects.filter(nom=nom.strip()).first()
        if source is None:
            noms = ", ".join(f"« {s} »" for s in sources_actives()) or "–"
            raise CommandError(
                _("Aucune source ne s’appelle « %(nom)s ». Sources : %(noms)s.") % {"nom": nom, "noms": noms}
            )
        return source

    @staticmethod
    def _fichier(chemin: Path, nom: str | None, essai: bool) -> ExecutionSync:
        # Opened before anything is written: a wrong path leaves no trace.
        lire_tableau(chemin)
        source = source_du_fichier(chemin, nom=nom)
        return _avec_barre(
            lambda avance: synchroniser(lambda: lire_tableau(chemin), source=source, essai=essai, progression=avance)
        )

    @staticmethod
    def _lire(source_id: int, essai: bool) -> ExecutionSync:
        return _avec_barre(lambda avance: synchroniser_source(source_id=source_id, essai=essai, progression=avance))

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
        if execution.avertissement:
            self.stdout.write(f"  {execution.avertissement}")


def _phrase(erreur: Exception) -> str:
    if isinstance(erreur, ErreurMetier):
        return erreur.phrase
    if isinstance(erreur, DatabaseError):
        return _("La base de données ne répond plus : %s") % (str(erreur).splitlines() or [""])[0]
    return _("Erreur inattendue (%s), notée au journal.") % type(erreur).__name__


def _avec_barre(lire: Callable[[Progression], ExecutionSync]) -> ExecutionSync:
    """Show on stderr how many rows are settled; a person watches, cron does not."""
    with tqdm(unit=" lignes", disable=None, file=sys.stderr) as barre:
        return lire(lambda lues: barre.update(lues - barre.n))
