"""What the sheet promised follows the article that the operator finds; a long call stays in hand."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from commande.models import Commande
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from tests import fabrique
from tests.confirmation.outils import adresse, en_appel, envoyer, photographie
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db
TEXTE = "SDL FEM YZ 161 عرض قطعتين فقط ب350 درهم / 38 / qamhi"


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


def promise(qui: Operateur, **champs: Any) -> tuple[Commande, Any]:
    """Return an order whose text promises two pieces for 350, and the variant that it means."""
    variante = fabrique.variante(fabrique.article(161, prix=199), "beige", "38", stock=9)
    raison = {
        "code": "produit_couleur_inconnue",
        "message": "Couleur à préciser.",
        "texte": TEXTE,
        "candidats": [{"type": "variante", "id": variante.pk, "libelle": "beige 38"}],
    }
    commande = fabrique.commande(
        "en_cours_confirmation",
        operateur_confirmation=qui,
        ville=fabrique.ville("Fès", frais=30),
        texte_produit=TEXTE,
        a_verifier=True,
        raisons=[raison],
        **champs,
    )
    return commande, variante


def lues(commande: Commande) -> list[tuple[Any, ...]]:
    champs = ("variante_id", "quantite", "prix_unitaire", "origine_prix", "offre_pieces", "offre_prix")
    return list(commande.lignes.order_by("pk").values_list(*champs))


def totaux(commande: Commande) -> tuple[Decimal, Decimal, Decimal | None]:
    commande.refresh_from_db()
    return commande.sous_total, commande.total, commande.frais_livraison


def test_the_candidate_takes_the_offer(qui: Operateur) -> None:
    commande, variante = promise(qui)
    envoi = {"code": "produit_couleur_inconnue", "candidat": variante.pk}
    assert envoyer(connecter(qui), commande, "verifier", **envoi).status_code == 302
    assert lues(commande) == [(variante.pk, 2, Decimal("175.00"), "OFFRE", 2, Decimal("350.00"))]
    assert totaux(commande) == (Decimal("350.00"), Decimal("380.00"), Decimal("30.00"))


def test_the_quantity_of_the_sheet_counts_offers(qui: Operateur) -> None:
    commande, variante = promise(qui, valeurs_brutes={"Quantité": "2"})
    envoyer(connecter(qui), commande, "verifier", code="produit_couleur_inconnue", candidat=variante.pk)
    assert lues(commande) == [(variante.pk, 4, Decimal("175.00"), "OFFRE", 4, Decimal("700.00"))]


def test_another_variant_of_the_article_takes_it_too_and_once(qui: Operateur) -> None:
    commande, variante = promise(qui)
    noir = fabrique.variante(variante.article, "noir", "39", stock=9)
    visiteur = connecter(qui)
    envoyer(visiteur, commande, "lignes", geste="ajouter", vers=noir.pk)
    assert lues(commande) == [(noir.pk, 2, Decimal("175.00"), "OFFRE", 2, Decimal("350.00"))]
    envoyer(visiteur, commande, "lignes", geste="ajouter", vers=variante.pk)
    # The third piece follows the catalogue.
    assert totaux(commande) == (Decimal("549.00"), Decimal("579.00"), Decimal("30.00"))


def test_another_article_takes_nothing_and_an_ended_offer_comes_back_whole(qui: Operateur) -> None:
    commande, variante = promise(qui)
    autre = fabrique.variante(fabrique.article(740, prix=299), stock=5)
    visiteur = connecter(qui)
    envoyer(visiteur, commande, "lignes", geste="ajouter", vers=autre.pk)
    assert totaux(commande) == (Decimal("299.00"), Decimal("329.00"), Decimal("30.00"))
    envoyer(visiteur, commande, "lignes", geste="ajouter", vers=variante.pk)
    assert totaux(commande)[0] == Decimal("649.00")
    envoyer(visiteur, commande, "lignes", geste="regler", de=variante.pk, pieces=1)
    assert totaux(commande)[0] == Decimal("498.00")
    envoyer(visiteur, commande, "lignes", geste="regler", de=variante.pk, pieces=0)
    envoyer(visiteur, commande, "lignes", geste="ajouter", vers=variante.pk)
    assert totaux(commande)[0] == Decimal("649.00")


def test_a_long_call_stays_in_hand_and_moves_nothing_else(qui: Operateur) -> None:
    commande = en_appel(qui, occupee_par=qui, occupee_jusqua=maintenant() + dt.timedelta(seconds=30))
    avant = photographie(commande)
    assert f'data-bail="{adresse(commande, "bail")}"' in lire(connecter(qui), adresse(commande))
    assert envoyer(connecter(qui), commande, "bail").status_code == 204
    assert photographie(commande) == avant
    assert commande.occupee_par == qui
    assert commande.occupee_jusqua is not None
    assert commande.occupee_jusqua > maintenant() + dt.timedelta(minutes=19)


def test_a_lease_of_somebody_else_is_not_taken(qui: Operateur) -> None:
    fin = maintenant() + dt.timedelta(minutes=5)
    autre = fabrique.operateur("CONFIRMATION")
    commande = en_appel(qui, occupee_par=autre, occupee_jusqua=fin)
    assert envoyer(connecter(qui), commande, "bail").status_code == 409
    commande.refresh_from_db()
    assert (commande.occupee_par, commande.occupee_jusqua) == (autre, fin)


def test_a_delivered_order_leads_to_its_exchange(qui: Operateur) -> None:
    livree = fabrique.commande("livree", operateur_confirmation=qui)
    confirmee = fabrique.commande("confirmee", operateur_confirmation=qui)
    assert f'href="/confirmation/nouvelle/echange/{livree.pk}/"' in lire(connecter(qui), adresse(livree))
    assert "/nouvelle/echange/" not in lire(connecter(qui), adresse(confirmee))
