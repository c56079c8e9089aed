"""The invented catalogue of the demonstration and the stock of its variants."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ENTETE = (
    ",PHOTO ARTICLE,REF ARTICLE,CATEGORIE,GENRE,PRIX UNITAIRE,POINTURE,COULEUR,PHASE,"
    "PRIX UPSEL 2,ECONOMISE UP 2,PRIX UPSEL 3,ECONOMISE UP 3,PRIX UPSEL 4,ECONOMISE UP 4,"
    "PRIX GROS,ECONOMISE GROS,PRIX REMISE 1,ECONOMISE  REMISE 1,PRIX REMISE 2,ECONOMISE  REMISE 2,"
    "PRIX REMISE 3,ECONOMISE  REMISE 3,PRIX REMISE 4,ECONOMISE  REMISE 4,PRIX LIQ 1,ECONOMISE  LIQ 1,"
    "NOM ARTICLE,TIGE,TALON,SEMELLE,PREMIERE DE MONTAGE,QTE EN STOCK"
)
# reference | category | price | sizes | colours | phase ("+": a ladder of upsell prices)
TABLE = """
SDL FEM YZ201|SANDALE|249|37---41|noir,beige,marron|EN COUR+
SDL FEM YZ202|SANDALE|249|37---41|noir,blanc|EN COUR+
SDL FEM YZ203|SANDALE|269|37---40|noir,beige,rose|EN COUR+
SDL FEM YZ204|SANDALE|279|37---41|tabac,beige|+
SDL FEM YZ205|SANDALE|229|37-40|noir,marron|--
SDL FEM YZ206|SANDALE|299|36---40|noir,dore|EN COUR+
SDL FEM YZ207|SANDALE|249|37---41|bleu ciel,beige|EN COUR+
SDL FEM YZ208|SANDALE|259|37---41|noir,camel,blanc|--+
SDL FEM YZ209|SANDALE|289|37---40|noir,bleu marine|+
SDL FEM YZ210|SANDALE|219|37---41|beige,rose,blanc|EN LIQUIDATION
SDL FEM YZ211|SANDALE|239|36---41|noir,gris|EN LIQUIDATION
SDL FEM YZ212|SANDALE|269|37---41|marron,sable|EN TEST
SDL FEM YZ213|SANDALE|299|37---40|noir,cuivre|EN COUR+
SDL FEM YZ214|SANDALE|249|37---41|rouge,noir|+
SDL FEM YZ215|SANDALE|249|37---41|noir,beige|EN COUR+
SDL FEM YZ216|SANDALE|279|37---40|grenat,noir|EN TEST
SDL FEM YZ217|SANDALE|259|37---41|noir,blanc,bleu marine|--+
SDL FEM YZ219|SANDALE|199|37---41|noir,marron|EN LIQUIDATION
SDL FEM YZ220|SANDALE|269|37---41|beige,camel|EN COUR+
SDL FEM YZ230|SANDALE|249|37---41|noir,marron|EN COUR+
SDL FEM YZ230 DAIM|SANDALE|279|37---41|noir,marron|EN COUR+
SAB FEM YZ215|SABOT|229|37---41|noir,marron,beige|EN COUR+
SAB FEM YZ260|SABOT|249|37---40|noir,beige,blanc|+
SAB FEM YZ261|SABOT|249|37---41|bleu ciel,bleu marine|--+
SAB FEM YZ262|SABOT|229|37-41|marron,tabac|EN COUR+
SAB FEM YZ263|SABOT|299|37---40|noir,gris|EN TEST
SAB FEM YZ264|SABOT|249|37---41|noir,rose|EN LIQUIDATION
SAB FEM YZ265|SABOT|199|37---40|beige|EN LIQUIDATION
CHAUSS FEM YZ240|CHAUSSURE|299|37---40|noir,marron,beige|EN COUR+
CHAUSS FEM YZ241|CHAUSSURE|269|37---40|noir,bleu,vert|EN COUR+
CHAUSS FEM YZ242|CHAUSSURE|259|36---40|noir,rouge|+
CHAUSS FEMYZ243|CHAUSSURE|249|37---41|noir,rose|--+
CHAUSS FEM YZ244|CHAUSSURE|279|37---41|beige,marron|EN COUR+
CHAUSS FEM YZ245|CHAUSSURE|319|37---40|noir,tabac,grenat|EN TEST
CHAUSS FEM YZ246|CHAUSSURE|299|37---40|noir|EN COUR+
 CHAUSS FEM YZ247|CHAUSSURE|239|37---41|bleu,noir|EN LIQUIDATION
