"""`manage.py synchroniser`: files of every shape, one clear line when it cannot go on."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from commande.models import Commande
from config.noyau.erreurs import ErreurMetier
from synchronisation.models import EtatExecution, ExecutionSync, LigneSync, SourceCommandes
from tests.synchronisation.conftest import TITRES, Feuille, commande

pytestmark = pytest.mark.django_db
RACINE = Path(__file__).resolve().parents[2]


def lancer(chemin: Path, **options: object) -> str:
    sortie = StringIO()
    call_command("synchroniser", fichier=chemin, stdout=sortie, **options)
    return sortie.getvalue()


def en_json(chemin: Path, **options: object) -> dict[str, int]:
    resultat: dict[str, int] = json.loads(lancer(chemin, json=True, **options).splitlines()[-1])
    return resultat


def test_the_last_line_is_one_flat_json_object(feuille: Feuille, tmp_path: Path) -> None:
    feuille.ajouter("A-1").ajouter("A-2", "#ERROR!")
    sortie = lancer(feuille.ecrire(tmp_path / "Feuille de mai.csv"), json=True)
    assert json.loads(sortie.splitlines()[-1]) == {
        "lues": 2,
        "nouvelle": 1,
        "mise_a_jour": 0,
        "inchangee": 0,
        "doublon": 0,
        "protegee": 0,
        "rejetee": 1,
        "vide": 0,
    }
    assert "Feuille de mai : 2 lues = 1 nouvelle, 1 rejetée" in sortie
    assert "ligne 3 : Téléphone « #ERROR! »" in sortie


def test_a_run_belongs_to_a_source_named_after_the_file(feuille: Feuille, tmp_path: Path) -> None:
    chemin = feuille.ajouter("A-1").ecrire(tmp_path / "commandes_mai.csv")
    lancer(chemin)
    lancer(chemin)
    lancer(chemin, source="Boutique")
    sources = SourceCommandes.objects.exclude(nom="feuille").order_by("pk")
    assert list(sources.values_list("nom", "code", "genre")) == [
        ("commandes_mai", "CM", "FICHIER"),
        ("Boutique", "BOUT", "FICHIER"),
    ]
    assert [s.executions.count() for s in sources] == [2, 1]
    assert set(Commande.objects.values_list("numero", flat=True)) == {"A-1", "A-1-BOUT"}


def test_two_sources_never_share_a_short_code(feuille: Feuille, tmp_path: Path) -> None:
    for nom in ("ventes web.csv", "ventes whatsapp.csv"):
        lancer(feuille.ecrire(tmp_path / nom))
    assert list(SourceCommandes.objects.order_by("pk").values_list("code", flat=True)) == ["FE", "VW", "VW2"]


def test_a_workbook_is_read_like_a_file(feuille: Feuille, boutique, tmp_path: Path) -> None:
    feuille.ajouter("A-1")
    classeur = openpyxl.Workbook()
    for ligne in [TITRES, *feuille.lignes]:
        classeur.active.append(list(ligne))
    classeur.active.append(["A-2", "", "", "Omar", 612345679, "", "Fès", "SDL FEM YZ244 39/noir", 1, 299.0, None, ""])
    classeur.save(tmp_path / "feuille.xlsx")
    assert en_json(tmp_path / "feuille.xlsx")["nouvelle"] == 2
    c = commande("A-2")
    assert (c.client.telephone, c.lignes.get().variante_id) == ("+212612345679", boutique("noir", "39"))
    assert str(c.total_annonce) == "299.00"


@pytest.mark.parametrize(
    ("codage", "separateur"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("cp1252", ",")]
)
def test_encodings_and_separators(feuille: Feuille, tmp_path: Path, codage: str, separateur: str) -> None:
    feuille.ajouter("A-1", client="Noëlle Hélène", ville="Fès", produit="SDL FEM YZ244 38/Noir")
    texte = "\r\n".join(separateur.join(f'"{c}"' for c in ligne) for ligne in [TITRES, *feuille.lignes])
    (tmp_path / "f.csv").write_bytes(texte.encode(codage))
    assert en_json(tmp_path / "f.csv")["nouvelle"] == 1
    assert (commande("A-1").client.nom_complet, commande("A-1").ville.nom) == ("Noëlle Hélène", "FÈS")


def test_blank_lines_above_the_header_and_ragged_rows(feuille: Feuille, tmp_path: Path) -> None:
    feuille.ajouter("A-1").ajouter("A-2", "0622222222")
    lignes = ["", ",,,", ",".join(TITRES), ",".join(feuille.lignes[0]) + ",de trop,,", ",".join(feuille.lignes[1][:8])]
    (tmp_path / "f.csv").write_text("\n".join(lignes), encoding="utf-8")
    assert en_json(tmp_path / "f.csv") == {**en_json_vide(), "lues": 2, "nouvelle": 2}
    assert commande("A-1").numero_ligne == 4
    assert commande("A-1").valeurs_brutes["colonne 13"] == "de trop"
    assert commande("A-2").total_annonce is None


def en_json_vide() -> dict[str, int]:
    return dict.fromkeys(("lues", "nouvelle", "mise_a_jour", "inchangee", "doublon", "protegee", "rejetee", "vide"), 0)


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "vide"),
        (b"\n\n,,\n", "vide"),
        (b"Nom,Age\nA,1\n", "Il manque la colonne"),
        ("N° Commande,Téléphone,Produit,Ville,Ville\n".encode(), "« Ville » est présente 2 fois"),
        (b"%PDF-1.7 ...", "ni un CSV ni un classeur Excel"),
        (b"PK\x03\x04 pas un classeur", ""),
    ],
)
def test_a_file_that_cannot_be_read_says_why(db: None, tmp_path: Path, contenu: bytes, phrase: str) -> None:
    (tmp_path / "f.csv").write_bytes(contenu)
    with pytest.raises(CommandError) as refus:
        lancer(tmp_path / "f.csv")
    assert phrase in str(refus.value)
    assert "\n" not in str(refus.value)
    assert not Commande.objects.exists()
    assert not LigneSync.objects.exists()


def test_a_missing_file_leaves_no_trace(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="introuvable"):
        lancer(tmp_path / "absent.csv")
    assert not SourceCommandes.objects.exists()


def test_a_file_damaged_in_the_middle_keeps_what_was_read(feuille: Feuille, monkeypatch: pytest.MonkeyPatch) -> None:
    from synchronisation.services.execution import synchroniser

    monkeypatch.setattr("synchronisation.services.execution.TAILLE_LOT", 2)
    feuille.ajouter("A-1").ajouter("A-2", "0622222222").ajouter("A-3", "0633333333")

    def abime():
        yield from feuille.tableau()[:4]
        raise ErreurMetier("Le fichier est illisible après la ligne 4.")

    with pytest.raises(ErreurMetier, match="après la ligne 4"):
        synchroniser(abime, source=feuille.source)
    execution = ExecutionSync.objects.get()
    assert (execution.etat, execution.lues, execution.nouvelle) == (EtatExecution.ECHOUEE, 2, 2)
    assert execution.erreur == "Le fichier est illisible après la ligne 4."
    assert (feuille.synchroniser().inchangee, Commande.objects.count()) == (2, 3)


def test_a_dry_run_says_so(feuille: Feuille, tmp_path: Path) -> None:
    sortie = lancer(feuille.ajouter("A-1").ecrire(tmp_path / "f.csv"), essai=True, json=True)
    assert "essai : rien n’est enregistré" in sortie
    assert json.loads(sortie.splitlines()[-1])["nouvelle"] == 1
    assert not Commande.objects.exists()


def test_the_process_ends_with_one_line_on_stderr_and_a_code(tmp_path: Path) -> None:
    base = f"sqlite:///{tmp_path / 'vide.sqlite3'}"
    environnement = os.environ | {"DATABASE_URL": base, "SECRET_KEY": "x", "DEMONSTRATION": "1"}
    fin = subprocess.run(
        [sys.executable, "manage.py", "synchroniser", "--fichier", str(tmp_path / "absent.csv"), "--json"],
        cwd=RACINE,
        env=environnement,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fin.returncode != 0
    assert fin.stdout == ""
    assert len(fin.stderr.strip().splitlines()) == 1
    assert "introuvable" in fin.stderr
