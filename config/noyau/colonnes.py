"""Rows of a table under the names of their columns."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurMetier
from config.noyau.lecture import lire_tableau
from config.noyau.textes import normaliser

# A title or two may stand above the header.
ENTETE_MAX = 10
_TITRES_MONTRES = 12


class ErreurColonnes(ErreurMetier):
    """A column that the reader cannot do without is missing."""

    code = "colonnes"


def lire_lignes(
    chemin: str | Path, colonnes: Mapping[str, Collection[str]], obligatoires: Collection[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of a file as (row number, field -> cell); blank rows are left out.

    `colonnes` gives the accepted titles of each field, compared without accents, case and
    spaces; a field whose column the file has not is absent. Raises ErreurColonnes,
    ErreurFichier.
    """
    lignes = lire_tableau(chemin)
    positions = _entete(lignes, colonnes, obligatoires)
    for numero, cellules in lignes:
        if any(cellule.strip() for cellule in cellules):
            yield numero, {champ: cellules[p] if p < len(cellules) else "" for champ, p in positions.items()}


def _entete(
    lignes: Iterator[tuple[int, list[str]]], colonnes: Mapping[str, Collection[str]], obligatoires: Collection[str]
) -> dict[str, int]:
    """Read up to the header and return the position of each field."""
    vues: list[Sequence[str]] = []
    for _numero, cellules in lignes:
        if not any(cellule.strip() for cellule in cellules):
            continue
        positions = _positions(cellules, colonnes)
        if all(champ in positions for champ in obligatoires):
            return positions
        vues.append(cellules)
        if len(vues) == ENTETE_MAX:
            break
    raise _colonnes_absentes(vues, colonnes, obligatoires)


def _positions(cellules: Sequence[str], colonnes: Mapping[str, Collection[str]]) -> dict[str, int]:
    champs = {_cle(titre): champ for champ, titres in colonnes.items() for titre in titres}
    positions: dict[str, int] = {}
    for position, cellule in enumerate(cellules):
        champ = champs.get(_cle(cellule))
        if champ is not None:
            positions.setdefault(champ, position)
    return positions


def _cle(titre: str) -> str:
    return normaliser(titre[:80]).replace(" ", "")


def _colonnes_absentes(
    vues: Sequence[Sequence[str]], colonnes: Mapping[str, Collection[str]], obligatoires: Collection[str]
) -> ErreurColonnes:
    """Name what is missing from the row that looks most like a header."""
    if not vues:
        return ErreurColonnes(_("Le fichier ne contient aucune ligne."))
    entete = max(vues, key=lambda cellules: len(_positions(cellules, colonnes)))
    presentes = _positions(entete, colonnes)
    absentes = ", ".join(f"« {next(iter(colonnes[c]))} »" for c in obligatoires if c not in presentes)
    trouvees = [" ".join(c.split())[:40] for c in entete if c.strip()][:_TITRES_MONTRES]
    return ErreurColonnes(
        _("Colonne introuvable : %(absentes)s. Première ligne lue : %(trouvees)s.")
        % {"absentes": absentes, "trouvees": ", ".join(trouvees)}
    )
