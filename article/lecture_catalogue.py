"""What a row of a shop's article list says. Pure.

A colour cell is a list separated by `-`, `/`, commas or new lines. Of each part:

1. the whole is a known colour: that one (`BLEU CIEL`, `GRIS NOIR`, `NOIR BLANC`);
2. all its words are known colours: a list with a forgotten dash (`TABAC BEIGE`,
   `BEIGE BLEU MARINE`);
3. it is surely a typing error of a known colour (`NMARRON`): that one, with a remark;
4. it looks like a colour (one to three words of French letters): kept as it is written,
   lower case, without accents, with a remark, because the list of articles is where a
   shop says which colours it has;
5. anything else (`#REF!`, `voir photo`, an Arabic word): left out, with a remark.

A shade alone behind a dash belongs to the colour before it (`BLEU-CIEL`).

Sizes: `37---41`, `37-41` and `36 au 41` are ranges; `37/39/41` and `37-39-41` are lists.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from article.couleurs import LIAISONS, IndexCouleurs, est_arabe, mots_de_couleur
from article.jetons import Jetons
from article.lexique import CATEGORIES, GENRES, NEUTRES, REFERENCES, categorie_proche, genre_proche, mots_connus
from article.models import NIVEAUX, Phase
from article.textes import POINTURE_MAX, POINTURE_MIN
from config.noyau.argent import arrondir
from config.noyau.textes import cle_reference, nettoyer, normaliser, plier

_PRIX = re.compile(r"(\d{1,3}(?:[ .,]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s*(?:dhs?|mad|درهم|د\.?\s?م\.?)?")
PRIX_MAX = Decimal("9999999")
_PHASES = {
    "": Phase.EN_COURS,
    "en cours": Phase.EN_COURS,
    "en cour": Phase.EN_COURS,
    "encours": Phase.EN_COURS,
    "en test": Phase.EN_TEST,
    "test": Phase.EN_TEST,
    "en liquidation": Phase.LIQUIDATION,
    "liquidation": Phase.LIQUIDATION,
}
_SEPARATEUR_COULEURS = re.compile(r"[-–—/\\\n\r;,|+&_]+")
# Adjectives that a list's dash may have cut off their colour; none is in a list by itself.
_NUANCES_SEULES = mots_connus(
    "ciel marine marin clair claire fonce foncee casse cassee roi royal nuit terreux petrole bouteille"
)
_PAS_UNE_COULEUR = NEUTRES | mots_connus(
    "voir photo photos image divers diverse tous toutes tout assorti assortis melange autre autres etc pas plusieurs"
)
_MOTS_COULEUR_MAX, _LETTRES_COULEUR_MAX = 3, 30
_PLAGE = re.compile(r"(\d+)\s*(?:-+|–|—|\ba\b|\bau\b|\bto\b|الي|>)\s*(\d+)")
_ABREVIATIONS = {
    "SANDALE": "SDL",
    "CHAUSSURE": "CHAUSS",
    "ESPADRILLE": "ESPA",
    "ESCARPINS": "ESCA",
    "SABOT": "SAB",
    "BOTTE": "BOT",
    "MULES": "MULE",
    "FEMME": "FEM",
    "HOMME": "HOM",
}


class LigneIllisible(ValueError):
    """A row that cannot be read; the message is the French reason."""


@dataclass(frozen=True, slots=True)
class LigneCatalogue:
    """One article of the list. `champs` are the model's prices and phase, by field name."""

    numero: int
    reference: str
    modele: int
    nom: str
    categorie: str
    genre: str
    champs: Mapping[str, Decimal | str | bool | None]
    # None for one value: the article has none. No value at all: nothing that can be read.
    couleurs: tuple[str | None, ...]
    pointures: tuple[str | None, ...]
    remarques: tuple[str, ...] = ()

    @property
    def cle(self) -> str:
        return cle_reference(self.reference)


@dataclass(slots=True)
class _Remarques:
    textes: list[str] = field(default_factory=list)

    def noter(self, phrase: str) -> None:
        self.textes.append(phrase)


