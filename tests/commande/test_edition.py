"""Place, address, discounts, manual prices and free delivery, before the order is confirmed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from commande.etats import AVANT_CONFIRMATION, Etat
from commande.models import Commande
from commande.prix import ErreurPrix
from commande.services.edition import (
    accorder_remise,
    changer_adresse,
    changer_ville,
    fixer_prix,
    offrir_livraison,
    retirer_remise,
)
from commande.services.saisie import NouvelleCommande, NouvelleLigne, creer_en_lot, modifier_lignes
from config.noyau.erreurs import ErreurConcurrence, ErreurDroit, ErreurSaisie, ErreurTransition
from parametre.models import Operateur, Reglages
from tests import fabrique as f

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def operateur() -> Operateur:
    return f.operateur("CONFIRMATION")


@pytest.fixture
def admin() -> Operateur:
    return f.operateur("ADMIN")


def arrivee(operateur: Operateur | None, *lignes: NouvelleLigne, **champs: Any) -> Commande:
    nouvelle = NouvelleCommande(
        client_id=f.client().pk,
        lignes=lignes,
        operateur_confirmation_id=operateur.pk if operateur else None,
        **({"ville": f.ville(frais=25), "adresse": "Rue 1", "etat": Etat.AFFECTEE} | champs),
    )
    return creer_en_lot([nouvelle])[0]


def vu(commande: Commande) -> list[tuple[int, str, str]]:
    return [(li.quantite, str(li.prix_unitaire), li.origine_prix) for li in commande.lignes.all()]


def photo(commande: Commande) -> tuple[Any, ...]:
    """Everything a refusal must leave as it was."""
    return (
        Commande.objects.filter(pk=commande.pk).values().get(),
        list(commande.lignes.values()),
        list(commande.etats.values()),
    )


def raison(code: str) -> dict[str, Any]:
    return {"code": code, "message": code, "texte": "", "candidats": []}


# The place and the address.


def test_changer_de_ville_change_les_frais(operateur: Operateur) -> None:
    variante = f.variante(f.article_upsell())
    commande = arrivee(operateur, NouvelleLigne(variante.pk, 2), raisons=[raison("ville"), raison("produit")])
    changer_ville(commande_id=commande.pk, ville_id=f.ville("Fès", frais="35.50").pk, operateur=operateur)
    commande.refresh_from_db()
    assert str(commande.ville) == "Fès"
    assert (commande.sous_total, commande.frais_livraison, commande.total) == (498, D("35.50"), D("533.50"))
    assert (commande.champs_edites, commande.version) == (["ville"], 2)
    assert [r["code"] for r in commande.raisons] == ["produit"]


def test_une_ville_sans_tarif_laisse_les_frais_inconnus(operateur: Operateur) -> None:
    commande = arrivee(operateur, NouvelleLigne(f.variante().pk, 1))
    changer_ville(commande_id=commande.pk, ville_id=f.ville("Tata", frais=None).pk, operateur=operateur)
    commande.refresh_from_db()
    assert (commande.frais_livraison, commande.total) == (None, 299)


@pytest.mark.parametrize("active", [True, False])
def test_une_ville_inconnue_ou_fermee_est_refusee(operateur: Operateur, active: bool) -> None:
    ville_id = 10**9 if active else f.ville("Tata", active=False).pk
    commande = arrivee(operateur, NouvelleLigne(f.variante().pk, 1))
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        changer_ville(commande_id=commande.pk, ville_id=ville_id, operateur=operateur)
    assert photo(commande) == avant


def test_changer_l_adresse(operateur: Operateur) -> None:
    commande = arrivee(operateur, NouvelleLigne(f.variante().pk, 1))
    changer_adresse(commande_id=commande.pk, adresse="  12  rue\u200f X\n\n  Étage 2 ", operateur=operateur)
    commande.refresh_from_db()
    assert commande.adresse == "12 rue X\nÉtage 2"
    assert (commande.champs_edites, commande.version, commande.total) == (["adresse"], 2, 324)


@pytest.mark.parametrize("adresse", ["", "  \n\t ", "\u200f", "x" * 501])
def test_une_adresse_vide_ou_trop_longue_est_refusee(operateur: Operateur, adresse: str) -> None:
    commande = arrivee(operateur, NouvelleLigne(f.variante().pk, 1))
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        changer_adresse(commande_id=commande.pk, adresse=adresse, operateur=operateur)
    assert photo(commande) == avant


def test_les_champs_changes_s_ajoutent(operateur: Operateur) -> None:
    variante = f.variante()
    commande = arrivee(operateur, NouvelleLigne(variante.pk, 1))
    changer_ville(commande_id=commande.pk, ville_id=f.ville("Fès").pk, operateur=operateur)
    changer_adresse(commande_id=commande.pk, adresse="Rue 2", operateur=operateur)
    modifier_lignes(commande_id=commande.pk, lignes=[(variante.pk, 2)], operateur=operateur)
    changer_adresse(commande_id=commande.pk, adresse="Rue 3", operateur=operateur)
    commande.refresh_from_db()
    assert (commande.champs_edites, commande.version) == (["adresse", "lignes", "ville"], 5)


# The discount ladder.


def test_accorder_puis_retirer_la_remise(operateur: Operateur) -> None:
    article = f.article_upsell(prix_remise_1=280, prix_remise_2=230)
    a, b = f.variante(article, pointure="37"), f.variante(article, pointure="38")
    autre = f.variante(f.article_upsell())
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1), NouvelleLigne(b.pk, 1), NouvelleLigne(autre.pk, 1))
    accorder_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [(1, "230.00", "REMISE"), (1, "230.00", "REMISE"), (1, "299.00", "STANDARD")]
    assert (commande.sous_total, commande.compteur_upsell, commande.version) == (759, 0, 2)
    assert commande.champs_edites == ["lignes"]
    retirer_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [(1, "219.00", "UPSELL")] * 3
    assert (commande.compteur_upsell, commande.sous_total) == (2, 657)


def test_une_remise_termine_l_offre(operateur: Operateur) -> None:
    article = f.article(prix_remise_2=150)
    commande = arrivee(operateur, NouvelleLigne(f.variante(article).pk, 2, 2, D(350)))
    accorder_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [(2, "150.00", "REMISE")]
    assert [r["code"] for r in commande.raisons] == ["offre_terminee"]
    retirer_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    assert vu(commande) == [(2, "299.00", "STANDARD")]


def test_une_remise_sans_echelle_est_refusee(operateur: Operateur) -> None:
    article = f.article(prix_remise_3=205)
    commande = arrivee(operateur, NouvelleLigne(f.variante(article).pk, 2))
    avant = photo(commande)
    with pytest.raises(ErreurPrix):
        accorder_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    assert photo(commande) == avant


def test_une_remise_sur_ce_qui_n_y_est_pas_est_refusee(operateur: Operateur) -> None:
    article, absent = f.article(prix_remise_1=200), f.article(prix_remise_1=200)
    commande = arrivee(operateur, NouvelleLigne(f.variante(article).pk, 1))
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        accorder_remise(commande_id=commande.pk, article_id=absent.pk, operateur=operateur)
    with pytest.raises(ErreurSaisie):
        retirer_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    assert photo(commande) == avant
    accorder_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        accorder_remise(commande_id=commande.pk, article_id=article.pk, operateur=operateur)
    assert photo(commande) == avant


# Manual prices.


def test_fixer_puis_rendre_un_prix(admin: Operateur) -> None:
    article = f.article_upsell()
    a, b = f.variante(article, pointure="37"), f.variante(article, pointure="38")
    commande = arrivee(None, NouvelleLigne(a.pk, 2), NouvelleLigne(b.pk, 1))
    ligne = commande.lignes.get(variante=a)
    fixer_prix(commande_id=commande.pk, ligne_id=ligne.pk, prix=D("99.9"), operateur=admin)
    commande.refresh_from_db()
    assert vu(commande) == [(2, "99.90", "MANUEL"), (1, "299.00", "STANDARD")]
    assert (commande.sous_total, commande.compteur_upsell, commande.version) == (D("498.80"), 0, 2)
    fixer_prix(commande_id=commande.pk, ligne_id=ligne.pk, prix=D(50), operateur=admin)
    assert vu(commande) == [(2, "50.00", "MANUEL"), (1, "299.00", "STANDARD")]
    fixer_prix(commande_id=commande.pk, ligne_id=ligne.pk, prix=None, operateur=admin)
    assert vu(commande) == [(2, "219.00", "UPSELL"), (1, "219.00", "UPSELL")]


def test_un_prix_sur_une_offre_en_deux_lignes_la_prend_entiere(admin: Operateur) -> None:
    commande = arrivee(None, NouvelleLigne(f.variante().pk, 3, 3, D(350)))
    derniere = commande.lignes.last()
    assert derniere is not None
    fixer_prix(commande_id=commande.pk, ligne_id=derniere.pk, prix=D(100), operateur=admin)
    assert vu(commande) == [(3, "100.00", "MANUEL")]


def test_un_prix_sur_la_piece_au_dela_de_l_offre_laisse_l_offre(admin: Operateur) -> None:
    commande = arrivee(None, NouvelleLigne(f.variante().pk, 3, 2, D(350)))
    assert vu(commande) == [(2, "175.00", "OFFRE"), (1, "299.00", "STANDARD")]
    au_dela = commande.lignes.get(origine_prix="STANDARD")
    fixer_prix(commande_id=commande.pk, ligne_id=au_dela.pk, prix=D(150), operateur=admin)
    assert sorted(vu(commande)) == [(1, "150.00", "MANUEL"), (2, "175.00", "OFFRE")]
    manuelle = commande.lignes.get(origine_prix="MANUEL")
    fixer_prix(commande_id=commande.pk, ligne_id=manuelle.pk, prix=None, operateur=admin)
    assert sorted(vu(commande)) == [(1, "299.00", "STANDARD"), (2, "175.00", "OFFRE")]


@pytest.mark.parametrize("prix", ["-1", "0.001", "100000", "NaN", "Infinity"])
def test_un_prix_impossible_est_refuse(admin: Operateur, prix: str) -> None:
    commande = arrivee(None, NouvelleLigne(f.variante().pk, 1))
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        fixer_prix(commande_id=commande.pk, ligne_id=commande.lignes.get().pk, prix=D(prix), operateur=admin)
    assert photo(commande) == avant


def test_un_prix_sur_la_ligne_d_une_autre_commande_est_refuse(admin: Operateur) -> None:
    variante = f.variante()
    commande, autre = arrivee(None, NouvelleLigne(variante.pk, 1)), arrivee(None, NouvelleLigne(variante.pk, 1))
    avant = photo(autre)
    with pytest.raises(ErreurSaisie):
        fixer_prix(commande_id=commande.pk, ligne_id=autre.lignes.get().pk, prix=D(1), operateur=admin)
    assert photo(autre) == avant


# Free delivery.


def test_offrir_la_livraison_puis_la_reprendre(admin: Operateur) -> None:
    commande = arrivee(None, NouvelleLigne(f.variante().pk, 1))
    offrir_livraison(commande_id=commande.pk, operateur=admin)
    commande.refresh_from_db()
    assert (commande.frais_livraison, commande.total, commande.livraison_offerte) == (0, 299, True)
    assert (commande.version, commande.champs_edites) == (2, ["livraison_offerte"])
    changer_ville(commande_id=commande.pk, ville_id=f.ville("Fès", frais=40).pk, operateur=admin)
    commande.refresh_from_db()
    assert (commande.frais_livraison, commande.total) == (0, 299)
    offrir_livraison(commande_id=commande.pk, operateur=admin, offerte=False)
    commande.refresh_from_db()
    assert (commande.frais_livraison, commande.total, commande.livraison_offerte) == (40, 339, False)


def test_la_livraison_offerte_a_tous_ne_se_reprend_pas_sur_une_commande(admin: Operateur) -> None:
    Reglages.objects.create(livraison_offerte=True)
    commande = arrivee(None, NouvelleLigne(f.variante().pk, 1))
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        offrir_livraison(commande_id=commande.pk, operateur=admin, offerte=False)
    assert photo(commande) == avant


# What every edit refuses.

Edition = Callable[..., Commande]


def editions() -> list[tuple[str, Callable[[Commande], dict[str, Any]], Edition, bool]]:
    """Return each service, what to call it with, and whether it belongs to the administration."""
    return [
        ("ville", lambda _: {"ville_id": f.ville("Fès").pk}, changer_ville, False),
        ("adresse", lambda _: {"adresse": "Rue 9"}, changer_adresse, False),
        ("remise", lambda c: {"article_id": _article(c)}, accorder_remise, False),
        ("sans remise", lambda c: {"article_id": _article(c)}, retirer_remise, False),
        ("lignes", lambda c: {"lignes": [(c.lignes.get().variante_id, 2)]}, modifier_lignes, False),
        ("prix", lambda c: {"ligne_id": c.lignes.get().pk, "prix": D(10)}, fixer_prix, True),
        ("livraison", lambda _: {}, offrir_livraison, True),
    ]


def _article(commande: Commande) -> int:
    variante = commande.lignes.get().variante
    assert variante is not None
    return variante.article_id


def a_remise(operateur: Operateur | None, *, remise: bool) -> Commande:
    commande = arrivee(operateur, NouvelleLigne(f.variante(f.article(prix_remise_1=200)).pk, 1))
    if remise:
        accorder_remise(commande_id=commande.pk, article_id=_article(commande), operateur=f.operateur("ADMIN"))
    return commande


@pytest.mark.parametrize(("nom", "arguments", "edition", "admin_seul"), editions())
@pytest.mark.parametrize(
    ("role", "sienne", "actif"),
    [
        ("ADMIN", False, True),
        ("ADMIN", False, False),
        ("CONFIRMATION", True, True),
        ("CONFIRMATION", True, False),
        ("CONFIRMATION", False, True),
        ("PREPARATION", False, True),
        ("LOGISTIQUE", False, True),
    ],
)
def test_qui_peut(
    nom: str,
    arguments: Callable[[Commande], dict[str, Any]],
    edition: Edition,
    admin_seul: bool,
    role: str,
    sienne: bool,
    actif: bool,
) -> None:
    qui = f.operateur(role, actif=actif)
    commande = a_remise(qui if sienne else f.operateur(), remise=nom == "sans remise")
    avant = photo(commande)
    if actif and (role == "ADMIN" or (sienne and not admin_seul)):
        edition(commande_id=commande.pk, operateur=qui, **arguments(commande))
        assert photo(commande)[0]["version"] == avant[0]["version"] + 1
        return
    with pytest.raises(ErreurDroit):
        edition(commande_id=commande.pk, operateur=qui, **arguments(commande))
    assert photo(commande) == avant


@pytest.mark.parametrize(("nom", "arguments", "edition", "admin_seul"), editions())
def test_rien_ne_change_apres_la_confirmation_ni_sur_une_version_depassee(
    nom: str,
    arguments: Callable[[Commande], dict[str, Any]],
    edition: Edition,
    admin_seul: bool,
    admin: Operateur,
) -> None:
    commande = a_remise(None, remise=nom == "sans remise")
    for etat in Etat:
        Commande.objects.update(etat=etat)
        avant = photo(commande)
        if etat in AVANT_CONFIRMATION:
            with pytest.raises(ErreurConcurrence):
                edition(commande_id=commande.pk, operateur=admin, version=99, **arguments(commande))
        else:
            with pytest.raises(ErreurTransition):
                edition(commande_id=commande.pk, operateur=admin, **arguments(commande))
        assert photo(commande) == avant
