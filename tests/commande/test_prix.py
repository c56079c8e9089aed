"""The price of an order: the literal tables."""

from decimal import Decimal
from typing import Any

import pytest

from commande.prix import (
    Echelle,
    ErreurPrix,
    LigneAPrix,
    Offre,
    PrixCommande,
    Tarif,
    calculer_prix,
    palier,
    prix_en_promotion,
    repartir,
)
from config.noyau.erreurs import ErreurMetier

D = Decimal
UPSELL: Echelle = (D(249), D(219), D(199), D(199))
REMISE: Echelle = (D(280), D(230), D(205), D(190))


def tarif(article: int = 1, prix: int | str = 299, **champs: Any) -> Tarif:
    return Tarif(article_id=article, prix_unitaire=D(prix), **champs)


def upsell(article: int = 1, **champs: Any) -> Tarif:
    return tarif(article, is_upsell=True, **({"upsell": UPSELL} | champs))


def ligne(cle: int, quantite: int, de: Tarif, manuel: str | None = None) -> LigneAPrix:
    return LigneAPrix(cle, quantite, de, None if manuel is None else D(manuel))


def offre(pieces: int, prix: str, article: int = 1) -> dict[int, Offre]:
    return {article: Offre(article, pieces, D(prix))}


def vu(prix: PrixCommande) -> list[tuple[int | None, int, str, str]]:
    return [(li.cle, li.quantite, str(li.prix_unitaire), str(li.origine)) for li in prix.lignes]


@pytest.mark.parametrize(
    ("pieces", "compteur", "sous_total", "total"),
    [
        (1, 0, "299.00", "324.00"),
        (2, 1, "498.00", "523.00"),
        (3, 2, "657.00", "682.00"),
        (4, 3, "796.00", "821.00"),
        (5, 4, "995.00", "1020.00"),
        (6, 4, "1194.00", "1219.00"),
        (60, 4, "11940.00", "11965.00"),
    ],
)
def test_table_upsell(pieces: int, compteur: int, sous_total: str, total: str) -> None:
    prix = calculer_prix([ligne(1, pieces, upsell())], frais=D("25.00"))
    assert (prix.compteur_upsell, str(prix.sous_total), str(prix.total)) == (compteur, sous_total, total)


@pytest.mark.parametrize(
    ("pieces", "sous_total"), [(1, "249.00"), (2, "418.00"), (3, "597.00"), (4, "756.00"), (5, "945.00")]
)
def test_table_d_une_liste_de_prix(pieces: int, sous_total: str) -> None:
    """`PRIX UPSEL 2 = 418`, 3 = 597, 4 = 756 are totals: 209, 199 and 189 for one piece."""
    echelle: Echelle = (D(418) / 2, D(597) / 3, D(756) / 4, None)
    prix = calculer_prix([ligne(1, pieces, upsell(prix=249, upsell=echelle))], frais=None)
    assert str(prix.sous_total) == sous_total


def test_le_compteur_est_celui_de_la_commande_entiere() -> None:
    autre = upsell(2, prix=199, upsell=(D(150), D(140), None, None))
    prix = calculer_prix([ligne(1, 1, upsell()), ligne(2, 1, autre), ligne(3, 2, autre)], frais=None)
    assert prix.compteur_upsell == 3
    assert vu(prix) == [(1, 1, "199.00", "UPSELL"), (2, 1, "140.00", "UPSELL"), (3, 2, "140.00", "UPSELL")]


def test_les_articles_sans_upsell_ne_comptent_pas() -> None:
    prix = calculer_prix([ligne(1, 1, upsell()), ligne(2, 5, tarif(2, 100))], frais=None)
    assert prix.compteur_upsell == 0
    assert vu(prix) == [(1, 1, "299.00", "STANDARD"), (2, 5, "100.00", "STANDARD")]


@pytest.mark.parametrize(
    ("echelle", "pieces", "attendu", "origine"),
    [
        ((None, None, None, None), 3, "299.00", "STANDARD"),
        ((None, D(219), None, None), 2, "299.00", "STANDARD"),
        ((None, D(219), None, None), 3, "219.00", "UPSELL"),
        ((None, D(219), None, None), 5, "219.00", "UPSELL"),
        ((D(249), None, None, D(150)), 4, "249.00", "UPSELL"),
        ((D(249), None, None, D(150)), 5, "150.00", "UPSELL"),
    ],
)
def test_un_niveau_vide_prend_le_precedent(echelle: Echelle, pieces: int, attendu: str, origine: str) -> None:
    prix = calculer_prix([ligne(1, pieces, upsell(upsell=echelle))], frais=None)
    assert vu(prix) == [(1, pieces, attendu, origine)]


