"""The commands that bring a shop's article list into the catalogue."""

import csv
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from article.models import AliasCouleur, Article, Categorie, Couleur, MouvementStock, Variante
from article.resolution import IndexArticles
from article.services.imports import BilanArticles, importer_articles
from article.services.stock import entrer
from config.noyau.lecture import ErreurFichier
from parametre.models import OrigineAlias
from parametre.services import compteurs
from tests import fabrique

pytestmark = pytest.mark.django_db

TITRES = [
    "",
    "REF ARTICLE",
    "CATEGORIE",
    "GENRE",
    "PRIX UNITAIRE",
    "POINTURE",
    "COULEUR",
    "PHASE",
    "PRIX UPSEL 2",
    "PRIX UPSEL 3",
    "PRIX UPSEL 4",
    "PRIX GROS",
    "PRIX REMISE 1",
    "PRIX LIQ 1",
    "NOM ARTICLE",
    "QTE EN STOCK",
]
REQUISES = "« REF ARTICLE », « PRIX UNITAIRE », « POINTURE », « COULEUR »"
SANDALE = [
    "1",
    "SDL FEM YZ119",
    "SANDALE",
    "FEMME",
    "249,00DH",
    "37---38",
    "NOIR - BLEU CIEL",
    "EN COUR",
    "418,00DH",
    "597,00DH",
    "756,00DH",
    "140,00DH",
    "199,00DH",
    "159,00DH",
    "",
    "#REF!",
]


def _ligne(**valeurs: str) -> list[str]:
    noms = {"ref": 1, "categorie": 2, "genre": 3, "prix": 4, "pointure": 5, "couleur": 6, "upsell": 8, "nom": 14}
    ligne = list(SANDALE)
    for nom, valeur in valeurs.items():
        ligne[noms[nom]] = valeur
    return ligne


def _fichier(dossier: Path, *lignes: Sequence[str], titres: Sequence[str] = TITRES) -> Path:
    chemin = dossier / "catalogue.csv"
    with chemin.open("w", newline="", encoding="utf-8-sig") as flux:
        csv.writer(flux).writerows([titres, *lignes])
    return chemin


def _importer(dossier: Path, *lignes: Sequence[str]) -> BilanArticles:
    return importer_articles(chemin=_fichier(dossier, *lignes))


