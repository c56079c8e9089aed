"""manage.py generer_demo: add invented orders, in every state, over the last 24 months."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from commande.demo.amorce import amorcer
from commande.demo.generation import NOMBRE_MAX, Bilan, generer
from commande.etats import Etat
from config.noyau.erreurs import ErreurMetier


class Command(BaseCommand):
    help = (
        "Ajoute des commandes inventées sur les 24 derniers mois, dans tous les états, avec leurs clients, leur "
        "historique et leur stock. Sans villes, articles ou opérateurs, charge d'abord ceux de la démonstration."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--commandes", type=_nombre, required=True, metavar="N", help="combien de commandes ajouter"
        )
        parser.add_argument("--graine", type=int, default=1, help="graine du hasard : la même donne les mêmes données")

    def handle(self, *_args: Any, commandes: int, graine: int, **_options: Any) -> None:
        try:
            amorcer(partial(call_command, stdout=self.stdout, stderr=self.stderr))
            with tqdm(total=commandes, unit=" commandes", file=sys.stderr, disable=None, leave=False) as barre:
                bilan = generer(nombre=commandes, graine=graine, progression=barre.update)
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        self._dire(bilan)

    def _dire(self, bilan: Bilan) -> None:
        self.stdout.write(f"{bilan.commandes} commandes ajoutées, {bilan.premier} à {bilan.dernier}.")
        self.stdout.write(
            f"  {bilan.clients} clients, {bilan.etapes} étapes d’historique, {bilan.mouvements} mouvements de stock"
        )
        for etat in Etat:
            self.stdout.write(f"  {bilan.par_etat.get(etat.value, 0):>7}  {etat.label}")
        self.stdout.write(f"En {bilan.secondes:.1f} s, {bilan.par_seconde:.0f} commandes par seconde.")


def _nombre(texte: str) -> int:
    try:
        nombre = int(texte)
    except ValueError:
        nombre = 0
    if not 0 < nombre <= NOMBRE_MAX:
        raise ArgumentTypeError(f"un nombre de 1 à {NOMBRE_MAX}, pas « {texte} »")
    return nombre