@pytest.mark.parametrize("phase", ["EN_TEST", "LIQUIDATION"])
def test_seul_un_article_en_cours_est_upsell(phase: str) -> None:
    prix = calculer_prix([ligne(1, 3, upsell(phase=phase))], frais=None)
    assert prix.compteur_upsell == 0
    assert vu(prix) == [(1, 3, "299.00", "STANDARD")]


def test_liquidation_passe_avant_promotion() -> None:
    solde = tarif(phase="LIQUIDATION", prix_liquidation=D("120"), promotion=D(50))
    assert vu(calculer_prix([ligne(1, 2, solde)], frais=None)) == [(1, 2, "120.00", "LIQUIDATION")]


def test_liquidation_sans_prix_suit_la_promotion() -> None:
    solde = tarif(phase="LIQUIDATION", promotion=D(50))
    assert vu(calculer_prix([ligne(1, 2, solde)], frais=None)) == [(1, 2, "149.50", "PROMOTION")]


def test_un_prix_de_liquidation_hors_liquidation_ne_sert_pas() -> None:
    assert vu(calculer_prix([ligne(1, 1, tarif(prix_liquidation=D(120)))], frais=None)) == [
        (1, 1, "299.00", "STANDARD")
    ]


def test_promotion_passe_avant_upsell_et_ne_compte_pas() -> None:
    prix = calculer_prix([ligne(1, 3, upsell(promotion=D(10))), ligne(2, 2, upsell(2))], frais=None)
    assert prix.compteur_upsell == 1
    assert vu(prix) == [(1, 3, "269.10", "PROMOTION"), (2, 2, "249.00", "UPSELL")]


@pytest.mark.parametrize(
    ("prix", "pourcentage", "attendu"),
    [
        ("299.00", "15", "254.15"),
        ("0.50", "5", "0.48"),  # 0.475
        ("0.30", "5", "0.29"),  # 0.285
        ("99.99", "33.33", "66.66"),  # 66.663333
        ("1.00", "0.50", "1.00"),  # 0.995
        ("1.00", "0.51", "0.99"),  # 0.9949
        ("249.00", "99.99", "0.02"),  # 0.0249
    ],
)
def test_arrondi_de_promotion(prix: str, pourcentage: str, attendu: str) -> None:
    assert str(prix_en_promotion(D(prix), D(pourcentage))) == attendu


@pytest.mark.parametrize(
    ("pieces", "attendu"), [(1, "280.00"), (2, "230.00"), (3, "205.00"), (4, "190.00"), (5, "190.00"), (9, "190.00")]
)
def test_remise_selon_les_pieces_de_l_article(pieces: int, attendu: str) -> None:
    prix = calculer_prix([ligne(1, pieces, upsell(remise=REMISE))], frais=None, remises=[1])
    assert vu(prix) == [(1, pieces, attendu, "REMISE")]
    assert prix.compteur_upsell == 0


def test_remise_compte_les_pieces_de_toutes_les_variantes() -> None:
    de = tarif(remise=REMISE)
    prix = calculer_prix([ligne(1, 1, de), ligne(2, 2, de), ligne(3, 1, tarif(2))], frais=None, remises=[1])
    assert vu(prix) == [(1, 1, "205.00", "REMISE"), (2, 2, "205.00", "REMISE"), (3, 1, "299.00", "STANDARD")]


def test_remise_passe_avant_liquidation_et_promotion() -> None:
    solde = tarif(phase="LIQUIDATION", prix_liquidation=D(10), promotion=D(90), remise=REMISE)
    assert vu(calculer_prix([ligne(1, 1, solde)], frais=None, remises=[1])) == [(1, 1, "280.00", "REMISE")]


@pytest.mark.parametrize(("pieces", "attendu"), [(3, "205.00"), (4, "205.00"), (7, "205.00")])
def test_remise_niveau_vide_prend_le_precedent(pieces: int, attendu: str) -> None:
    de = tarif(remise=(None, None, D(205), None))
    assert vu(calculer_prix([ligne(1, pieces, de)], frais=None, remises=[1])) == [(1, pieces, attendu, "REMISE")]