CHAUSSFEM YZ248|CHAUSSURE|299|37---41|noir,camel|EN COUR+
CHAUSS HOM YZ310|CHAUSSURE|289|40 - 44|noir,marron|EN COUR+
CHAUSS HOM YZ311|CHAUSSURE|329|39 - 44|noir,marron,tabac|EN COUR+
CHAUSS HOM YZ312|CHAUSSURE|299|40 - 44|noir,bleu marine|--+
CHAUSS HOM YZ313|CHAUSSURE|349|40 - 44|noir|EN TEST
SDL HOM YZ301|SANDALE|299|40 - 44|noir,marron|EN COUR+
SDL HOM YZ302|SANDALE|299|40 - 44|noir,marron,camel|EN COUR+
SDL HOM YZ303|SANDALE|269|39 - 45|noir,tabac|+
SDL HOM YZ304|SANDALE|249|40 - 44|noir|EN LIQUIDATION
ESP HOM YZ320|ESPADRILLE|299|40 - 44|noir,gris,bleu|EN COUR+
ESPA FEM YZ270|ESPADRILLE|299|36-41|noir,blanc,gris|EN COUR+
ESPA FEM YZ271|ESPADRILLE|349|37---41|blanc,rose|EN COUR+
ESPA FEM YZ272|ESPADRILLE|279|36---40|noir,beige|EN LIQUIDATION
ESCA FEM YZ280|ESCARPINS|269|37---40|noir,beige|EN COUR+
ESCA FEM YZ281|ESCARPINS|289|36---40|noir,rouge,grenat|EN TEST
MULE FEM YZ218|MULES|289|36---40|noir,marron,beige,rouge|EN COUR+
MULE FEM YZ285|MULES|249|37---41|noir,dore,argente|+
MULE FEM YZ286|MULES|229|37---41|beige,sable|EN LIQUIDATION
BOT FEM YZ290|BOTTE|399|37---41|noir,marron|EN COUR+
BOT FEM YZ291|BOTTE|449|37---40|noir|EN TEST
SAC FEM YZ295|SAC|345||noir,marron,beige|EN COUR+
SAC FEM YZ296|SAC|295||noir,camel|--+
SAC FEM YZ070|SAC|199||rouge,noir|EN LIQUIDATION
"""
# What one saves in all by taking 2, 3 or 4 pieces; on the whole of 1 to 4 pieces when the
# operator grants the ladder; on one piece in liquidation and in bulk.
ECONOMIES_UPSELL = {2: 70, 3: 150, 4: 260}
ECONOMIES_REMISE = {1: 30, 2: 100, 3: 180, 4: 280}
ECONOMIE_LIQUIDATION, ECONOMIE_GROS = 75, 110
# Cells as people write them, where joining the colours would be too tidy.
COULEURS_ECRITES = {
    "SDL FEM YZ204": "TABAC BEIGE",
    "SDL FEM YZ201": "Noir-Marron\nBeige",
    "SAB FEM YZ261": "BLEU CIEL - BLEU MARRINE",
    "CHAUSS FEM YZ245": "NOIR- TABAC -GRENAT ",
}


@dataclass(frozen=True, slots=True)
class Fiche:
    """An article of the demonstration; `couleurs` under their canonical names."""

    reference: str
    categorie: str
    prix: int
    tailles: str
    couleurs: tuple[str, ...]
    phase: str
    upsell: bool

    @property
    def pointures(self) -> tuple[str, ...]:
        """The sizes that `37---41` stands for."""
        if not self.tailles:
            return ()
        premiere, derniere = self.tailles.replace("-", " ").split()
        return tuple(str(n) for n in range(int(premiere), int(derniere) + 1))

    @property
    def prix_affiche(self) -> int:
        """What the shop's page asks for one piece."""
        return self.prix - ECONOMIE_LIQUIDATION if self.phase == "EN LIQUIDATION" else self.prix

    @property
    def prefixe(self) -> str:
        """Category and gender as a product text begins (`SDL FEM`)."""
        return self.reference.partition("YZ")[0].strip().replace("CHAUSSFEM", "CHAUSS FEM")

    @property
    def suite(self) -> str:
        """What follows `YZ` in the reference (`230 DAIM`)."""
        return self.reference.partition("YZ")[2]


def fiches() -> list[Fiche]:
    """Return the articles of the table."""
    resultat = []
    for ligne in TABLE.strip("\n").splitlines():
        reference, categorie, prix, tailles, couleurs, phase = ligne.split("|")
        resultat.append(
            Fiche(reference, categorie, int(prix), tailles, tuple(couleurs.split(",")), phase.rstrip("+"), "+" in phase)
        )
    return resultat


