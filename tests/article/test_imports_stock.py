"""The command that sets the stock to what a counting sheet says."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from article.models import Article, Couleur, MouvementStock, Pointure, TypeMouvement, Variante
from article.services.imports import importer_articles
from article.services.imports_stock import BilanStock, importer_stock
from config.noyau.erreurs import ErreurDroit
from parametre.models import TypeOperateur
from tests import fabrique

pytestmark = pytest.mark.django_db

ENTETE = "reference,name,color,size,price,quantity"


@pytest.fixture
def sabot() -> Article:
    article = fabrique.article(83, categorie="SABOT", genre="FEMME", reference="SAB FEM YZ83")
    for couleur in ("noir", "bleu ciel"):
        for pointure in ("37", "38"):
            fabrique.variante(article, couleur, pointure)
    return article


def _importer(dossier: Path, *lignes: str, entete: str = ENTETE) -> BilanStock:
    chemin = dossier / "stock.csv"
    chemin.write_text("\n".join([entete, *lignes]), encoding="utf-8")
    return importer_stock(chemin=chemin)


def _stock() -> dict[str, int]:
    return {
        f"{v.couleur} {v.pointure}": v.qte_disponible
        for v in Variante.objects.select_related("couleur", "pointure")
        if v.qte_disponible
    }


def _non_lues(bilan: BilanStock) -> list[tuple[int, str]]:
    return [(r.ligne, r.texte) for r in bilan.non_lues]


@pytest.mark.usefixtures("sabot")
def test_the_variant_is_found_by_article_colour_and_size(tmp_path: Path) -> None:
    # One reference for two variants: it is not looked at.
    bilan = _importer(tmp_path, "X8340,SAB FEM YZ83,NOIR,37,200,22", "X8340,sab fem yz 083,Bleu-Ciel,38,203,٢٣")
    assert (bilan.lues, bilan.changees, bilan.inchangees, bilan.variantes_creees, bilan.pieces) == (2, 2, 0, 0, 45)
    assert _stock() == {"noir 37": 22, "bleu ciel 38": 23}
    mouvements = MouvementStock.objects.order_by("delta").values_list("type", "delta", "solde_apres", "motif")
    assert list(mouvements) == [
        (TypeMouvement.INVENTAIRE, 22, 22, "Inventaire importé de stock.csv"),
        (TypeMouvement.INVENTAIRE, 23, 23, "Inventaire importé de stock.csv"),
    ]


@pytest.mark.usefixtures("sabot")
def test_a_second_run_writes_nothing_and_a_new_count_replaces_the_old(tmp_path: Path) -> None:
    _importer(tmp_path, "X,SAB FEM YZ83,NOIR,37,200,22")
    with CaptureQueriesContext(connection) as requetes:
        bilan = _importer(tmp_path, "X,SAB FEM YZ83,NOIR,37,200,22")
    assert (bilan.changees, bilan.inchangees) == (0, 1)
    assert [r["sql"] for r in requetes if r["sql"].split()[0] in {"INSERT", "UPDATE"}] == []
    _importer(tmp_path, "X,SAB FEM YZ83,NOIR,37,200,0")
    assert _stock() == {}
    assert list(MouvementStock.objects.order_by("pk").values_list("delta", flat=True)) == [22, -22]


@pytest.mark.usefixtures("sabot")
def test_other_spellings_of_article_and_colour(tmp_path: Path) -> None:
    fabrique.article(70, categorie="SAC", reference="SAC FEM YZ070", genre="FEMME")
    sac = fabrique.variante(Article.objects.get(modele=70), "noir", None)
    bilan = _importer(
        tmp_path,
        "X,SABFEMYZ83,سماوي,37,200,1",
        "X,Sabot femme YZ 83,noirr,38,200,2",
        "X,SAB FZM YZ83,Noire, 37 ,200,3.0",
        "X,SAC FEM YZ70,NOIR,,200,4",
    )
    assert _non_lues(bilan) == []
    assert _stock() == {"bleu ciel 37": 1, "noir 38": 2, "noir 37": 3, "noir None": 4}
    assert Variante.objects.get(pk=sac.pk).qte_disponible == 4


@pytest.mark.usefixtures("sabot")
def test_a_counted_piece_whose_colour_and_size_are_known_gets_its_variant(tmp_path: Path) -> None:
    Couleur.objects.create(nom="rouge")
    Pointure.objects.create(nom="40")
    bilan = _importer(tmp_path, "X,SAB FEM YZ83,ROUGE,40,200,5", "X,SAB FEM YZ83,NOIR,40,200,0")
    assert (bilan.changees, bilan.variantes_creees, _non_lues(bilan)) == (1, 2, [])
    variante = Variante.objects.get(couleur__nom="rouge")
    assert (variante.reference, variante.code_barre, variante.qte_disponible) == ("YZ83-ROUGE-40", "YZ83ROUGE40", 5)
    assert _importer(tmp_path, "X,SAB FEM YZ83,ROUGE,40,200,5").variantes_creees == 0


@pytest.mark.usefixtures("sabot")
def test_rows_that_cannot_be_used_are_told_and_stop_nothing(tmp_path: Path) -> None:
    fabrique.article(105, reference="SDL FEM YZ105", categorie="SANDALE", genre="FEMME")
    fabrique.article(105, reference="SAB HOM YZ105", categorie="SABOT", genre="HOMME")
    bilan = _importer(
        tmp_path,
        "X,SAB FEM YZ83,NOIR,37,200,22",
        "X,SAB FEM YZ83,noire,037,200,9",
        "X,,NOIR,37,200,22",
        "X,SAB FEM YZ999,NOIR,37,200,22",
        "X,PACK FEM,NOIR,37,200,22",
        "X,YZ105,NOIR,37,200,22",
        "X,SAB FEM YZ83,LICORNE,37,200,22",
        "X,SAB FEM YZ83,ROUGE,37,200,22",
        "X,SAB FEM YZ83,NOIR,45,200,22",
        "X,SAB FEM YZ83,NOIR,38,200,-1",
        "X,SAB FEM YZ83,NOIR,38,200,deux",
        "X,SAB FEM YZ83,NOIR,38,200,2.5",
        "X,SAB FEM YZ83,NOIR,38,200,",
        "",
        "X,SAB FEM YZ83,NOIR,38,200,99999999",
        "X,SAB FEM YZ83,NOIR,38,200,7",
    )
    assert _non_lues(bilan) == [
        (3, "variante déjà comptée ligne 2, qui est gardée"),
        (4, "pas de nom d’article"),
        (5, "article « SAB FEM YZ999 » inconnu au catalogue"),
        (6, "référence sans numéro de modèle : « PACK FEM »"),
        (7, "article « YZ105 » : plusieurs articles portent ce numéro"),
        (8, "couleur « LICORNE » inconnue au catalogue"),
        (9, "couleur « ROUGE » inconnue au catalogue"),
        (10, "pointure « 45 » inconnue au catalogue"),
        (11, "quantité illisible : « -1 »"),
        (12, "quantité illisible : « deux »"),
        (13, "quantité illisible : « 2.5 »"),
        (14, "quantité illisible : «  »"),
        (16, "quantité illisible : « 99999999 »"),
    ]
    assert bilan.lues == 15
    assert _stock() == {"noir 37": 22, "noir 38": 7}
    assert Couleur.objects.count() == 2


@pytest.mark.usefixtures("sabot")
def test_who_does_not_keep_the_stock_changes_nothing(tmp_path: Path) -> None:
    chemin = tmp_path / "stock.csv"
    chemin.write_text(f"{ENTETE}\nX,SAB FEM YZ83,NOIR,37,200,22\nX,SAB FEM YZ83,BLEU CIEL,40,1,1", encoding="utf-8")
    Pointure.objects.create(nom="40")
    with pytest.raises(ErreurDroit):
        importer_stock(chemin=chemin, operateur=fabrique.operateur(TypeOperateur.CONFIRMATION))
    assert (Variante.objects.count(), MouvementStock.objects.count(), _stock()) == (4, 0, {})


@pytest.mark.usefixtures("sabot")
def test_the_command_reports_rows_and_ends_with_a_summary(tmp_path: Path) -> None:
    chemin = tmp_path / "stock.csv"
    chemin.write_bytes("article;couleur;pointure;qté\nSAB FEM YZ83;NOIR;37;3\nX;NOIR;37;3\n".encode("cp1252"))
    sortie = StringIO()
    call_command("importer_stock", str(chemin), stdout=sortie)
    assert sortie.getvalue().splitlines() == [
        "ligne 3 : référence sans numéro de modèle : « X »",
        (
            "2 lignes lues, dont 1 écartées. Quantités : 1 fixées, 0 inchangées ; pièces comptées : 3."
            " Nouveautés : variantes 0."
        ),
    ]
    chemin.write_text("name,color,size\nSAB FEM YZ83,NOIR,37\n", encoding="utf-8")
    with pytest.raises(CommandError, match="« quantity »"):
        call_command("importer_stock", str(chemin), stdout=sortie)
    assert _stock() == {"noir 37": 3}


def test_the_number_of_queries_does_not_grow_with_the_file(tmp_path: Path, sabot: Article) -> None:
    lignes = [f"X,SAB FEM YZ83,{couleur},{p},1,9" for couleur in ("NOIR", "BLEU CIEL") for p in (37, 38)]
    with CaptureQueriesContext(connection) as une:
        _importer(tmp_path, lignes[0])
    with CaptureQueriesContext(connection) as quatre:
        _importer(tmp_path, *lignes)
    assert len(une) == len(quatre)


@pytest.mark.donnees
def test_every_row_of_the_real_sheet_is_counted(donnees: Path) -> None:
    importer_articles(chemin=donnees / "catalogue.csv")
    bilan = importer_stock(chemin=donnees / "stock.csv")
    assert (bilan.lues, bilan.changees, bilan.pieces, _non_lues(bilan)) == (39, 39, 790, [])
    assert sum(Variante.objects.values_list("qte_disponible", flat=True)) == 790
    assert importer_stock(chemin=donnees / "stock.csv").inchangees == 39
