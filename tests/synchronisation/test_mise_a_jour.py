"""A row that changed: what the sheet may still decide, and what it may not."""

from decimal import Decimal

import pytest

from commande.etats import Etat
from commande.models import Commande
from commande.services.edition import changer_adresse
from commande.services.saisie import modifier_lignes
from commande.services.transitions import changer_etat
from synchronisation.models import Resultat
from tests import fabrique
from tests.synchronisation.conftest import Feuille, commande
from tests.synchronisation.test_issues import codes, compteurs, trace

pytestmark = pytest.mark.django_db


@pytest.fixture
def lue(feuille: Feuille) -> Feuille:
    """One order, read from its row."""
    feuille.ajouter("A-1").synchroniser()
    return feuille


def test_a_changed_row_changes_an_order_nobody_touched(lue: Feuille, boutique) -> None:
    lue.changer(0, ville="Fès", adresse="Hay Salam", produit="SDL FEM YZ244 39/Rouge", quantite="2", date="2026-11-19")
    assert compteurs(lue.synchroniser()) == {"lues": 1, "mise_a_jour": 1}
    c = commande("A-1")
    assert (c.ville.nom, c.adresse, c.texte_produit) == ("FÈS", "Hay Salam", "SDL FEM YZ244 39/Rouge")
    ligne = c.lignes.get()
    assert (ligne.variante_id, ligne.quantite) == (boutique("rouge", "39"), 2)
    assert (c.sous_total, c.frais_livraison, c.total) == (Decimal("598.00"), Decimal("35.00"), Decimal("633.00"))
    assert (c.total_annonce, c.a_verifier, c.version) == (Decimal("598"), False, 2)
    assert c.date_commande.isoformat() == "2026-11-19T00:00:00+00:00"
    assert compteurs(lue.synchroniser()) == {"lues": 1, "inchangee": 1}


def test_a_new_telephone_moves_the_order_to_its_client(lue: Feuille) -> None:
    lue.lignes[0] = [v.replace("0612345678", "0699999999") for v in lue.lignes[0]]
    assert compteurs(lue.synchroniser()) == {"lues": 1, "mise_a_jour": 1}
    assert commande("A-1").client.telephone == "+212699999999"
    assert Commande.objects.count() == 1


def test_a_corrected_name_follows_unless_a_person_wrote_it(lue: Feuille) -> None:
    assert compteurs(lue.changer(0, client="Salma Benani").synchroniser()) == {"lues": 1, "mise_a_jour": 1}
    client = commande("A-1").client
    assert (client.nom_complet, client.nom_recherche) == ("Salma Benani", "salma benani")
    type(client).objects.update(nom_complet="Mme Benani")
    lue.changer(0, client="Autre").synchroniser()
    client.refresh_from_db()
    assert client.nom_complet == "Mme Benani"


def test_a_mistake_corrected_in_the_sheet_clears_its_reason(feuille: Feuille, boutique) -> None:
    feuille.ajouter("A-1", produit="SDL FEM YZ244 45/Noir", ville="Zzyzx", adresse="rien").synchroniser()
    assert len(commande("A-1").raisons) == 2
    feuille.changer(0, produit="SDL FEM YZ244 39/Noir").synchroniser()
    c = commande("A-1")
    assert c.lignes.get().variante_id == boutique("noir", "39")
    assert [code.split("_")[0] for code in codes(c)] == ["ville"]


def test_a_reason_that_a_person_settled_does_not_come_back(feuille: Feuille) -> None:
    feuille.ajouter("A-1", prix="310").synchroniser()
    Commande.objects.update(raisons=[], a_verifier=False)
    feuille.changer(0, adresse="Nouvelle adresse").synchroniser()
    assert (commande("A-1").adresse, commande("A-1").raisons) == ("Nouvelle adresse", [])


def test_what_a_person_changed_is_never_overwritten(lue: Feuille, boutique) -> None:
    op = fabrique.operateur("CONFIRMATION")
    admin = fabrique.operateur("ADMIN")
    pk = commande("A-1").pk
    changer_etat(commande_id=pk, transition="affecter", operateur=admin, donnees={"operateur_id": op.pk})
    modifier_lignes(commande_id=pk, lignes=[(boutique("rouge", "38"), 1)], operateur=op)
    lue.changer(0, produit="SDL FEM YZ244 39/Noir")
    assert compteurs(lue.synchroniser()) == {"lues": 1, "protegee": 1}
    assert commande("A-1").lignes.get().variante_id == boutique("rouge", "38")
    assert trace("N:A-1").differences == {
        "produit": {"avant": "SDL FEM YZ244 38/Noir/أسود", "feuille": "SDL FEM YZ244 39/Noir"}
    }


