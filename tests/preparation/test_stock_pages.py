"""The pages of the stock, in both houses: filters, deliveries, counts, corrections, fixed costs."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as ClientHttp
from django.test.utils import CaptureQueriesContext

from article import recherche
from article.models import MouvementStock, Variante
from parametre.models import Operateur
from tests import fabrique
from tests.confirmation.outils import dit
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db
ESPACES = [("PREPARATION", "/preparation/stock/"), ("ADMIN", "/pilotage/stock/")]


@pytest.fixture(autouse=True)
def index_neuf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys come back after a test is undone: the index in memory would answer with articles of another."""
    monkeypatch.setattr(recherche, "_courant", None)


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("PREPARATION")


def montrees(page: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", " ", m).split()) for m in re.findall(r'<th scope="row".*?</th>', page, re.S)]


def champ(page: str, nom: str) -> str:
    trouve = re.search(rf'name="{nom}" value="([^"]*)"', page)
    assert trouve is not None, nom
    return trouve[1]


@pytest.mark.parametrize(("role", "adresse"), ESPACES)
def test_what_runs_short_is_found(role: str, adresse: str) -> None:
    article = fabrique.article(740)
    for pointure, stock in (("38", 5), ("39", 2), ("40", 0)):
        fabrique.variante(article, "noir", pointure, stock=stock)
    visiteur = connecter(fabrique.operateur(role))
    assert montrees(lire(visiteur, adresse)) == ["YZ740 noir 38", "YZ740 noir 39", "YZ740 noir 40"]
    assert montrees(lire(visiteur, f"{adresse}?niveau=bas")) == ["YZ740 noir 39"]
    assert montrees(lire(visiteur, f"{adresse}?niveau=rupture")) == ["YZ740 noir 40"]
    assert montrees(lire(visiteur, f"{adresse}?q=YZ740&niveau=bas")) == ["YZ740 noir 39"]
    assert montrees(lire(visiteur, f"{adresse}?q=YZ999")) == []


@pytest.mark.parametrize("combien", [3, 60])
def test_the_list_and_the_ledger_cost_the_same_however_long(combien: int, qui: Operateur) -> None:
    article = fabrique.article(740)
    for n in range(combien):
        variante = fabrique.variante(article, "noir", str(100 + n), stock=2)
    MouvementStock.objects.bulk_create(
        MouvementStock(variante=variante, delta=1, solde_apres=3 + n, type="ENTREE", operateur=qui)
        for n in range(combien)
    )
    visiteur = connecter(qui)
    comptes = []
    for adresse in ("/preparation/stock/", f"/preparation/stock/{variante.pk}/"):
        lire(visiteur, adresse)
        with CaptureQueriesContext(
            connection,
        ) as faites:
            lire(visiteur, adresse)
        comptes.append(len(faites))
    assert comptes == [5, 4]


def test_goods_are_scanned_piece_by_piece_and_entered_once(qui: Operateur) -> None:
    une = fabrique.variante(fabrique.article(740), "noir", "38", code_barre="V74038")
    visiteur, adresse = connecter(qui), "/preparation/stock/reception/"
    cle = champ(lire(visiteur, adresse), "cle")
    envoi = {"cle": cle, "action": "ajouter", "code": "V74038"}
    page = visiteur.post(adresse, envoi).content.decode()
    assert champ(page, f"q-{une.pk}") == "1"
    page = visiteur.post(adresse, envoi | {f"q-{une.pk}": "1"}).content.decode()
    assert champ(page, f"q-{une.pk}") == "2"
    inconnu = visiteur.post(adresse, envoi | {f"q-{une.pk}": "2", "code": "6111"})
    assert (inconnu.status_code, champ(inconnu.content.decode(), f"q-{une.pk}")) == (422, "2")
    final = {"cle": cle, "action": "enregistrer", f"q-{une.pk}": "2", "motif": "Bon 12"}
    for _double_clic in range(2):
        reponse = visiteur.post(adresse, final)
        assert (reponse.status_code, reponse["Location"]) == (302, "/preparation/stock/")
    une.refresh_from_db()
    assert une.qte_disponible == 2
    assert "2 pièces entrées en stock." in dit(lire(visiteur, "/preparation/stock/"))


def test_without_a_code_the_variants_of_a_model_are_proposed(qui: Operateur) -> None:
    article = fabrique.article(740)
    for pointure in ("38", "39"):
        fabrique.variante(article, "noir", pointure, code_barre=f"V740{pointure}")
    adresse = "/preparation/stock/reception/"
    page = connecter(qui).post(adresse, {"cle": "k", "action": "ajouter", "code": "YZ740"}).content.decode()
    assert re.findall(r'name="ajouter" value="([^"]+)"', page) == ["V74038", "V74039"]


def test_a_count_shows_its_differences_before_it_is_written(qui: Operateur) -> None:
    une = fabrique.variante(fabrique.article(740), "noir", "38", stock=5)
    visiteur, adresse = connecter(qui), "/preparation/stock/comptage/"

    def envoyer(**donnees: str) -> tuple[int, str]:
        saisie = {"cle": "k", "motif": "Inv", f"q-{une.pk}": "3", f"a-{une.pk}": "5"}
        reponse = visiteur.post(adresse, saisie | {n.replace("_", "-"): v for n, v in donnees.items()})
        return reponse.status_code, reponse.content.decode()

    def stock() -> int:
        return Variante.objects.get(pk=une.pk).qte_disponible

    # Nothing is written of what was not shown.
    statut, page = envoyer(action="enregistrer")
    assert (statut, stock(), "-2" in page, champ(page, f"vu-{une.pk}")) == (200, 5, True, "3")
    statut, page = envoyer(action="voir")
    assert (statut, stock(), champ(page, f"vu-{une.pk}"), champ(page, f"a-{une.pk}")) == (200, 5, "3", "5")
    statut, _page = envoyer(**{"action": "enregistrer", f"vu_{une.pk}": "3"})
    assert (statut, stock()) == (302, 3)


def test_a_correction_is_refused_in_place(qui: Operateur) -> None:
    une = fabrique.variante(fabrique.article(740), "noir", "38", stock=5)
    visiteur, adresse = connecter(qui), f"/preparation/stock/{une.pk}/ajuster/"
    refus = visiteur.post(adresse, {"cle": "k", "delta": "-9", "motif": "Casse"})
    assert refus.status_code == 422
    assert "Stock insuffisant pour une variante" in dit(refus.content.decode())
    assert 'value="-9"' in refus.content.decode()
    fait = visiteur.post(adresse, {"cle": "k", "delta": "-1", "motif": "Casse"}, follow=True)
    assert "4." in dit(fait.content.decode())
    une.refresh_from_db()
    assert une.qte_disponible == 4


def test_alert_levels_are_edited_in_the_list(qui: Operateur) -> None:
    une = fabrique.variante(fabrique.article(740), "noir", "38", stock=5)
    visiteur: ClientHttp = connecter(qui)
    assert champ(lire(visiteur, "/preparation/stock/?seuils=1"), f"s-{une.pk}") == "3"
    visiteur.post("/preparation/stock/seuils/", {f"s-{une.pk}": "7"})
    une.refresh_from_db()
    assert une.seuil_alerte == 7


def test_lists_are_given_as_files_with_their_filters(qui: Operateur) -> None:
    article = fabrique.article(740, nom="=Mule", reference="MUL FEM YZ740")
    une = fabrique.variante(article, "noir", "38", stock=2, code_barre="V74038")
    fabrique.variante(article, "noir", "39", stock=9)
    visiteur = connecter(qui)

    def fichier(adresse: str) -> list[str]:
        reponse: Any = visiteur.get(adresse)
        contenu = b"".join(reponse.streaming_content).decode("utf-8-sig")
        return str(contenu).splitlines()

    assert fichier("/preparation/stock/?niveau=bas&export=csv") == [
        "Modèle;Nom;Couleur;Pointure;Référence;Code;Stock;Seuil",
        "YZ740;'=Mule;noir;38;MUL FEM YZ740 noir 38;V74038;2;3",
    ]
    lignes = fichier(f"/preparation/stock/{une.pk}/?export=csv")
    assert lignes[0] == "Quand;Quoi;Pièces;Solde;Commande;Par;Motif"
    assert [ligne.split(";", 1)[1] for ligne in lignes[1:]] == ["Entrée;2;2;;;Stock de départ du test"]
    assert visiteur.get("/preparation/stock/?export=pdf").status_code == 404
