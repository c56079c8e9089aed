"""Try a source before it is used: what its spreadsheet is, and what its columns are taken for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie
from synchronisation.colonnes import LIGNES_ENTETE_MAX, ErreurEntete, lire_entete
from synchronisation.lecteurs.google import Classeur, Onglet
from synchronisation.models import GenreSource, SourceCommandes

# Rows shown below the header.
APERCU = 5


@dataclass(frozen=True, slots=True)
class ColonnePrise:
    """A column of the sheet (rank from 0) and the field it was taken for."""

    champ: str
    titre: str
    rang: int


@dataclass(frozen=True, slots=True)
class Connexion:
    """What a test of a source found. `refus` says why the header will not do, empty when it does.

    `titres` are those of the header, or the first row that holds something where there is none.
    """

    titre: str
    onglets: tuple[Onglet, ...]
    onglet: Onglet
    titres: tuple[str, ...]
    premieres: tuple[tuple[str, ...], ...]
    colonnes: tuple[ColonnePrise, ...]
    refus: str


def tester_connexion(source: SourceCommandes) -> Connexion:
    """Ask the spreadsheet of a source, saved or not, for its tabs and first rows, in two requests.

    Nothing is written. Raises ErreurSource with what to do, ErreurSaisie for an unreadable
    address or a source that is a file.
    """
    if source.genre != GenreSource.GOOGLE_SHEETS:
        raise ErreurSaisie(_("Seule une source Google Sheets a une connexion à tester."), code="source")
    classeur = Classeur.ouvrir(source)
    metadonnees = classeur.metadonnees()
    onglet = classeur.choisir(metadonnees.onglets)
    lignes = classeur.apercu(onglet.titre, LIGNES_ENTETE_MAX + APERCU)
    remplies = [tuple(li) for li in lignes if any(c.strip() for c in li)]
    colonnes: tuple[ColonnePrise, ...] = ()
    try:
        entete, suite = lire_entete(enumerate(lignes, start=1), source.correspondance)
    except ErreurEntete as erreur:
        titres, premieres, refus = (remplies or [()])[0], remplies[1:], erreur.phrase
    else:
        titres, premieres, refus = entete.titres, [tuple(li) for _n, li in suite if any(li)], ""
        rangs = sorted(entete.positions.items(), key=lambda paire: paire[1])
        colonnes = tuple(ColonnePrise(champ, titres[rang], rang) for champ, rang in rangs)
    return Connexion(metadonnees.titre, metadonnees.onglets, onglet, titres, tuple(premieres[:APERCU]), colonnes, refus)