def _ecritures(requetes: CaptureQueriesContext) -> list[str]:
    return [r["sql"] for r in requetes if r["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def _variantes() -> list[tuple[str, str | None, str | None, str]]:
    return list(Variante.objects.order_by("pk").values_list("reference", "couleur__nom", "pointure__nom", "code_barre"))


def test_a_row_becomes_an_article_with_its_variants(tmp_path: Path) -> None:
    bilan = _importer(tmp_path, SANDALE)
    article = Article.objects.get()
    assert (bilan.lues, bilan.crees, bilan.variantes_creees, bilan.couleurs_creees) == (1, 1, 4, 2)
    assert (article.reference, article.nom, article.modele) == ("SDL FEM YZ119", "SDL FEM YZ119", 119)
    assert (article.categorie.nom, article.genre.nom, article.phase) == ("SANDALE", "FEMME", "EN_COURS")
    assert (article.prix_unitaire, article.prix_gros, article.prix_liquidation) == (249, 140, 159)
    assert (article.prix_upsell_1, article.prix_upsell_2, article.prix_upsell_3) == (209, 199, 189)
    assert (article.prix_upsell_4, article.prix_remise_1, article.prix_remise_2) == (None, 199, None)
    assert (article.is_upsell, article.actif) == (True, True)
    assert _variantes() == [
        ("YZ119-NOIR-37", "noir", "37", "YZ119NOIR37"),
        ("YZ119-NOIR-38", "noir", "38", "YZ119NOIR38"),
        ("YZ119-BLEU-CIEL-37", "bleu ciel", "37", "YZ119BLEUCIEL37"),
        ("YZ119-BLEU-CIEL-38", "bleu ciel", "38", "YZ119BLEUCIEL38"),
    ]
    assert set(Variante.objects.values_list("qte_disponible", flat=True)) == {0}


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    lignes = [SANDALE, _ligne(ref="SAB FEM YZ119"), _ligne(ref="SAC FEM YZ070", pointure="", couleur="LICORNE")]
    _importer(tmp_path, *lignes)
    avant = compteurs.valeur("couleurs")
    with CaptureQueriesContext(connection) as requetes:
        bilan = _importer(tmp_path, *lignes)
    assert (bilan.inchanges, bilan.crees, bilan.modifies, bilan.variantes_creees) == (3, 0, 0, 0)
    assert _ecritures(requetes) == []
    assert compteurs.valeur("couleurs") == avant == 1


def test_a_changed_price_updates_and_the_rest_stays(tmp_path: Path) -> None:
    _importer(tmp_path, SANDALE, _ligne(ref="SDL FEM YZ120"))
    Article.objects.filter(modele=119).update(actif=False, prix_achat=90)
    variante = Variante.objects.filter(article__modele=119).earliest("pk")
    entrer(variante_id=variante.pk, quantite=5, motif="arrivage")
    bilan = _importer(tmp_path, _ligne(prix="259,00DH", nom="Nour", couleur="NOIR - ROSE"), _ligne(ref="SDL FEM YZ120"))
    assert (bilan.crees, bilan.modifies, bilan.inchanges, bilan.variantes_creees) == (0, 1, 1, 2)
    article = Article.objects.get(modele=119)
    assert (article.prix_unitaire, article.nom, article.actif, article.prix_achat) == (259, "Nour", False, 90)
    assert Variante.objects.get(pk=variante.pk).qte_disponible == 5
    # A colour the file no longer names may still be on a shelf.
    assert article.variantes.filter(couleur__nom="bleu ciel").count() == 2
    assert MouvementStock.objects.count() == 1


def test_a_blank_price_empties_the_field_and_a_missing_column_leaves_it(tmp_path: Path) -> None:
    _importer(tmp_path, SANDALE)
    titres = ["REF ARTICLE", "PRIX UNITAIRE", "POINTURE", "COULEUR", "PRIX UPSEL 2", "PRIX UPSEL 3"]
    chemin = _fichier(tmp_path, ["SDL FEM YZ119", "249", "37-38", "NOIR", "", "600"], titres=titres)
    assert importer_articles(chemin=chemin).modifies == 1
    article = Article.objects.get()
    assert (article.prix_upsell_1, article.prix_upsell_2, article.prix_upsell_3) == (None, 200, 189)
    assert (article.prix_gros, article.phase, article.is_upsell) == (140, "EN_COURS", True)


def test_rows_that_cannot_be_read_stop_nothing(tmp_path: Path) -> None:
    bilan = _importer(
        tmp_path,
        _ligne(ref=""),
        SANDALE,
        _ligne(ref="PACK FEM"),
        [""] * 16,
        _ligne(ref="sdl fem yz0119", prix="1,00DH"),
        _ligne(ref="SDL FEM YZ120", prix=""),
        ["court"],
        _ligne(ref="SDL FEM YZ121", couleur="NOIR - #REF!"),
    )
    assert [(r.ligne, r.texte) for r in bilan.non_lues] == [
        (2, "pas de référence"),
        (4, "référence sans numéro de modèle : « PACK FEM »"),
        (6, "référence « SDL FEM YZ0119 » déjà lue ligne 3, qui est gardée"),
        (7, "SDL FEM YZ120 : pas de prix unitaire lisible"),
        (8, "pas de référence"),
    ]
    assert [(r.ligne, r.texte) for r in bilan.remarques] == [(9, "SDL FEM YZ121 : « #REF! » n’est pas une couleur")]
    assert bilan.lues == 7 == bilan.crees + len(bilan.non_lues)
    assert list(Article.objects.order_by("pk").values_list("reference", "prix_unitaire")) == [
        ("SDL FEM YZ119", Decimal("249.00")),
        ("SDL FEM YZ121", Decimal("249.00")),
    ]


def test_one_number_may_stand_for_several_articles(tmp_path: Path) -> None:
    simple = {"pointure": "38", "couleur": "NOIR"}
    _importer(
        tmp_path,
        _ligne(ref="SDL FEM YZ105", **simple),
        _ligne(ref="SAB HOM YZ105", categorie="SABOT", genre="HOMME", **simple),
        _ligne(ref="SDL FEM YZ115", **simple),
        _ligne(ref="SDL FEM YZ115CROCCO", **simple),
        _ligne(ref="SDL FEMME YZ115 MAT", **simple),
        _ligne(ref="SDL FEM YZ300", **simple),
        _ligne(ref="SDL HOM YZ300", genre="HOMME", **simple),
    )
    assert [reference for reference, *_reste in _variantes()] == [
        "YZ105-SDL-NOIR-38",
        "YZ105-SAB-NOIR-38",
        "YZ115-SDL-NOIR-38",
        "YZ115-SDL-CROCCO-NOIR-38",
        "YZ115-SDL-MAT-NOIR-38",
        "YZ300-SDL-FEM-NOIR-38",
        "YZ300-SDL-HOM-NOIR-38",
    ]


def test_names_of_variants_never_meet_and_never_change(tmp_path: Path) -> None:
    _importer(tmp_path, _ligne(ref="SDL FEM YZ1", pointure="38", couleur="NOIR"))
    autre = fabrique.article(999)
    fabrique.variante(autre, "rose", "40", reference="YZ1-ROSE-38", code_barre="YZ1BLANC38")
    _importer(
        tmp_path,
        _ligne(ref="SDL FEM YZ1", pointure="38", couleur="NOIR - ROSE - BLANC"),
        _ligne(ref="SAB FEM YZ1", pointure="", couleur="NOIR"),
        _ligne(ref="CHAUSS FEM YZ2", pointure="39", couleur=""),
    )
    assert [reference for reference, *_reste in _variantes()] == [
        "YZ1-NOIR-38",
        "YZ1-ROSE-38",
        "YZ1-SDL-ROSE-38",
        "YZ1-SDL-BLANC-38",
        "YZ1-SAB-NOIR",
        "YZ2-39",
    ]


def test_two_names_that_would_be_alike_are_told_apart(tmp_path: Path) -> None:
    _importer(tmp_path, _ligne(ref="SDL FEM YZ1", pointure="38", couleur="NOIR"))
    fabrique.variante(fabrique.article(999), None, None, reference="X", code_barre="YZ2NOIR38")
    _importer(tmp_path, _ligne(ref="SDL FEM YZ2", pointure="38", couleur="NOIR"))
    assert _variantes()[-1] == ("YZ2-NOIR-38-X2", "noir", "38", "YZ2NOIR38X2")


def test_names_already_in_the_catalogue_are_used_whatever_their_case(tmp_path: Path) -> None:
    article = fabrique.article(119, categorie="Sandales", genre="Femme", reference="sdl fem yz 0119", prix=249)
    fabrique.variante(article, "Noir", "37")
    bilan = _importer(tmp_path, SANDALE)
    assert (bilan.crees, bilan.modifies, bilan.variantes_creees, bilan.couleurs_creees) == (0, 1, 3, 1)
    assert Article.objects.get().reference == "sdl fem yz 0119"
    assert list(Categorie.objects.values_list("nom", flat=True)) == ["Sandales"]
    assert sorted(Couleur.objects.values_list("nom", flat=True)) == ["Noir", "bleu ciel"]


def test_a_reference_that_was_mistyped_before_is_the_same_article(tmp_path: Path) -> None:
    fabrique.article(43, categorie="CHAUSSURE", genre="FEMME", reference="CHAUSS FZM YZ43")
    bilan = _importer(tmp_path, _ligne(ref="CHAUSS FEM YZ43", categorie="CHAUSSURE"))
    assert (bilan.crees, bilan.modifies) == (0, 1)


def test_spellings_of_the_colours_are_installed_and_taught_ones_kept(tmp_path: Path) -> None:
    noir = Couleur.objects.create(nom="noir")
    AliasCouleur.objects.create(couleur=noir, texte="سماوي", origine=OrigineAlias.APPRIS)
    AliasCouleur.objects.create(couleur=noir, texte="licorne", origine=OrigineAlias.APPRIS)
    _importer(tmp_path, _ligne(couleur="LICORNE - BLEU CIEL"))
    assert set(Variante.objects.values_list("couleur__nom", flat=True)) == {"noir", "bleu ciel"}
    appris = AliasCouleur.objects.filter(origine=OrigineAlias.APPRIS)
    assert sorted(appris.values_list("texte", "couleur__nom")) == [("licorne", "noir"), ("سماوي", "noir")]
    livres = AliasCouleur.objects.filter(origine=OrigineAlias.LIVRE)
    assert livres.filter(texte="ازرق فاتح", couleur__nom="bleu ciel").exists()
    assert not livres.exclude(couleur__nom__in=["noir", "bleu ciel"]).exists()


def test_an_xlsx_reads_like_a_csv(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["Liste des articles"])
    feuille.append([])
    feuille.append(["Réf article", "Prix unitaire", "Pointure", "Couleur"])
    feuille.append(["SDL FEM YZ7", 249.5, 38, "Noir"])
    chemin = tmp_path / "articles.xlsx"
    classeur.save(chemin)
    assert importer_articles(chemin=chemin).crees == 1
    assert Article.objects.get().prix_unitaire == Decimal("249.50")
    assert [reference for reference, *_reste in _variantes()] == ["YZ7-NOIR-38"]


def _commande(nom: str, *arguments: Any) -> str:
    sortie = StringIO()
    call_command(nom, *arguments, stdout=sortie)
    return sortie.getvalue()


def test_the_command_reports_rows_and_ends_with_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chemin = _fichier(tmp_path, SANDALE, _ligne(ref=""), _ligne(ref="SDL FEM YZ8", couleur="NMARRON"))
    assert _commande("importer_articles", str(chemin)).splitlines() == [
        "ligne 3 : pas de référence",
        "ligne 4 : SDL FEM YZ8 : couleur « NMARRON » lue « marron »",
        (
            "3 lignes lues, dont 1 écartées. Articles : 2 créés, 0 modifiés, 0 inchangés."
            " Nouveautés : variantes 6, couleurs 3."
        ),
    ]
    # No progress bar where nobody looks at a terminal.
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (
            "REF ARTICLE,GENRE,POINTURE\nSDL FEM YZ1,FEMME,38\n",
            "Colonne introuvable : « PRIX UNITAIRE », « COULEUR ». Première ligne lue : REF ARTICLE, GENRE, POINTURE.",
        ),
        (
            "a\n1\n",
            f"Colonne introuvable : {REQUISES}. Première ligne lue : a.",
        ),
        ("", "Le fichier « catalogue.csv » est vide."),
    ],
)
def test_a_file_that_cannot_be_used_ends_in_one_clear_line(tmp_path: Path, contenu: str, phrase: str) -> None:
    chemin = tmp_path / "catalogue.csv"
    chemin.write_text(contenu, encoding="utf-8")
    with pytest.raises(CommandError) as erreur:
        _commande("importer_articles", str(chemin))
    assert str(erreur.value) == phrase
    assert not Article.objects.exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.csv.* est introuvable"):
        _commande("importer_articles", str(tmp_path / "absent.csv"))


