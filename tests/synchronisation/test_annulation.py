"""Undo of a run: what only it made goes, what it changed comes back, what people touched stays."""

import threading
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from commande.models import Commande, EtatCommande, LigneCommande
from commande.services.transitions import changer_etat
from config.noyau import coherence
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie
from parametre.models import Operateur
from synchronisation.models import ExecutionSync, LigneSync
from synchronisation.services.annulation import annuler_execution
from tests import fabrique
from tests.synchronisation.conftest import Feuille

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def boutique(db: None) -> Iterator[None]:
    fabrique.ville("Casablanca", frais=25)
    fabrique.ville("Fès", frais=30, region="Fès-Meknès")
    fabrique.variante(fabrique.article(244), "noir", "38", stock=9)
    yield
    assert [str(a) for c in coherence.controles() for a in c.chercher()] == []


def test_what_only_the_run_made_goes_and_its_rows_can_be_read_again() -> None:
    feuille = Feuille().ajouter("A1").ajouter("A2", "0612345679")
    execution = feuille.synchroniser()
    assert Commande.objects.count() == 2
    bilan = annuler_execution(execution_id=execution.pk, operateur=fabrique.operateur("ADMIN"))
    assert (bilan.retirees, bilan.restaurees, bilan.laissees) == (2, 0, ())
    assert (Commande.objects.count(), EtatCommande.objects.count(), LigneSync.objects.count()) == (0, 0, 0)
    execution.refresh_from_db()
    assert execution.etat == "ANNULEE"
    assert annuler_execution(execution_id=execution.pk, operateur=None) == bilan
    assert feuille.synchroniser().nouvelle == 2


def test_an_order_that_somebody_touched_stays_and_is_named() -> None:
    feuille = Feuille().ajouter("A1").ajouter("A2", "0612345679")
    execution = feuille.synchroniser()
    admin = fabrique.operateur("ADMIN")
    prise = Commande.objects.get(numero="A1")
    changer_etat(commande_id=prise.pk, transition="annuler", operateur=admin, motif="Le client ne veut plus")
    bilan = annuler_execution(execution_id=execution.pk, operateur=admin)
    assert (bilan.retirees, bilan.nombre_laissees, bilan.laissees[0].commande) == (1, 1, "A1")
    assert [c.numero for c in Commande.objects.all()] == ["A1"]


def test_what_the_run_changed_comes_back() -> None:
    Feuille().ajouter("A1").synchroniser()
    avant = Commande.objects.values("ville", "adresse", "total", "raisons").get()
    lignes = list(LigneCommande.objects.values_list("variante", "quantite", "prix_unitaire"))
    execution = Feuille().ajouter("A1", ville="Fès", quantite="2", adresse="3 rue du Lac").synchroniser()
    assert execution.mise_a_jour == 1
    assert Commande.objects.values("ville", "adresse", "total", "raisons").get() != avant
    bilan = annuler_execution(execution_id=execution.pk, operateur=None)
    assert (bilan.retirees, bilan.restaurees, bilan.laissees) == (0, 1, ())
    assert Commande.objects.values("ville", "adresse", "total", "raisons").get() == avant
    assert list(LigneCommande.objects.values_list("variante", "quantite", "prix_unitaire")) == lignes
    assert Feuille().ajouter("A1").synchroniser().inchangee == 1


def test_refusals_change_nothing() -> None:
    execution = Feuille().ajouter("A1").synchroniser()
    with pytest.raises(ErreurDroit):
        annuler_execution(execution_id=execution.pk, operateur=fabrique.operateur())
    with pytest.raises(ErreurSaisie):
        annuler_execution(execution_id=execution.pk + 99, operateur=None)
    assert (Commande.objects.count(), ExecutionSync.objects.get().etat) == (1, "REUSSIE")


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    execution = Feuille().ajouter("A1").synchroniser()
    call_command("synchroniser", annuler_execution=execution.pk)
    assert "1 commandes retirées, 0 restaurées, 0 laissées" in capsys.readouterr().out


def prendre(pk: int, qui: Operateur, depart: threading.Barrier, refus: list[ErreurMetier]) -> None:
    depart.wait()
    try:
        changer_etat(commande_id=pk, transition="annuler", operateur=qui, motif="Essai")
    except ErreurMetier as erreur:
        refus.append(erreur)
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_operator_who_takes_the_order_meanwhile_keeps_it_or_finds_it_gone() -> None:
    for _tour in range(6):
        execution = Feuille().ajouter("A1").synchroniser()
        commande, admin = Commande.objects.get(), fabrique.operateur("ADMIN")
        depart = threading.Barrier(2)
        refus: list[ErreurMetier] = []
        fil = threading.Thread(target=prendre, args=(commande.pk, admin, depart, refus))
        fil.start()
        depart.wait()
        bilan = annuler_execution(execution_id=execution.pk, operateur=admin)
        fil.join()
        assert (bilan.retirees, len(refus), Commande.objects.count()) in ((1, 1, 0), (0, 0, 1))
        Commande.objects.all().delete()
        LigneSync.objects.all().delete()
