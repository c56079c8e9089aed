"""Changing the lines of an order: what stays, what follows, what is refused."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from article.models import Article, Variante
from commande.etats import AVANT_CONFIRMATION, Etat
from commande.models import Commande
from commande.services.saisie import NouvelleCommande, NouvelleLigne, creer_en_lot, modifier_lignes
from config.noyau.erreurs import ErreurConcurrence, ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from parametre.models import Operateur
from tests import fabrique as f

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def operateur() -> Operateur:
    return f.operateur("CONFIRMATION")


def pointures(article: Article, *noms: str) -> list[Variante]:
    return [f.variante(article, pointure=nom) for nom in noms]


def arrivee(operateur: Operateur, *lignes: NouvelleLigne, **champs: Any) -> Commande:
    nouvelle = NouvelleCommande(
        client_id=f.client().pk,
        lignes=lignes,
        operateur_confirmation_id=operateur.pk,
        **({"ville": f.ville(frais=25), "etat": Etat.AFFECTEE} | champs),
    )
    return creer_en_lot([nouvelle])[0]


def vu(commande: Commande) -> list[tuple[int | None, int, str, str]]:
    return [(li.variante_id, li.quantite, str(li.prix_unitaire), li.origine_prix) for li in commande.lignes.all()]


def photo(commande: Commande) -> tuple[Any, ...]:
    """Everything a refusal must leave as it was."""
    return (
        Commande.objects.filter(pk=commande.pk).values().get(),
        list(commande.lignes.values()),
        list(commande.etats.values()),
    )


def test_les_lignes_sont_remplacees_et_le_prix_refait(operateur: Operateur) -> None:
    a, b = pointures(f.article_upsell(), "37", "38")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    rendue = modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1), (b.pk, 2)], operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [(a.pk, 1, "219.00", "UPSELL"), (b.pk, 2, "219.00", "UPSELL")]
    assert (commande.compteur_upsell, commande.sous_total, commande.total) == (2, 657, 682)
    assert (commande.version, commande.champs_edites) == (2, ["lignes"])
    assert (rendue.pk, rendue.total, rendue.version) == (commande.pk, 682, 2)
    assert commande.etats.count() == 1


def test_une_ligne_garde_sa_cle_tant_que_sa_variante_reste(operateur: Operateur) -> None:
    a, b, c = pointures(f.article(), "37", "38", "39")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1), NouvelleLigne(b.pk, 1))
    cles = dict(commande.lignes.values_list("variante_id", "pk"))
    modifier_lignes(commande_id=commande.pk, lignes=[(b.pk, 4), (c.pk, 1)], operateur=operateur)
    apres = dict(commande.lignes.values_list("variante_id", "pk"))
    assert apres.keys() == {b.pk, c.pk}
    assert apres[b.pk] == cles[b.pk]


def test_la_meme_variante_deux_fois_fait_une_ligne(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1), (a.pk, 1)], operateur=operateur)
    assert vu(commande) == [(a.pk, 2, "299.00", "STANDARD")]


def test_une_promotion_commencee_depuis_l_arrivee_s_applique(operateur: Operateur) -> None:
    article = f.article()
    (a,) = pointures(article, "37")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    f.promotion(article, pourcentage=10)
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1)], operateur=operateur)
    assert vu(commande) == [(a.pk, 1, "269.10", "PROMOTION")]


def test_une_offre_survit_au_changement_de_pointure(operateur: Operateur) -> None:
    a, b, c = pointures(f.article_upsell(), "37", "38", "39")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 3, 3, D(350)))
    modifier_lignes(commande_id=commande.pk, lignes=[(b.pk, 1), (c.pk, 2)], operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [
        (b.pk, 1, "116.67", "OFFRE"),
        (c.pk, 1, "116.67", "OFFRE"),
        (c.pk, 1, "116.66", "OFFRE"),
    ]
    assert (commande.sous_total, commande.total, commande.compteur_upsell) == (350, 375, 0)
    # Sent back as the screen shows them, the lines stay what they are.
    modifier_lignes(commande_id=commande.pk, lignes=[(b.pk, 1), (c.pk, 1), (c.pk, 1)], operateur=operateur)
    commande.refresh_from_db()
    assert (commande.sous_total, commande.lignes.count()) == (350, 3)


def test_une_piece_au_dela_de_l_offre_est_au_catalogue(operateur: Operateur) -> None:
    a, b = pointures(f.article_upsell(), "37", "38")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 2, 2, D(350)))
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2), (b.pk, 1)], operateur=operateur)
    assert vu(commande) == [(a.pk, 2, "175.00", "OFFRE"), (b.pk, 1, "299.00", "STANDARD")]
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 4)], operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [(a.pk, 2, "175.00", "OFFRE"), (a.pk, 2, "249.00", "UPSELL")]
    assert commande.sous_total == 848


def test_moins_de_pieces_terminent_l_offre_et_la_commande_le_dit(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 2, 2, D(350)))
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1)], operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [(a.pk, 1, "299.00", "STANDARD")]
    (raison,) = commande.raisons
    assert raison["code"] == "offre_terminee"
    assert "2 pièces" in raison["message"]
    assert "350,00" in raison["message"]
    assert not commande.a_verifier
    # The offer is over: pieces that come back do not bring it back.
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=operateur)
    commande.refresh_from_db()
    assert vu(commande) == [(a.pk, 2, "299.00", "STANDARD")]
    assert commande.raisons == []


def test_une_remise_suit_l_article_et_son_nombre_de_pieces(operateur: Operateur) -> None:
    article = f.article(prix_remise_1=280, prix_remise_2=230)
    a, b = pointures(article, "37", "38")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    commande.lignes.update(origine_prix="REMISE", prix_unitaire=280)
    modifier_lignes(commande_id=commande.pk, lignes=[(b.pk, 2)], operateur=operateur)
    assert vu(commande) == [(b.pk, 2, "230.00", "REMISE")]


def test_une_remise_qui_n_aurait_plus_de_prix_refuse_le_changement(operateur: Operateur) -> None:
    (a,) = pointures(f.article(prix_remise_2=230), "37")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 2))
    commande.lignes.update(origine_prix="REMISE", prix_unitaire=230)
    avant = photo(commande)
    with pytest.raises(ErreurMetier) as refus:
        modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1)], operateur=operateur)
    assert refus.value.code == "remise_absente"
    assert photo(commande) == avant


def manuelle(operateur: Operateur, variante: Variante, pieces: int, prix: int) -> Commande:
    commande = arrivee(operateur, NouvelleLigne(variante.pk, pieces))
    commande.lignes.update(origine_prix="MANUEL", prix_unitaire=prix)
    return commande


def test_un_prix_manuel_reste_a_sa_variante(operateur: Operateur) -> None:
    a, b = pointures(f.article_upsell(), "37", "38")
    commande = manuelle(operateur, a, 1, 100)
    modifier_lignes(commande_id=commande.pk, lignes=[(b.pk, 1), (a.pk, 2)], operateur=operateur)
    assert vu(commande) == [(a.pk, 2, "100.00", "MANUEL"), (b.pk, 1, "299.00", "STANDARD")]


def test_un_prix_manuel_suit_le_changement_de_pointure(operateur: Operateur) -> None:
    article = f.article()
    a, b = pointures(article, "37", "38")
    (autre,) = pointures(f.article(), "37")
    commande = manuelle(operateur, a, 1, 100)
    modifier_lignes(commande_id=commande.pk, lignes=[(autre.pk, 1), (b.pk, 1)], operateur=operateur)
    assert sorted(vu(commande), key=lambda li: li[2]) == [
        (b.pk, 1, "100.00", "MANUEL"),
        (autre.pk, 1, "299.00", "STANDARD"),
    ]


def test_des_pieces_manuelles_et_d_autres_de_la_meme_variante(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 2, 2, D(350)))
    commande.lignes.create(variante=a, quantite=1, prix_unitaire=150, origine_prix="MANUEL")
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 4)], operateur=operateur)
    assert sorted(vu(commande)) == [
        (a.pk, 1, "150.00", "MANUEL"),
        (a.pk, 1, "299.00", "STANDARD"),
        (a.pk, 2, "175.00", "OFFRE"),
    ]
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1)], operateur=operateur)
    assert vu(commande) == [(a.pk, 1, "150.00", "MANUEL")]


def test_choisir_les_lignes_regle_les_raisons_du_produit(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    raisons = [
        {"code": c, "message": c, "texte": "", "candidats": []}
        for c in ("produit", "quantite", "offre", "ville", "doublon_probable", "ecart_prix")
    ]
    commande = arrivee(operateur, raisons=raisons, total_annonce=D("600.00"))
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1)], operateur=operateur)
    commande.refresh_from_db()
    assert [r["code"] for r in commande.raisons] == ["ville", "doublon_probable", "ecart_prix"]
    assert commande.a_verifier
    # Two pieces make 598, the sheet announced 598: nothing to explain any more.
    Commande.objects.update(total_annonce=D("598.00"))
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=operateur)
    commande.refresh_from_db()
    assert [r["code"] for r in commande.raisons] == ["ville", "doublon_probable"]


def test_regler_la_seule_raison_leve_le_drapeau(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    commande = arrivee(operateur, raisons=[{"code": "produit", "message": "?", "texte": "", "candidats": []}])
    assert commande.a_verifier
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 1)], operateur=operateur)
    commande.refresh_from_db()
    assert (commande.a_verifier, commande.raisons) == (False, [])


def test_un_article_retire_de_la_vente_reste_dans_la_commande_qui_l_a(operateur: Operateur) -> None:
    article = f.article()
    a, b = pointures(article, "37", "38")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    article.actif = False
    article.save()
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=operateur)
    assert vu(commande) == [(a.pk, 2, "299.00", "STANDARD")]
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        modifier_lignes(commande_id=commande.pk, lignes=[(b.pk, 1)], operateur=operateur)
    assert photo(commande) == avant


@pytest.mark.parametrize("lignes", [[], [("a", 0)], [("absente", 1)]])
def test_des_lignes_fausses_sont_refusees(operateur: Operateur, lignes: list[tuple[str, int]]) -> None:
    (a,) = pointures(f.article(), "37")
    cles = {"a": a.pk, "absente": 10**9}
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    avant = photo(commande)
    with pytest.raises(ErreurSaisie):
        modifier_lignes(commande_id=commande.pk, lignes=[(cles[c], q) for c, q in lignes], operateur=operateur)
    assert photo(commande) == avant


@pytest.mark.parametrize("etat", list(Etat))
def test_seulement_avant_la_confirmation(operateur: Operateur, etat: Etat) -> None:
    (a,) = pointures(f.article(), "37")
    commande = f.commande(etat, operateur_confirmation=operateur, lignes=[(a, 1)])
    avant = photo(commande)
    if etat in AVANT_CONFIRMATION:
        modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=operateur)
        assert photo(commande) != avant
        return
    for qui in (operateur, f.operateur("ADMIN")):
        with pytest.raises(ErreurTransition) as refus:
            modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=qui)
        assert str(etat.label) in refus.value.phrase
        assert photo(commande) == avant


@pytest.mark.parametrize(
    ("role", "sienne", "actif", "permis"),
    [
        ("ADMIN", False, True, True),
        ("ADMIN", False, False, False),
        ("CONFIRMATION", True, True, True),
        ("CONFIRMATION", True, False, False),
        ("CONFIRMATION", False, True, False),
        ("PREPARATION", False, True, False),
        ("LOGISTIQUE", False, True, False),
    ],
)
def test_qui_peut_changer_les_lignes(role: str, sienne: bool, actif: bool, permis: bool) -> None:
    (a,) = pointures(f.article(), "37")
    qui = f.operateur(role, actif=actif)
    commande = arrivee(qui if sienne else f.operateur(), NouvelleLigne(a.pk, 1))
    avant = photo(commande)
    if permis:
        modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=qui)
        assert commande.lignes.get().quantite == 2
        return
    with pytest.raises(ErreurDroit):
        modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=qui)
    assert photo(commande) == avant


def test_le_systeme_ne_change_pas_les_lignes(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    with pytest.raises(ErreurDroit):
        modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=None)  # type: ignore[arg-type]


def test_une_commande_qui_n_existe_pas(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    with pytest.raises(ErreurMetier) as refus:
        modifier_lignes(commande_id=10**9, lignes=[(a.pk, 1)], operateur=operateur)
    assert refus.value.code == "introuvable"


def test_enregistrer_par_dessus_un_autre_est_refuse_avec_les_deux_versions(operateur: Operateur) -> None:
    (a,) = pointures(f.article(), "37")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 2)], operateur=operateur, version=1)
    avant = photo(commande)
    with pytest.raises(ErreurConcurrence) as refus:
        modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 3)], operateur=operateur, version=1)
    assert "version 1" in refus.value.phrase
    assert "2 maintenant" in refus.value.phrase
    assert photo(commande) == avant
    modifier_lignes(commande_id=commande.pk, lignes=[(a.pk, 3)], operateur=operateur, version=2)
    assert commande.lignes.get().quantite == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deux_ecrans_a_la_fois_un_seul_enregistre() -> None:
    operateur = f.operateur()
    a, b = pointures(f.article(), "37", "38")
    commande = arrivee(operateur, NouvelleLigne(a.pk, 1))
    depart = threading.Barrier(6)
    issues: list[str] = []

    def enregistrer(variante: Variante, pieces: int) -> None:
        depart.wait()
        try:
            modifier_lignes(commande_id=commande.pk, lignes=[(variante.pk, pieces)], operateur=operateur, version=1)
            issues.append("fait")
        except ErreurConcurrence:
            issues.append("refus")
        finally:
            connection.close()

    fils = [threading.Thread(target=enregistrer, args=(v, n)) for v in (a, b) for n in (1, 2, 3)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["fait"] + ["refus"] * 5
    commande.refresh_from_db()
    assert commande.version == 2
    assert commande.total == commande.lignes.get().quantite * 299 + 25
