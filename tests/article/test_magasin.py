"""Goods received, counted, corrected: each form counts once, a refusal moves nothing."""

import pytest

from article.erreurs import ErreurRupture
from article.models import CleStock, MouvementStock, Variante
from article.services.magasin import changer_seuils, corriger, inventorier, recevoir
from commande.services.cles import purger_cles
from config.noyau.erreurs import ErreurConcurrence, ErreurDroit, ErreurSaisie
from parametre.models import Operateur
from tests import fabrique

pytestmark = pytest.mark.django_db


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("PREPARATION")


@pytest.fixture
def deux() -> tuple[Variante, Variante]:
    article = fabrique.article(740)
    return fabrique.variante(article, "noir", "38", stock=5), fabrique.variante(article, "noir", "39")


def stocks(*variantes: Variante) -> list[int]:
    par_id = dict(Variante.objects.values_list("pk", "qte_disponible"))
    return [par_id[v.pk] for v in variantes]


def test_a_delivery_sent_twice_is_entered_once(qui: Operateur, deux: tuple[Variante, Variante]) -> None:
    une, autre = deux
    quantites = {une.pk: 3, autre.pk: 2}
    rendus = [recevoir(quantites=quantites, motif="Bon 12", operateur=qui, cle="f1") for _double_clic in range(2)]
    assert (rendus, stocks(une, autre)) == ([5, 5], [8, 2])
    mouvements = MouvementStock.objects.filter(type="ENTREE", motif="Bon 12").order_by("variante_id")
    assert list(mouvements.values_list("variante", "delta", "operateur")) == [
        (une.pk, 3, qui.pk),
        (autre.pk, 2, qui.pk),
    ]
    with pytest.raises(ErreurSaisie):
        recevoir(quantites={une.pk: 1}, motif="Bon 12", operateur=qui, cle="f1")
    assert stocks(une, autre) == [8, 2]


def test_a_count_writes_the_differences_it_showed(qui: Operateur, deux: tuple[Variante, Variante]) -> None:
    une, autre = deux
    quantites = {une.pk: 4, autre.pk: 0}
    # Somebody bought a piece between the page and the form.
    with pytest.raises(ErreurConcurrence, match="YZ740 noir 38"):
        inventorier(quantites=quantites, attendues={une.pk: 6, autre.pk: 0}, motif="Inv", operateur=qui, cle="f1")
    assert (stocks(une, autre), CleStock.objects.count()) == ([5, 0], 0)
    attendues = {une.pk: 5, autre.pk: 0}
    for _double_clic in range(2):
        assert inventorier(quantites=quantites, attendues=attendues, motif="Inv", operateur=qui, cle="f1") == 1
    assert stocks(une, autre) == [4, 0]
    assert list(une.mouvements.filter(type="INVENTAIRE").values_list("delta", "solde_apres")) == [(-1, 4)]


def test_a_correction_wants_a_reason_and_never_goes_below_zero(qui: Operateur, deux: tuple[Variante, Variante]) -> None:
    une, _autre = deux
    for _double_clic in range(2):
        assert corriger(variante_id=une.pk, delta=-2, motif="Casse", operateur=qui, cle="f1") == 3
    with pytest.raises(ErreurRupture):
        corriger(variante_id=une.pk, delta=-4, motif="Casse", operateur=qui, cle="f2")
    with pytest.raises(ErreurSaisie):
        corriger(variante_id=une.pk, delta=1, motif="  ", operateur=qui, cle="f3")
    assert (stocks(une), CleStock.objects.count(), une.mouvements.count()) == ([3], 1, 2)


@pytest.mark.parametrize("role", ["CONFIRMATION", "LOGISTIQUE"])
def test_other_roles_do_not_keep_the_warehouse(role: str, deux: tuple[Variante, Variante]) -> None:
    une, _autre = deux
    autrui = fabrique.operateur(role)
    with pytest.raises(ErreurDroit):
        recevoir(quantites={une.pk: 1}, motif="Bon", operateur=autrui, cle="f1")
    with pytest.raises(ErreurDroit):
        changer_seuils(seuils={une.pk: 9}, operateur=autrui)
    une.refresh_from_db()
    assert (une.qte_disponible, une.seuil_alerte, CleStock.objects.count()) == (5, 3, 0)


def test_alert_levels_are_set_together(qui: Operateur, deux: tuple[Variante, Variante]) -> None:
    une, autre = deux
    assert changer_seuils(seuils={une.pk: 8, autre.pk: 3}, operateur=qui) == 1
    assert list(Variante.objects.order_by("pk").values_list("seuil_alerte", flat=True)) == [8, 3]


def test_old_keys_are_forgotten_with_the_others(qui: Operateur, deux: tuple[Variante, Variante]) -> None:
    recevoir(quantites={deux[0].pk: 1}, motif="Bon", operateur=qui, cle="f1")
    assert (purger_cles(jours=1), purger_cles(jours=-1), CleStock.objects.count()) == (0, 1, 0)
