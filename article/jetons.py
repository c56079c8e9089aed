"""A text cut into words, numbers and marks, and which of them were understood already."""

import re

from article.lexique import decoller
from config.noyau.textes import plier

# Longer texts are no product texts: their beginning is enough.
TEXTE_MAX = 2000
_JETON = re.compile(r"\d+(?:[.,]\d{1,2}(?!\d))?|[^\W\d_]+|[^\w\s]|_")
_NOMBRES_ARABES = str.maketrans({"٫": ",", "٬": None})


class Jetons:
    """The folded words of a text; each reader takes the ones it understood out of play."""

    def __init__(self, texte: str) -> None:
        self.mots = _decouper(texte)
        self.libre = [True] * len(self.mots)
        self.nombres = [rang for rang, mot in enumerate(self.mots) if "0" <= mot[0] <= "9"]

    def prendre(self, *rangs: int) -> None:
        for rang in rangs:
            self.libre[rang] = False

    def mot(self, rang: int) -> str:
        return self.mots[rang] if 0 <= rang < len(self.mots) else ""

    def nombre(self, rang: int) -> str:
        """Return the number at a rank that nobody took, or nothing."""
        if 0 <= rang < len(self.mots) and self.libre[rang] and "0" <= self.mots[rang][0] <= "9":
            return self.mots[rang]
        return ""

    def nombre_apres(self, rang: int, entre: frozenset[str]) -> int | None:
        """Return the rank of the number behind a mark, with at most three words between."""
        for suivant in range(rang + 1, min(rang + 5, len(self.mots))):
            if self.nombre(suivant):
                return suivant
            if self.mots[suivant] not in entre:
                return None
        return None


def _decouper(texte: str) -> list[str]:
    """Cut a text into folded words, numbers and marks."""
    plie = plier(texte[: TEXTE_MAX * 10].translate(_NOMBRES_ARABES))[:TEXTE_MAX]
    trouves: list[str] = []
    for jeton in _JETON.findall(plie):
        if len(jeton) > 4 and jeton.isascii() and jeton.isalpha():
            trouves += decoller(jeton)
        else:
            trouves.append(jeton)
    return trouves
