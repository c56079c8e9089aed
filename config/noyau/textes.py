"""Normal forms of texts typed by people, in Latin or Arabic script."""

import re
import unicodedata
from functools import lru_cache

# Bidi controls, zero-width marks and the kashida carry no meaning.
_INVISIBLES = re.compile("[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u00ad\x00-\x08\x0e-\x1f]")
# Letters that people exchange freely when they type Arabic, and ligatures of Latin.
_LETTRES = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "گ": "ك",
        "ڭ": "ك",
        "ک": "ك",
        "ی": "ي",
        "ݣ": "ك",
        "ڤ": "ف",
        "پ": "ب",
        "چ": "ج",
        "ہ": "ه",
        "ھ": "ه",
        "ے": "ي",
    }
    | {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"}
)
_NON_MOT = re.compile(r"[\W_]+")


class _Pli(dict[int, int | str | None]):
    """What each character becomes once decomposed, worked out at its first appearance."""

    def __missing__(self, code: int) -> int | str | None:
        lettre = chr(code)
        if unicodedata.combining(lettre):
            self[code] = None
        elif lettre.isdecimal():
            self[code] = str(unicodedata.decimal(lettre))
        else:
            self[code] = _LETTRES.get(code, code)
        return self[code]


_PLI = _Pli()


def chiffres_ascii(texte: str) -> str:
    """Replace the digits of any script by 0-9."""
    if texte.isascii():
        return texte
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in texte)


def nettoyer(texte: str) -> str:
    """Drop invisible marks and NUL bytes, fold white space; letters stay as typed."""
    return " ".join(_INVISIBLES.sub("", unicodedata.normalize("NFC", texte)).split())


def plier(texte: str) -> str:
    """Fold everything people exchange freely; punctuation and white space stay.

    Lower case, no accents, no vowel signs, no kashida or bidi mark, Arabic letters that
    are exchanged freely folded, digits 0-9.
    """
    sans_marques = _INVISIBLES.sub("", unicodedata.normalize("NFKC", texte)).translate(_LETTRES)
    if sans_marques.isascii():
        return sans_marques.lower()
    return unicodedata.normalize("NFKD", sans_marques.casefold()).translate(_PLI)


@lru_cache(maxsize=65536)
def normaliser(texte: str) -> str:
    """Return the key under which two spellings of one text meet.

    Folded as `plier` does, everything but letters and digits one space.
    """
    return _NON_MOT.sub(" ", plier(texte)).strip()


def code_alphanumerique(texte: str) -> str:
    """Return the text in upper case without anything but A-Z and 0-9 (for bar codes)."""
    decompose = unicodedata.normalize("NFKD", chiffres_ascii(texte)).upper()
    return "".join(c for c in decompose if c.isascii() and c.isalnum())


_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def cle_reference(texte: str) -> str:
    """Return the key of a reference: spaces, case and leading zeros ignored.

    `SDL FEM YZ 024`, `sdl  fem yz24` and `SDLFEMYZ24` share one key.
    """
    propre = nettoyer(chiffres_ascii(texte)).upper().replace(" ", "")
    return _ZEROS.sub("", propre)


def entier_positif(texte: str | None) -> int | None:
    """Return the whole number that a field or an address says, None where it is none or no key could be so large."""
    return int(texte) if texte and texte.isascii() and texte.isdigit() and len(texte) <= 18 else None
