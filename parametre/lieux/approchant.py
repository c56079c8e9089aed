"""The one name that a misspelt word stands for, or none.

Names are found by the words that remain when one or two letters are dropped (so that a
look-up costs the same whatever the number of names), then judged by rapidfuzz's distance,
where a swap of neighbours is one error. Everyday words stand among the names: what is as
near to one of them as to a place is no place.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA

from parametre.lieux.phonetique import est_arabe, squelette

LONGUEUR_MIN = 5
LONGUEUR_DEUX_FAUTES = 9


@dataclass(frozen=True, slots=True)
class Approche:
    """The nearest names, by key, at `distance` errors."""

    cles: tuple[str, ...]
    distance: int


class Approchant:
    """An index of keys by ear; build it once, ask it often."""

    def __init__(self, cles: Iterable[str], cites: Collection[str]) -> None:
        """Index these keys; those of `cites` are cities, which people misspell more than they name villages."""
        self._cites = frozenset(cites)
        self._par_reste: dict[str, list[str]] = {}
        self._par_squelette: dict[str, list[str]] = {}
        self._memoire: dict[str, Approche | None] = {}
        for cle in sorted(set(cles)):
            if len(cle) < LONGUEUR_MIN - 1:
                continue
            for reste in _restes(cle):
                self._par_reste.setdefault(reste, []).append(cle)
            self._par_squelette.setdefault(squelette(cle), []).append(cle)

    def chercher(self, mot: str) -> Approche | None:
        """Return the nearest names of a key by ear, None if none is near enough."""
        if mot not in self._memoire:
            self._memoire[mot] = self._chercher(mot)
        return self._memoire[mot]

    def _chercher(self, mot: str) -> Approche | None:
        if len(mot) < LONGUEUR_MIN - 1:
            return None
        proches = {cle for reste in _restes(mot) for cle in self._par_reste.get(reste, ())}
        if len(mot) >= LONGUEUR_DEUX_FAUTES - 1:
            proches.update(self._par_squelette.get(squelette(mot), ()))
        distances = [(OSA.distance(mot, cle, score_cutoff=2), cle) for cle in proches]
        admis = [(d, cle) for d, cle in distances if _admis(mot, cle, d, cite=cle in self._cites)]
        if not admis:
            return None
        meilleure = min(admis)[0]
        # A name as near as the winner competes even if it would not have been accepted itself.
        cles = tuple(sorted(cle for d, cle in distances if d <= meilleure))
        return Approche(cles, meilleure)


def _restes(mot: str) -> Iterator[str]:
    """Yield the word and what remains without one letter, or two of a long word."""
    yield mot
    fautes = 2 if len(mot) >= LONGUEUR_DEUX_FAUTES - 1 else 1
    for nombre in range(1, fautes + 1):
        for places in combinations(range(len(mot)), nombre):
            yield "".join(c for i, c in enumerate(mot) if i not in places)


def _admis(mot: str, cle: str, distance: int, *, cite: bool) -> bool:
    """Tell whether a key may stand for a word: the shorter, the stricter; villages stricter than cities.

    A letter too many, too few or swapped, or another vowel, is a likelier error than another
    consonant. Arabic words are written without their short vowels: each letter weighs more.
    """
    if distance == 0:
        return True
    if mot[0] != cle[0]:
        return False
    longueur = max(len(mot), len(cle)) - (0 if cite else 1) - (1 if est_arabe(mot) else 0)
    consonnes = squelette(mot)
    memes_consonnes = len(consonnes) >= 3 and consonnes == squelette(cle)
    if distance == 1:
        legere = memes_consonnes or len(mot) != len(cle) or sorted(mot) == sorted(cle)
        return longueur >= 7 or (longueur == 6 and legere) or (longueur == 5 and memes_consonnes)
    return distance == 2 and longueur >= (LONGUEUR_DEUX_FAUTES - 1 if memes_consonnes else LONGUEUR_DEUX_FAUTES + 1)
