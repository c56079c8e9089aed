"""Compose the fonts that printed papers embed, from Debian's fonts-noto-core.

    .venv/bin/python scripts/_polices.py

Noto Sans and Noto Sans Arabic, each cut down to what is printed here, become one file, so that a line
in two scripts is shaped with one font. Shaping rules (joining, ligatures, marks) are kept, hints are not.
"""

import tempfile
from pathlib import Path

from fontTools import merge, subset

NOTO = Path("/usr/share/fonts/truetype/noto")
POLICES = Path(__file__).resolve().parent.parent / "config" / "noyau" / "polices"
# Latin-1, Latin Extended-A, French punctuation, a few signs; Arabic with its supplement and its old forms.
LATIN = (
    "U+0020-007E,U+00A0-017F,U+0192,U+02C6,U+02DA,U+02DC,U+2007-2009,U+2010-2027,U+202F,U+2030,U+2032,U+2033"
    ",U+2039,U+203A,U+20AC,U+2116,U+2122,U+2190-2193,U+2212"
)
ARABE = "U+0600-061B,U+061D-06FF,U+0750-077F,U+FB50-FBFF,U+FDF2,U+FDFD,U+FE70-FEFC"


def couper(nom: str, plages: str, dossier: Path) -> str:
    """Write the part of a font that these ranges need; return its path."""
    sortie = dossier / f"{nom}.ttf"
    regles = ["--no-hinting", "--notdef-outline", "--glyph-names"]
    subset.main([str(NOTO / f"{nom}.ttf"), f"--unicodes={plages}", f"--output-file={sortie}", *regles])
    return str(sortie)


def main() -> None:
    with tempfile.TemporaryDirectory() as nom:
        for graisse in ("Regular", "Bold"):
            parts = [
                couper(f"NotoSans-{graisse}", LATIN, Path(nom)),
                couper(f"NotoSansArabic-{graisse}", ARABE, Path(nom)),
            ]
            police = merge.Merger().merge(parts)
            police.save(POLICES / f"NotoSansMaroc-{graisse}.ttf")


if __name__ == "__main__":
    main()
