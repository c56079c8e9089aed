"""A small shop, and a sheet typed line by line."""

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from commande.models import Commande
from synchronisation.models import ExecutionSync, SourceCommandes
from synchronisation.services.execution import synchroniser
from tests import fabrique

TITRES = (
    "N° Commande",
    "Statut",
    "Opérateur",
    "Client",
    "Téléphone",
    "Adresse",
    "Ville",
    "Produit",
    "Quantité",
    "Prix",
    "Date Création",
    "Motifs",
)


class Feuille:
    """A sheet in memory: rows are dicts over sensible defaults."""

    def __init__(self, nom: str = "feuille", code: str = "FE") -> None:
        self.source, _cree = SourceCommandes.objects.get_or_create(nom=nom, defaults={"code": code})
        self.lignes: list[Sequence[str]] = []

    def ajouter(self, numero: str, telephone: str = "0612345678", **champs: str) -> "Feuille":
        valeurs = {
            "N° Commande": numero,
            "Client": "Salma Bennani",
            "Téléphone": telephone,
            "Adresse": "12 rue des Fleurs",
            "Ville": "Casablanca",
            "Produit": "SDL FEM YZ244 38/Noir/أسود",
            "Quantité": "1",
            "Prix": "299",
            "Date Création": "2026-11-20 10:00:00",
        }
        noms = {
            "statut": "Statut",
            "operateur": "Opérateur",
            "client": "Client",
            "adresse": "Adresse",
            "ville": "Ville",
            "produit": "Produit",
            "quantite": "Quantité",
            "prix": "Prix",
            "date": "Date Création",
            "motifs": "Motifs",
        }
        valeurs |= {noms[c]: v for c, v in champs.items()}
        self.lignes.append([valeurs.get(t, "") for t in TITRES])
        return self

    def changer(self, rang: int, **champs: str) -> "Feuille":
        """Change cells of a row, by title in lower case without accents (`ville`, `prix`)."""
        autre = Feuille(self.source.nom).ajouter("x", **champs)
        defauts = Feuille(self.source.nom).ajouter("x").lignes[0]
        ligne = list(self.lignes[rang])
        for i, (nouveau, defaut) in enumerate(zip(autre.lignes[0], defauts, strict=True)):
            if nouveau != defaut:
                ligne[i] = nouveau
        self.lignes[rang] = ligne
        return self

    def tableau(self) -> list[tuple[int, Sequence[str]]]:
        return [*enumerate([TITRES, *self.lignes], start=1)]

    def synchroniser(self, *, essai: bool = False) -> ExecutionSync:
        return synchroniser(self.tableau, source=self.source, essai=essai)

    def ecrire(self, chemin: Path) -> Path:
        with chemin.open("w", newline="", encoding="utf-8") as flux:
            csv.writer(flux).writerows([TITRES, *self.lignes])
        return chemin


@pytest.fixture
def boutique(db: None) -> Callable[[str, str], int]:
    """Casablanca at 25 DH, Fès at 35, article YZ244 at 299 in two colours and two sizes.

    Returns a look-up of a variant's key by colour and size.
    """
    casablanca = fabrique.ville("CASABLANCA", frais=25)
    fabrique.ville("FÈS", frais=35, region="Fès-Meknès")
    assert casablanca.frais_livraison == Decimal("25.00")
    sandale = fabrique.article(244, categorie="SANDALE", genre="FEMME", prix=299)
    variantes = {(c, p): fabrique.variante(sandale, c, p, stock=5).pk for c in ("noir", "rouge") for p in ("38", "39")}
    return lambda couleur, pointure: variantes[couleur, pointure]


@pytest.fixture
def feuille(boutique: object) -> Feuille:
    return Feuille()


def commande(numero: str) -> Commande:
    """Return an order by its number."""
    return Commande.objects.get(numero=numero)
