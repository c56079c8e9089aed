"""The index of every spelling, built once from the database, asked without a query."""

import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from parametre.lieux import ecritures
from parametre.lieux.approchant import Approchant, Approche
from parametre.lieux.noeuds import Noeud, ecritures_du_nom, jumeaux, noeuds_des_villes
from parametre.lieux.phonetique import replier
from parametre.models import AliasVille, OrigineAlias, Ville

LONGUEUR_REPLI = 5
_PREFIXES_ARABES = ("ب", "و", "ل", "ف")


class Nature(enum.IntEnum):
    """What a spelling stands for; the higher wins where two claim one spelling."""

    REGION = 0
    QUARTIER = 1
    PARTIE = 2
    NOM = 3
    APPRIS = 4
    NOM_EXACT = 5


@dataclass(frozen=True, slots=True)
class Sens:
    """The place a spelling stands for: several nodes when the name is ambiguous."""

    nature: Nature
    noeuds: tuple[Noeud, ...]


@dataclass(slots=True)
class Repertoire:
    """Every spelling of every place, exact and by ear."""

    exacts: dict[str, Sens] = field(default_factory=dict)
    replis: dict[str, Sens] = field(default_factory=dict)
    quartiers: dict[str, frozenset[str]] = field(default_factory=dict)
    courtes: dict[str, list[str]] = field(default_factory=dict)
    approchant: Approchant = field(default_factory=lambda: Approchant((), ()))
    longueur: int = 1
    debuts: frozenset[str] = frozenset()

    def exact(self, mots: Sequence[str]) -> Sens | None:
        """Return what these words stand for as they are written, with or without a glued `b-`, `w-`, `l-`."""
        cle = "".join(mots)
        sens = self.exacts.get(cle)
        if sens is None and cle.startswith(_PREFIXES_ARABES) and len(cle) > 3 and cle not in ecritures.mots_courants():
            sens = self.exacts.get("ال" + cle[2:] if cle.startswith("لل") else cle[1:])
            return sens if sens and sens.nature > Nature.QUARTIER else None
        return sens

    def par_repli(self, mots: tuple[str, ...]) -> Sens | None:
        """Return what these words stand for by ear."""
        if " ".join(mots) in ecritures.mots_courants():
            return None
        cle = replier(mots)
        sens = self.replis.get(cle)
        if sens is None:
            return None
        if sens.nature <= Nature.QUARTIER:
            return sens if len(cle) >= LONGUEUR_REPLI + 2 else None
        if not all(noeud.cite for noeud in sens.noeuds):
            return sens if len(cle) > LONGUEUR_REPLI else None
        return sens if len(cle) >= LONGUEUR_REPLI or self._une_lettre_pres(cle, "".join(mots)) else None

    def _une_lettre_pres(self, cle: str, mot: str) -> bool:
        """Tell whether a word that sounds like a city's short name is also written like it (`Oujdaa`)."""
        if len(cle) < LONGUEUR_REPLI - 1 or len(mot) < LONGUEUR_REPLI:
            return False
        return any(OSA.distance(mot, ecriture, score_cutoff=1) <= 1 for ecriture in self.courtes.get(cle, ()))

    def approche(self, mots: tuple[str, ...], *, seul: bool) -> tuple[Sens, int] | None:
        """Return the one place whose name comes near these words, and at how many errors."""
        if " ".join(mots) in ecritures.mots_courants():
            return None
        return self._seule_place(self.approchant.chercher(replier(mots), seul=seul))

    def extension(self, mots: tuple[str, ...]) -> Sens | None:
        """Return the one place whose long name these words are, but for an error."""
        trouve = self._seule_place(self.approchant.etendre(replier(mots)))
        return trouve[0] if trouve else None

    def _seule_place(self, trouve: Approche | None) -> tuple[Sens, int] | None:
        if trouve is None or trouve.distance == 0 or any(cle not in self.replis for cle in trouve.cles):
            return None
        sens = [self.replis[cle] for cle in trouve.cles]
        noeuds = jumeaux({noeud for s in sens for noeud in s.noeuds})
        if len(noeuds) != 1 or any(s.nature <= Nature.QUARTIER for s in sens):
            return None
        return Sens(min(s.nature for s in sens), noeuds), trouve.distance

    def peut_commencer(self, mot: str) -> bool:
        """Tell whether any spelling begins like this word."""
        if len(mot) < 3 or mot[:3] in self.debuts or replier((mot,))[:3] in self.debuts:
            return True
        return mot.startswith(_PREFIXES_ARABES) and (mot[1:4] in self.debuts or mot.startswith("لل"))


def construire(villes: Sequence[Ville], alias: Sequence[AliasVille]) -> Repertoire:
    """Build the directory of spellings for these villes (with their region) and their aliases."""
    noeuds = noeuds_des_villes(villes)
    par_ville = {noeud.ville.pk: noeud for noeud in noeuds if noeud.ville}
    brut: dict[str, tuple[Nature, set[Noeud]]] = {}
    for texte, nature, porteurs in (*_noms(noeuds), *_alias(alias, par_ville), *_livrees(noeuds, alias, par_ville)):
        _ajouter(brut, texte, nature, porteurs)
    return _repertoire(brut)


Apport = tuple[str, Nature, tuple[Noeud, ...]]


