"""Why a person must look at an order: the shape of `Commande.raisons`.

A reason is `{"code", "message", "texte", "candidats"}`. The first word of the code says
what it is about (`produit_inconnu`, `ville_ambigue`), so that putting that subject right
clears its reasons whoever wrote them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

Raison = dict[str, Any]
# What each edit settles: lines chosen by a person, a place chosen, an address written.
SUJETS_LIGNES = ("produit", "quantite", "offre")
SUJETS_VILLE = ("ville",)
SUJETS_ADRESSE = ("adresse",)
# Said on the order, but nothing is left to check: the one who caused it saw it.
INFORMATIONS = frozenset({"offre_terminee"})


def a_verifier(raisons: Iterable[Raison]) -> bool:
    """Say whether one of these reasons asks for a person."""
    return any(raison.get("code") not in INFORMATIONS for raison in raisons)


def sujet(raison: Raison) -> str:
    """Return what a reason is about: the first word of its code."""
    return str(raison.get("code", "")).partition("_")[0]


def sans_sujets(raisons: Sequence[Raison], *sujets: str) -> list[Raison]:
    """Return the reasons that are about something else."""
    return [raison for raison in raisons if sujet(raison) not in sujets]
