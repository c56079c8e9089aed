"""From what a text says to the one variant it stands for."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from article.models import AliasCouleur, Article, Categorie, Couleur, Genre, Pointure, Variante
from article.resolution import CandidatVariante, IndexArticles, ResolutionProduit
from article.textes import analyser_produit

pytestmark = pytest.mark.django_db


def _article(reference: str, modele: int, categorie: str, *, genre: str = "FEMME", actif: bool = True) -> Article:
    return Article.objects.create(
        modele=modele,
        nom=reference,
        reference=reference,
        categorie=Categorie.objects.get_or_create(nom=categorie)[0],
        genre=Genre.objects.get_or_create(nom=genre)[0],
        prix_unitaire=249,
        actif=actif,
    )


def _variante(article: Article, couleur: str | None, pointure: str | None) -> Variante:
    return Variante.objects.create(
        article=article,
        couleur=Couleur.objects.get_or_create(nom=couleur)[0] if couleur else None,
        pointure=Pointure.objects.get_or_create(nom=pointure)[0] if pointure else None,
        reference=f"{article.pk}-{couleur}-{pointure}",
    )


def _stocker(variante: Variante, quantite: int) -> None:
    Variante.objects.filter(pk=variante.pk).update(qte_disponible=quantite)


def _resoudre(texte: str) -> ResolutionProduit:
    return IndexArticles.construire().resoudre(analyser_produit(texte))


def test_model_size_and_colour_make_one_variant() -> None:
    article = _article("SDL FEM YZ119", 119, "SANDALE")
    noir = _variante(article, "noir", "38")
    _variante(article, "noir", "39")
    ciel = _variante(article, "bleu ciel", "38")
    candidat = CandidatVariante(noir.pk, "SDL FEM YZ119 · noir · 38", 0)
    assert _resoudre("SDL FEM YZ119 38/Noir/أسود") == ResolutionProduit(noir.pk, article.pk, "", "", (candidat,))
    assert _resoudre("SDL FEM YZ 0119 TK 38 / bleu ciel - أزرق فاتح").variante_id == ciel.pk


def test_the_only_article_of_a_number_is_taken_whatever_its_kind() -> None:
    mule = _article("MULE FEM YZ1121", 1121, "MULES")
    rouge = _variante(mule, "rouge", "36")
    assert _resoudre("SDL HOM YZ1121 TK 36 / ROUGE - أحمر / --").variante_id == rouge.pk


def test_kind_and_gender_tell_articles_of_one_number_apart() -> None:
    sandale = _variante(_article("SDL FEM YZ105", 105, "Sandales"), "noir", "40")
    sabot = _variante(_article("SAB HOM YZ105", 105, "SABOT", genre="Homme"), "noir", "40")
    assert _resoudre("SDL FEM YZ105 40 noir").variante_id == sandale.pk
    assert _resoudre("SAB HOM YZ105 40 noir").variante_id == sabot.pk
    assert _resoudre("HOMME YZ105 40 noir").variante_id == sabot.pk
    assert _resoudre("SABOT YZ105 40 noir").variante_id == sabot.pk


@pytest.mark.parametrize("texte", ["YZ105 40 noir", "CHAUSS FEM YZ105 40 noir", "SDL HOM YZ105 40 noir"])
def test_several_articles_left_are_candidates_not_a_guess(texte: str) -> None:
    sandale = _variante(_article("SDL FEM YZ105", 105, "SANDALE"), "noir", "40")
    sabot = _variante(_article("SAB HOM YZ105", 105, "SABOT", genre="HOMME"), "noir", "40")
    _stocker(sabot, 7)
    resolution = _resoudre(texte)
    assert (resolution.variante_id, resolution.article_id) == (None, None)
    assert resolution.code_raison == "plusieurs_articles"
    assert resolution.raison == "Le modèle YZ105 désigne plusieurs articles : SDL FEM YZ105, SAB HOM YZ105."
    assert [(c.variante_id, c.libelle, c.qte_disponible) for c in resolution.candidats] == [
        (sabot.pk, "SAB HOM YZ105 · noir · 40", 7),
        (sandale.pk, "SDL FEM YZ105 · noir · 40", 0),
    ]


def test_a_word_of_its_own_names_one_of_several_articles() -> None:
    articles = [_article(r, 115, "SANDALE") for r in ("SDL FEM YZ115", "SDL FEM YZ115 CROCCO", "SDL FEMME YZ115 MAT")]
    _simple, croco, mat = [_variante(a, "rose", "38") for a in articles]
    assert _resoudre("SDL FEM YZ115 MAT 38/rose").variante_id == mat.pk
    assert _resoudre("SDL FEM YZ115crocco 38/rose").variante_id == croco.pk
    assert _resoudre("SDL FEM YZ115 38/rose").code_raison == "plusieurs_articles"
    assert len(_resoudre("SDL FEM YZ115 38/rose").candidats) == 3
    assert _resoudre("CHAUSS FEM YZ115 MAT 38/rose").code_raison == "plusieurs_articles"


def test_the_category_kept_beside_the_reference_counts_too() -> None:
    sabot = _variante(_article("SAB FEM YZ84", 84, "SANDALE"), "noir", "38")
    _variante(_article("CHAUSS FEM YZ84", 84, "CHAUSSURE"), "noir", "38")
    assert _resoudre("SDL FEM YZ84 38 noir").variante_id == sabot.pk
    assert _resoudre("SAB FEM YZ84 38 noir").variante_id == sabot.pk


def test_an_inactive_article_is_not_taken() -> None:
    ancien = _article("SDL FEM YZ12", 12, "SANDALE", actif=False)
    _variante(ancien, "noir", "38")
    resolution = _resoudre("SDL FEM YZ12 38 noir")
    assert (resolution.variante_id, resolution.code_raison, resolution.candidats) == (None, "article_inactif", ())
    mule = _variante(_article("MULE FEM YZ012", 12, "MULES"), "noir", "38")
    resolution = _resoudre("SDL FEM YZ12 38 noir")
    assert (resolution.variante_id, resolution.code_raison) == (None, "article_inactif")
    assert [c.variante_id for c in resolution.candidats] == [mule.pk]
    assert _resoudre("YZ12 38 noir").variante_id == mule.pk


def test_missing_variants_come_with_the_nearest_three() -> None:
    article = _article("SDL FEM YZ119", 119, "SANDALE")
    noir_40 = _variante(article, "noir", "40")
    noir_41 = _variante(article, "noir", "41")
    bleu_38 = _variante(article, "bleu", "38")
    rose_39 = _variante(article, "rose", "39")
    _variante(article, "rose", "37")
    resolution = _resoudre("SDL FEM YZ119 39 noir")
    assert (resolution.article_id, resolution.code_raison) == (article.pk, "variante_inconnue")
    assert resolution.raison == "SDL FEM YZ119 n’existe pas en noir 39 au catalogue."
    assert [c.variante_id for c in resolution.candidats] == [noir_40.pk, noir_41.pk, rose_39.pk]
    assert _resoudre("SDL FEM YZ119 38 bleu ciel").candidats[0].variante_id == bleu_38.pk


def test_between_two_equally_near_the_one_in_stock_comes_first() -> None:
    article = _article("SDL FEM YZ119", 119, "SANDALE")
    _variante(article, "noir", "38")
    stockee = _variante(article, "noir", "40")
    _stocker(stockee, 2)
    assert _resoudre("SDL FEM YZ119 39 noir").candidats[0].variante_id == stockee.pk


@pytest.mark.parametrize(
    ("texte", "code", "raison"),
    [
        ("SDL FEM 38 noir", "modele_absent", "Le texte ne donne pas de numéro de modèle sûr."),
        ("SDL FEM YZ9 38 noir", "modele_inconnu", "Le modèle YZ9 n’est pas au catalogue."),
        ("SDL FEM YZ119 38", "couleur_absente", "Couleur non indiquée."),
        ("SDL FEM YZ119 38 licorne", "couleur_inconnue", "Couleur « licorne » non reconnue."),
        ("SDL FEM YZ119 38 noir / marron", "couleur_inconnue", "Couleur « noir / marron » non reconnue."),
        ("SDL FEM YZ119 38 noir / blanc", "couleur_inconnue", "Couleur « noir / blanc » non reconnue."),
        ("SDL FEM YZ119 noir", "pointure_absente", "Pointure non indiquée, ou plusieurs à la fois."),
        ("SDL FEM YZ119 37/38 noir", "pointure_absente", "Pointure non indiquée, ou plusieurs à la fois."),
    ],
)
def test_each_failure_says_why(texte: str, code: str, raison: str) -> None:
    _variante(_article("SDL FEM YZ119", 119, "SANDALE"), "noir", "38")
    resolution = _resoudre(texte)
    assert (resolution.variante_id, resolution.code_raison, resolution.raison) == (None, code, raison)


def test_what_the_catalogue_does_not_distinguish_need_not_be_said() -> None:
    sac = _variante(_article("SAC FEM YZ70", 70, "SAC"), "noir", None)
    sans_couleur = _variante(_article("CHAUSS FEM YZ1364", 1364, "CHAUSSURE"), None, "39")
    assert _resoudre("SAC FEM YZ070 / noir").variante_id == sac.pk
    assert _resoudre("CHAUSS FEM YZ1364 39").variante_id == sans_couleur.pk
    # A colour that was said is never dropped to make a text fit.
    assert _resoudre("CHAUSS FEM YZ1364 39 noir").code_raison == "variante_inconnue"
    assert _resoudre("CHAUSS FEM YZ1364 39 licorne").code_raison == "couleur_inconnue"
    assert _resoudre("SAC FEM YZ070 / noir / 38").code_raison == "variante_inconnue"


def test_taught_colours_resolve_even_a_text_analysed_without_them() -> None:
    article = _article("SDL FEM YZ119", 119, "SANDALE")
    variante = _variante(article, "licorne", "38")
    AliasCouleur.objects.create(couleur=Couleur.objects.get(nom="licorne"), texte="غريب")
    index = IndexArticles.construire()
    for texte in ("SDL FEM YZ119 38 / غريب", "SDL FEM YZ119 38 Licorne"):
        assert index.comprendre(texte)[1].variante_id == variante.pk
        assert index.resoudre(analyser_produit(texte)).variante_id == variante.pk


def test_the_index_costs_four_queries_and_texts_none() -> None:
    for numero in range(3):
        _variante(_article(f"SDL FEM YZ{numero}", numero, "SANDALE"), "noir", "38")
    with CaptureQueriesContext(
        connection,
    ) as petites:
        IndexArticles.construire()
    for numero in range(3, 40):
        _variante(_article(f"SDL FEM YZ{numero}", numero, "SANDALE"), "noir", str(numero))
    with CaptureQueriesContext(connection) as grandes:
        index = IndexArticles.construire()
    assert (len(petites), len(grandes)) == (4, 4)
    with CaptureQueriesContext(connection) as aucune:
        for numero in range(50):
            index.comprendre(f"SDL FEM YZ{numero} 38 noir")
    assert len(aucune) == 0


def test_ten_thousand_texts_are_resolved_within_seconds() -> None:
    for numero in range(1, 60):
        article = _article(f"SDL FEM YZ{numero}", numero, "SANDALE")
        for pointure in ("37", "38"):
            _variante(article, "noir", pointure)
    index = IndexArticles.construire()
    debut = time.process_time()
    for numero in range(10_000):
        texte = f"SDL FEM YZ {numero % 60} عرض قطعتين ب {300 + numero} درهم / {36 + numero % 5} / noir - أسود"
        index.comprendre(texte)
    # About 1 s on the slowest machine seen; the margin is for one that does other things.
    assert time.process_time() - debut < 5
