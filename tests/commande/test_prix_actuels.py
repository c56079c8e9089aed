"""The price on screen: of the present moment until confirmation, the stored one after."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from article.models import Article
from commande.composition import prix_actuels
from commande.etats import Etat
from commande.models import Commande
from commande.selectors.listes import lire
from commande.services.saisie import NouvelleCommande, NouvelleLigne, creer_commande, creer_en_lot
from commande.tarifs import charger_tarifs, promotions_en_cours
from config.noyau.erreurs import ErreurSaisie
from parametre.models import Reglages
from tests import fabrique as f

pytestmark = pytest.mark.django_db
D = Decimal
HEURE = dt.timedelta(hours=1)


def saisir(article: Article, pieces: int = 1) -> Commande:
    return creer_commande(
        client=f.client(), ville=f.ville(frais=25), adresse="x", lignes=[(f.variante(article).pk, pieces)]
    )


def test_les_tarifs_d_une_variante() -> None:
    article = f.article_upsell(prix_remise_2=230, prix_liquidation=100, phase="EN_TEST")
    variante = f.variante(article)
    tarif = charger_tarifs(variantes=[variante.pk]).de(variante.pk)
    assert (tarif.article_id, tarif.prix_unitaire, tarif.phase) == (article.pk, D(299), "EN_TEST")
    assert tarif.upsell == (D(249), D(219), D(199), D(199))
    assert tarif.remise == (None, D(230), None, None)
    assert (tarif.prix_liquidation, tarif.is_upsell, tarif.promotion) == (D(100), True, None)


def test_une_variante_inconnue_n_a_pas_de_tarif() -> None:
    with pytest.raises(ErreurSaisie):
        charger_tarifs(variantes=[5]).de(5)


def test_tout_le_catalogue_en_quatre_requetes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    variantes = [f.variante() for _ in range(5)]
    f.promotion(variantes[0].article)
    with django_assert_num_queries(4):
        tarifs = charger_tarifs()
    assert tarifs.par_variante.keys() == {v.pk for v in variantes}
    assert tarifs.de(variantes[0].pk).promotion == 20
    assert tarifs.de(variantes[1].pk).promotion is None


def test_la_meilleure_promotion_qui_court() -> None:
    a, b = f.article(), f.article()
    instant = timezone.now()
    f.promotion(a, b, pourcentage=10, debut=instant - HEURE)
    f.promotion(a, pourcentage=30, debut=instant - HEURE)
    f.promotion(a, pourcentage=60, debut=instant - HEURE, active=False)
    f.promotion(a, pourcentage=70, debut=instant + HEURE)
    f.promotion(a, pourcentage=80, debut=instant - 2 * HEURE, date_fin=instant - HEURE)
    f.promotion(pourcentage=90, debut=instant - HEURE)
    assert promotions_en_cours(None, instant=instant) == {a.pk: D(30), b.pk: D(10)}
    assert promotions_en_cours([b.pk], instant=instant) == {b.pk: D(10)}


def test_une_promotion_commence_a_son_debut_et_cesse_a_sa_fin() -> None:
    article = f.article()
    debut = timezone.now()
    f.promotion(article, debut=debut, date_fin=debut + HEURE)
    instant = dt.timedelta(microseconds=1)
    en_cours = [
        bool(promotions_en_cours(None, instant=quand))
        for quand in (debut - instant, debut, debut + HEURE - instant, debut + HEURE)
    ]
    assert en_cours == [False, True, True, False]


def test_une_promotion_qui_commence_se_voit_sans_rien_ecrire() -> None:
    article = f.article_upsell()
    commande = saisir(article, 2)
    assert prix_actuels(commande).total == D("523.00")
    promotion = f.promotion(article, pourcentage=50)
    commande = Commande.objects.get()
    actuel = prix_actuels(commande)
    assert [(li.prix_unitaire, li.origine) for li in actuel.lignes] == [(D("149.50"), "PROMOTION")]
    assert (actuel.sous_total, actuel.total, actuel.compteur_upsell) == (D(299), D(324), 0)
    assert Commande.objects.get().total == D("523.00")
    promotion.date_fin = timezone.now()
    promotion.save()
    assert prix_actuels(Commande.objects.get()).total == D("523.00")


@pytest.mark.parametrize("etat", [e for e in Etat if e not in ("non_affectee", "affectee", "en_cours_confirmation")])
def test_apres_la_confirmation_rien_ne_bouge(etat: Etat) -> None:
    article = f.article()
    commande = f.commande(etat, lignes=[(f.variante(article), 2)])
    f.promotion(article, pourcentage=50)
    Reglages.objects.create(livraison_offerte=True)
    prix = prix_actuels(commande)
    assert (prix.sous_total, prix.frais, prix.total, prix.livraison_offerte) == (D(598), D(25), D(623), False)
    assert [(li.quantite, li.prix_unitaire, li.origine) for li in prix.lignes] == [(2, D(299), "STANDARD")]


def test_les_frais_suivent_le_tarif_de_la_ville_et_le_reglage() -> None:
    commande = saisir(f.article())
    ville = commande.ville
    assert ville is not None
    ville.frais_livraison = D("40.00")
    ville.save()
    assert prix_actuels(Commande.objects.get()).total == D("339.00")
    Reglages.objects.create(livraison_offerte=True)
    prix = prix_actuels(Commande.objects.get())
    assert (prix.frais, prix.total, prix.livraison_offerte) == (D(0), D(299), True)


def test_une_offre_stockee_reste_une_offre() -> None:
    article = f.article()
    variante = f.variante(article)
    creer_en_lot(
        [NouvelleCommande(client_id=f.client().pk, ville=None, lignes=(NouvelleLigne(variante.pk, 3, 3, D(350)),))]
    )
    f.promotion(article, pourcentage=90)
    prix = prix_actuels(Commande.objects.get())
    assert [(li.quantite, li.prix_unitaire) for li in prix.lignes] == [(2, D("116.67")), (1, D("116.66"))]
    assert prix.sous_total == D("350.00")
    stocke = f.commande("confirmee", lignes=[(variante, 2)])
    stocke.lignes.update(origine_prix="OFFRE", offre_pieces=2, offre_prix=D(350))
    offre = prix_actuels(stocke).lignes[0].offre
    assert offre is not None
    assert (offre.article_id, offre.pieces, offre.prix) == (article.pk, 2, D(350))


def test_une_remise_dont_l_echelle_a_disparu_reste_affichee() -> None:
    commande = f.commande(lignes=[(f.variante(), 1)])
    commande.lignes.update(origine_prix="REMISE", prix_unitaire=D(230))
    prix = prix_actuels(Commande.objects.get())
    assert [(li.prix_unitaire, li.origine) for li in prix.lignes] == [(D(230), "REMISE")]


def totaux() -> dict[int, Decimal | None]:
    return lire(Commande.objects.all(), cles=("id",), curseur=None, taille=100).totaux


def test_une_liste_montre_le_total_du_moment_puis_celui_qui_est_stocke() -> None:
    article = f.article(prix=200)
    variante = f.variante(article)
    mouvante = f.commande("affectee", lignes=[(variante, 2)])
    close = f.commande("livree", lignes=[(variante, 2)])
    vide = f.commande("affectee")
    avant = totaux()
    assert (avant[mouvante.pk], avant[vide.pk]) == (D("425.00"), None)
    f.promotion(article, pourcentage=10)
    Commande.objects.filter(pk=close.pk).update(sous_total=D("86.00"), total=D("111.00"))
    assert totaux() == {mouvante.pk: D("385.00"), close.pk: D("111.00"), vide.pk: None}
    Reglages.objects.create(livraison_offerte=True)
    assert totaux()[mouvante.pk] == D("360.00")


def test_une_liste_dit_le_meme_prix_que_la_commande() -> None:
    article = f.article(prix=299)
    variante = f.variante(article)
    offerte = f.commande("affectee", lignes=[(variante, 3)])
    offerte.lignes.update(origine_prix="OFFRE", offre_pieces=3, offre_prix=D(350))
    manuelle = f.commande("affectee", lignes=[(variante, 1)])
    manuelle.lignes.update(origine_prix="MANUEL", prix_unitaire=D("120.50"))
    sans_echelle = f.commande("affectee", lignes=[(variante, 1)])
    sans_echelle.lignes.update(origine_prix="REMISE", prix_unitaire=D(230))
    vus = totaux()
    assert vus[offerte.pk] == D("375.00")
    assert vus[manuelle.pk] == D("145.50")
    for commande in (offerte, manuelle, sans_echelle):
        assert vus[commande.pk] == prix_actuels(Commande.objects.get(pk=commande.pk)).total


def test_soixante_commandes_coutent_comme_trois(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(12):
        f.commande(lignes=[(f.variante(), 1)], etat="livree" if n % 3 == 0 else "affectee")
    f.commande(sans_ville=True)
    for taille in (3, 100):
        with django_assert_num_queries(4):
            lues = lire(Commande.objects.all(), cles=("-id",), curseur=None, taille=taille)
        assert len(lues.totaux) == min(taille, 13)


def test_aucune_commande_une_requete(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert totaux() == {}
