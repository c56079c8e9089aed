"""The same purchase twice: certain, said by the sheet, probable."""

import pytest

from commande.etats import Etat
from commande.models import Commande
from synchronisation.models import ExecutionSync
from tests import fabrique
from tests.synchronisation.conftest import Feuille, commande
from tests.synchronisation.test_issues import codes, compteurs, trace

pytestmark = pytest.mark.django_db
TEL = "0612345678"
AUTRE = "0698765432"


def lancer(feuille: Feuille) -> ExecutionSync:
    return feuille.synchroniser()


def test_the_same_article_and_telephone_within_a_day_is_a_duplicate(feuille: Feuille) -> None:
    feuille.ajouter("A-1", date="2026-11-20 10:00").ajouter("A-2", "06-12-34-56-78", date="2026-11-21 09:59")
    assert compteurs(lancer(feuille)) == {"lues": 2, "nouvelle": 1, "doublon": 1}
    double = commande("A-2")
    assert (double.etat, double.doublon_de) == (Etat.DOUBLON, commande("A-1"))
    assert double.etats.get().etat == Etat.DOUBLON
    assert double.lignes.count() == 1
    assert trace("N:A-2").raison == "Doublon de A-1."


@pytest.mark.parametrize(
    "champs",
    [
        {"date": "2026-11-21 10:01"},
        {"produit": "SDL FEM YZ244 39/Noir/أسود"},
        {"produit": "SDL FEM YZ244 38/Rouge/أحمر"},
    ],
)
def test_another_day_size_or_colour_is_only_probable(feuille: Feuille, champs: dict[str, str]) -> None:
    feuille.ajouter("A-1", date="2026-11-20 10:00").ajouter("A-2", **({"date": "2026-11-20 11:00"} | champs))
    assert compteurs(lancer(feuille)) == {"lues": 2, "nouvelle": 2}
    c = commande("A-2")
    assert (c.etat, codes(c), c.doublon_de) == (Etat.NON_AFFECTEE, ["doublon_probable"], None)
    assert c.raisons[0]["candidats"] == [{"type": "commande", "id": commande("A-1").pk, "libelle": "A-1"}]
    assert commande("A-1").raisons == []


def test_after_a_week_or_another_telephone_nothing_is_said(feuille: Feuille) -> None:
    feuille.ajouter("A-1", date="2026-11-01 10:00").ajouter("A-2", date="2026-11-08 10:01").ajouter("A-3", AUTRE)
    assert compteurs(lancer(feuille)) == {"lues": 3, "nouvelle": 3}
    assert [c.raisons for c in Commande.objects.all()] == [[], [], []]


def test_a_second_run_sees_the_orders_of_the_first(feuille: Feuille) -> None:
    lancer(feuille.ajouter("A-1", date="2026-11-20 10:00"))
    feuille.ajouter("A-2", date="2026-11-20 12:00")
    assert compteurs(lancer(feuille)) == {"lues": 2, "inchangee": 1, "doublon": 1}
    assert commande("A-2").doublon_de == commande("A-1")


def test_a_confirmed_order_is_not_repeated_but_still_beside(feuille: Feuille) -> None:
    lancer(feuille.ajouter("A-1", date="2026-11-20 10:00"))
    Commande.objects.filter(numero="A-1").update(etat=Etat.A_IMPRIMER)
    lancer(feuille.ajouter("A-2", date="2026-11-20 12:00"))
    assert (commande("A-2").etat, codes(commande("A-2"))) == (Etat.NON_AFFECTEE, ["doublon_probable"])


def test_a_closed_order_counts_for_nothing(feuille: Feuille) -> None:
    lancer(feuille.ajouter("A-1", statut="Annulée", motifs="x").ajouter("A-2"))
    assert (commande("A-2").etat, commande("A-2").raisons) == (Etat.NON_AFFECTEE, [])


def test_the_setting_widens_the_hours(feuille: Feuille) -> None:
    from parametre.models import Reglages

    Reglages.objects.update_or_create(pk=1, defaults={"doublon_heures": 48})
    feuille.ajouter("A-1", date="2026-11-20 10:00").ajouter("A-2", date="2026-11-22 09:00")
    assert compteurs(lancer(feuille)) == {"lues": 2, "nouvelle": 1, "doublon": 1}