def lire_article(numero: int, valeurs: Mapping[str, str], couleurs: IndexCouleurs) -> LigneCatalogue:
    """Read a row of the list. Raises LigneIllisible with the reason."""
    brute = nettoyer(valeurs.get("reference", "")[:400])
    if not brute:
        raise LigneIllisible(_("pas de référence"))
    reference, modele = reparer_reference(brute)
    if len(reference) > 80:
        raise LigneIllisible(_("référence trop longue : « %s… »") % reference[:40])
    remarques = _Remarques()
    categorie = _nommer(valeurs.get("categorie", ""), reference, CATEGORIES)
    genre = _nommer(valeurs.get("genre", ""), reference, GENRES)
    if not categorie or not genre:
        raise LigneIllisible(_("%s : catégorie ou genre absent, et illisible dans la référence") % reference)
    champs = _lire_champs(reference, valeurs, remarques)
    pointures = _pointures_de_cellule(valeurs.get("pointure", ""), remarques)
    teintes = _couleurs_de_cellule(valeurs.get("couleur", ""), couleurs, remarques)
    if pointures == (None,) and teintes == (None,):
        remarques.noter(_("ni pointure ni couleur : aucune variante créée"))
        pointures = ()
    return LigneCatalogue(
        numero=numero,
        reference=reference,
        modele=modele,
        nom=nettoyer(valeurs.get("nom", ""))[:160],
        categorie=categorie,
        genre=genre,
        champs=champs,
        couleurs=teintes,
        pointures=pointures,
        remarques=tuple(remarques.textes),
    )


def reparer_reference(texte: str) -> tuple[str, int]:
    """Return a reference as it should have been typed, and its model number.

    `CHAUSS FEMYZ900` and `CHAUSS FZM YZ900` become `CHAUSS FEM YZ900`, `CHAUSS FEM 250`
    becomes `CHAUSS FEM YZ250`. Raises LigneIllisible if it has no model number.
    """
    mots = [m for m in Jetons(texte).mots if m.isalnum() or m[0].isdigit()]
    rang = _rang_du_modele(mots)
    if rang is None or len(mots[rang]) > 6 or not int(mots[rang]):
        raise LigneIllisible(_("référence sans numéro de modèle : « %s »") % texte[:60])
    avant = [m for m in mots[:rang] if m != "yz" and m not in REFERENCES]
    return " ".join([*map(_corriger, avant), f"yz{mots[rang]}", *mots[rang + 1 :]]).upper(), int(mots[rang])


def _rang_du_modele(mots: Sequence[str]) -> int | None:
    nombres = [i for i, m in enumerate(mots) if m.isdecimal()]
    derriere = [i for i in nombres if i and mots[i - 1] == "yz"]
    if derriere:
        return derriere[0]
    return nombres[0] if len(nombres) == 1 else None


def _corriger(mot: str) -> str:
    if mot in CATEGORIES or mot in GENRES or mot in NEUTRES:
        return mot
    return _ABREVIATIONS.get(categorie_proche(mot) or genre_proche(mot) or "", mot)


def _nommer(cellule: str, reference: str, table: Mapping[str, str]) -> str:
    """Return the name of a category or gender from its cell, or else from the reference, or nothing."""
    mots = normaliser(cellule[:100]).split()
    if mots:
        return table[mots[0]] if len(mots) == 1 and mots[0] in table else " ".join(mots).upper()[:30]
    connus = {table[m] for m in normaliser(reference).split() if m in table}
    return connus.pop() if len(connus) == 1 else ""


def _lire_champs(
    reference: str, valeurs: Mapping[str, str], remarques: _Remarques
) -> dict[str, Decimal | str | bool | None]:
    """Turn the totals of a price list into prices of one piece; columns the file has not stay out."""
    unitaire = lire_prix(valeurs.get("prix_unitaire", ""))
    if unitaire is None:
        raise LigneIllisible(_("%s : pas de prix unitaire lisible") % reference)
    champs: dict[str, Decimal | str | bool | None] = {"prix_unitaire": unitaire}
    simples = [("prix_gros", "prix_gros", 1), ("prix_liquidation", "prix_liquidation", 1)]
    upsell = [(f"upsell_{n + 1}", f"prix_upsell_{n}", n + 1) for n in NIVEAUX]
    remise = [(f"remise_{n}", f"prix_remise_{n}", n) for n in NIVEAUX]
    for colonne, champ, pieces in simples + upsell + remise:
        if colonne not in valeurs:
            continue
        total = lire_prix(valeurs[colonne])
        if total is None and normaliser(valeurs[colonne][:40]):
            remarques.noter(_("prix illisible : « %s »") % nettoyer(valeurs[colonne][:40]))
            continue
        champs[champ] = None if total is None else arrondir(total / pieces)
    if any(colonne in valeurs for colonne, _champ, _pieces in upsell):
        champs["is_upsell"] = any(champs.get(champ) is not None for _colonne, champ, _pieces in upsell)
    if "phase" in valeurs:
        champs["phase"] = _lire_phase(valeurs["phase"], remarques)
    return champs


def lire_prix(texte: str) -> Decimal | None:
    """Read an amount such as `249,00DH` or `1 047,00 DH`; None if it is not one, or not above 0."""
    lu = _PRIX.fullmatch(" ".join(plier(texte[:60]).split()))
    if lu is None:
        return None
    montant = Decimal(re.sub(r"\D", "", lu[1]) + "." + (lu[2] or "0"))
    return arrondir(montant) if 0 < montant <= PRIX_MAX else None


