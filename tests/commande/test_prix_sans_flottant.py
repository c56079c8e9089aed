"""No binary floating point where money is: read from the syntax tree."""

import ast
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent.parent
FICHIERS = sorted(
    fichier
    for app in ("article", "client", "commande", "parametre")
    for motif in ("models.py", "prix.py", "tarifs.py", "composition.py", "services/*.py", "moteur/*.py")
    for fichier in (RACINE / app).glob(motif)
)


def flottants(source: str) -> list[tuple[int, str]]:
    """Return (line, what) for each float literal, call of float and FloatField."""
    trouves = []
    for noeud in ast.walk(ast.parse(source)):
        match noeud:
            case ast.Constant(value=float() as valeur):
                trouves.append((noeud.lineno, repr(valeur)))
            case ast.Name(id="float" | "FloatField" as nom) | ast.Attribute(attr="FloatField" as nom):
                trouves.append((noeud.lineno, nom))
    return sorted(trouves)


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda f: str(f.relative_to(RACINE)))
def test_aucun_flottant(fichier: Path) -> None:
    assert flottants(fichier.read_text(encoding="utf-8")) == []


def test_ce_que_le_test_sait_voir() -> None:
    source = "a = 1.5\nb = float('2')\nc = models.FloatField()\nd = FloatField()\ne: float\nf = Decimal('1.5') + 3"
    assert flottants(source) == [(1, "1.5"), (2, "float"), (3, "FloatField"), (4, "FloatField"), (5, "float")]


def test_les_fichiers_surveilles_existent() -> None:
    noms = {str(f.relative_to(RACINE)) for f in FICHIERS}
    assert {"commande/models.py", "commande/prix.py", "commande/services/saisie.py", "article/models.py"} <= noms
