"""What the software knows of Morocco by itself: places, their spellings, quarters, everyday words.

The knowledge is data, in `donnees/`; each file says its form in its first lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.noyau.textes import normaliser

_DONNEES = Path(__file__).parent / "donnees"


@dataclass(frozen=True, slots=True)
class LieuConnu:
    """A place of Morocco; every text is normalised, `pres_de` holds keys of cities.

    `courant`: the name is also an everyday word. `prenom`: a person's first name.
    """

    cle: str
    nom: str
    cite: bool
    courant: bool
    prenom: bool
    pres_de: tuple[str, ...]
    ecritures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quartier:
    """A quarter's spellings (normalised) and the keys of the cities that have one of that name."""

    ecritures: tuple[str, ...]
    villes: tuple[str, ...]


@cache
def lieux_connus() -> dict[str, LieuConnu]:
    """Return the shipped places by key (their normalised usual name)."""
    lieux = {}
    for nom, rang, pres_de, autres in _champs("lieux.txt", 4):
        cle = normaliser(nom)
        lieux[cle] = LieuConnu(
            cle=cle,
            nom=nom,
            cite=rang == "1",
            courant=rang in "~!",
            prenom=rang == "!",
            pres_de=_liste(pres_de),
            ecritures=(cle, *(texte for texte in _liste(autres) if texte != cle)),
        )
    return lieux


@cache
def quartiers() -> tuple[Quartier, ...]:
    """Return the shipped quarters."""
    return tuple(Quartier(_liste(ecritures), _liste(villes)) for ecritures, villes in _champs("quartiers.txt", 2))


@cache
def mots_courants() -> frozenset[str]:
    """Return everyday words and first names, which are no place however near they come to one."""
    lignes = _lignes("mots_courants.txt")
    return frozenset(normaliser(mot) for ligne in lignes for mot in ligne.split(","))


@cache
def regions_connues() -> frozenset[str]:
    """Return names of regions, which hold cities without being one."""
    return frozenset(normaliser(ligne) for ligne in _lignes("regions.txt"))


@cache
def annonces() -> dict[str, str]:
    """Return, by normalised word, the kind of name it announces (see `annonces.txt`)."""
    return {normaliser(mot): genre for genre, mots in _champs("annonces.txt", 2) for mot in mots.split()}


@cache
def ecritures_par_lieu() -> dict[str, tuple[str, ...]]:
    """Return, by key of place, the spellings that stand for it alone, quarters included.

    A spelling that two places share, or that is a place's own name, stands for no other.
    """
    porteurs: dict[str, set[str]] = {}
    for lieu in lieux_connus().values():
        for texte in lieu.ecritures:
            porteurs.setdefault(texte, set()).add(lieu.cle)
    noms = frozenset(porteurs)
    for quartier in quartiers():
        for texte in set(quartier.ecritures) - noms:
            porteurs.setdefault(texte, set()).update(quartier.villes)
    resultat: dict[str, list[str]] = {}
    for texte, cles in porteurs.items():
        if len(cles) == 1:
            resultat.setdefault(next(iter(cles)), []).append(texte)
    return {cle: tuple(textes) for cle, textes in resultat.items()}


@cache
def lieu_par_ecriture() -> dict[str, str]:
    """Return the key of the place that a spelling of its name stands for; none if two places share it."""
    porteurs: dict[str, set[str]] = {}
    for cle, lieu in lieux_connus().items():
        for texte in lieu.ecritures[1:]:
            porteurs.setdefault(texte, set()).add(cle)
    seules = {texte: next(iter(cles)) for texte, cles in porteurs.items() if len(cles) == 1}
    return seules | {cle: cle for cle in lieux_connus()}


def _champs(fichier: str, nombre: int) -> Iterator[list[str]]:
    for ligne in _lignes(fichier):
        champs = [champ.strip() for champ in ligne.split(";")]
        if len(champs) != nombre:
            raise ValueError(f"{fichier}: {nombre} fields expected in {ligne!r}")
        yield champs


def _lignes(fichier: str) -> Iterator[str]:
    for ligne in (_DONNEES / fichier).read_text(encoding="utf-8").splitlines():
        if ligne.strip() and not ligne.startswith("#"):
            yield ligne


def _liste(textes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cle for texte in textes.split(",") if (cle := normaliser(texte))))
