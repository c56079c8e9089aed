"""The one name that a misspelt word stands for, or none.

Names are found by the words that remain when one or two letters are dropped (so that a
look-up costs the same whatever the number of names), then judged by rapidfuzz's distance,
where a swap of neighbours is one error. Everyday words stand among the names: what is as
near to one of them as to a place is no place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.distance import OSA

from parametre.lieux.phonetique import est_arabe, squelette

LONGUEUR_DEUX_FAUTES = 9


@dataclass(frozen=True, slots=True)
class Approche:
    """The nearest names (by key) at `distance` errors; `sur` when the consonants agree or the name is long."""

    cles: tuple[str, ...]
    distance: int
    sur: bool


@dataclass(slots=True)
class Approchant:
    """An index of keys by ear; build it once, ask it often."""

    _restes: dict[str, list[str]] = field(default_factory=dict)
    _squelettes: dict[str, list[str]] = field(default_factory=dict)
    _memoire: dict[tuple[str, bool], Approche | None] = field(default_factory=dict)

    @classmethod
    def de(cls, cles: Iterable[str]) -> "Approchant":
        """Build the index of these keys."""
        index = cls()
        for cle in sorted(set(cles)):
            if len(cle) < 4:
                continue
            for reste in _restes(cle):
                index._restes.setdefault(reste, []).append(cle)
            os = squelette(cle)
            if len(os) >= 4:
                index._squelettes.setdefault(os, []).append(cle)
        return index

    def chercher(self, mot: str, *, seul: bool) -> Approche | None:
        """Return the nearest names of a key by ear, None if none is near enough.

        `seul`: the key is all the text says, and a place is expected there.
        """
        if (mot, seul) not in self._memoire:
            self._memoire[mot, seul] = self._chercher(mot, seul=seul)
        return self._memoire[mot, seul]

    def _chercher(self, mot: str, *, seul: bool) -> Approche | None:
        if len(mot) < 4:
            return None
        proches = {cle for reste in _restes(mot) for cle in self._restes.get(reste, ())}
        proches.update(self._squelettes.get(squelette(mot), ()))
        distances = [(OSA.distance(mot, cle, score_cutoff=3), cle) for cle in proches]
        admis = sorted((d, cle) for d, cle in distances if _admis(mot, cle, d, seul=seul))
        if not admis:
            return None
        meilleure = admis[0][0]
        cles = tuple(cle for d, cle in admis if d == meilleure)
        sur = all(squelette(cle) == squelette(mot) or len(cle) >= LONGUEUR_DEUX_FAUTES for cle in cles)
        return Approche(cles, meilleure, sur)


def _restes(mot: str) -> Iterator[str]:
    """Yield the word and what remains without one letter, or two of a long word."""
    yield mot
    fautes = 2 if len(mot) >= LONGUEUR_DEUX_FAUTES - 1 else 1
    for nombre in range(1, fautes + 1):
        for places in combinations(range(len(mot)), nombre):
            yield "".join(c for i, c in enumerate(mot) if i not in places)


def _admis(mot: str, cle: str, distance: int, *, seul: bool) -> bool:
    """Tell whether a key may stand for a word: the shorter, the stricter."""
    if distance == 0:
        return True
    if mot[0] != cle[0]:
        return False
    longueur = max(len(mot), len(cle))
    consonnes = squelette(mot)
    if consonnes == squelette(cle) and len(consonnes) >= 3:
        return distance <= (1 if longueur <= 5 else 2) and longueur >= 5 - seul
    if distance == 1:
        return longueur >= 7 - seul - (len(mot) != len(cle) or sorted(mot) == sorted(cle))
    return distance == 2 and longueur >= LONGUEUR_DEUX_FAUTES and not est_arabe(mot)
