"""An address cut into words, and the words that say what the next one is."""

import enum
import re
from dataclasses import dataclass
from functools import lru_cache

from config.noyau.textes import chiffres_ascii, nettoyer, normaliser
from parametre.lieux import ecritures

LONGUEUR_MAX = 600
MOTS_MAX = 80


class Annonce(enum.Enum):
    """What a word announces: the name behind it is that of a street, a quarter, a container."""

    VOIE = enum.auto()
    BATIMENT = enum.auto()
    QUARTIER = enum.auto()
    CONTENANT = enum.auto()


@dataclass(frozen=True, slots=True)
class Texte:
    """A text in normalised words; `segments[i]` is the number of the part that word i is in."""

    mots: tuple[str, ...]
    segments: tuple[int, ...]


_COUPURES = re.compile(r"[,،;؛|()\[\]/:\\]|\s[-–—]+\s")
_ECRITURES = re.compile(r"(?<=[\u0600-\u06ff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u0600-\u06ff])")
# Letters held down for emphasis: no word has three alike, nor Arabic two alifs.
_LETTRES_TENUES = re.compile(r"([^\W\d_])\1{2,}|(ا)ا+")
_CHIFFRES_COLLES = re.compile(r"(?<=[^\W\d_]{3})(?=\d{2})")

_GENRES = {
    "voie": Annonce.VOIE,
    "batiment": Annonce.BATIMENT,
    "quartier": Annonce.QUARTIER,
    "contenant": Annonce.CONTENANT,
}


def _mots(genre: str) -> frozenset[str]:
    return frozenset(mot for mot, autre in ecritures.annonces().items() if autre == genre)


# Between the announcing word and the name: `route de la ville de Fès`.
LIAISONS = _mots("liaison")
# Words of an address that say nothing of the place.
VIDES = LIAISONS | _mots("vide")
# The writer hesitates between two places.
OU = _mots("ou")


@lru_cache(maxsize=4096)
def annonce(mot: str) -> Annonce | None:
    """Return what a normalised word announces, with or without its Arabic article or letter."""
    genres = ecritures.annonces()
    connu = _GENRES.get(genres.get(mot, ""))
    if connu is None and len(mot) > 3 and mot.startswith(("ال", "ب", "ف", "و")):
        connu = _GENRES.get(genres.get(mot[2:] if mot.startswith("ال") else mot[1:], ""))
    return connu


def decouper(texte: str) -> Texte:
    """Cut a text into normalised words, beginning with its first 600 characters."""
    mots: list[str] = []
    segments: list[int] = []
    propre = nettoyer(chiffres_ascii(texte[: LONGUEUR_MAX * 20]))[:LONGUEUR_MAX]
    for numero, segment in enumerate(_COUPURES.split(propre)):
        separe = _CHIFFRES_COLLES.sub(" ", _ECRITURES.sub(" ", segment))
        for mot in _LETTRES_TENUES.sub(lambda tenue: tenue.group()[0], normaliser(separe)).split():
            mots.append(mot)
            segments.append(numero)
    return Texte(tuple(mots[:MOTS_MAX]), tuple(segments[:MOTS_MAX]))
