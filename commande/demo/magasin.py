"""The stock of the demonstration: every piece that leaves has arrived before.

What the house had stays: the pieces sold here are pieces that arrived here.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from random import Random

from commande.demo.calendrier import HEURE
from commande.demo.dossier import Variation

MOTIF_ENTREE = "Livraison du fournisseur (démonstration)"
_LIVRAISONS, _PAR_CARTON = 12, 6


@dataclass(frozen=True, slots=True)
class Mouvement:
    variante_id: int
    delta: int
    solde_apres: int
    type: str
    commande_id: int | None
    operateur: int | None
    date: int
    motif: str


# The second, the rank among those of that second, the order, and what it does.
_Attente = tuple[int, int, int, Variation]


class Magasin:
    """Puts the changes of all orders in time order and lets enough arrive.

    `soldes`: what each variant has now. `besoins`: about how many pieces will be sold.
    """

    def __init__(self, soldes: Mapping[int, int], besoins: Mapping[int, float], gardien: int, hasard: Random) -> None:
        self._initiaux, self._besoins, self._gardien, self._hasard = soldes, besoins, gardien, hasard
        self._attente: list[_Attente] = []
        self._rang = 0
        self.entrees: dict[int, int] = defaultdict(int)
        self._derniers: dict[int, int] = {}

    def deposer(self, commande_id: int, variations: Iterable[Variation]) -> None:
        """Take the changes of an order, in its own order."""
        for v in variations:
            self._rang += 1
            self._attente.append((v.date, self._rang, commande_id, v))

    def vider(self, avant: int) -> list[Mouvement]:
        """Return the movements that took place before an instant; no earlier one may follow."""
        self._attente.sort()
        reste = bisect_left(self._attente, (avant,))
        prets, self._attente = self._attente[:reste], self._attente[reste:]
        mouvements: list[Mouvement] = []
        for date, _rang, commande, v in prets:
            if self.entrees[v.variante_id] + v.delta < 0:
                mouvements.append(self._approvisionner(v))
            mouvements.append(self._avancer(v.variante_id, v.delta, v.type, date, commande, v.operateur, v.motif))
        return mouvements

    def soldes(self) -> dict[int, int]:
        """Return what each variant that moved has in the end."""
        return {variante: self._initiaux[variante] + n for variante, n in self.entrees.items()}

    def _approvisionner(self, v: Variation) -> Mouvement:
        """Let some boxes arrive just before a change that needs them."""
        boites = self._besoins.get(v.variante_id, 0) / _LIVRAISONS / _PAR_CARTON
        quantite = _PAR_CARTON * max(1, ceil(boites * (0.6 + 0.8 * self._hasard.random())))
        while quantite + self.entrees[v.variante_id] + v.delta < 0:
            quantite += _PAR_CARTON
        date = v.date - int((0.2 + 5 * self._hasard.random()) * HEURE)
        date = max(date, self._derniers.get(v.variante_id, date))
        return self._avancer(v.variante_id, quantite, "ENTREE", date, None, self._gardien, MOTIF_ENTREE)

    def _avancer(
        self, variante: int, delta: int, type_: str, date: int, commande: int | None, operateur: int | None, motif: str
    ) -> Mouvement:
        self.entrees[variante] += delta
        self._derniers[variante] = date
        solde = self._initiaux[variante] + self.entrees[variante]
        return Mouvement(variante, delta, solde, type_, commande, operateur, date, motif)