@pytest.mark.parametrize("echelle", [(None, None, None, None), (None, None, D(205), None)])
def test_remise_sans_prix_est_refusee(echelle: Echelle) -> None:
    with pytest.raises(ErreurPrix) as refus:
        calculer_prix([ligne(1, 2, tarif(remise=echelle))], frais=None, remises=[1])
    assert refus.value.code == "remise_absente"
    assert "2 pièce" in refus.value.phrase
    assert isinstance(refus.value, ErreurMetier)


def test_prix_manuel_passe_avant_tout_et_ne_compte_pas() -> None:
    prix = calculer_prix([ligne(1, 2, upsell(), "100"), ligne(2, 1, upsell())], frais=None)
    assert prix.compteur_upsell == 0
    assert vu(prix) == [(1, 2, "100.00", "MANUEL"), (2, 1, "299.00", "STANDARD")]


def test_les_pieces_au_prix_manuel_comptent_pour_la_remise() -> None:
    de = tarif(remise=REMISE)
    prix = calculer_prix([ligne(1, 2, de, "100"), ligne(2, 1, de)], frais=None, remises=[1])
    assert vu(prix) == [(1, 2, "100.00", "MANUEL"), (2, 1, "205.00", "REMISE")]


@pytest.mark.parametrize(
    ("pieces", "prix", "attendu"),
    [
        (2, "350", [(2, "175.00")]),
        (3, "350", [(2, "116.67"), (1, "116.66")]),
        (3, "100", [(1, "33.34"), (2, "33.33")]),
        (7, "0.05", [(5, "0.01"), (2, "0.00")]),
        (1, "299.99", [(1, "299.99")]),
    ],
)
def test_un_total_se_repartit_au_centime(pieces: int, prix: str, attendu: list[tuple[int, str]]) -> None:
    assert [(n, str(p)) for n, p in repartir(Offre(1, pieces, D(prix)))] == attendu


def test_offre_une_ligne() -> None:
    prix = calculer_prix([ligne(1, 2, upsell())], frais=D(25), offres=offre(2, "350"))
    assert vu(prix) == [(1, 2, "175.00", "OFFRE")]
    assert (prix.sous_total, prix.total, prix.compteur_upsell) == (D(350), D(375), 0)
    assert prix.lignes[0].offre == Offre(1, 2, D(350))
    assert prix.offres_terminees == ()


def test_offre_qui_ne_se_divise_pas() -> None:
    prix = calculer_prix([ligne(1, 3, tarif())], frais=None, offres=offre(3, "350"))
    assert vu(prix) == [(1, 2, "116.67", "OFFRE"), (1, 1, "116.66", "OFFRE")]
    assert prix.sous_total == D("350.00")


def test_offre_sur_plusieurs_variantes() -> None:
    prix = calculer_prix([ligne(1, 1, tarif()), ligne(2, 2, tarif())], frais=None, offres=offre(3, "350"))
    assert vu(prix) == [(1, 1, "116.67", "OFFRE"), (2, 1, "116.67", "OFFRE"), (2, 1, "116.66", "OFFRE")]
    assert prix.sous_total == D("350.00")


def test_les_pieces_au_dela_de_l_offre_suivent_le_catalogue() -> None:
    prix = calculer_prix([ligne(1, 2, upsell()), ligne(2, 3, upsell())], frais=None, offres=offre(3, "300"))
    assert prix.compteur_upsell == 1
    assert vu(prix) == [(1, 2, "100.00", "OFFRE"), (2, 1, "100.00", "OFFRE"), (2, 2, "249.00", "UPSELL")]


def test_une_piece_au_dela_de_l_offre_est_au_prix_normal() -> None:
    prix = calculer_prix([ligne(1, 3, upsell())], frais=None, offres=offre(2, "350"))
    assert vu(prix) == [(1, 2, "175.00", "OFFRE"), (1, 1, "299.00", "STANDARD")]


def test_une_piece_au_dela_de_l_offre_suit_la_promotion() -> None:
    prix = calculer_prix([ligne(1, 3, upsell(promotion=D(50)))], frais=None, offres=offre(2, "350"))
    assert vu(prix) == [(1, 2, "175.00", "OFFRE"), (1, 1, "149.50", "PROMOTION")]


def test_moins_de_pieces_terminent_l_offre() -> None:
    prix = calculer_prix([ligne(1, 2, upsell())], frais=None, offres=offre(3, "350"))
    assert vu(prix) == [(1, 2, "249.00", "UPSELL")]
    assert prix.offres_terminees == (Offre(1, 3, D(350)),)
    assert prix.lignes[0].offre is None


