"""Delays as carriers type them."""

import pytest

from parametre.delais import TOUS_LES_JOURS, lire_delai


@pytest.mark.parametrize(
    ("texte", "jours", "semaine"),
    [
        ("", None, ()),
        ("à voir", None, ()),
        ("24H", 1, ()),
        ("24 H", 1, ()),
        ("48h", 2, ()),
        ("12H-24H", 1, ()),
        ("24H-48H", 2, ()),
        ("48h/72h", 3, ()),
        ("JOUR+1", 1, ()),
        ("JOURS +1", 1, ()),
        ("J+2", 2, ()),
        ("2 jours", 2, ()),
        ("٤٨H", 2, ()),
        ("Chaque Jour", 1, TOUS_LES_JOURS),
        ("TOUTE LA SEMAINE", 1, TOUS_LES_JOURS),
        ("LUNDI", None, (1,)),
        ("LUNDI / JEUDI / SAMEDI", None, (1, 4, 6)),
        ("Mercredi / Samedi ?", None, (3, 6)),
        ("SAMEDI - LUNDI", None, (1, 6)),
        ("MARD_JEUDI_SAMEDI", None, (2, 4, 6)),
        ("MARDI-JEUD-SAMEDI", None, (2, 4, 6)),
        ("LUNDI_MERCREDI_JEUDI- VENDREDI", None, (1, 3, 4, 5)),
        ("LUNDI Jusqu’à VENDREDI", None, (1, 2, 3, 4, 5)),
        ("LUNDI JUSQU’ VENDREDI", None, (1, 2, 3, 4, 5)),
        ("du jeudi au mardi", None, (1, 2, 4, 5, 6, 7)),
        ("12H-24H MARDI _JEUDI _SAMEDI", 1, (2, 4, 6)),
        ("Marrakech 24H", 1, ()),
        ("9999 jours", None, ()),
    ],
)
def test_delay(texte: str, jours: int | None, semaine: tuple[int, ...]) -> None:
    lu = lire_delai(texte)
    assert (lu.jours, lu.semaine) == (jours, semaine)
