"""The ledger: the counter is the sum of its movements, and never goes below zero."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from article.erreurs import ErreurRupture, Manque
from article.models import MouvementStock, TypeMouvement, Variante
from article.services import stock
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurStock
from parametre.models import TypeOperateur
from tests import fabrique

pytestmark = pytest.mark.django_db


def journal(variante: Variante) -> list[tuple[str, int, int]]:
    return list(
        MouvementStock.objects.filter(variante=variante).order_by("pk").values_list("type", "delta", "solde_apres")
    )


def solde(variante: Variante) -> int:
    return Variante.objects.values_list("qte_disponible", flat=True).get(pk=variante.pk)


def test_every_manual_act_writes_its_movement() -> None:
    variante = fabrique.variante()
    admin = fabrique.operateur(TypeOperateur.ADMIN)
    stock.entrer(variante_id=variante.pk, quantite=10, motif="livraison", operateur=admin)
    stock.sortir(variante_id=variante.pk, quantite=3, motif="abîmées")
    stock.ajuster(variante_id=variante.pk, delta=-2, motif="erreur de saisie")
    stock.ajuster(variante_id=variante.pk, delta=1, motif="retrouvée")
    mouvement = stock.compter(variante_id=variante.pk, quantite=20, motif="inventaire")
    assert mouvement is not None
    assert mouvement.delta == 14
    assert journal(variante) == [
        ("ENTREE", 10, 10),
        ("REBUT", -3, 7),
        ("AJUSTEMENT", -2, 5),
        ("AJUSTEMENT", 1, 6),
        ("INVENTAIRE", 14, 20),
    ]
    assert solde(variante) == 20
    assert MouvementStock.objects.earliest("pk").operateur == admin


def test_a_count_that_was_right_writes_nothing() -> None:
    variante = fabrique.variante(stock=5)
    assert stock.compter(variante_id=variante.pk, quantite=5, motif="inventaire") is None
    assert journal(variante) == [("ENTREE", 5, 5)]


@pytest.mark.parametrize(
    "acte",
    [
        lambda v: stock.entrer(variante_id=v, quantite=0, motif="m"),
        lambda v: stock.entrer(variante_id=v, quantite=-1, motif="m"),
        lambda v: stock.entrer(variante_id=v, quantite=10**9, motif="m"),
        lambda v: stock.entrer(variante_id=v, quantite=1, motif="  "),
        lambda v: stock.entrer(variante_id=v * 0, quantite=1, motif="m"),
        lambda v: stock.sortir(variante_id=v, quantite=-1, motif="m"),
        lambda v: stock.ajuster(variante_id=v, delta=0, motif="m"),
        lambda v: stock.compter(variante_id=v, quantite=-1, motif="m"),
        lambda v: stock.compter(variante_id=v, quantite=3, motif=""),
        lambda v: stock.compter_en_lot(quantites={v: 4, 0: 1}, motif="m"),
        lambda v: stock.compter_en_lot(quantites={v: 4, v + 1: -1}, motif="m"),
    ],
)
def test_a_wrong_value_is_refused_and_changes_nothing(acte: Callable[[int], object]) -> None:
    variante = fabrique.variante(stock=5)
    with pytest.raises(ErreurSaisie):
        acte(variante.pk)
    assert journal(variante) == [("ENTREE", 5, 5)]
    assert solde(variante) == 5


@pytest.mark.parametrize(
    ("role", "actif"),
    [(TypeOperateur.CONFIRMATION, True), (TypeOperateur.LOGISTIQUE, True), (TypeOperateur.ADMIN, False)],
)
def test_the_stock_is_kept_by_administration_and_preparation(role: str, actif: bool) -> None:
    variante = fabrique.variante(stock=5)
    personne = fabrique.operateur(role, actif=actif)
    with pytest.raises(ErreurDroit):
        stock.entrer(variante_id=variante.pk, quantite=1, motif="m", operateur=personne)
    with pytest.raises(ErreurDroit):
        stock.compter_en_lot(quantites={variante.pk: 1}, motif="m", operateur=personne)
    assert solde(variante) == 5
    stock.entrer(variante_id=variante.pk, quantite=1, motif="m", operateur=fabrique.operateur("PREPARATION"))
    assert solde(variante) == 6


def test_taking_more_than_there_is_is_refused() -> None:
    variante = fabrique.variante(stock=2)
    for acte in (
        lambda: stock.sortir(variante_id=variante.pk, quantite=3, motif="m"),
        lambda: stock.ajuster(variante_id=variante.pk, delta=-3, motif="m"),
    ):
        with pytest.raises(ErreurStock):
            acte()
    assert journal(variante) == [("ENTREE", 2, 2)]


def test_one_error_names_every_variant_that_is_short() -> None:
    a, b, c = fabrique.variante(stock=1), fabrique.variante(stock=5), fabrique.variante()
    commande = fabrique.commande()
    with pytest.raises(ErreurRupture) as refus, transaction.atomic():
        stock.prendre(quantites={c.pk: 2, b.pk: 1, a.pk: 3}, commande_id=commande.pk, operateur_id=None)
    assert refus.value.manques == (Manque(a.pk, a.reference, 3, 1), Manque(c.pk, c.reference, 2, 0))
    assert a.reference in refus.value.phrase
    assert c.reference in refus.value.phrase
    assert b.reference not in refus.value.phrase
    assert (solde(a), solde(b), solde(c)) == (1, 5, 0)
    assert not MouvementStock.objects.filter(commande=commande).exists()


def test_taking_and_giving_back_returns_to_where_it_was() -> None:
    a, b = fabrique.variante(stock=4), fabrique.variante(stock=2)
    commande = fabrique.commande()
    with transaction.atomic():
        stock.prendre(quantites={a.pk: 3, b.pk: 2}, commande_id=commande.pk, operateur_id=None)
    assert (solde(a), solde(b)) == (1, 0)
    with transaction.atomic():
        stock.rendre(quantites={a.pk: 3, b.pk: 2}, commande_id=commande.pk, operateur_id=None)
    assert (solde(a), solde(b)) == (4, 2)
    assert journal(a) == [("ENTREE", 4, 4), ("CONFIRMATION", -3, 1), ("LIBERATION", 3, 4)]
    assert MouvementStock.objects.filter(commande=commande).count() == 4


def test_a_defective_return_enters_and_leaves() -> None:
    variante = fabrique.variante(stock=1)
    with transaction.atomic():
        stock.mouvementer(
            variations=[
                stock.Variation(variante.pk, 2, TypeMouvement.RETOUR),
                stock.Variation(variante.pk, -2, TypeMouvement.REBUT),
            ],
            commande_id=None,
            operateur_id=None,
        )
    assert journal(variante) == [("ENTREE", 1, 1), ("RETOUR", 2, 3), ("REBUT", -2, 1)]


def test_a_bulk_count_writes_only_what_changed() -> None:
    variantes = [fabrique.variante(stock=n) for n in (1, 2, 3)]
    comptes = {variantes[0].pk: 7, variantes[1].pk: 2, variantes[2].pk: 0}
    assert stock.compter_en_lot(quantites=comptes, motif="inventaire") == 2
    assert [solde(v) for v in variantes] == [7, 2, 0]
    assert journal(variantes[0])[-1] == ("INVENTAIRE", 6, 7)
    assert len(journal(variantes[1])) == 1
    assert journal(variantes[2])[-1] == ("INVENTAIRE", -3, 0)
    assert stock.compter_en_lot(quantites=comptes, motif="inventaire") == 0
    assert stock.compter_en_lot(quantites={}, motif="inventaire") == 0


def test_a_bulk_count_costs_a_few_statements(django_assert_num_queries: Callable[..., object]) -> None:
    de = fabrique.article()
    comptes = {fabrique.variante(de, pointure=str(n)).pk: 4 for n in range(30)}
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        assert stock.compter_en_lot(quantites=comptes, motif="inventaire") == 30


@pytest.mark.django_db(transaction=True)
def test_the_engine_moves_stock_only_inside_a_transaction() -> None:
    variante = fabrique.variante(stock=1)
    with pytest.raises(transaction.TransactionManagementError):
        stock.prendre(quantites={variante.pk: 1}, commande_id=1, operateur_id=None)
    assert solde(variante) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sold_is_the_smaller_of_demand_and_stock_whatever_the_order_of_arrival() -> None:
    variante = fabrique.variante(stock=20)
    barriere = threading.Barrier(8)
    refus: list[ErreurRupture] = []

    def vendre() -> None:
        barriere.wait()
        for _ in range(4):
            try:
                stock.sortir(variante_id=variante.pk, quantite=1, motif="course")
            except ErreurRupture as erreur:
                refus.append(erreur)
        connection.close()

    fils = [threading.Thread(target=vendre) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(refus) == 12
    assert solde(variante) == 0
    assert sorted(s for _, _, s in journal(variante)[1:]) == list(range(20))
