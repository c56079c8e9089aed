"""The last pricing, in `confirmer`: it refuses a total that moved, then nothing moves."""

from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from commande.composition import lignes_de, prix_actuels
from commande.erreurs import ErreurPrixChange
from commande.models import Commande
from commande.prix import ErreurPrix
from commande.services.repricage import CHAMPS_PRIX, figer_prix
from commande.services.saisie import creer_commande
from commande.verrous import verrouiller_commande, verrouiller_commandes
from tests import fabrique as f

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def commande() -> Commande:
    return creer_commande(
        client=f.client(), ville=f.ville(frais=25), adresse="x", lignes=[(f.variante(f.article_upsell()).pk, 2)]
    )


def figer(commande: Commande, attendu: str | None) -> Commande:
    """Do what the engine does: lock, freeze, save."""
    with transaction.atomic():
        verrouillee = verrouiller_commande(commande.pk)
        figer_prix(verrouillee, None if attendu is None else D(attendu))
        verrouillee.save(update_fields=[*CHAMPS_PRIX, "total_confirme"])
    return Commande.objects.get(pk=commande.pk)


@pytest.mark.parametrize("attendu", [None, "523", "523.00"])
def test_un_total_qui_n_a_pas_bouge_est_fige(commande: Commande, attendu: str | None) -> None:
    cle = commande.lignes.get().pk
    figee = figer(commande, attendu)
    assert (figee.total, figee.total_confirme) == (523, 523)
    assert figee.lignes.get().pk == cle


def test_un_total_qui_a_bouge_est_refuse_avec_les_deux_montants(commande: Commande) -> None:
    variante = commande.lignes.get().variante
    assert variante is not None
    f.promotion(variante.article, pourcentage=50)
    avant = (Commande.objects.values().get(), list(commande.lignes.values()))
    with pytest.raises(ErreurPrixChange) as refus:
        figer(commande, "523.00")
    assert "523,00" in refus.value.phrase
    assert "324,00" in refus.value.phrase
    assert (Commande.objects.values().get(), list(commande.lignes.values())) == avant
    figee = figer(commande, "324.00")
    assert (figee.total_confirme, figee.sous_total, figee.compteur_upsell) == (324, 299, 0)
    ligne = figee.lignes.get()
    assert (ligne.prix_unitaire, ligne.origine_prix) == (D("149.50"), "PROMOTION")


def test_ce_qui_est_deja_lu_n_est_pas_relu(
    commande: Commande, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lue = Commande.objects.select_related("ville").get()
    lignes = lignes_de(lue)
    # The promotions alone.
    with django_assert_num_queries(1):
        figer_prix(lue, D(498), lignes=lignes, offerte=True)
    assert (lue.frais_livraison, lue.livraison_offerte, lue.total_confirme) == (0, True, 498)


def test_apres_le_gel_une_promotion_ne_change_rien(commande: Commande) -> None:
    figee = figer(commande, None)
    Commande.objects.update(etat="confirmee")
    variante = figee.lignes.get().variante
    assert variante is not None
    f.promotion(variante.article, pourcentage=50)
    assert prix_actuels(Commande.objects.get()).total == 523


def test_une_remise_sans_prix_est_refusee(commande: Commande) -> None:
    commande.lignes.update(origine_prix="REMISE")
    with pytest.raises(ErreurPrix):
        figer(commande, None)
    assert Commande.objects.get().total_confirme is None


def test_les_verrous_suivent_l_ordre_des_cles(commande: Commande) -> None:
    autre = f.commande()
    with transaction.atomic():
        lues = verrouiller_commandes([autre.pk, commande.pk, autre.pk, 10**9])
    assert [c.pk for c in lues] == sorted([commande.pk, autre.pk])
