"""Find the header of a sheet and what each of its columns means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurMetier
from config.noyau.textes import normaliser

# Field -> headers that name it, best first (compared without accents, case and spaces).
NOMS: Mapping[str, tuple[str, ...]] = {
    "numero": ("N° Commande", "Numéro", "Numero", "N°Commande"),
    "telephone": ("Téléphone",),
    "produit": ("Produit",),
    "ville": ("Ville",),
    "adresse": ("Adresse",),
    "statut": ("Statut",),
    "operateur": ("Opérateur",),
    "client": ("Client",),
    "quantite": ("Quantité",),
    "prix": ("Prix",),
    "total": ("Total",),
    "date": ("Date Création", "Date"),
    "motifs": ("Motifs",),
}
OBLIGATOIRES = ("numero", "telephone", "produit")
# How far down the header may stand (a title, blank lines above it).
LIGNES_ENTETE_MAX = 20

Ligne = tuple[int, Sequence[str]]


class ErreurEntete(ErreurMetier):
    """The sheet has no usable header; the sentence names the column and what was found."""

    code = "entete"


@dataclass(frozen=True, slots=True)
class Entete:
    """The header of a sheet: `positions` maps a field to its column, from 0."""

    titres: tuple[str, ...]
    positions: Mapping[str, int]

    def rang(self, titre: str) -> int | None:
        """Return the column under a title, None where there is none or where a field is read from it."""
        voulu = _cle(titre)
        rangs = (i for i, t in enumerate(self.titres) if _cle(t) == voulu)
        return next((i for i in rangs if i not in self.positions.values()), None)

    def valeurs(self, cellules: Sequence[str]) -> dict[str, str]:
        """Return the cells that hold something, under their header, as the sheet shows them."""
        valeurs: dict[str, str] = {}
        for i, cellule in enumerate(cellules):
            if cellule:
                valeurs[self.titres[i] if i < len(self.titres) else _nom_colonne(i)] = cellule
        return valeurs


def meme_titre(un: str, autre: str) -> bool:
    """Tell whether two titles name one column."""
    return _cle(un) == _cle(autre)


def est_lue(titre: str, correspondance: Mapping[str, str]) -> bool:
    """Tell whether a field may be read from a column of that title."""
    noms = [nom for champ in NOMS.values() for nom in champ] + [n for n in correspondance.values() if n]
    return _cle(titre) in {_cle(n) for n in noms}


def _cle(titre: str) -> str:
    return normaliser(titre.replace("°", "o")).replace(" ", "")


def _nom_colonne(index: int) -> str:
    return _("colonne %(rang)d") % {"rang": index + 1}


def _titres_uniques(cellules: Sequence[str]) -> tuple[str, ...]:
    """Name every column once: a blank or repeated title also says its rank."""
    vus: set[str] = set()
    titres = []
    for i, cellule in enumerate(cellules):
        titre = " ".join(cellule.split()) or _nom_colonne(i)
        if titre in vus:
            titre = f"{titre} ({_nom_colonne(i)})"
        vus.add(titre)
        titres.append(titre)
    return tuple(titres)


def _positions(cellules: Sequence[str], correspondance: Mapping[str, str]) -> dict[str, int]:
    """Map fields to columns.

    Raises ErreurEntete when one title that a field needs stands twice: which of the two
    is right is not ours to guess.
    """
    cles = [_cle(c) for c in cellules]
    positions: dict[str, int] = {}
    for champ, noms in NOMS.items():
        choisis = (correspondance[champ],) if correspondance.get(champ) else noms
        for nom in choisis:
            colonnes = [i for i, cle in enumerate(cles) if cle == _cle(nom)]
            if len(colonnes) > 1:
                raise ErreurEntete(
                    _(
                        "La colonne « %(nom)s » est présente %(fois)d fois (colonnes %(rangs)s). "
                        "Renommez ou supprimez celles qui sont en trop, puis relancez."
                    )
                    % {"nom": nom, "fois": len(colonnes), "rangs": ", ".join(str(c + 1) for c in colonnes)}
                )
            if colonnes:
                positions[champ] = colonnes[0]
                break
    return positions


def _manquantes(positions: Mapping[str, int]) -> list[str]:
    manquantes = [NOMS[champ][0] for champ in OBLIGATOIRES if champ not in positions]
    if "ville" not in positions and "adresse" not in positions:
        manquantes.append(_("Ville ou Adresse"))
    return manquantes


def lire_entete(
    lignes: Iterable[Ligne], correspondance: Mapping[str, str] | None = None
) -> tuple[Entete, Iterator[Ligne]]:
    """Return the header and the rows below it.

    The header is the first row, among the first 20, that names every required column.
    Raises ErreurEntete for an empty sheet, a missing column or a repeated one.
    """
    suite = iter(lignes)
    premiere: Sequence[str] = ()
    for _numero, cellules in islice(suite, LIGNES_ENTETE_MAX):
        if not any(c.strip() for c in cellules):
            continue
        positions = _positions(cellules, correspondance or {})
        if not _manquantes(positions):
            return Entete(_titres_uniques(cellules), positions), suite
        premiere = premiere or cellules
    if not premiere:
        raise ErreurEntete(_("La feuille est vide : aucune ligne à lire."))
    titres = [" ".join(c.split())[:40] for c in premiere if c.strip()][:20]
    manquantes = _manquantes(_positions(premiere, correspondance or {}))
    raise ErreurEntete(
        _("Il manque la colonne %(manque)s. Colonnes trouvées : %(trouve)s. Corrigez l’en-tête de la feuille.")
        % {
            "manque": ", ".join(f"« {m} »" for m in manquantes),
            "trouve": ", ".join(f"« {t} »" for t in titres),
        }
    )


def champs_de(valeurs: Mapping[str, str], correspondance: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return, by field, the values that were kept under the headers of their time."""
    titres = list(valeurs)
    return {champ: valeurs[titres[i]] for champ, i in _positions(titres, correspondance or {}).items()}
