"""What the imports of files share: remarks on rows, progress, and the command that reports."""

import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from config.noyau.erreurs import ErreurMetier

# Wraps what is being gone through, to show how far it is; `iter` shows nothing.
Suivi = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Remarque:
    """Something to tell about a row of a file."""

    ligne: int
    texte: str


@dataclass(frozen=True, slots=True)
class Rapport:
    """What to tell of an import: its remarks, and a sentence with its counts."""

    remarques: Sequence[Remarque]
    phrase: str


class CommandeImport(ABC, BaseCommand):
    """A command that imports one file and reports."""

    aide_fichier: str

    @abstractmethod
    def importer(self, chemin: Path, suivre: Suivi) -> Rapport:
        """Import the file. Raises ErreurMetier, DatabaseError: nothing is written then."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help=self.aide_fichier)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            rapport = self.importer(options["fichier"], _montrer)
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        except DatabaseError as erreur:
            raise CommandError(_("La base de données a refusé l’import : %s") % str(erreur).splitlines()[0]) from erreur
        for remarque in sorted(rapport.remarques, key=lambda r: r.ligne):
            self.stdout.write(_("ligne %(ligne)d : %(texte)s") % {"ligne": remarque.ligne, "texte": remarque.texte})
        self.stdout.write(rapport.phrase)


def _montrer(lignes: Iterable[Any]) -> Iterable[Any]:
    montrees: Iterable[Any] = tqdm(lignes, unit=" lignes", disable=None, file=sys.stderr)
    return montrees