def _noms(noeuds: list[Noeud]) -> Iterable[Apport]:
    for noeud in noeuds:
        if noeud.region is None:
            continue
        nom, *autres = ecritures_du_nom(noeud.nom)
        yield nom, Nature.NOM_EXACT, (noeud,)
        for texte in autres:
            yield texte, Nature.PARTIE, (noeud,)


def _alias(alias: Sequence[AliasVille], par_ville: dict[int, Noeud]) -> Iterable[Apport]:
    textes_de_quartier = {texte for quartier in ecritures.quartiers() for texte in quartier.ecritures}
    textes_de_lieu = ecritures.lieu_par_ecriture()
    for ligne in alias:
        noeud = par_ville.get(ligne.ville_id)
        if noeud is None:
            continue
        if ligne.origine == OrigineAlias.APPRIS:
            yield ligne.texte, Nature.APPRIS, (noeud,)
        elif ligne.texte in textes_de_quartier and ligne.texte not in textes_de_lieu:
            yield ligne.texte, Nature.QUARTIER, (noeud,)
        else:
            yield ligne.texte, Nature.NOM, (noeud,)


def _livrees(noeuds: list[Noeud], alias: Sequence[AliasVille], par_ville: dict[int, Noeud]) -> Iterable[Apport]:
    """Yield what is shipped for places without stored spellings, for shared names, quarters, regions."""
    porteurs: dict[str, list[Noeud]] = {}
    for noeud in noeuds:
        if noeud.lieu:
            porteurs.setdefault(noeud.lieu, []).append(noeud)
    equipes = {par_ville[a.ville_id].lieu for a in alias if a.ville_id in par_ville and a.origine == OrigineAlias.LIVRE}
    partages = _ecritures_partagees()
    for cle, lieu in ecritures.lieux_connus().items():
        propres = tuple(porteurs.get(cle, ()))
        deja = cle in equipes and len(jumeaux(propres)) == 1
        for texte in lieu.ecritures:
            if not deja or texte in partages:
                yield texte, Nature.NOM, propres
    for quartier in ecritures.quartiers():
        villes = tuple(noeud for cle in quartier.villes for noeud in porteurs.get(cle, ()))
        if len(quartier.villes) > 1 or not set(quartier.villes) <= equipes:
            for texte in quartier.ecritures:
                yield texte, Nature.QUARTIER, villes
    for texte in ecritures.regions_connues():
        yield texte, Nature.REGION, ()


def _ecritures_partagees() -> frozenset[str]:
    """Return the spellings that two shipped places share."""
    compte = Counter(texte for lieu in ecritures.lieux_connus().values() for texte in lieu.ecritures)
    return frozenset(texte for texte, nombre in compte.items() if nombre > 1)


def _ajouter(brut: dict[str, tuple[Nature, set[Noeud]]], texte: str, nature: Nature, noeuds: tuple[Noeud, ...]) -> None:
    """Let the stronger claim win; equal claims, and a part of a name against a small place's name, share."""
    ancienne, porteurs = brut.get(texte, (nature, set()))
    partage = {ancienne, nature} == {Nature.PARTIE, Nature.NOM_EXACT} and not any(n.cite for n in (*porteurs, *noeuds))
    if nature == ancienne or partage:
        brut[texte] = (max(nature, ancienne), porteurs | set(noeuds))
    elif nature > ancienne:
        brut[texte] = (nature, set(noeuds))


def _repertoire(brut: dict[str, tuple[Nature, set[Noeud]]]) -> Repertoire:
    repertoire = Repertoire()
    for texte, (nature, noeuds) in sorted(brut.items(), key=lambda element: element[1][0]):
        sens = Sens(nature, jumeaux(noeuds))
        mots = tuple(texte.split())
        if not mots:
            continue
        repertoire.longueur = max(repertoire.longueur, len(mots))
        repertoire.exacts["".join(mots)] = sens
        if nature is not Nature.REGION or texte.isascii():
            for cle in {replier(mots), replier(("".join(mots),))}:
                repertoire.replis[cle] = _fusion(repertoire.replis.get(cle), sens)
                if len(cle) < LONGUEUR_REPLI:
                    repertoire.courtes.setdefault(cle, []).append("".join(mots))
    repertoire.quartiers = {
        "".join(texte.split()): frozenset(quartier.villes)
        for quartier in ecritures.quartiers()
        for texte in quartier.ecritures
    }
    leurres = {replier(tuple(mot.split())) for mot in ecritures.mots_courants()} - set(repertoire.replis)
    cites = [cle for cle, sens in repertoire.replis.items() if sens.noeuds and all(n.cite for n in sens.noeuds)]
    repertoire.approchant = Approchant([*repertoire.replis, *leurres], cites)
    cles = (*repertoire.exacts, *repertoire.replis)
    repertoire.debuts = frozenset(cle[:3] for cle in cles)
    return repertoire


def _fusion(ancien: Sens | None, nouveau: Sens) -> Sens:
    """Join two spellings that sound alike: a name silences a quarter, two places are ambiguous."""
    if ancien is None or (ancien.nature <= Nature.QUARTIER < nouveau.nature):
        return nouveau
    if nouveau.nature <= Nature.QUARTIER < ancien.nature:
        return ancien
    return Sens(max(ancien.nature, nouveau.nature), jumeaux({*ancien.noeuds, *nouveau.noeuds}))
