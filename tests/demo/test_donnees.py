"""The demonstration data: invented, written by a script, and full of mess."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent.parent
DONNEES = RACINE / "demonstration"


def lignes(nom: str) -> list[dict[str, str]]:
    with (DONNEES / nom).open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def test_the_script_writes_the_committed_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, RACINE / "scripts" / "ecrire_demonstration", tmp_path], check=True)
    for nom in ("catalogue.csv", "stock.csv", "feuille.csv"):
        assert (tmp_path / nom).read_bytes() == (DONNEES / nom).read_bytes(), nom


def test_sizes() -> None:
    assert {nom: len(lignes(nom)) for nom in ("villes.csv", "catalogue.csv", "stock.csv", "feuille.csv")} == {
        "villes.csv": 131,
        "catalogue.csv": 63,
        "stock.csv": 581,
        "feuille.csv": 321,
    }


@pytest.mark.donnees
def test_nothing_is_taken_from_the_data_of_a_real_shop(donnees: Path) -> None:
    def colonne(fichier: Path, nom: str) -> set[str]:
        with fichier.open(encoding="utf-8-sig", newline="") as flux:
            return {ligne[nom].strip() for ligne in csv.DictReader(flux)} - {""}

    ici, chiffres = DONNEES / "feuille.csv", "0123456789"
    for autre in ("feuille_reelle.csv", "feuille_generee.csv"):
        numeros = colonne(ici, "N° Commande") & colonne(donnees / autre, "N° Commande")
        telephones = {t for t in colonne(ici, "Téléphone") if any(c in chiffres for c in t)}
        assert numeros == set()
        assert telephones & colonne(donnees / autre, "Téléphone") == set()
        assert colonne(ici, "Client") & colonne(donnees / autre, "Client") == set()
        assert colonne(ici, "Produit") & colonne(donnees / autre, "Produit") == set()


def test_telephones_belong_to_ranges_of_nobody_in_particular() -> None:
    from config.noyau.telephones import lire_telephone

    lus = []
    for ligne in lignes("feuille.csv"):
        try:
            lus.append(lire_telephone(ligne["Téléphone"]).e164)
        except ValueError:
            continue
    debuts = Counter(numero[:8] for numero in lus)
    assert set(debuts) == {"+2126000", "+3361234", "+2125280"}
    assert debuts["+2126000"] > 300


@pytest.mark.parametrize(
    ("colonne", "valeurs"),
    [
        ("Statut", {"", "Affectée", "Confirmée", "Livrée", "Doublon", "Erronée", "Annulée", "à rappeler demain"}),
        ("Opérateur", {"Salma Idrissi", "hajar", "Marketing"}),
        ("Téléphone", {"#ERROR!", "6,00012E+08", "01-00-12-34-56", ""}),
        ("Ville", {"", "Casablnaca", "الدار البيضاء", "Rabat ou Salé", "Lyon"}),
        ("Adresse", {"N/A", "Rue de Fès, Casablanca", "حي السلام أكادير"}),
        ("Produit", {"", "SDL FEM YZ9876 38/Noir/أسود", "SDL FEM YZ 201 عرض قطعتين فقط ب400 درهم / 38 / noir  - أسود"}),
        ("Quantité", {"", "1", "2", "deux", "0", "-1"}),
        ("Prix", {"", "249,00", "-249", "1 047,00DH", "gratuit"}),
        ("Date Création", {"", "05/11/2026", "31/02/2025", "hier soir"}),
        ("Client", {'=HYPERLINK("http://exemple.test/promo","Cliquez ici")'}),
    ],
)
def test_every_kind_of_mess_is_there(colonne: str, valeurs: set[str]) -> None:
    assert valeurs <= {ligne[colonne].replace("\u202f", " ") for ligne in lignes("feuille.csv")}


def test_numbers_that_come_twice_and_rows_without_any() -> None:
    feuille = lignes("feuille.csv")
    numeros = Counter(ligne["N° Commande"] for ligne in feuille)
    assert [n for n, fois in numeros.items() if fois > 1 and n] == ["YCN-003265"]
    vides = [ligne for ligne in feuille if not "".join(ligne.values()).strip()]
    assert (numeros[""] + numeros[" "], len(vides)) == (6, 4)