@pytest.mark.parametrize("ordre", ["avant", "apres"])
def test_a_duplicate_said_by_the_sheet_is_tied_whatever_the_order_of_rows(feuille: Feuille, ordre: str) -> None:
    if ordre == "avant":
        feuille.ajouter("A-1")
    feuille.ajouter("A-2", statut="Doublon", motifs="A-1 (L2)", produit="SDL FEM YZ244 39/Rouge")
    if ordre == "apres":
        feuille.ajouter("A-1")
    assert compteurs(lancer(feuille)) == {"lues": 2, "nouvelle": 1, "doublon": 1}
    assert (commande("A-2").etat, commande("A-2").doublon_de) == (Etat.DOUBLON, commande("A-1"))
    assert commande("A-2").raisons == []


def test_an_original_in_a_later_batch_is_waited_for(feuille: Feuille, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synchronisation.services.execution.TAILLE_LOT", 2)
    feuille.ajouter("A-2", statut="Doublon", motifs="A-1 (L6)")
    for n in range(3, 6):
        feuille.ajouter(f"A-{n}", f"069999999{n}")
    feuille.ajouter("A-1")
    assert compteurs(lancer(feuille)) == {"lues": 5, "nouvelle": 4, "doublon": 1}
    assert commande("A-2").doublon_de == commande("A-1")


def test_an_unknown_original_leaves_the_duplicate_untied_with_its_reason(feuille: Feuille) -> None:
    feuille.ajouter("A-2", statut="Doublon", motifs="ZZ-000099 (L9)").ajouter("A-3", AUTRE, statut="Doublon")
    assert compteurs(lancer(feuille)) == {"lues": 2, "doublon": 2}
    for numero in ("A-2", "A-3"):
        c = commande(numero)
        assert (c.etat, c.doublon_de, codes(c)) == (Etat.DOUBLON, None, ["doublon_inconnu"])


def test_an_original_with_another_telephone_is_to_be_checked(feuille: Feuille) -> None:
    feuille.ajouter("A-1").ajouter("A-2", AUTRE, statut="Doublon", motifs="A-1 (L2)")
    assert compteurs(lancer(feuille)) == {"lues": 2, "nouvelle": 2}
    c = commande("A-2")
    assert (c.etat, c.doublon_de, codes(c), c.a_verifier) == (
        Etat.NON_AFFECTEE,
        None,
        ["doublon_autre_telephone"],
        True,
    )
    assert c.raisons[0]["candidats"][0]["libelle"] == "A-1"


def test_a_row_that_names_itself_is_tied_to_nothing(feuille: Feuille) -> None:
    lancer(feuille.ajouter("A-2", statut="Doublon", motifs="A-2 (L2)"))
    assert (commande("A-2").etat, commande("A-2").doublon_de) == (Etat.DOUBLON, None)


def test_the_number_of_another_source_counts_only_with_the_same_telephone(feuille: Feuille) -> None:
    lancer(feuille.ajouter("A-1").ajouter("A-7", AUTRE))
    suite = Feuille("mois suivant", "MS")
    suite.ajouter("B-1", statut="Doublon", motifs="A-1 (L2)").ajouter(
        "B-2", "0655555555", statut="Doublon", motifs="A-7"
    )
    assert compteurs(suite.synchroniser()) == {"lues": 2, "doublon": 2}
    assert commande("B-1").doublon_de == commande("A-1")
    assert (commande("B-2").doublon_de, codes(commande("B-2"))) == (None, ["doublon_inconnu"])


def test_duplicates_wait_in_no_work_list(feuille: Feuille) -> None:
    from commande.services.affectation import affecter_automatiquement

    fabrique.operateur("CONFIRMATION")
    lancer(feuille.ajouter("A-1").ajouter("A-2"))
    assert affecter_automatiquement() == 1
    assert commande("A-2").etat == Etat.DOUBLON
    assert commande("A-2").operateur_confirmation is None