def _lire_phase(texte: str, remarques: _Remarques) -> str:
    phase = _PHASES.get(normaliser(texte[:60]))
    if phase is None:
        remarques.noter(_("phase inconnue « %s », lue « En cours »") % nettoyer(texte[:40]))
        return Phase.EN_COURS.value
    return phase.value


def _pointures_de_cellule(cellule: str, remarques: _Remarques) -> tuple[str | None, ...]:
    cle = normaliser(cellule[:200])
    if cle in {"", "unique", "taille unique", "tu", "t u", "standard"}:
        return (None,)
    pointures = lire_pointures(cellule)
    if not pointures:
        remarques.noter(_("pointures illisibles : « %s », aucune variante créée") % nettoyer(cellule[:40]))
    return pointures


def lire_pointures(cellule: str) -> tuple[str, ...]:
    """Read a list or a range of sizes; empty if any of it cannot be read."""
    texte = plier(cellule[:200]).strip()
    plage = _PLAGE.fullmatch(texte)
    if plage and _est_une_pointure(plage[1]) and _est_une_pointure(plage[2]) and int(plage[1]) <= int(plage[2]):
        return tuple(str(n) for n in range(int(plage[1]), int(plage[2]) + 1))
    if plage:
        return ()
    tailles = [t for t in re.split(r"[^\d]+", texte) if t]
    if not re.fullmatch(r"[\d\s/;,|\-–—.]*", texte) or not all(map(_est_une_pointure, tailles)):
        return ()
    return tuple(dict.fromkeys(str(int(t)) for t in tailles))


def _est_une_pointure(chiffres: str) -> bool:
    return len(chiffres) <= 3 and POINTURE_MIN <= int(chiffres) <= POINTURE_MAX


def _couleurs_de_cellule(cellule: str, index: IndexCouleurs, remarques: _Remarques) -> tuple[str | None, ...]:
    parties = [p for p in (nettoyer(p) for p in _SEPARATEUR_COULEURS.split(cellule[:2000])) if normaliser(p)]
    if not parties:
        return (None,)
    latine = any(not est_arabe(normaliser(p)) for p in parties)
    couleurs: dict[str, None] = {}
    for partie in _recoller(parties, index):
        couleurs |= dict.fromkeys(_lire_couleur(partie, index, latine, remarques))
    if not couleurs:
        remarques.noter(_("aucune couleur lisible : « %s », aucune variante créée") % nettoyer(cellule[:40]))
    return tuple(couleurs)


def _recoller(parties: Sequence[str], index: IndexCouleurs) -> Iterator[str]:
    """Give back to its colour the shade that a dash cut off (`BLEU-CIEL`)."""
    precedente = ""
    for partie in parties:
        ensemble = f"{precedente} {partie}"
        if precedente and normaliser(partie) in _NUANCES_SEULES and index.nommer(ensemble):
            precedente = ensemble
            continue
        if precedente:
            yield precedente
        precedente = partie
    yield precedente


def _lire_couleur(partie: str, index: IndexCouleurs, latine: bool, remarques: _Remarques) -> list[str]:
    """Apply the five rules at the top of this module to one part of a cell."""
    connue = index.nommer(partie)
    if connue:
        return [connue]
    mots = mots_de_couleur(partie[:80])
    mentions, reste = index.chercher(mots)
    if mentions and not reste:
        return [m.couleur for m in mentions]
    proche = index.proche(partie)
    if proche:
        remarques.noter(_("couleur « %(lue)s » lue « %(couleur)s »") % {"lue": partie[:40], "couleur": proche})
        return [proche]
    if _est_plausible(partie):
        nom = normaliser(partie)
        remarques.noter(_("couleur « %s » inconnue, ajoutée telle quelle") % nom)
        return [nom]
    # An Arabic word beside French ones translates them.
    if not (latine and est_arabe(normaliser(partie))):
        remarques.noter(_("« %s » n’est pas une couleur") % partie[:40])
    return []


def _est_plausible(partie: str) -> bool:
    mots = normaliser(partie[:80]).split()
    return (
        0 < len(mots) <= _MOTS_COULEUR_MAX
        and len(partie) <= _LETTRES_COULEUR_MAX
        and all(m.isascii() and m.isalpha() and m not in _PAS_UNE_COULEUR for m in mots)
        and all(len(m) >= 3 or m in LIAISONS for m in mots)
        and re.fullmatch(r"[^\W\d_][\w' ]*", partie.replace("’", "'")) is not None
    )
