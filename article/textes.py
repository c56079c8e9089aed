"""What a product text of an order sheet means: article, size, colour, offer.

Pure. Texts come in French, Arabic or both, in any order, from several sales pages:
`CHAUSS FEM YZ 244 - 37/أحمر / rouge`, `SDL FEM YZ 161 عرض قطعتين فقط ب350 درهم / 38 / noir`.
What a text does not surely say is None.

Numbers are shared out in this order: the model behind its mark (`YZ`, `Réf`), the count
of pieces, the price, the size. The words left over are searched for colours, French
before Arabic.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from article.couleurs import IndexCouleurs, Mention, couleurs_livrees, est_arabe
from article.jetons import Jetons
from article.lexique import (
    CATEGORIES,
    ENTRE_MARQUE_ET_NUMERO,
    GENRES,
    MONNAIES,
    NEUTRES,
    PIECES,
    REFERENCES,
    TAILLES,
    categorie_proche,
    genre_proche,
)
from article.offres import lire_offre

POINTURE_MIN, POINTURE_MAX = 15, 50
_CHIFFRES_MODELE_MAX = 6
_MARQUES = frozenset({"yz", "zy", "y"})
# Marks that do not end a run of words.
_DANS_UNE_SUITE = frozenset("-_'&+.’")


@dataclass(frozen=True, slots=True)
class ProduitAnalyse:
    """What a text surely says; `prix_lot` is the price of all `pieces` together, in MAD."""

    modele: int | None = None
    pointure: str | None = None
    couleur: str | None = None
    pieces: int = 1
    prix_lot: Decimal | None = None
    categorie: str | None = None
    genre: str | None = None
    # The words in which the colour was said or seems to be said, folded; empty if none.
    texte_couleur: str = ""
    # Every word left over, folded: they tell two articles of one model number apart.
    mots: frozenset[str] = frozenset()


def analyser_produit(texte: str, couleurs: IndexCouleurs | None = None) -> ProduitAnalyse:
    """Read a product text; `couleurs` adds the names a shop taught to the shipped ones.

    Never raises, whatever the text.
    """
    return _Lecture(texte, couleurs or couleurs_livrees()).resultat()


class _Lecture:
    """One text being read; each step takes the words it understood out of play."""

    def __init__(self, texte: str, couleurs: IndexCouleurs) -> None:
        self.jetons = Jetons(texte)
        self.couleurs = couleurs
        self.fin_titre = 0

    def resultat(self) -> ProduitAnalyse:
        modele = self._modele()
        pieces, prix = lire_offre(self.jetons)
        pointure = self._pointure()
        categorie = self._parmi(CATEGORIES)
        genre = self._parmi(GENRES)
        categorie, genre = self._fautes_de_frappe(categorie, genre)
        couleur, texte_couleur, mots = self._couleur()
        return ProduitAnalyse(modele, pointure, couleur, pieces, prix, categorie, genre, texte_couleur, mots)

    def _modele(self) -> int | None:
        marques = [i for i, m in enumerate(self.jetons.mots) if m in _MARQUES and (m != "y" or self._est_epele(i))]
        modeles = self._modeles_derriere(marques)
        if not modeles:
            modeles = self._modeles_derriere([i for i, m in enumerate(self.jetons.mots) if m in REFERENCES])
        if not modeles:
            modeles = self._modele_sans_marque()
        return modeles.pop() if len(modeles) == 1 else None

    def _est_epele(self, rang: int) -> bool:
        return self.jetons.mot(rang + 1) == "z"

    def _modeles_derriere(self, marques: list[int]) -> set[int]:
        modeles = set()
        for marque in marques:
            debut = marque + 1 if self.jetons.mots[marque] == "y" else marque
            rang = self.jetons.nombre_apres(debut, ENTRE_MARQUE_ET_NUMERO)
            if rang is None:
                continue
            self.jetons.prendre(*range(marque, rang + 1))
            self.fin_titre = self.fin_titre or rang
            chiffres = re.split("[.,]", self.jetons.mots[rang])[0]
            if len(chiffres) <= _CHIFFRES_MODELE_MAX and int(chiffres):
                modeles.add(int(chiffres))
        return modeles

    def _modele_sans_marque(self) -> set[int]:
        """Take the number right behind category and gender, unless it could be a size or a year."""
        for rang, mot in enumerate(self.jetons.mots):
            if mot not in CATEGORIES and mot not in GENRES:
                continue
            chiffres = self.jetons.nombre(rang + 1)
            if not chiffres.isdigit() or len(chiffres) > 4 or self.jetons.mot(rang + 2) in MONNAIES | PIECES:
                continue
            if POINTURE_MAX < int(chiffres) < 1990 or int(chiffres) > 2100:
                self.jetons.prendre(rang + 1)
                self.fin_titre = rang + 1
                return {int(chiffres)}
        return set()

    def _pointure(self) -> str | None:
        dites: set[str] = set()
        seules: set[str] = set()
        for rang in self.jetons.nombres:
            taille = _taille(self.jetons.nombre(rang))
            if not taille:
                continue
            marque = rang - 1
            while self.jetons.mot(marque) in ENTRE_MARQUE_ET_NUMERO and self.jetons.mot(marque) not in TAILLES:
                marque -= 1
            dite = self.jetons.mot(marque) in TAILLES
            (dites if dite else seules).add(taille)
            self.jetons.prendre(*range(marque if dite else rang, rang + 1))
        tailles = dites or seules
        return tailles.pop() if len(tailles) == 1 else None

    def _parmi(self, table: dict[str, str]) -> str | None:
        """Take the words of a table; return what they name if they name one thing."""
        trouves: list[tuple[int, str]] = []
        for rang, mot in enumerate(self.jetons.mots):
            nom = table.get(mot) if self.jetons.libre[rang] else None
            if nom is not None:
                self.jetons.prendre(rang)
                trouves.append((rang, nom))
        titre = {nom for rang, nom in trouves if rang < self.fin_titre}
        noms = titre or {nom for _rang, nom in trouves}
        return noms.pop() if len(noms) == 1 else None

    def _fautes_de_frappe(self, categorie: str | None, genre: str | None) -> tuple[str | None, str | None]:
        for rang in range(self.fin_titre):
            mot = self.jetons.mots[rang]
            if not self.jetons.libre[rang] or not mot.isalpha() or mot in NEUTRES or self.couleurs.connait(mot):
                continue
            if (categorie is None and (categorie := categorie_proche(mot))) or (
                genre is None and (genre := genre_proche(mot))
            ):
                self.jetons.prendre(rang)
        return categorie, genre

    def _suites(self) -> Iterator[list[str]]:
        """Yield the runs of words left over, each in one script."""
        suite: list[str] = []
        for rang, mot in enumerate(self.jetons.mots):
            if mot in _DANS_UNE_SUITE:
                continue
            if not (self.jetons.libre[rang] and mot.isalpha()):
                if suite:
                    yield suite
                suite = []
            elif suite and est_arabe(mot) is not est_arabe(suite[-1]):
                yield suite
                suite = [mot]
            else:
                suite.append(mot)
        if suite:
            yield suite

    def _couleur(self) -> tuple[str | None, str, frozenset[str]]:
        suites = list(self._suites())
        mots = frozenset(mot for suite in suites for mot in suite)
        lues = [_Suite(suite, *self.couleurs.chercher(suite, NEUTRES)) for suite in suites]
        francaises = [s for s in lues if not est_arabe(s.mots[0])]
        arabes = [s for s in lues if est_arabe(s.mots[0])]
        dite = self._choisir(francaises)
        traduite = self._choisir(arabes)
        couleur = self._trancher(dite, traduite, francaises, arabes)
        return couleur, _texte(dite, francaises) or _texte(traduite, arabes), mots

    def _choisir(self, suites: list["_Suite"]) -> "_Choix":
        """Return the colour on which the runs of one script agree."""
        fortes = [m for s in suites for m in s.mentions if not m.faible]
        mentions = fortes or [m for s in suites for m in s.mentions]
        noms = {m.couleur for m in mentions}
        for suite in suites:
            compose = self.couleurs.compose(m.couleur for m in suite.mentions) if len(suite.mentions) > 1 else None
            noms |= {compose} if compose else set()
        nom = _la_plus_precise(noms)
        incertaine = any(m.incertaine for m in mentions if m.couleur == nom)
        return _Choix(nom, incertaine, contradiction=bool(noms) and nom is None)

    def _trancher(
        self, dite: "_Choix", traduite: "_Choix", francaises: list["_Suite"], arabes: list["_Suite"]
    ) -> str | None:
        """Let French win over Arabic, and a doubt over a guess."""
        if dite.contradiction:
            return None
        if dite.nom and not dite.incertaine:
            return dite.nom
        corrigee = _la_plus_precise({c for s in francaises if s.reste and (c := self.couleurs.proche(s.propre()))})
        if corrigee:
            return corrigee
        if dite.nom:
            return dite.nom if traduite.nom == dite.nom else None
        if traduite.nom:
            return None if traduite.incertaine else traduite.nom
        if traduite.contradiction:
            return None
        return _la_plus_precise({c for s in arabes if s.reste and (c := self.couleurs.proche(s.propre()))})


@dataclass(frozen=True, slots=True)
class _Suite:
    """A run of words and the colours named in it."""

    mots: list[str]
    mentions: list[Mention]
    # Some word is neither a colour nor neutral.
    reste: bool

    def propre(self) -> str:
        return " ".join(m for m in self.mots if m not in NEUTRES)


@dataclass(frozen=True, slots=True)
class _Choix:
    nom: str | None
    incertaine: bool
    contradiction: bool


def _la_plus_precise(noms: set[str]) -> str | None:
    """Return the name that holds the words of all others (`bleu`, `bleu ciel`), None if none does."""
    if len(noms) <= 1:
        return next(iter(noms), None)
    tous = {mot for nom in noms for mot in nom.split()}
    return next((nom for nom in noms if set(nom.split()) == tous), None)


def _texte(choix: _Choix, suites: list[_Suite]) -> str:
    """Return the run that says the colour, all that contradict one another, or the first that might."""
    if choix.contradiction:
        return " / ".join(s.propre() for s in suites if s.mentions)
    nommees = [s for s in suites if any(m.couleur == choix.nom for m in s.mentions)]
    for suite in nommees or [s for s in suites if s.mentions] or [s for s in suites if s.reste]:
        return suite.propre()
    return ""


def _taille(nombre: str) -> str:
    """Return a number as a size (`38`, `38.5`), nothing if it cannot be one."""
    entier, _separateur, decimales = nombre.replace(",", ".").partition(".")
    if not entier or len(entier) > 3 or not POINTURE_MIN <= int(entier) <= POINTURE_MAX:
        return ""
    if decimales.strip("0") not in ("", "5"):
        return ""
    return str(int(entier)) + (".5" if decimales.startswith("5") else "")
