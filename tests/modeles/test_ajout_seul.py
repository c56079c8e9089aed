"""What happened stays written: the database refuses to change it, whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from article.models import MouvementStock
from commande.models import Commande, EtatCommande, Operation
from config.noyau.horloge import maintenant
from tests import fabrique

pytestmark = pytest.mark.django_db


@pytest.fixture
def commande() -> Commande:
    """An order with one closed stay, one open, a contact and a movement of stock."""
    variante = fabrique.variante(stock=5)
    commande = fabrique.commande("affectee", lignes=[(variante, 1)])
    instant = maintenant()
    with fabrique.passe_droit():
        commande.etats.update(date_fin=instant)
    EtatCommande.objects.create(commande=commande, etat="en_cours_confirmation", date_debut=instant)
    Operation.objects.create(commande=commande, type="APPEL", conclusion="Rappeler", date=instant)
    return commande


def contacts(commande: Commande) -> models.QuerySet[Any]:
    return commande.operations.all()


def mouvements(commande: Commande) -> models.QuerySet[Any]:
    return MouvementStock.objects.filter(variante__lignes__commande=commande)


def clos(commande: Commande) -> models.QuerySet[Any]:
    return commande.etats.filter(date_fin__isnull=False)


def ouvert(commande: Commande) -> models.QuerySet[Any]:
    return commande.etats.filter(date_fin=None)


@pytest.mark.parametrize(
    ("rangees", "changement"),
    [
        (contacts, {"conclusion": "Jamais dit"}),
        (contacts, {"date": maintenant()}),
        (mouvements, {"delta": 50}),
        (mouvements, {"motif": "Autre motif"}),
        (clos, {"date_fin": maintenant()}),
        (clos, {"date_fin": None}),
        (clos, {"motif": "Autre motif"}),
        (ouvert, {"etat": "confirmee"}),
        (ouvert, {"date_debut": maintenant()}),
        (ouvert, {"motif": "Autre motif"}),
        (ouvert, {"transition": "confirmer"}),
        (ouvert, {"operateur": "qui"}),
        (ouvert, {"responsable": "qui"}),
        (ouvert, {"commande": "une autre"}),
        (ouvert, {"date_fin": maintenant(), "etat": "confirmee"}),
    ],
)
def test_a_row_that_tells_what_happened_is_never_changed(
    commande: Commande, rangees: Callable[[Commande], models.QuerySet[Any]], changement: dict[str, Any]
) -> None:
    valeurs = {"qui": fabrique.operateur(), "une autre": fabrique.commande()}
    voulu = {champ: valeurs.get(valeur, valeur) for champ, valeur in changement.items()}
    avant = list(rangees(commande).values())
    assert len(avant) == 1
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        rangees(commande).update(**voulu)
    assert list(rangees(commande).values()) == avant


def test_a_stay_is_closed_once(commande: Commande) -> None:
    fin = maintenant()
    assert ouvert(commande).update(date_fin=fin) == 1
    assert commande.etats.get(etat="en_cours_confirmation").date_fin == fin


def test_what_hangs_on_an_order_goes_with_it(commande: Commande) -> None:
    commande.delete()
    assert not EtatCommande.objects.filter(commande_id=commande.pk).exists()
    assert not Operation.objects.exists()
