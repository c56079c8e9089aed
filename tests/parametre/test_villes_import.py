"""`importer_villes`: a carrier's list, read whatever its shape, written once."""

from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parametre.lieux import reconnaitre_ville
from parametre.models import AliasVille, OrigineAlias, Region, Ville
from parametre.services.compteurs import valeur
from parametre.services.villes import importer_villes

pytestmark = pytest.mark.django_db

LISTE = """id_ville,Ville,Region,Delai,Tarif
1,CASABLANCA,CASABLANCA,Chaque Jour,20
2,Salé ,RABAT,24H-48H,"25,50"
3,FNIDEQ,TANGER,Mardi / Jeudi,35 DHs
4,BELYOUNECH,TANGER,,DHs
5,,TANGER,,
6,TARFAYA,GUELMIM,,30
7,TARFAYA,GUELMIM,48H,45
8,BOULMANE,FÈS,,
9,BOULMANE,BENI MELLAL,MERCREDI,45
10,SANS REGION,,24H,10
"""


def ecrire(dossier: Path, contenu: str | bytes, nom: str = "villes.csv") -> Path:
    fichier = dossier / nom
    fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return fichier


def commande(fichier: Path) -> list[str]:
    sortie = StringIO()
    call_command("importer_villes", str(fichier), stdout=sortie, stderr=StringIO())
    return sortie.getvalue().splitlines()


def etat() -> list[Any]:
    return [
        list(Region.objects.order_by("pk").values()),
        list(Ville.objects.order_by("pk").values()),
        list(AliasVille.objects.order_by("pk").values()),
        valeur("villes"),
    ]


def test_places_with_region_delay_and_tariff(tmp_path: Path) -> None:
    commande(ecrire(tmp_path, LISTE))
    champs = ("nom", "region__nom", "frais_livraison", "delai", "delai_jours", "jours_livraison", "active")
    assert list(Ville.objects.order_by("pk").values_list(*champs)) == [
        ("CASABLANCA", "CASABLANCA", Decimal("20.00"), "Chaque Jour", 1, [1, 2, 3, 4, 5, 6, 7], True),
        ("Salé", "RABAT", Decimal("25.50"), "24H-48H", 2, [], True),
        ("FNIDEQ", "TANGER", Decimal("35.00"), "Mardi / Jeudi", None, [2, 4], True),
        ("BELYOUNECH", "TANGER", None, "", None, [], True),
        ("TARFAYA", "GUELMIM", Decimal("30.00"), "48H", 2, [], True),
        ("BOULMANE", "FÈS", None, "", None, [], True),
        ("BOULMANE", "BENI MELLAL", Decimal("45.00"), "MERCREDI", None, [3], True),
    ]


def test_what_could_not_be_read_is_told_with_its_row(tmp_path: Path) -> None:
    assert commande(ecrire(tmp_path, LISTE))[:4] == [
        "ligne 5 : BELYOUNECH : le tarif « DHs » n’est pas un nombre, il reste à saisir",
        "ligne 6 : ligne sans nom de ville",
        "ligne 8 : TARFAYA : même ville que la ligne 7, dont le tarif est gardé",
        "ligne 11 : SANS REGION : ligne sans région",
    ]


def test_the_summary_counts_every_row(tmp_path: Path) -> None:
    fichier = ecrire(tmp_path, LISTE)
    resume = commande(fichier)[-1]
    assert resume.startswith(
        "10 lignes : 7 villes créées, 0 modifiées, 0 inchangées, 1 réunies à une autre, 2 non lues ; "
    )
    assert commande(fichier)[-1] == (
        "10 lignes : 0 villes créées, 0 modifiées, 7 inchangées, 1 réunies à une autre, 2 non lues ; "
        "0 autres écritures installées."
    )


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    fichier = ecrire(tmp_path, LISTE)
    commande(fichier)
    avant = etat()
    assert avant[3] == 1
    commande(fichier)
    assert etat() == avant


@pytest.mark.parametrize(
    "contenu",
    [
        "\ufeffTARIF;délai;ville;RÉGION\n20;24H;Fès;Nord\n".encode(),
        "Tarif;Délai;Ville;Région\n20 DH;24H;Fès;Nord\n".encode("cp1252"),
        'Tarifs du transporteur\n\n,Ville,Region,Délai,Tarif\nx,Fès,Nord,24H,"20,00DH"\n'.encode(),
    ],
    ids=["bom-semicolon-order", "cp1252", "title-above"],
)
def test_columns_by_name_in_any_order_and_dialect(tmp_path: Path, contenu: bytes) -> None:
    importer_villes(chemin=ecrire(tmp_path, contenu))
    ville = Ville.objects.get()
    assert (ville.nom, ville.region.nom, ville.frais_livraison, ville.delai_jours) == ("Fès", "Nord", Decimal(20), 1)


