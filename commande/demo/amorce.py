"""Loads the demonstration's own files where the database holds nothing to invent orders with."""

from collections.abc import Callable
from pathlib import Path

from commande.demo.monde import manques
from config.noyau.erreurs import ErreurSaisie

DONNEES = Path(__file__).resolve().parents[2] / "demonstration"
_COMMANDES: dict[str, tuple[str, ...]] = {
    "villes": ("importer_villes", str(DONNEES / "villes.csv")),
    "articles": ("importer_articles", str(DONNEES / "catalogue.csv")),
    "operateurs": ("creer_operateurs", "--fichier", str(DONNEES / "operateurs.csv")),
}


def amorcer(lancer: Callable[..., object]) -> list[str]:
    """Call the commands that load what is missing and return their names.

    `lancer` is given the name and the arguments of each. Raises ErreurSaisie when something
    is still missing afterwards.
    """
    lancees = []
    for nom in manques():
        commande = _COMMANDES[nom]
        lancer(*commande)
        lancees.append(commande[0])
    if restants := manques():
        raise ErreurSaisie(f"Il manque encore, pour inventer des commandes : {', '.join(restants)}.")
    return lancees
