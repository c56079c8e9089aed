"""The life of an order through the engine, step by step, with exact effects."""

import itertools
from decimal import Decimal

import pytest

from article.models import MouvementStock
from commande.etats import Etat
from parametre.models import Reglages
from tests import fabrique
from tests.commande.parcours import CHEMINS, Equipe, amener, historique

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe() -> Equipe:
    return Equipe()


@pytest.mark.parametrize("etat", list(CHEMINS))
def test_every_state_is_reached_with_an_unbroken_history(etat: Etat, equipe: Equipe) -> None:
    if etat == Etat.CONFIRMEE:
        Reglages.objects.create(impression_apres_confirmation=False)
    commande = amener(etat, equipe)
    assert commande.etat == etat
    sejours = list(commande.etats.order_by("pk"))
    assert sejours[-1].etat == etat
    assert sejours[-1].date_fin is None
    for avant, apres in itertools.pairwise(sejours):
        assert avant.date_fin == apres.date_debut
    assert commande.version == 1 + len(CHEMINS[etat])


def test_a_whole_life(equipe: Equipe) -> None:
    article = fabrique.article(prix=299)
    variante = fabrique.variante(article, stock=3)
    commande = amener(Etat.LIVREE, equipe, lignes=[(variante, 2)], ville=fabrique.ville(frais=25))
    assert historique(commande) == [
        ("", "non_affectee"),
        ("affecter", "affectee"),
        ("demarrer_confirmation", "en_cours_confirmation"),
        ("confirmer", "confirmee"),
        ("mettre_a_imprimer", "a_imprimer"),
        ("imprimer", "en_preparation"),
        ("terminer_preparation", "preparee"),
        ("expedier", "en_cours_livraison"),
        ("livrer", "livree"),
    ]
    assert (commande.operateur_confirmation, commande.operateur_preparation, commande.operateur_livraison) == (
        equipe.confirmation,
        equipe.preparation,
        equipe.logistique,
    )
    assert (commande.total_confirme, commande.total, commande.montant_encaisse) == (Decimal("623.00"),) * 3
    assert commande.encaisse_le is not None
    assert commande.envoi is not None
    assert commande.envoi.operateur == equipe.logistique
    variante.refresh_from_db()
    assert variante.qte_disponible == 1
    assert list(MouvementStock.objects.filter(commande=commande).values_list("type", "delta", "operateur")) == [
        ("CONFIRMATION", -2, equipe.confirmation.pk)
    ]
    ligne = commande.lignes.get()
    assert ligne.quantite_livree == 2