def test_a_damaged_file_writes_nothing(tmp_path: Path) -> None:
    chemin = _fichier(tmp_path, SANDALE)
    chemin.write_bytes(chemin.read_bytes() + b'"jamais fermee' + b"x" * 100)
    try:
        importer_articles(chemin=chemin)
    except ErreurFichier:
        assert not Article.objects.exists()
    else:
        assert Article.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def requetes(debut: int, nombre: int) -> int:
        lignes = [_ligne(ref=f"SDL FEM YZ{debut + n}") for n in range(nombre)]
        with CaptureQueriesContext(connection) as capture:
            _importer(tmp_path, *lignes)
        return len(capture)

    requetes(1, 1)
    assert requetes(100, 3) == requetes(200, 25)


@pytest.mark.donnees
class TestVraiCatalogue:
    def test_every_row_is_imported_or_reported(self, donnees: Path) -> None:
        bilan = importer_articles(chemin=donnees / "catalogue.csv")
        assert (bilan.lues, bilan.crees, len(bilan.non_lues)) == (292, 266, 26)
        assert sum(r.texte == "pas de référence" for r in bilan.non_lues) == 19
        assert [(r.ligne, r.texte) for r in bilan.remarques] == [
            (80, "CHAUSS HOM YZ665 : couleur « NMarron » lue « marron »")
        ]
        modeles = Counter(Article.objects.values_list("modele", flat=True))
        assert sum(n > 1 for n in modeles.values()) == 22
        index = IndexArticles.construire()
        assert importer_articles(chemin=donnees / "catalogue.csv").inchanges == 266
        for feuille, attendues in (("feuille_reelle.csv", 311), ("feuille_generee.csv", 74)):
            assert self._resolues(index, donnees / feuille) == attendues

    @staticmethod
    def _resolues(index: IndexArticles, chemin: Path) -> int:
        """Count the rows that resolve, after checking that each found what its text says."""
        resolues = 0
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            for ligne in csv.DictReader(flux):
                analyse, resolution = index.comprendre(ligne["Produit"])
                if resolution.variante_id is not None:
                    variante = Variante.objects.select_related("article", "couleur", "pointure").get(
                        pk=resolution.variante_id
                    )
                    assert variante.article.modele == analyse.modele
                    assert (variante.couleur.nom if variante.couleur else None) == analyse.couleur
                    assert (variante.pointure.nom if variante.pointure else None) == analyse.pointure
                    resolues += 1
        return resolues
