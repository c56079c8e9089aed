"""The recogniser on real-shaped places, and the shipped knowledge itself."""

import csv
import json
import time
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from config.noyau.textes import normaliser
from parametre.lieux import IndexVilles
from parametre.lieux.ecritures import (
    ecritures_par_lieu,
    lieu_par_ecriture,
    lieux_connus,
    mots_courants,
    quartiers,
    regions_connues,
)
from parametre.lieux.phonetique import est_arabe


@pytest.fixture
def index(db: None, donnees: Path, tmp_path: Path) -> IndexVilles:
    with (tmp_path / "sortie").open("w") as sortie:
        call_command("importer_villes", str(donnees / "villes.csv"), stdout=sortie, stderr=sortie)
    return IndexVilles.construire()


@pytest.mark.donnees
def test_places_as_typed_reach_their_ville(index: IndexVilles, donnees: Path) -> None:
    attendus: dict[str, str | None] = json.loads((donnees / "villes_attendues.json").read_text(encoding="utf-8"))
    lus = {texte: index.reconnaitre(texte).ville for texte in attendus}
    noms = {texte: ville.nom if ville else None for texte, ville in lus.items()}
    faux = {t: noms[t] for t, attendu in attendus.items() if noms[t] not in (attendu, None)}
    justes = sum(noms[texte] == attendu for texte, attendu in attendus.items())
    assert faux == {}
    assert justes / len(attendus) >= 0.97


@pytest.mark.donnees
def test_every_name_of_the_list_reaches_itself(index: IndexVilles, donnees: Path) -> None:
    with (donnees / "villes.csv").open(encoding="utf-8") as flux:
        noms = {ligne["Ville"].strip() for ligne in csv.DictReader(flux)} - {""}
    manques = {}
    for nom in noms:
        ville = index.reconnaitre(nom.title()).ville
        if ville is None or ville.nom != nom:
            manques[nom] = ville
    assert manques == {"HOUARA": None, "AJDIR": None, "BOULMANE": None}


@pytest.mark.donnees
def test_ten_thousand_addresses_take_seconds_not_minutes(index: IndexVilles) -> None:
    noms = [ville.nom.title() for ville in index.villes.values()]
    textes = [f"{n} rue Ibn Sina {n % 90}, Hay {n % 7} {noms[n % len(noms)]}" for n in range(10_000)]
    debut = time.process_time()
    for texte in textes:
        index.reconnaitre(texte)
    premier = time.process_time() - debut
    debut = time.process_time()
    for texte in textes:
        index.reconnaitre(texte)
    assert premier < 6
    assert time.process_time() - debut < 0.2


def test_places_refer_to_places() -> None:
    connus = lieux_connus()
    assert {ville for lieu in connus.values() for ville in lieu.pres_de} <= set(connus)
    assert {ville for quartier in quartiers() for ville in quartier.villes} <= set(connus)
    assert not any(lieu.cle in lieu.pres_de for lieu in connus.values())


def test_enough_arabic_names_are_shipped() -> None:
    avec = [lieu.nom for lieu in lieux_connus().values() if any(est_arabe(texte) for texte in lieu.ecritures)]
    assert len(avec) >= 400


def test_a_spelling_stands_for_one_place_at_most() -> None:
    compte = Counter(texte for textes in ecritures_par_lieu().values() for texte in textes)
    assert max(compte.values()) == 1
    assert "راس الماء" not in compte
    assert "agdal" not in compte
    assert ecritures_par_lieu()["casablanca"][:2] == ("casablanca", "casa")
    assert "tabriquet" in ecritures_par_lieu()["sale"]
    assert lieu_par_ecriture()["casa"] == "casablanca"
    assert "ras el ma" not in lieu_par_ecriture()


def test_everyday_words_hide_no_spelling() -> None:
    ecrits = {texte for textes in ecritures_par_lieu().values() for texte in textes}
    assert mots_courants() & ecrits == set()
    assert regions_connues() & ecrits == set()
    assert all(texte == normaliser(texte) for texte in ecrits)
