"""What the administrator does to an order from its page."""

import pytest
from django.test import Client as Navigateur
from django.urls import reverse

from commande.etats import Etat
from commande.models import Commande
from parametre.models import TypeOperateur
from tests import fabrique

pytestmark = pytest.mark.django_db


def test_une_annulation_demande_un_motif_et_ne_se_fait_qu_une_fois(client: Navigateur) -> None:
    """Refuse without a reason, cancel with one, and take the same form again for the same act."""
    admin = fabrique.operateur(TypeOperateur.ADMIN)
    client.force_login(admin.user)
    commande = fabrique.commande(Etat.NON_AFFECTEE)
    page, adresse = (reverse(f"pilotage:{nom}", args=[commande.pk]) for nom in ("commande", "agir"))
    assert 'value="annuler"' in client.get(page).text
    client.post(adresse, {"acte": "annuler", "cle": "a1"})
    client.post(adresse, {"acte": "livrer", "motif": "x", "cle": "a2"})
    assert Commande.objects.get().etat == Etat.NON_AFFECTEE
    for _fois in range(2):
        client.post(adresse, {"acte": "annuler", "motif": "Client parti", "cle": "a3"})
    assert Commande.objects.get().etat == Etat.ANNULEE
    assert list(commande.etats.order_by("pk").values_list("etat", flat=True)) == ["non_affectee", "annulee"]
    assert 'value="rouvrir"' in client.get(page).text
