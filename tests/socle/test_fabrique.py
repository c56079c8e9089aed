"""The builders write rows that keep the rules of the house."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from commande.etats import Etat
from tests import fabrique

pytestmark = pytest.mark.django_db


def test_the_stock_of_a_variant_is_explained_by_its_movements() -> None:
    variante = fabrique.variante(stock=7)
    assert variante.qte_disponible == 7
    assert variante.mouvements.aggregate(somme=Sum("delta")) == {"somme": 7}


def test_an_order_stands_in_its_state_with_one_open_history_row() -> None:
    qui = fabrique.operateur()
    commande = fabrique.commande(Etat.AFFECTEE, operateur_confirmation=qui)
    assert [(e.etat, e.date_fin) for e in commande.etats.all()] == [("affectee", None)]
    assert commande.etats.get().date_debut == commande.cree_le
    assert commande.operateur_confirmation == qui


def test_the_amounts_of_an_order_follow_its_lines_and_its_place() -> None:
    sandale = fabrique.variante(fabrique.article(prix="209.10"))
    commande = fabrique.commande(ville=fabrique.ville("Safi", frais="25.20"), lignes=[(sandale, 2)])
    commande.refresh_from_db()
    assert (commande.sous_total, commande.total) == (Decimal("418.20"), Decimal("443.40"))
    sans_tarif = fabrique.commande(ville=fabrique.ville("Deroua", frais=None))
    assert (sans_tarif.frais_livraison, sans_tarif.total) == (None, Decimal("0.00"))


def test_builders_can_be_called_many_times() -> None:
    assert len({fabrique.commande().numero for _ in range(3)}) == 3
    assert len({fabrique.variante(couleur="أسود").code_barre for _ in range(3)}) == 3
    assert fabrique.region() == fabrique.region()
    assert fabrique.ville("Fès", region="Fès-Meknès") != fabrique.ville("Fès", region="Oriental")
    assert fabrique.article_upsell().prix_upsell_2 == Decimal("219.00")