def test_l_article_retire_termine_son_offre() -> None:
    prix = calculer_prix([ligne(2, 3, tarif(2))], frais=None, offres=offre(3, "350"))
    assert vu(prix) == [(2, 3, "299.00", "STANDARD")]
    assert prix.offres_terminees == (Offre(1, 3, D(350)),)


def test_une_offre_ne_vaut_que_pour_son_article() -> None:
    prix = calculer_prix([ligne(1, 2, tarif()), ligne(2, 1, tarif(2))], frais=None, offres=offre(2, "350"))
    assert vu(prix) == [(1, 2, "175.00", "OFFRE"), (2, 1, "299.00", "STANDARD")]


def test_deux_offres_sur_deux_articles() -> None:
    prix = calculer_prix(
        [ligne(1, 2, tarif()), ligne(2, 3, tarif(2))], frais=None, offres=offre(2, "350") | offre(3, "500", article=2)
    )
    assert vu(prix) == [(1, 2, "175.00", "OFFRE"), (2, 2, "166.67", "OFFRE"), (2, 1, "166.66", "OFFRE")]
    assert prix.sous_total == D("850.00")


def test_la_remise_termine_l_offre() -> None:
    prix = calculer_prix([ligne(1, 2, tarif(remise=REMISE))], frais=None, offres=offre(2, "350"), remises=[1])
    assert vu(prix) == [(1, 2, "230.00", "REMISE")]
    assert prix.offres_terminees == (Offre(1, 2, D(350)),)


def test_un_prix_manuel_retire_ses_pieces_de_l_offre() -> None:
    de = tarif()
    tenue = calculer_prix([ligne(1, 2, de), ligne(2, 1, de, "100")], frais=None, offres=offre(2, "350"))
    assert vu(tenue) == [(1, 2, "175.00", "OFFRE"), (2, 1, "100.00", "MANUEL")]
    finie = calculer_prix([ligne(1, 1, de), ligne(2, 1, de, "100")], frais=None, offres=offre(2, "350"))
    assert vu(finie) == [(1, 1, "299.00", "STANDARD"), (2, 1, "100.00", "MANUEL")]
    assert finie.offres_terminees == (Offre(1, 2, D(350)),)


def test_frais_connus_inconnus_offerts() -> None:
    lignes = [ligne(1, 1, tarif())]
    connus = calculer_prix(lignes, frais=D("35.50"))
    assert (connus.frais, connus.total, connus.livraison_offerte) == (D("35.50"), D("334.50"), False)
    inconnus = calculer_prix(lignes, frais=None)
    assert (inconnus.frais, inconnus.total) == (None, D("299.00"))
    offerts = calculer_prix(lignes, frais=D("35.50"), livraison_offerte=True)
    assert (offerts.frais, offerts.total, offerts.livraison_offerte) == (D("0.00"), D("299.00"), True)
    sans_ville = calculer_prix(lignes, frais=None, livraison_offerte=True)
    assert (sans_ville.frais, sans_ville.total) == (D("0.00"), D("299.00"))


def test_une_commande_sans_ligne_vaut_ses_frais() -> None:
    prix = calculer_prix([], frais=D(25))
    assert (prix.sous_total, prix.total, prix.lignes, prix.compteur_upsell) == (D(0), D(25), (), 0)


def test_une_ligne_sans_variante_ne_vaut_que_son_prix_manuel() -> None:
    prix = calculer_prix(
        [LigneAPrix(None, 2, None), LigneAPrix(None, 1, None), LigneAPrix(None, 1, None, D(50))], frais=None
    )
    assert vu(prix) == [(None, 2, "0.00", "STANDARD"), (None, 1, "0.00", "STANDARD"), (None, 1, "50.00", "MANUEL")]


def test_deux_lignes_semblables_n_en_font_qu_une() -> None:
    prix = calculer_prix([ligne(1, 1, tarif()), ligne(2, 1, tarif()), ligne(1, 2, tarif())], frais=None)
    assert vu(prix) == [(1, 3, "299.00", "STANDARD"), (2, 1, "299.00", "STANDARD")]


def test_palier_borne_ses_niveaux() -> None:
    assert palier(UPSELL, 0) is None
    assert palier(UPSELL, -1) is None
    assert palier(UPSELL, 9) == Decimal("199.00")