def test_a_workbook(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    for ligne in (["Ville", "Region", "Delai", "Tarif"], ["OUJDA", "OUJDA", "24H", 20], ["NADOR", "OUJDA", None, 32.5]):
        classeur.active.append(ligne)
    classeur.save(tmp_path / "v.xlsx")
    commande(tmp_path / "v.xlsx")
    assert dict(Ville.objects.values_list("nom", "frais_livraison")) == {"OUJDA": Decimal(20), "NADOR": Decimal("32.5")}


@pytest.mark.parametrize(
    ("tarif", "attendu"),
    [
        ("0", Decimal(0)),
        ("35DHs", Decimal(35)),
        ("35,5 MAD", Decimal("35.50")),
        ("٣٥ درهم", Decimal(35)),
        ("1\u202f047,00DH", Decimal(1047)),
        ("", None),
        ("gratuit", None),
        ("20-30", None),
        ("-20", None),
        ("1e3", None),
        ("2,345", None),
        ("=1+1", None),
        ("999999", None),
    ],
)
def test_a_tariff_that_is_no_number_stays_unknown(tmp_path: Path, tarif: str, attendu: Decimal | None) -> None:
    importer_villes(chemin=ecrire(tmp_path, f'Ville;Region;Tarif\nFès;Nord;"{tarif}"\n'))
    assert Ville.objects.get().frais_livraison == attendu


def test_a_new_list_updates_what_it_says_and_keeps_the_rest(tmp_path: Path) -> None:
    commande(ecrire(tmp_path, "Ville,Region,Delai,Tarif\nFÈS,FÈS,24H,20\nSEFROU,FÈS,48H,30\n"))
    Ville.objects.filter(nom="SEFROU").update(active=False)
    bilan = importer_villes(chemin=ecrire(tmp_path, "Ville,Region,Delai,Tarif\nFes,fes,,22\nSefrou,FES,,\n"))
    assert (bilan.creees, bilan.modifiees, bilan.inchangees) == (0, 1, 1)
    assert list(Ville.objects.order_by("pk").values_list("nom", "frais_livraison", "delai", "active")) == [
        ("FÈS", Decimal("22.00"), "24H", True),
        ("SEFROU", Decimal("30.00"), "48H", False),
    ]
    assert Region.objects.count() == 1


def test_names_too_long_are_told(tmp_path: Path) -> None:
    bilan = importer_villes(chemin=ecrire(tmp_path, f"Ville,Region\n{'A' * 121},R\nB,R\n"))
    assert [remarque.ligne for remarque in bilan.non_lues] == [2]
    assert [ville.nom for ville in Ville.objects.all()] == ["B"]


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "est vide"),
        (b"Nom;Prix\nFes;20\n", "Colonne introuvable : « Region »"),
        (b"%PDF-1.4", "ni un CSV ni un classeur"),
    ],
)
def test_a_file_that_is_no_list_ends_in_one_clear_line(tmp_path: Path, contenu: bytes, phrase: str) -> None:
    avant = etat()
    with pytest.raises(CommandError, match=phrase):
        commande(ecrire(tmp_path, contenu))
    with pytest.raises(CommandError, match="introuvable"):
        commande(tmp_path / "absent.csv")
    assert etat() == avant


def test_the_number_of_queries_does_not_grow_with_the_list(tmp_path: Path) -> None:
    tetes = "Ville,Region,Tarif\n"
    with CaptureQueriesContext(connection) as courte:
        importer_villes(chemin=ecrire(tmp_path, tetes + "A1,R,1\n"))
    with CaptureQueriesContext(connection) as longue:
        importer_villes(chemin=ecrire(tmp_path, tetes + "".join(f"B{n},R{n},1\n" for n in range(200))))
    assert len(longue) <= len(courte) + 2


class TestEcrituresLivrees:
    """The shipped spellings of the places present."""

    def test_only_those_of_places_in_the_list(self, tmp_path: Path) -> None:
        commande(ecrire(tmp_path, LISTE))
        assert AliasVille.objects.get(texte="casa").ville.nom == "CASABLANCA"
        assert AliasVille.objects.get(texte="الدار البيضاء").origine == OrigineAlias.LIVRE
        assert AliasVille.objects.get(texte="maarif").ville.nom == "CASABLANCA"
        assert AliasVille.objects.get(texte="tabriquet").ville.nom == "Salé"
        assert not AliasVille.objects.filter(texte__in=["rbat", "الرباط", "gueliz", "agdal"]).exists()
        assert reconnaitre_ville("كازا") == Ville.objects.get(nom="CASABLANCA")

    def test_a_name_of_two_regions_gets_none(self, tmp_path: Path) -> None:
        commande(ecrire(tmp_path, LISTE))
        assert not AliasVille.objects.filter(ville__nom="BOULMANE").exists()
        assert reconnaitre_ville("بولمان") is None

    def test_never_over_what_a_person_taught(self, tmp_path: Path) -> None:
        fichier = ecrire(tmp_path, LISTE)
        commande(fichier)
        sale = Ville.objects.get(nom="Salé")
        AliasVille.objects.filter(texte="maarif").update(ville=sale, origine=OrigineAlias.APPRIS)
        AliasVille.objects.filter(texte="casa").delete()
        commande(fichier)
        assert AliasVille.objects.get(texte="maarif").ville == sale
        assert AliasVille.objects.get(texte="maarif").origine == OrigineAlias.APPRIS
        assert AliasVille.objects.get(texte="casa").ville.nom == "CASABLANCA"

    def test_those_no_longer_shipped_go(self, tmp_path: Path) -> None:
        fichier = ecrire(tmp_path, LISTE)
        commande(fichier)
        casa = Ville.objects.get(nom="CASABLANCA")
        AliasVille.objects.create(ville=casa, texte="ancienne ecriture", origine=OrigineAlias.LIVRE)
        AliasVille.objects.filter(texte="tabriquet").update(ville=casa)
        assert commande(fichier)[-1].endswith("; 2 autres écritures installées.")
        assert not AliasVille.objects.filter(texte="ancienne ecriture").exists()
        assert AliasVille.objects.get(texte="tabriquet").ville.nom == "Salé"
        assert valeur("villes") == 2

    def test_never_the_name_of_another_place(self, tmp_path: Path) -> None:
        commande(ecrire(tmp_path, "Ville,Region\nCASABLANCA,C\nMAARIF,C\n"))
        assert not AliasVille.objects.filter(texte="maarif").exists()
        assert reconnaitre_ville("Maarif") == Ville.objects.get(nom="MAARIF")
