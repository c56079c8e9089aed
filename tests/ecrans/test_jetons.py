"""Colours: every pair that meets on a page keeps the contrast WCAG AA asks for, in both themes."""

import re
from pathlib import Path

import pytest
from django.conf import settings

JETONS = (Path(settings.BASE_DIR) / "config/theme/static_src/src/jetons.css").read_text(encoding="utf-8")
CLAIR, SOMBRE = JETONS.split(":root {", 1)[1].split("@variant sombre {", 1)
TEINTES = ("encre", "rouge", "ambre", "vert", "bleu", "indigo", "violet", "neutre")

# Text on its ground: 4.5. What only has to be seen, such as the edge of a field: 3.
PAIRES = [(texte, fond, 4.5) for texte in ("texte", "muet", "encre", "rouge") for fond in ("page", "surface", "survol")]
PAIRES += [("texte", "creux", 4.5), ("muet", "creux", 4.5), ("sur-encre", "encre-plein", 4.5)]
PAIRES += [("sur-encre", "encre-plein-survol", 4.5)]
PAIRES += [(teinte, f"{teinte}-fond", 4.5) for teinte in TEINTES]
PAIRES += [("bord-fort", "surface", 3.0), ("encre", "surface", 3.0)]


def couleurs(source: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", source))


def luminance(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contraste(une: str, autre: str) -> float:
    clair, sombre = sorted((luminance(une), luminance(autre)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def test_the_formula_on_known_pairs() -> None:
    assert contraste("#ffffff", "#000000") == pytest.approx(21)
    assert contraste("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["clair", "sombre"])
@pytest.mark.parametrize(("devant", "derriere", "seuil"), PAIRES)
def test_a_pair_can_be_read(theme: str, devant: str, derriere: str, seuil: float) -> None:
    jetons = couleurs(CLAIR) if theme == "clair" else couleurs(CLAIR) | couleurs(SOMBRE)
    assert contraste(jetons[devant], jetons[derriere]) >= seuil


def test_dark_changes_every_colour_but_the_one_on_ink() -> None:
    assert set(couleurs(CLAIR)) - set(couleurs(SOMBRE)) == {"sur-encre"}


def test_colours_are_named_in_one_file() -> None:
    """A shadow or a veil is black at some strength; a colour is a token."""
    autres = [
        p for p in (Path(settings.BASE_DIR) / "config/theme/static_src/src").glob("*.css") if p.name != "jetons.css"
    ]
    trouvees = {p.name: re.findall(r"#[0-9a-fA-F]{3,8}\b", p.read_text(encoding="utf-8")) for p in autres}
    assert {nom: liste for nom, liste in trouvees.items() if liste} == {}
