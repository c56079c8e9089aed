"""What holds of every price, whatever the order."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commande.prix import (
    Echelle,
    ErreurPrix,
    LigneAPrix,
    Offre,
    PrixCommande,
    Tarif,
    calculer_prix,
    prix_en_promotion,
    repartir,
)

montants = st.decimals(min_value=0, max_value=5000, places=2)
prix_positifs = st.decimals(min_value=Decimal("0.01"), max_value=5000, places=2)
pourcentages = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99.99"), places=2)
echelles: st.SearchStrategy[Echelle] = st.tuples(*[st.none() | montants] * 4)


def tarifs(article: int) -> st.SearchStrategy[Tarif]:
    return st.builds(
        Tarif,
        article_id=st.just(article),
        prix_unitaire=prix_positifs,
        phase=st.sampled_from(["EN_COURS", "EN_COURS", "EN_TEST", "LIQUIDATION"]),
        prix_liquidation=st.none() | montants,
        is_upsell=st.booleans(),
        upsell=echelles,
        remise=echelles,
        promotion=st.none() | st.none() | pourcentages,
    )


@st.composite
def commandes(tire: st.DrawFn) -> tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]]:
    par_article = {a: tire(tarifs(a)) for a in range(tire(st.integers(1, 3)))}
    lignes = [
        LigneAPrix(
            cle=article * 10 + tire(st.integers(0, 2)),
            quantite=tire(st.integers(1, 7)),
            tarif=par_article[article],
            prix_manuel=tire(st.none() | st.none() | montants),
        )
        for article in tire(st.lists(st.sampled_from(sorted(par_article)), min_size=1, max_size=5))
    ]
    offres = {
        a: Offre(a, tire(st.integers(1, 8)), tire(montants))
        for a in tire(st.sets(st.sampled_from(sorted(par_article))))
    }
    avec_echelle = [a for a, t in par_article.items() if t.remise[0] is not None]
    remises = tire(st.sets(st.sampled_from(avec_echelle))) if avec_echelle else set()
    return lignes, offres, frozenset(remises)


def prix(commande: tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]], frais: Decimal | None) -> PrixCommande:
    lignes, offres, remises = commande
    return calculer_prix(lignes, frais=frais, offres=offres, remises=remises)


@given(commandes(), st.none() | montants, st.booleans())
def test_le_total_est_la_somme_des_lignes_et_des_frais(
    commande: tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]], frais: Decimal | None, offerte: bool
) -> None:
    lignes, offres, remises = commande
    p = calculer_prix(lignes, frais=frais, livraison_offerte=offerte, offres=offres, remises=remises)
    assert p.sous_total == sum(li.quantite * li.prix_unitaire for li in p.lignes)
    assert p.total == p.sous_total + (0 if offerte else frais or 0)
    assert 0 <= p.compteur_upsell <= 4
    for montant in (p.sous_total, p.total, *(li.prix_unitaire for li in p.lignes)):
        assert isinstance(montant, Decimal)
        assert montant.as_tuple().exponent == -2
        assert montant >= 0


@given(commandes())
def test_aucune_piece_ne_se_perd(commande: tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]]) -> None:
    p = prix(commande, None)
    for cle in {li.cle for li in commande[0]}:
        assert sum(li.quantite for li in p.lignes if li.cle == cle) == sum(
            li.quantite for li in commande[0] if li.cle == cle
        )
    assert all(li.quantite > 0 for li in p.lignes)


@given(commandes())
def test_une_offre_tenue_vaut_exactement_son_prix(
    commande: tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]],
) -> None:
    p = prix(commande, None)
    for offre in commande[1].values():
        siennes = [li for li in p.lignes if li.offre == offre]
        if offre in p.offres_terminees:
            assert siennes == []
        else:
            assert sum(li.quantite for li in siennes) == offre.pieces
            assert sum(li.montant for li in siennes) == offre.prix


@given(commandes())
def test_recalculer_ne_change_rien(commande: tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]]) -> None:
    """Stored lines, priced again, give the same lines: what is saved is a fixed point."""
    p = prix(commande, None)
    tarif_de = {li.cle: li.tarif for li in commande[0]}
    relues = [
        LigneAPrix(li.cle, li.quantite, tarif_de[li.cle], li.prix_unitaire if li.origine == "MANUEL" else None)
        for li in p.lignes
    ]
    encore = calculer_prix(
        relues,
        frais=None,
        offres={li.offre.article_id: li.offre for li in p.lignes if li.offre},
        remises={t.article_id for li in p.lignes if li.origine == "REMISE" and (t := tarif_de[li.cle])},
    )
    assert encore.sous_total == p.sous_total
    assert encore.offres_terminees == ()


@given(st.integers(1, 50), montants)
def test_une_repartition_est_exacte_a_un_centime_pres(pieces: int, total: Decimal) -> None:
    parts = list(repartir(Offre(1, pieces, total)))
    assert sum(n for n, _ in parts) == pieces
    assert sum(n * p for n, p in parts) == total
    assert all(n > 0 for n, _ in parts)
    assert max(p for _, p in parts) - min(p for _, p in parts) <= Decimal("0.01")


@given(prix_positifs, pourcentages, pourcentages)
def test_plus_de_promotion_n_est_jamais_plus_cher(montant: Decimal, un: Decimal, autre: Decimal) -> None:
    petit, grand = sorted((un, autre))
    assert prix_en_promotion(montant, grand) <= prix_en_promotion(montant, petit) <= montant


@given(st.lists(prix_positifs, min_size=5, max_size=5), st.integers(1, 8))
def test_une_piece_de_plus_n_augmente_pas_le_prix_de_chacune(prix_tires: list[Decimal], pieces: int) -> None:
    normal, *echelle = sorted(prix_tires, reverse=True)
    tarif = Tarif(1, normal, is_upsell=True, upsell=(echelle[0], echelle[1], echelle[2], echelle[3]))
    avant, apres = (
        calculer_prix([LigneAPrix(1, n, tarif)], frais=None).lignes[0].prix_unitaire for n in (pieces, pieces + 1)
    )
    assert apres <= avant


@given(commandes(), montants, montants)
def test_des_frais_plus_hauts_font_un_total_plus_haut(
    commande: tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]], un: Decimal, autre: Decimal
) -> None:
    petits, grands = sorted((un, autre))
    assert prix(commande, grands).total - prix(commande, petits).total == grands - petits


@given(commandes())
def test_une_remise_sans_echelle_est_toujours_refusee(
    commande: tuple[list[LigneAPrix], dict[int, Offre], frozenset[int]],
) -> None:
    tarif = Tarif(99, Decimal("100.00"))
    lignes = [*commande[0], LigneAPrix(990, 1, tarif)]
    try:
        calculer_prix(lignes, frais=None, offres=commande[1], remises={99})
    except ErreurPrix:
        return
    raise AssertionError
