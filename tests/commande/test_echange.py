"""Exchanges after delivery."""

from typing import Any

import pytest
from django.core.management import call_command

from article.models import MouvementStock, Variante
from commande.etats import Etat
from commande.models import Commande, RetourAttendu
from commande.services.echange import creer_echange, recevoir_retour
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from parametre.models import Operateur
from tests import fabrique
from tests.commande.parcours import Equipe, amener, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe() -> Equipe:
    return Equipe()


def livree(equipe: Equipe) -> tuple[Commande, Variante, Variante]:
    """A delivered order of two pieces, and another variant to send instead."""
    ancienne, nouvelle = fabrique.variante(stock=5), fabrique.variante(stock=5)
    return amener(Etat.LIVREE, equipe, lignes=[(ancienne, 2)]), ancienne, nouvelle


def echanger(commande: Commande, nouvelle: Variante, qui: Operateur, pieces: int = 1, **options: Any) -> Commande:
    ligne = commande.lignes.get()
    return creer_echange(
        commande_id=commande.pk, lignes=[(nouvelle.pk, pieces)], reprises={ligne.pk: pieces} | options, operateur=qui
    )


def stock(*variantes: Variante) -> list[int]:
    par_id = dict(Variante.objects.values_list("pk", "qte_disponible"))
    return [par_id[v.pk] for v in variantes]


def test_an_exchange_is_a_new_order_tied_to_the_delivered_one(equipe: Equipe) -> None:
    commande, ancienne, nouvelle = livree(equipe)
    echange = echanger(commande, nouvelle, equipe.confirmation)
    assert (echange.echange_de, echange.client, echange.ville, echange.adresse) == (
        commande,
        commande.client,
        commande.ville,
        commande.adresse,
    )
    assert (echange.etat, echange.operateur_confirmation) == (Etat.AFFECTEE, equipe.confirmation)
    assert [(x.variante, x.quantite) for x in echange.lignes.all()] == [(nouvelle, 1)]
    attendu = RetourAttendu.objects.get()
    assert (attendu.echange, attendu.ligne, attendu.quantite, attendu.recu_le) == (
        echange,
        commande.lignes.get(),
        1,
        None,
    )
    assert stock(ancienne, nouvelle) == [3, 5]
    assert echanger(commande, nouvelle, equipe.admin).etat == Etat.NON_AFFECTEE


@pytest.mark.parametrize(("bon", "defectueux", "reste"), [(2, 0, 5), (1, 1, 4), (0, 2, 3)])
def test_the_old_pieces_come_back_in_the_state_they_are_in(
    bon: int, defectueux: int, reste: int, equipe: Equipe
) -> None:
    commande, ancienne, nouvelle = livree(equipe)
    echanger(commande, nouvelle, equipe.admin, 2)
    retour = recevoir_retour(
        retour_id=RetourAttendu.objects.get().pk, bon=bon, defectueux=defectueux, operateur=equipe.preparation
    )
    assert (retour.bon, retour.defectueux, retour.operateur) == (bon, defectueux, equipe.preparation)
    assert retour.recu_le is not None
    assert stock(ancienne) == [reste]
    assert sum(MouvementStock.objects.filter(commande=commande).values_list("delta", flat=True)) == reste - 5
    call_command("verifier_coherence")


def test_only_what_the_client_kept_can_come_back_and_only_once(equipe: Equipe) -> None:
    commande, _, nouvelle = livree(equipe)
    for reprises in ({}, {commande.lignes.get().pk: 3}, {commande.lignes.get().pk: 0}, {0: 1}):
        with pytest.raises(ErreurSaisie):
            creer_echange(commande_id=commande.pk, lignes=[(nouvelle.pk, 1)], reprises=reprises, operateur=equipe.admin)
    echanger(commande, nouvelle, equipe.admin, 2)
    with pytest.raises(ErreurSaisie):
        echanger(commande, nouvelle, equipe.admin)
    assert Commande.objects.filter(echange_de=commande).count() == 1


def test_only_a_delivered_order_is_exchanged_by_its_operator_or_administration(equipe: Equipe) -> None:
    commande, _, nouvelle = livree(equipe)
    for qui in (fabrique.operateur(), equipe.logistique, fabrique.operateur("ADMIN", actif=False)):
        with pytest.raises(ErreurDroit):
            echanger(commande, nouvelle, qui)
    en_route = amener(Etat.EN_COURS_LIVRAISON, equipe, lignes=[(nouvelle, 1)])
    with pytest.raises(ErreurTransition):
        echanger(en_route, nouvelle, equipe.admin)
    assert not Commande.objects.filter(echange_de__isnull=False).exists()


def test_a_return_is_received_whole_once_by_those_who_hold_it(equipe: Equipe) -> None:
    commande, _, nouvelle = livree(equipe)
    echanger(commande, nouvelle, equipe.admin, 2)
    pk = RetourAttendu.objects.get().pk
    avant = photo(commande)
    for bon, defectueux in ((1, 0), (2, 1), (-1, 3)):
        with pytest.raises(ErreurSaisie):
            recevoir_retour(retour_id=pk, bon=bon, defectueux=defectueux, operateur=equipe.admin)
    for qui in (equipe.confirmation, equipe.logistique):
        with pytest.raises(ErreurDroit):
            recevoir_retour(retour_id=pk, bon=2, operateur=qui)
    with pytest.raises(ErreurMetier, match="n’est pas attendu"):
        recevoir_retour(retour_id=0, bon=2, operateur=equipe.admin)
    assert photo(commande) == avant
    Commande.objects.filter(echange_de=commande).update(operateur_livraison=equipe.logistique)
    recevoir_retour(retour_id=pk, bon=2, operateur=equipe.logistique)
    apres = photo(commande)
    with pytest.raises(ErreurTransition):
        recevoir_retour(retour_id=pk, bon=2, operateur=equipe.admin)
    assert photo(commande) == apres


def test_a_result_with_an_exchange_is_not_corrected(equipe: Equipe) -> None:
    commande, _, nouvelle = livree(equipe)
    echange = echanger(commande, nouvelle, equipe.admin)

    def corriger() -> Commande:
        return changer_etat(commande_id=commande.pk, transition="corriger_resultat", operateur=equipe.admin, motif="m")

    with pytest.raises(ErreurMetier, match="échange est en cours"):
        corriger()
    changer_etat(commande_id=echange.pk, transition="annuler", operateur=equipe.admin, motif="m")
    # What a cancelled exchange expected is free again.
    assert echanger(commande, nouvelle, equipe.admin, 2).echange_de == commande
    Commande.objects.filter(echange_de=commande).update(etat=Etat.ANNULEE)
    assert corriger().etat == Etat.EN_COURS_LIVRAISON


def test_a_result_whose_pieces_came_back_is_not_corrected(equipe: Equipe) -> None:
    commande, _, nouvelle = livree(equipe)
    echange = echanger(commande, nouvelle, equipe.admin)
    recevoir_retour(retour_id=RetourAttendu.objects.get().pk, bon=1, operateur=equipe.admin)
    changer_etat(commande_id=echange.pk, transition="annuler", operateur=equipe.admin, motif="m")
    with pytest.raises(ErreurMetier, match="déjà revenues"):
        changer_etat(commande_id=commande.pk, transition="corriger_resultat", operateur=equipe.admin, motif="m")