def _dh(montant: int) -> str:
    return f"{montant:,}".replace(",", "\u202f") + ",00DH"


def _echelles(fiche: Fiche) -> list[str]:
    """Return the price columns from `PRIX UPSEL 2` to `ECONOMISE  LIQ 1`."""
    p = fiche.prix
    upsell = [(n * p - e, e) for n, e in ECONOMIES_UPSELL.items()] if fiche.upsell else [None] * 3
    suite = [
        (p - ECONOMIE_GROS, ECONOMIE_GROS),
        *((n * p - e, e) for n, e in ECONOMIES_REMISE.items()),
        (p - ECONOMIE_LIQUIDATION, ECONOMIE_LIQUIDATION),
    ]
    paires = [*upsell, *(suite if fiche.phase != "EN TEST" else [None] * len(suite))]
    return [texte for paire in paires for texte in ((_dh(paire[0]), _dh(paire[1])) if paire else ("", ""))]


def _couleurs_ecrites(rng: random.Random, fiche: Fiche) -> str:
    if fiche.reference in COULEURS_ECRITES:
        return COULEURS_ECRITES[fiche.reference]
    lien = rng.choice([" - ", " - ", "-", " / ", "- ", "\n"])
    texte = lien.join(fiche.couleurs)
    return rng.choice([texte.upper(), texte.upper(), texte.title(), texte, texte.upper() + " "])


def _ligne(rng: random.Random, rang: int, fiche: Fiche) -> list[str]:
    genre = "HOMME" if " HOM " in fiche.reference else "FEMME"
    stock = rng.choice(["", "", "#REF!"])
    debut = [str(rang), "", fiche.reference, fiche.categorie, genre, _dh(fiche.prix), fiche.tailles]
    return [*debut, _couleurs_ecrites(rng, fiche), fiche.phase, *_echelles(fiche), "", "", "", "", "", stock]


def ecrire_catalogue(chemin: Path) -> None:
    """Write the price list, with four rows that cannot be taken as they are."""
    rng = random.Random(20261115)
    lignes = [_ligne(rng, i, f) for i, f in enumerate(fiches(), 1)]
    vide = [""] * (len(lignes[0]) - 9)
    lignes.insert(12, ["", "", "ESPA FEM YZ273", "ESPADRILLE", "FEMME", "", "37---41", "NOIR", "EN LIQUIDATION", *vide])
    lignes.insert(30, ["", "", "", "SANDALE", "FEMME", "249,00DH", "37---41", "BEIGE", "EN COUR", *vide])
    lignes.insert(47, ["", "", "sdl fem yz 202", "SANDALE", "FEMME", "259,00DH", "37---41", "ROSE", "EN COUR", *vide])
    lignes.append(["", "", "PACK FEM", "PACK", "FEMME", "399,00DH", "", "", "EN COUR", *vide])
    _ecrire(chemin, next(csv.reader([ENTETE])), lignes)


def ecrire_stock(chemin: Path) -> None:
    """Write the quantities: most variants are there, some few, some at zero, some not counted."""
    rng = random.Random(20261116)
    lignes = [
        [reference, fiche.reference.strip(), couleur.upper(), pointure, str(fiche.prix), str(quantite)]
        for fiche in fiches()
        for couleur, pointure, reference in _variantes(fiche)
        if (quantite := rng.choices([-1, 0, rng.randint(1, 3), rng.randint(5, 30)], [4, 6, 15, 75])[0]) >= 0
    ]
    lignes.insert(40, ["SDLFEMYZ999NOIR38", "SDL FEM YZ999", "NOIR", "38", "249", "12"])
    lignes.insert(90, ["", "SDL FEM YZ201", "NOIR", "38", "249", "douze"])
    _ecrire(chemin, ["reference", "name", "color", "size", "price", "quantity"], lignes)


def _variantes(fiche: Fiche) -> Iterator[tuple[str, str, str]]:
    """Yield (colour, size, reference of the variant)."""
    debut = fiche.reference.replace(" ", "")
    for couleur in fiche.couleurs:
        for pointure in fiche.pointures or ("",):
            yield couleur, pointure, f"{debut}{couleur.replace(' ', '').upper()}{pointure}"


def _ecrire(chemin: Path, entete: list[str], lignes: list[list[str]]) -> None:
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.writer(flux, lineterminator="\n")
        ecrivain.writerow(entete)
        ecrivain.writerows(lignes)
