"""The sheets, catalogue and places of a real shop, as they are typed."""

import csv
import json
from collections import Counter
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from article.models import Variante
from client.models import Client
from commande.etats import Etat
from commande.models import Commande, EtatCommande, LigneCommande
from synchronisation.models import ExecutionSync, LigneSync, Resultat

pytestmark = [pytest.mark.donnees, pytest.mark.django_db]


@pytest.fixture
def catalogue(donnees: Path, db: None) -> Path:
    call_command("importer_villes", str(donnees / "villes.csv"), stdout=StringIO())
    call_command("importer_articles", str(donnees / "catalogue.csv"), stdout=StringIO())
    return donnees


def lancer(chemin: Path) -> dict[str, int]:
    sortie = StringIO()
    call_command("synchroniser", fichier=chemin, json=True, stdout=sortie)
    resultat: dict[str, int] = json.loads(sortie.getvalue().splitlines()[-1])
    return resultat


def photographie() -> list[list[dict[str, object]]]:
    return [list(m.objects.order_by("pk").values()) for m in (Commande, EtatCommande, LigneCommande, Client, LigneSync)]


def test_the_real_sheet_arrives_whole_and_a_second_run_changes_nothing(catalogue: Path) -> None:
    compte = lancer(catalogue / "feuille_reelle.csv")
    assert compte["lues"] == 323 == sum(n for c, n in compte.items() if c != "lues")
    assert set(compte) == {"lues", *Resultat.values}
    assert Commande.objects.count() == compte["nouvelle"] + compte["doublon"]
    assert compte["rejetee"] == 2
    avant = photographie()
    encore = lancer(catalogue / "feuille_reelle.csv")
    assert encore == {**dict.fromkeys(compte, 0), "lues": 323, "rejetee": 2, "inchangee": 321}
    assert photographie() == avant
    assert ExecutionSync.objects.count() == 2


def test_each_product_that_the_catalogue_has_becomes_exactly_that_variant(catalogue: Path) -> None:
    attendus = json.loads((catalogue / "produits_attendus.json").read_text())
    lancer(catalogue / "feuille_reelle.csv")
    lancer(catalogue / "feuille_generee.csv")
    en_vente: dict[tuple[int, str, str], set[int]] = {}
    for v in Variante.objects.select_related("article", "couleur", "pointure"):
        cle = (v.article.modele, v.pointure.nom if v.pointure else "", v.couleur.nom if v.couleur else "")
        en_vente.setdefault(cle, set()).add(v.pk)
    bilan: Counter[str] = Counter()
    for c in Commande.objects.prefetch_related("lignes"):
        produit = attendus[c.texte_produit]
        cle = (produit["modele"], produit["pointure"] or "", produit["couleur"] or "")
        variantes = {ligne.variante_id for ligne in c.lignes.all()}
        if variantes and variantes <= en_vente.get(cle, set()):
            bilan["juste"] += 1
        elif variantes:
            bilan["autre"] += 1
        elif c.a_verifier:
            bilan["a_verifier_en_vente" if len(en_vente.get(cle, ())) == 1 else "a_verifier"] += 1
        else:
            bilan["perdue"] += 1
    assert (bilan["autre"], bilan["perdue"]) == (0, 0)
    assert bilan["juste"] >= 0.99 * (bilan["juste"] + bilan["a_verifier_en_vente"])
    assert bilan["juste"] > 0


def test_a_second_source_touches_no_order_of_the_first(catalogue: Path) -> None:
    lancer(catalogue / "feuille_reelle.csv")
    premieres = list(Commande.objects.order_by("pk").values())
    etapes = list(EtatCommande.objects.order_by("pk").values())
    compte = lancer(catalogue / "feuille_generee.csv")
    assert compte["lues"] == 358 == sum(n for c, n in compte.items() if c != "lues")
    assert list(Commande.objects.filter(source__nom="feuille_reelle").order_by("pk").values()) == premieres
    assert list(EtatCommande.objects.order_by("pk").values())[: len(etapes)] == etapes
    # 75 numbers stand in both sheets; the telephone of one of them is unreadable in the first.
    repris = {c["reference_source"] for c in premieres}
    secondes = Commande.objects.filter(source__nom="feuille_generee").values_list("reference_source", "numero")
    assert {(ref, numero) for ref, numero in secondes if ref in repris} == {
        (ref, f"{ref}-FG") for ref, _numero in secondes if ref in repris
    }
    assert sum(ref in repris for ref, _numero in secondes) == 74
    assert all(ref == numero for ref, numero in secondes if ref not in repris)


def test_duplicates_of_the_generated_sheet(catalogue: Path) -> None:
    """Of 46, 16 name an original that is not there and 30 one with another telephone."""
    lancer(catalogue / "feuille_generee.csv")
    dits = Commande.objects.filter(valeurs_brutes__Statut="Doublon")
    assert dits.count() == 46
    assert dits.filter(etat=Etat.DOUBLON, doublon_de=None).count() == 16
    autres = dits.filter(etat=Etat.NON_AFFECTEE, a_verifier=True)
    assert autres.count() == 30
    assert {r["code"] for c in autres for r in c.raisons if r["code"].startswith("doublon")} >= {
        "doublon_autre_telephone"
    }


def test_totals_are_lines_plus_fees_on_every_order(catalogue: Path) -> None:
    lancer(catalogue / "feuille_reelle.csv")
    for c in Commande.objects.prefetch_related("lignes"):
        somme = sum((ligne.quantite * ligne.prix_unitaire for ligne in c.lignes.all()), Decimal(0))
        assert c.sous_total == somme
        assert c.total == somme + (c.frais_livraison or 0)


def test_the_numbers_of_the_sheet_are_kept(catalogue: Path) -> None:
    lancer(catalogue / "feuille_reelle.csv")
    with (catalogue / "feuille_reelle.csv").open(encoding="utf-8-sig", newline="") as flux:
        numeros = {ligne["N° Commande"] for ligne in csv.DictReader(flux)}
    refuses = set(LigneSync.objects.filter(resultat=Resultat.REJETEE).values_list("cle", flat=True))
    assert {c.numero for c in Commande.objects.all()} == {n for n in numeros if f"N:{n}" not in refuses}