def test_only_what_a_person_changed_is_kept_the_rest_follows(lue: Feuille) -> None:
    op = fabrique.operateur("CONFIRMATION")
    admin = fabrique.operateur("ADMIN")
    pk = commande("A-1").pk
    changer_etat(commande_id=pk, transition="affecter", operateur=admin, donnees={"operateur_id": op.pk})
    changer_adresse(commande_id=pk, adresse="Chez le gardien", operateur=op)
    lue.changer(0, adresse="Ailleurs", prix="310")
    assert compteurs(lue.synchroniser()) == {"lues": 1, "mise_a_jour": 1}
    c = commande("A-1")
    assert (c.adresse, c.total_annonce) == ("Chez le gardien", Decimal("310"))
    assert list(trace("N:A-1").differences) == ["adresse"]


@pytest.mark.parametrize("etat", [e for e in Etat if e not in (Etat.NON_AFFECTEE, Etat.AFFECTEE)])
def test_an_order_that_moved_on_is_protected_whole(lue: Feuille, etat: Etat) -> None:
    Commande.objects.update(etat=etat)
    avant = Commande.objects.values().get()
    lue.changer(0, ville="Fès", prix="1", statut="Non affectée", produit="SDL FEM YZ244 39/Rouge")
    assert compteurs(lue.synchroniser()) == {"lues": 1, "protegee": 1}
    assert Commande.objects.values().get() == avant
    ligne = trace("N:A-1")
    assert sorted(ligne.differences) == ["prix", "produit", "statut", "ville"]
    assert f"« {etat.label} »" in ligne.raison
    assert compteurs(lue.synchroniser()) == {"lues": 1, "inchangee": 1}


@pytest.mark.parametrize(
    ("statut", "etat", "transition"),
    [("Annulée", Etat.ANNULEE, "annuler"), ("Erronée", Etat.ERRONEE, "marquer_erronee")],
)
def test_the_sheet_closes_an_order_nobody_has(lue: Feuille, statut: str, etat: Etat, transition: str) -> None:
    assert compteurs(lue.changer(0, statut=statut, motifs="Ne répond plus").synchroniser()) == {
        "lues": 1,
        "mise_a_jour": 1,
    }
    c = commande("A-1")
    assert (c.etat, c.motif) == (etat, "Ne répond plus")
    ouverte = c.etats.get(date_fin=None)
    assert (ouverte.etat, ouverte.transition, ouverte.operateur) == (etat, transition, None)


def test_the_sheet_ties_a_duplicate(lue: Feuille) -> None:
    lue.ajouter("A-2", produit="SDL FEM YZ244 39/Rouge").synchroniser()
    lue.changer(1, statut="Doublon", motifs="A-1 (L2)").synchroniser()
    assert (commande("A-2").etat, commande("A-2").doublon_de) == (Etat.DOUBLON, commande("A-1"))


def test_the_sheet_cannot_cancel_what_an_operator_has(lue: Feuille) -> None:
    op = fabrique.operateur("CONFIRMATION")
    admin = fabrique.operateur("ADMIN")
    pk = commande("A-1").pk
    changer_etat(commande_id=pk, transition="affecter", operateur=admin, donnees={"operateur_id": op.pk})
    assert compteurs(lue.changer(0, statut="Annulée", motifs="x").synchroniser())["protegee"] == 1
    assert commande("A-1").etat == Etat.AFFECTEE
    assert trace("N:A-1").differences["statut"]["feuille"] == "Annulée"


def test_a_blank_status_never_takes_an_order_back(lue: Feuille) -> None:
    op = fabrique.operateur("CONFIRMATION", username="hind")
    lue.changer(0, statut="Affectée", operateur="hind").synchroniser()
    assert (commande("A-1").etat, commande("A-1").operateur_confirmation) == (Etat.AFFECTEE, op)
    lue.changer(0, statut="Non affectée").synchroniser()
    assert (commande("A-1").etat, commande("A-1").operateur_confirmation) == (Etat.AFFECTEE, op)


def test_a_column_that_means_nothing_changes_nothing(lue: Feuille) -> None:
    from synchronisation.services.execution import synchroniser

    tableau = [(n, [*ligne, "vu" if n > 1 else "Note"]) for n, ligne in lue.tableau()]
    avant = Commande.objects.values().get()
    assert compteurs(synchroniser(lambda: tableau, source=lue.source)) == {"lues": 1, "inchangee": 1}
    assert Commande.objects.values().get() == avant
    assert trace("N:A-1").valeurs["Note"] == "vu"


def test_an_existing_order_survives_a_row_that_became_unreadable(lue: Feuille) -> None:
    lue.lignes[0] = [v.replace("0612345678", "#ERROR!") for v in lue.lignes[0]]
    assert compteurs(lue.synchroniser()) == {"lues": 1, "rejetee": 1}
    ligne = trace("N:A-1")
    assert (ligne.resultat, ligne.commande) == (Resultat.REJETEE, commande("A-1"))
    assert commande("A-1").client.telephone == "+212612345678"


def test_rows_that_move_are_the_same_rows(lue: Feuille) -> None:
    lue.ajouter("A-2", "0622222222").synchroniser()
    lue.lignes.reverse()
    assert compteurs(lue.synchroniser()) == {"lues": 2, "inchangee": 2}
