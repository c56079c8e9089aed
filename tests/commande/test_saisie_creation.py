"""Orders are born complete: number, lines, price, first history row."""

from decimal import Decimal

import pytest

from commande.models import Commande, EtatCommande, LigneCommande
from commande.services.saisie import NouvelleCommande, NouvelleLigne, creer_commande, creer_en_lot
from tests import fabrique as f

pytestmark = pytest.mark.django_db


def test_une_commande_sans_operateur_reste_non_affectee() -> None:
    variante = f.variante(f.article_upsell())
    commande = creer_commande(
        client=f.client(), ville=f.ville(frais=25), adresse=" 12 rue X ", lignes=[(variante.pk, 2)]
    )
    commande.refresh_from_db()
    assert commande.etat == "non_affectee"
    assert (commande.sous_total, commande.frais_livraison, commande.total) == (498, 25, 523)
    assert commande.compteur_upsell == 1
    assert commande.numero == "CMD-000001"
    assert commande.code_barre == "CMD000001"
    assert commande.adresse == "12 rue X"
    (ligne,) = commande.lignes.all()
    assert (ligne.variante_id, ligne.quantite, ligne.prix_unitaire) == (variante.pk, 2, Decimal("249.00"))
    (etape,) = commande.etats.all()
    assert (etape.etat, etape.date_debut, etape.date_fin) == ("non_affectee", commande.cree_le, None)


def test_une_offre_arrive_avec_son_prix() -> None:
    variante = f.variante()
    (commande,) = creer_en_lot(
        [
            NouvelleCommande(
                client_id=f.client().pk,
                ville=None,
                numero="YCN-1",
                lignes=(NouvelleLigne(variante.pk, 3, 3, Decimal(350)),),
            )
        ]
    )
    assert commande.total == Decimal("350.00")
    assert commande.frais_livraison is None
    assert [(li.quantite, li.prix_unitaire, li.origine_prix) for li in commande.lignes.all()] == [
        (2, Decimal("116.67"), "OFFRE"),
        (1, Decimal("116.66"), "OFFRE"),
    ]
