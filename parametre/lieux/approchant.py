"""The one name that a misspelt word stands for, or none.

Names are found by the words that remain when one or two letters are dropped (so that a
look-up costs the same whatever the number of names), then judged by rapidfuzz's distance,
where a swap of neighbours is one error. Everyday words stand among the names: what is as
near to one of them as to a place is no place.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from parametre.lieux.phonetique import est_arabe, squelette

LONGUEUR_MIN = 5
LONGUEUR_DEUX_FAUTES = 9
LONGUEUR_LONGUE = 7
LONGUEUR_TRES_LONGUE = 12


@dataclass(frozen=True, slots=True)
class Approche:
    """The nearest names, by key, at `distance` errors."""

    cles: tuple[str, ...]
    distance: int


class Approchant:
    """An index of keys by ear, built when it is first asked: a sheet spelt right never needs it."""

    def __init__(self, cles: Iterable[str], cites: Collection[str]) -> None:
        """Index these keys; those of `cites` are cities, which people misspell more than they name villages."""
        self._cles = sorted(cle for cle in set(cles) if len(cle) >= LONGUEUR_MIN - 1)
        self._cites = frozenset(cites)
        self._memoire: dict[tuple[str, bool], Approche | None] = {}

    @cached_property
    def _par_reste(self) -> dict[str, list[str]]:
        return _regrouper((reste, cle) for cle in self._cles for reste in _restes(cle))

    @cached_property
    def _par_squelette(self) -> dict[str, list[str]]:
        return _regrouper((squelette(cle), cle) for cle in self._cles)

    def chercher(self, mot: str, *, seul: bool) -> Approche | None:
        """Return the nearest names of a key by ear, None if none is near enough.

        `seul`: the text says nothing else, so that a place is what it must be about.
        """
        if (mot, seul) not in self._memoire:
            self._memoire[mot, seul] = self._chercher(mot, seul=seul)
        return self._memoire[mot, seul]

    def etendre(self, mots: str) -> Approche | None:
        """Return the long name that several words are, but for one error (two of a very long one)."""
        if len(mots) < LONGUEUR_LONGUE:
            return None
        distances = self._distances(mots)
        admis = [d for d, cle in distances if 0 < d <= (2 if len(cle) >= LONGUEUR_TRES_LONGUE else 1)]
        return self._plus_proches(distances, min(admis)) if admis else None

    def _chercher(self, mot: str, *, seul: bool) -> Approche | None:
        if len(mot) < LONGUEUR_MIN - 1:
            return None
        distances = self._distances(mot)
        admis = [d for d, cle in distances if _admis(mot, cle, d, cite=cle in self._cites, seul=seul)]
        return self._plus_proches(distances, min(admis)) if admis else None

    def _distances(self, mot: str) -> list[tuple[int, str]]:
        proches = {cle for reste in _restes(mot) for cle in self._par_reste.get(reste, ())}
        if len(mot) >= LONGUEUR_DEUX_FAUTES - 1:
            proches.update(self._par_squelette.get(squelette(mot), ()))
        return [(OSA.distance(mot, cle, score_cutoff=2), cle) for cle in proches]

    @staticmethod
    def _plus_proches(distances: list[tuple[int, str]], meilleure: int) -> Approche:
        """Return every name as near as the winner: it competes even if it would not be accepted itself."""
        return Approche(tuple(sorted(cle for d, cle in distances if d <= meilleure)), meilleure)


def _regrouper(paires: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groupes: dict[str, list[str]] = {}
    for nom, cle in paires:
        groupes.setdefault(nom, []).append(cle)
    return groupes


def _restes(mot: str) -> Iterator[str]:
    """Yield the word and what remains without one letter, or two of a long word."""
    yield mot
    deux_fautes = len(mot) >= LONGUEUR_DEUX_FAUTES - 1
    for i in range(len(mot)):
        reste = mot[:i] + mot[i + 1 :]
        yield reste
        if deux_fautes:
            for j in range(i, len(reste)):
                yield reste[:j] + reste[j + 1 :]


def _admis(mot: str, cle: str, distance: int, *, cite: bool, seul: bool) -> bool:
    """Tell whether a key may stand for a word: the shorter, the stricter; villages stricter than cities.

    A letter too many, too few or swapped, or another vowel, is a likelier error than another
    consonant. Arabic words are written without their short vowels: each letter weighs more.
    """
    if distance == 0:
        return True
    if mot[0] != cle[0] and not _meme_suite(mot, cle, distance):
        return False
    arabe = est_arabe(mot)
    bonus = seul and (cite or not arabe)
    longueur = max(len(mot), len(cle)) - (not cite) + (1 if bonus else -arabe)
    consonnes = squelette(mot)
    memes_consonnes = len(consonnes) >= 3 and consonnes == squelette(cle)
    if distance == 1:
        legere = memes_consonnes or len(mot) != len(cle) or sorted(mot) == sorted(cle)
        return longueur >= 7 or (longueur == 6 and legere) or (longueur == 5 and memes_consonnes)
    return distance == 2 and longueur >= (LONGUEUR_DEUX_FAUTES - 1 if memes_consonnes else LONGUEUR_DEUX_FAUTES + 1)


def _meme_suite(mot: str, cle: str, distance: int) -> bool:
    """Tell whether two words that do not begin alike go on alike: `Esaouira`, `Arachidia`."""
    voyelle_de_trop = mot[1:] == cle and mot[0] in "aiuا"
    return distance == 1 and len(cle) >= LONGUEUR_DEUX_FAUTES - (3 if voyelle_de_trop else 1)
