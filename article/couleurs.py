"""Names of colours in French, Arabic and darija, and what each of them stands for.

Pure: the shipped table is a file beside the code, what a shop taught is given in.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from rapidfuzz.distance import OSA

from config.noyau.textes import normaliser

_TABLE = Path(__file__).parent / "donnees" / "couleurs.toml"
# Words that link the words of a name and name nothing.
LIAISONS = frozenset({"et", "de", "du", "des", "en", "d", "l", "le", "la", "les", "avec", "a", "و", "ب", "في", "مع"})
# Names that are also a material or a finish of the model: a colour only where no other is named.
MATIERES = frozenset({"jean", "jeans", "denim", "croco", "crocco", "crocodile", "serpent", "python", "metallise"})
_PREFIXES = ("و", "ل", "ب")
_NUANCES = {"فاتح": "فاتحه", "غامق": "غامقه", "داكن": "داكنه", "سماوي": "سماويه"}
# A compound of two words with many names each gives many phrases; more would be noise.
_FORMES_MAX = 400


def est_arabe(mot: str) -> bool:
    """Say whether a folded word is written in Arabic letters."""
    return "\u0600" <= mot[:1] <= "\u06ff"


def mots_de_couleur(texte: str) -> tuple[str, ...]:
    """Return the words of a name as the tables know them: folded, without articles."""
    return tuple(sans_article(m) for m in normaliser(texte).split() if m not in LIAISONS)


def sans_article(mot: str) -> str:
    """Drop the Arabic article of a folded word."""
    return mot[2:] if mot.startswith("ال") and len(mot) > 4 else mot


@dataclass(frozen=True, slots=True)
class Mention:
    """A colour named in a run of words; `faible` where the name is also a material."""

    couleur: str
    faible: bool
    # The word behind it is unknown, so that it may name another shade.
    incertaine: bool


class IndexCouleurs:
    """Every known spelling of every colour; build it once, ask it often."""

    def __init__(self, ecritures: Mapping[tuple[str, ...], str]) -> None:
        self._ecritures = dict(ecritures)
        longueurs: dict[str, set[int]] = {}
        self._par_mots: dict[frozenset[str], str] = {}
        for mots, couleur in ecritures.items():
            longueurs.setdefault(mots[0], set()).add(len(mots))
            if len(mots) > 1 and " ".join(mots) == couleur:
                self._par_mots[frozenset(mots)] = couleur
        self._longueurs = {mot: sorted(n, reverse=True) for mot, n in longueurs.items()}
        self._proches: dict[str, str | None] = {}

    def avec(self, *, noms: Iterable[str] = (), alias: Mapping[str, str] | None = None) -> "IndexCouleurs":
        """Return an index that also knows a shop's colours by name, and spellings (text -> name).

        A colour's own name wins over a spelling, a given spelling over the shipped ones.
        """
        ecritures = dict(self._ecritures)
        for texte, couleur in (alias or {}).items():
            if mots := mots_de_couleur(texte):
                ecritures[mots] = couleur
        propres = [nom for nom in noms if self._ecritures.get(mots_de_couleur(nom)) != nom]
        for nom in propres:
            for mots in _accords(mots_de_couleur(nom)):
                ecritures.setdefault(mots, nom)
        ecritures |= {mots: nom for nom in noms if (mots := mots_de_couleur(nom))}
        return IndexCouleurs(ecritures)

    def nommer(self, texte: str) -> str | None:
        """Return the colour that the whole of a text names, None if none does."""
        return self._ecritures.get(mots_de_couleur(texte))

    def connait(self, mot: str) -> bool:
        """Say whether a name begins with this folded word."""
        return sans_article(mot) in self._longueurs

    def chercher(self, mots: Sequence[str], neutres: frozenset[str] = frozenset()) -> tuple[list[Mention], bool]:
        """Find the colours named in a run of folded words, the longest name first.

        Returns the mentions, and whether any word is left that is neither part of a name
        nor one of the `neutres`.
        """
        propres = [self._sans_prefixe(m) for m in mots if m not in LIAISONS]
        mentions: list[Mention] = []
        reste = False
        i = 0
        while i < len(propres):
            n = self._longueur(propres, i)
            if n:
                suivant = propres[i + n] if i + n < len(propres) else ""
                inconnu = bool(suivant) and suivant not in neutres and not self._longueur(propres, i + n)
                faible = n == 1 and propres[i] in MATIERES
                mentions.append(Mention(self._ecritures[tuple(propres[i : i + n])], faible, inconnu))
            elif propres[i] not in neutres:
                reste = True
            i += n or 1
        return mentions, reste

    def compose(self, couleurs: Iterable[str]) -> str | None:
        """Return the known colour made of these, in whatever order (`blanc`, `noir`: noir blanc)."""
        return self._par_mots.get(frozenset(m for c in couleurs for m in c.split()))

    def proche(self, texte: str) -> str | None:
        """Return the only colour of which a text is surely a typing error, or None.

        One slip in a name of five letters or more, two from nine letters on.
        """
        cle = " ".join(mots_de_couleur(texte[:80]))
        if cle not in self._proches:
            self._proches[cle] = self._chercher_proche(cle)
        return self._proches[cle]

    def _chercher_proche(self, cle: str) -> str | None:
        if len(cle) < 5 or any(c.isdigit() for c in cle):
            return None
        ecart = 2 if len(cle) >= 9 else 1
        trouvees = {
            couleur
            for mots, couleur in self._ecritures.items()
            if len(nom := " ".join(mots)) >= 5 and OSA.distance(nom, cle, score_cutoff=ecart) <= ecart
        }
        return trouvees.pop() if len(trouvees) == 1 else None

    def _sans_prefixe(self, mot: str) -> str:
        """Drop what Arabic writes in front of a word, where a name is left (`واسود`)."""
        mot = sans_article(mot)
        if mot not in self._longueurs and mot.startswith(_PREFIXES):
            court = sans_article(mot[1:])
            return court if court in self._longueurs else mot
        return mot

    def _longueur(self, mots: Sequence[str], i: int) -> int:
        """Return how many words from `i` on make a name, 0 if none."""
        for n in self._longueurs.get(mots[i], ()):
            if i + n <= len(mots) and tuple(mots[i : i + n]) in self._ecritures:
                return n
        return 0


@lru_cache(maxsize=1)
def couleurs_livrees() -> IndexCouleurs:
    """Return the index of the shipped table."""
    table = ecritures_livrees()
    directes = {mots_de_couleur(t): nom for nom, textes in table.items() for t in (nom, *textes)}
    seules: dict[tuple[str, bool], list[str]] = {}
    for mots, nom in directes.items():
        if len(mots) == 1:
            seules.setdefault((nom, est_arabe(mots[0])), []).append(mots[0])
    ecritures = dict(directes)
    for mots, nom in directes.items():
        formes = _accords(mots) if len(mots) == 1 else _synonymes(mots, directes, seules)
        for forme in formes:
            ecritures.setdefault(forme, nom)
    return IndexCouleurs(ecritures)


@lru_cache(maxsize=1)
def ecritures_livrees() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped table: canonical name -> other names, as people write them."""
    with _TABLE.open("rb") as flux:
        return {nom: tuple(textes) for nom, textes in tomllib.load(flux).items()}


def _accords(mots: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the feminines and plurals of a name."""
    if len(mots) > 2:
        return
    yield from product(*([m, *_flexions(m)] for m in mots))


def _flexions(mot: str) -> list[str]:
    if est_arabe(mot):
        return [mot + "ه"] if mot.endswith("ي") else []
    return [mot + fin for fin in ("s", "e", "es")]


def _synonymes(
    mots: tuple[str, ...],
    directes: Mapping[tuple[str, ...], str],
    seules: Mapping[tuple[str, bool], list[str]],
) -> Iterator[tuple[str, ...]]:
    """Yield a compound name with each word under its other names (`black white`)."""
    choix: list[list[str]] = []
    for mot in mots:
        autres = seules.get((directes.get((mot,), ""), est_arabe(mot)), [])
        accords = [_NUANCES[mot]] if mot in _NUANCES else _flexions(mot)
        choix.append([mot, *autres, *accords])
    for numero, forme in enumerate(product(*choix)):
        if numero >= _FORMES_MAX:
            return
        yield forme
