"""What each transition changes beside the state, with figures written by hand."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from article.models import Variante
from commande.etats import Etat
from commande.models import Commande, Envoi
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurMetier
from config.noyau.horloge import maintenant
from parametre.models import Reglages
from tests import fabrique
from tests.commande.parcours import Equipe, amener, demain, historique, noter_appel, tout_verifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe() -> Equipe:
    return Equipe()


def stock(*variantes: Variante) -> list[int]:
    par_id = dict(Variante.objects.values_list("pk", "qte_disponible"))
    return [par_id[v.pk] for v in variantes]


def mouvements(commande: Commande) -> list[tuple[str, int, int]]:
    return list(commande.mouvements.order_by("pk").values_list("type", "delta", "solde_apres"))


def faire(commande: Commande, transition: str, qui: Any, motif: str = "", **donnees: Any) -> Commande:
    return changer_etat(commande_id=commande.pk, transition=transition, operateur=qui, motif=motif, donnees=donnees)


def panier(equipe: Equipe, etat: Etat) -> tuple[Commande, Variante, Variante]:
    """An order of 2 x 300 and 1 x 150, fees 25, of two variants with 5 pieces each."""
    a = fabrique.variante(fabrique.article(prix=300), stock=5)
    b = fabrique.variante(fabrique.article(prix=150), stock=5)
    return amener(etat, equipe, lignes=[(a, 2), (b, 1)], ville=fabrique.ville(frais=25)), a, b


def test_affecter_then_reaffecter_then_desaffecter(equipe: Equipe) -> None:
    commande = fabrique.commande()
    autre = fabrique.operateur()
    faire(commande, "affecter", equipe.admin, operateur_id=equipe.confirmation.pk)
    faire(commande, "demarrer_confirmation", equipe.confirmation)
    reprise = faire(commande, "reaffecter", equipe.admin, operateur_id=autre.pk)
    assert (reprise.etat, reprise.operateur_confirmation, reprise.occupee_par) == (Etat.AFFECTEE, autre, None)
    rendue = faire(commande, "desaffecter", equipe.admin)
    assert (rendue.etat, rendue.operateur_confirmation) == (Etat.NON_AFFECTEE, None)
    assert list(commande.etats.order_by("pk").values_list("transition", "operateur", "responsable")) == [
        ("", None, None),
        ("affecter", equipe.admin.pk, equipe.confirmation.pk),
        ("demarrer_confirmation", equipe.confirmation.pk, equipe.confirmation.pk),
        ("reaffecter", equipe.admin.pk, autre.pk),
        ("desaffecter", equipe.admin.pk, None),
    ]


def test_demarrer_takes_the_lease_and_confirmer_gives_it_back(equipe: Equipe) -> None:
    commande, _, _ = panier(equipe, Etat.AFFECTEE)
    Commande.objects.filter(pk=commande.pk).update(rappel_le=maintenant())
    prise = faire(commande, "demarrer_confirmation", equipe.confirmation)
    assert prise.occupee_par == equipe.confirmation
    assert prise.occupee_jusqua is not None
    assert prise.occupee_jusqua > maintenant() + dt.timedelta(minutes=19)
    noter_appel(commande, equipe.confirmation)
    confirmee = faire(commande, "confirmer", equipe.confirmation)
    assert (confirmee.occupee_par, confirmee.occupee_jusqua, confirmee.rappel_le) == (None, None, None)


def test_confirmer_takes_the_stock_freezes_the_prices_and_goes_on_to_printing(equipe: Equipe) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_CONFIRMATION)
    a.article.prix_unitaire = Decimal("320.00")
    a.article.save()
    noter_appel(commande, equipe.confirmation)
    rendue = faire(commande, "confirmer", equipe.confirmation, total_attendu="815.00")
    relue = Commande.objects.get(pk=commande.pk)
    for c in (rendue, relue):
        assert (c.etat, c.sous_total, c.total, c.total_confirme) == (
            Etat.A_IMPRIMER,
            Decimal("790.00"),
            Decimal("815.00"),
            Decimal("815.00"),
        )
        assert c.version == 4
    assert stock(a, b) == [3, 4]
    assert mouvements(commande) == [("CONFIRMATION", -2, 3), ("CONFIRMATION", -1, 4)]
    assert historique(commande)[-2:] == [("confirmer", "confirmee"), ("mettre_a_imprimer", "a_imprimer")]
    ouvert, passage = commande.etats.order_by("-pk")[:2]
    assert passage.date_debut == passage.date_fin == ouvert.date_debut
    a.article.prix_unitaire = Decimal("1.00")
    a.article.save()
    assert Commande.objects.get(pk=commande.pk).total == Decimal("815.00")


def test_a_confirmation_costs_few_statements(equipe: Equipe, django_assert_num_queries: Any) -> None:
    commande, _, _ = panier(equipe, Etat.EN_COURS_CONFIRMATION)
    noter_appel(commande, equipe.confirmation)
    # Two more for the savepoint of the test's own transaction; one for each variant.
    with django_assert_num_queries(2 + 13 + 2):
        faire(commande, "confirmer", equipe.confirmation)


def test_two_lines_of_one_variant_take_it_once_for_all(equipe: Equipe) -> None:
    a = fabrique.variante(stock=5)
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe, lignes=[(a, 2)])
    fabrique.ligne(commande, a, 1, origine_prix="MANUEL")
    noter_appel(commande, equipe.confirmation)
    faire(commande, "confirmer", equipe.confirmation)
    assert mouvements(commande) == [("CONFIRMATION", -3, 2)]


def test_an_offer_cut_in_two_lines_takes_all_its_pieces(equipe: Equipe) -> None:
    a = fabrique.variante(fabrique.article(prix=60), stock=5)
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe, lignes=[(a, 3)], ville=fabrique.ville(frais=25))
    commande.lignes.update(offre_pieces=3, offre_prix=Decimal("100.00"), origine_prix="OFFRE")
    noter_appel(commande, equipe.confirmation)
    confirmee = faire(commande, "confirmer", equipe.confirmation, total_attendu="125.00")
    assert sorted(commande.lignes.values_list("quantite", "prix_unitaire")) == [
        (1, Decimal("33.34")),
        (2, Decimal("33.33")),
    ]
    assert confirmee.total == Decimal("125.00")
    assert mouvements(commande) == [("CONFIRMATION", -3, 2)]


def test_the_setting_keeps_confirmation_and_printing_apart(equipe: Equipe) -> None:
    Reglages.objects.create(impression_apres_confirmation=False)
    commande, _, _ = panier(equipe, Etat.CONFIRMEE)
    assert commande.etat == Etat.CONFIRMEE
    assert faire(commande, "mettre_a_imprimer", None).etat == Etat.A_IMPRIMER


def test_marquer_doublon_ties_to_the_original_and_rouvrir_unties(equipe: Equipe) -> None:
    originale = fabrique.commande()
    commande = fabrique.commande(client=originale.client)
    marquee = faire(commande, "marquer_doublon", equipe.admin, original_id=originale.pk)
    assert (marquee.etat, marquee.doublon_de) == (Etat.DOUBLON, originale)
    rouverte = faire(commande, "rouvrir", equipe.admin, "erreur")
    assert (rouverte.etat, rouverte.doublon_de, rouverte.motif) == (Etat.NON_AFFECTEE, None, "erreur")


@pytest.mark.parametrize("etat", [Etat.A_IMPRIMER, Etat.EN_PREPARATION, Etat.PREPAREE, Etat.REPORTEE])
def test_annuler_gives_the_stock_back_if_it_had_been_taken(etat: Etat, equipe: Equipe) -> None:
    commande, a, b = panier(equipe, etat)
    assert stock(a, b) == [3, 4]
    annulee = faire(commande, "annuler", equipe.admin, "le client renonce")
    assert (annulee.etat, annulee.motif) == (Etat.ANNULEE, "le client renonce")
    assert stock(a, b) == [5, 5]
    assert mouvements(commande)[2:] == [("LIBERATION", 2, 5), ("LIBERATION", 1, 5)]


def test_annuler_before_confirmation_moves_no_stock(equipe: Equipe) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_CONFIRMATION)
    faire(commande, "annuler", equipe.confirmation, "ne veut plus")
    assert mouvements(commande) == []
    assert stock(a, b) == [5, 5]


def test_rouvrir_clears_the_operators_and_the_history_goes_on(equipe: Equipe) -> None:
    commande, a, b = panier(equipe, Etat.REPORTEE)
    faire(commande, "annuler", equipe.admin, "perdue")
    rouverte = faire(commande, "rouvrir", equipe.admin, "retrouvée")
    assert rouverte.etat == Etat.NON_AFFECTEE
    assert (rouverte.operateur_confirmation, rouverte.operateur_preparation, rouverte.operateur_livraison) == (
        None,
        None,
        None,
    )
    assert (rouverte.envoi, rouverte.date_livraison_prevue, rouverte.total_confirme) == (None, None, None)
    assert not commande.lignes.filter(verifiee=True).exists()
    assert historique(commande)[-1] == ("rouvrir", "non_affectee")
    assert commande.etats.count() == 11
    assert stock(a, b) == [5, 5]


@pytest.mark.parametrize("etat", [Etat.A_IMPRIMER, Etat.EN_PREPARATION, Etat.PREPAREE])
def test_renvoyer_gives_back_stock_and_preparation_to_the_same_operator(etat: Etat, equipe: Equipe) -> None:
    commande, a, b = panier(equipe, etat)
    renvoyee = faire(commande, "renvoyer_confirmation", equipe.preparation, "couleur introuvable")
    assert (renvoyee.etat, renvoyee.operateur_confirmation, renvoyee.operateur_preparation) == (
        Etat.EN_COURS_CONFIRMATION,
        equipe.confirmation,
        None,
    )
    assert renvoyee.total_confirme is None
    assert not commande.lignes.filter(verifiee=True).exists()
    assert stock(a, b) == [5, 5]
    # And once more, all the way, after a new contact.
    noter_appel(commande, equipe.confirmation)
    assert faire(commande, "confirmer", equipe.confirmation).etat == Etat.A_IMPRIMER
    assert stock(a, b) == [3, 4]


def test_expedier_opens_one_hand_over_a_day_and_driver(equipe: Equipe) -> None:
    autre = fabrique.operateur("LOGISTIQUE")
    commandes = [panier(equipe, Etat.PREPAREE)[0] for _ in range(4)]
    un = faire(commandes[0], "expedier", equipe.logistique)
    deux = faire(commandes[1], "expedier", equipe.logistique)
    assert un.envoi == deux.envoi
    trois = faire(commandes[2], "expedier", equipe.logistique, operateur_id=autre.pk)
    assert trois.operateur_livraison == autre
    assert trois.envoi is not None
    assert (trois.envoi.operateur, trois.envoi == un.envoi) == (autre, False)
    Envoi.objects.update(clos_le=maintenant())
    quatre = faire(commandes[3], "expedier", equipe.logistique)
    assert quatre.envoi not in (un.envoi, trois.envoi)
    assert len(set(Envoi.objects.values_list("numero", flat=True))) == 3


def test_yesterdays_hand_over_is_not_todays(equipe: Equipe) -> None:
    hier = fabrique.envoi(equipe.logistique, date=maintenant() - dt.timedelta(days=1))
    commande, _, _ = panier(equipe, Etat.PREPAREE)
    assert faire(commande, "expedier", equipe.logistique).envoi != hier


def test_a_hand_over_can_be_named(equipe: Equipe) -> None:
    envoi = fabrique.envoi(equipe.logistique, date=maintenant() - dt.timedelta(days=1))
    commande, _, _ = panier(equipe, Etat.PREPAREE)
    assert faire(commande, "expedier", equipe.logistique, envoi_id=envoi.pk).envoi == envoi


def test_reporter_then_relancer(equipe: Equipe) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_LIVRAISON)
    reportee = faire(commande, "reporter", equipe.logistique, "absente", date=demain().isoformat())
    assert (reportee.etat, reportee.date_livraison_prevue, reportee.motif) == (Etat.REPORTEE, demain(), "absente")
    relancee = faire(commande, "relancer_livraison", equipe.logistique)
    assert (relancee.etat, relancee.motif) == (Etat.EN_COURS_LIVRAISON, "")
    assert stock(a, b) == [3, 4]


@pytest.mark.parametrize(
    ("donnees", "motif", "encaisse"),
    [
        ({}, "", "775.00"),
        ({"montant_encaisse": Decimal("775")}, "", "775.00"),
        ({"montant_encaisse": 700}, "remise", "700.00"),
    ],
)
def test_livrer_collects_the_total_unless_said(
    donnees: dict[str, Any], motif: str, encaisse: str, equipe: Equipe
) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_LIVRAISON)
    livree = faire(commande, "livrer", equipe.logistique, motif, **donnees)
    assert (livree.etat, livree.montant_encaisse, livree.total) == (
        Etat.LIVREE,
        Decimal(encaisse),
        Decimal("775.00"),
    )
    assert [ligne.quantite_livree for ligne in commande.lignes.all()] == [2, 1]
    assert stock(a, b) == [3, 4]


def test_livrer_partiellement_by_default_takes_the_rest_back_in_good_state(equipe: Equipe) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_LIVRAISON)
    la, lb = commande.lignes.order_by("pk")
    livree = faire(commande, "livrer_partiellement", equipe.logistique, quantites={la.pk: 1, lb.pk: 1})
    assert (livree.etat, livree.sous_total, livree.frais_livraison, livree.total, livree.montant_encaisse) == (
        Etat.LIVREE_PARTIELLEMENT,
        Decimal("450.00"),
        Decimal("25.00"),
        Decimal("475.00"),
        Decimal("475.00"),
    )
    assert livree.total_confirme == Decimal("775.00")
    assert stock(a, b) == [4, 4]
    assert mouvements(commande)[2:] == [("RETOUR", 1, 4)]
    la.refresh_from_db()
    assert (la.quantite_livree, la.retour_bon, la.retour_defectueux) == (1, 1, 0)


def test_livrer_partiellement_writes_off_what_came_back_spoilt(equipe: Equipe) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_LIVRAISON)
    la, lb = commande.lignes.order_by("pk")
    livree = faire(
        commande,
        "livrer_partiellement",
        equipe.logistique,
        "geste commercial",
        quantites={str(lb.pk): "1"},
        etats={str(la.pk): {"bon": 1, "defectueux": 1}},
        montant_encaisse="150.00",
    )
    assert (livree.total, livree.montant_encaisse) == (Decimal("175.00"), Decimal("150.00"))
    assert stock(a, b) == [4, 4]
    assert mouvements(commande)[2:] == [("RETOUR", 2, 5), ("REBUT", -1, 4)]


def test_retourner_says_line_by_line_what_came_back(equipe: Equipe) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_LIVRAISON)
    la, lb = commande.lignes.order_by("pk")
    retournee = faire(commande, "retourner", equipe.logistique, "refusée", etats={la.pk: "bon", lb.pk: "defectueux"})
    assert (retournee.etat, retournee.montant_encaisse, retournee.motif) == (Etat.RETOURNEE, None, "refusée")
    assert stock(a, b) == [5, 4]
    assert mouvements(commande)[2:] == [("RETOUR", 2, 5), ("RETOUR", 1, 5), ("REBUT", -1, 4)]
    assert [(x.quantite_livree, x.retour_bon, x.retour_defectueux) for x in commande.lignes.order_by("pk")] == [
        (0, 2, 0),
        (0, 0, 1),
    ]


@pytest.mark.parametrize(
    ("transition", "motif", "donnees"),
    [
        ("livrer", "", {}),
        ("livrer_partiellement", "", {"quantites": {"a": 1}}),
        ("livrer_partiellement", "", {"quantites": {"a": 1}, "etats": {"a": "defectueux", "b": "bon"}}),
        ("retourner", "m", {"etats": {"a": {"bon": 1, "defectueux": 1}, "b": "defectueux"}}),
    ],
)
def test_corriger_undoes_the_stock_and_the_cash_of_any_result(
    transition: str, motif: str, donnees: dict[str, dict[str, Any]], equipe: Equipe
) -> None:
    commande, a, b = panier(equipe, Etat.EN_COURS_LIVRAISON)
    cles = dict(zip("ab", commande.lignes.order_by("pk").values_list("pk", flat=True), strict=True))
    par_ligne = {nom: {cles[lettre]: v for lettre, v in valeurs.items()} for nom, valeurs in donnees.items()}
    faire(commande, transition, equipe.logistique, motif, **par_ligne)
    corrigee = faire(commande, "corriger_resultat", equipe.admin, "erreur du livreur")
    assert (corrigee.etat, corrigee.sous_total, corrigee.total) == (
        Etat.EN_COURS_LIVRAISON,
        Decimal("750.00"),
        Decimal("775.00"),
    )
    assert (corrigee.montant_encaisse, corrigee.encaisse_le, corrigee.operateur_livraison) == (
        None,
        None,
        equipe.logistique,
    )
    assert stock(a, b) == [3, 4]
    assert sum(delta for _, delta, _ in mouvements(commande)) == -3
    assert [(x.quantite_livree, x.retour_bon, x.retour_defectueux) for x in commande.lignes.all()] == [(None, 0, 0)] * 2
    # The other result can follow.
    assert faire(commande, "livrer", equipe.logistique).montant_encaisse == Decimal("775.00")


def test_a_result_is_corrected_within_the_days_of_the_setting_only(equipe: Equipe) -> None:
    Reglages.objects.create(correction_jours=3)
    commande, _, _ = panier(equipe, Etat.LIVREE)
    trop_tard = maintenant() + dt.timedelta(days=3, minutes=1)
    with time_machine.travel(trop_tard), pytest.raises(ErreurMetier, match="plus de 3 jours"):
        faire(commande, "corriger_resultat", equipe.admin, "trop tard")
    assert Commande.objects.get(pk=commande.pk).etat == Etat.LIVREE
    with time_machine.travel(maintenant() + dt.timedelta(days=2, hours=23)):
        assert faire(commande, "corriger_resultat", equipe.admin, "à temps").etat == Etat.EN_COURS_LIVRAISON


def test_a_clock_behind_never_ends_a_stay_before_it_began(equipe: Equipe) -> None:
    plus_tard = maintenant() + dt.timedelta(hours=1)
    commande = fabrique.commande(depuis=plus_tard)
    faire(commande, "affecter", equipe.admin, operateur_id=equipe.confirmation.pk)
    naissance, sejour = commande.etats.order_by("pk")
    assert naissance.date_debut == naissance.date_fin == sejour.date_debut == plus_tard


def test_the_system_is_nobody_in_the_history() -> None:
    commande = fabrique.commande()
    faire(commande, "annuler", None, "la feuille dit annulée")
    assert next(iter(commande.etats.order_by("-pk").values_list("operateur", "motif"))) == (
        None,
        "la feuille dit annulée",
    )


def test_tout_verifier_is_what_terminer_waits_for(equipe: Equipe) -> None:
    commande, _, _ = panier(equipe, Etat.EN_PREPARATION)
    tout_verifier(commande)
    assert faire(commande, "terminer_preparation", equipe.preparation).etat == Etat.PREPAREE
