"""Races on a real server: threads that start together, and the laws afterwards."""

import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial

import pytest
from django.core.management import call_command
from django.db import transaction

from article.erreurs import ErreurRupture
from article.models import TypeMouvement, Variante
from article.services import stock
from commande.etats import Etat
from commande.models import Commande, Operation
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurMetier, ErreurTransition
from parametre.models import Operateur
from tests import fabrique
from tests.commande.courses import en_meme_temps
from tests.commande.parcours import Equipe, amener

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# The test command runs few rounds; `scripts/epreuve_courses` asks for many.
TOURS = int(os.environ.get("TOURS_DE_COURSE", "8"))
FILS = 16


def prete(operateur: Operateur, lignes: Sequence[tuple[Variante, int]]) -> Commande:
    """An order that only waits for confirmer."""
    commande = fabrique.commande(Etat.EN_COURS_CONFIRMATION, operateur_confirmation=operateur, lignes=lignes)
    Operation.objects.create(commande=commande, operateur=operateur, type="APPEL")
    return commande


def pretes(operateur: Operateur, paniers: Sequence[Sequence[tuple[Variante, int]]]) -> list[Commande]:
    """Many of them, written in one transaction."""
    with transaction.atomic():
        return [prete(operateur, panier) for panier in paniers]


def confirmer_tout(operateur: Operateur, commandes: Sequence[Commande]) -> list[Commande | ErreurMetier]:
    """Confirm one after the other; a refusal is a result like another."""
    resultats: list[Commande | ErreurMetier] = []
    for commande in commandes:
        try:
            resultats.append(changer_etat(commande_id=commande.pk, transition="confirmer", operateur=operateur))
        except ErreurMetier as refus:
            resultats.append(refus)
    return resultats


def course(operateur: Operateur, commandes: Sequence[Commande]) -> list[Commande | ErreurMetier]:
    """Confirm every order from FILS threads at once; return the results in the order of the orders."""
    parts = [commandes[rang::FILS] for rang in range(FILS)]
    par_id: dict[int, Commande | ErreurMetier] = {}
    for part, resultats in zip(
        parts, en_meme_temps([partial(confirmer_tout, operateur, p) for p in parts]), strict=True
    ):
        par_id |= {c.pk: r for c, r in zip(part, resultats, strict=True)}
    return [par_id[c.pk] for c in commandes]


def vendues(resultats: Sequence[object]) -> int:
    return sum(isinstance(r, Commande) for r in resultats)


def test_sixty_four_orders_for_twenty_pieces() -> None:
    operateur = fabrique.operateur()
    for _ in range(TOURS):
        variante = fabrique.variante(stock=20)
        resultats = course(operateur, pretes(operateur, [[(variante, 1)]] * 64))
        assert vendues(resultats) == 20
        assert sum(isinstance(r, ErreurRupture) for r in resultats) == 44
        variante.refresh_from_db()
        assert variante.qte_disponible == 0
    call_command("verifier_coherence")


def test_baskets_in_any_order_neither_oversell_nor_deadlock_nor_refuse_what_could_be_filled() -> None:
    hasard = random.Random(2026)
    operateur = fabrique.operateur()
    for _ in range(TOURS):
        variantes = [fabrique.variante(stock=hasard.randint(3, 9)) for _ in range(5)]
        paniers = [
            [(v, hasard.randint(1, 2)) for v in hasard.sample(variantes, hasard.randint(1, 4))] for _ in range(48)
        ]
        commandes = pretes(operateur, paniers)
        resultats = course(operateur, commandes)
        reste = dict(Variante.objects.values_list("pk", "qte_disponible"))
        for panier, resultat in zip(paniers, resultats, strict=True):
            if not isinstance(resultat, Commande):
                assert isinstance(resultat, ErreurRupture)
                assert any(reste[v.pk] < n for v, n in panier), "what is left could still fill it"
        sorties = Counter(
            {
                v.pk: sum(
                    n
                    for p, r in zip(paniers, resultats, strict=True)
                    if isinstance(r, Commande)
                    for w, n in p
                    if w == v
                )
                for v in variantes
            }
        )
        assert all(reste[v.pk] == v.qte_disponible - sorties[v.pk] >= 0 for v in variantes)
    call_command("verifier_coherence")


def test_a_double_click_confirms_once() -> None:
    operateur = fabrique.operateur()
    for _ in range(TOURS):
        variante = fabrique.variante(stock=5)
        commande = prete(operateur, [(variante, 2)])
        resultats = en_meme_temps(
            [partial(changer_etat, commande_id=commande.pk, transition="confirmer", operateur=operateur)] * 2
        )
        assert vendues(resultats) == 1
        assert sum(isinstance(r, ErreurTransition) for r in resultats) == 1
        variante.refresh_from_db()
        assert variante.qte_disponible == 3


def test_two_preparers_on_one_order() -> None:
    equipe = Equipe()
    autre = fabrique.operateur("PREPARATION")
    for _ in range(TOURS):
        commande = amener(Etat.A_IMPRIMER, equipe)
        resultats = en_meme_temps(
            [
                partial(changer_etat, commande_id=commande.pk, transition="imprimer", operateur=qui)
                for qui in (equipe.preparation, autre)
            ]
        )
        (gagnante,) = [r for r in resultats if isinstance(r, Commande)]
        commande.refresh_from_db()
        assert commande.operateur_preparation == gagnante.operateur_preparation
        assert commande.etats.filter(transition="imprimer").count() == 1


def test_cancel_against_confirm() -> None:
    equipe = Equipe()
    issues = Counter[str]()
    for _ in range(TOURS):
        variante = fabrique.variante(stock=5)
        commande = prete(equipe.confirmation, [(variante, 2)])
        en_meme_temps(
            [
                partial(changer_etat, commande_id=commande.pk, transition="confirmer", operateur=equipe.confirmation),
                partial(changer_etat, commande_id=commande.pk, transition="annuler", operateur=equipe.admin, motif="m"),
            ]
        )
        commande.refresh_from_db()
        variante.refresh_from_db()
        # Cancelling wins in the end, first or second; what was taken is given back.
        issues[commande.etat] += 1
        assert (commande.etat, variante.qte_disponible) == (Etat.ANNULEE, 5)
    call_command("verifier_coherence")
    assert issues == {"annulee": TOURS}


def test_give_back_and_take_cross_without_deadlock() -> None:
    """Orders cancelled while others are confirmed, over the same variants in opposite orders."""
    equipe = Equipe()
    for _ in range(TOURS):
        a, b = fabrique.variante(stock=8), fabrique.variante(stock=8)
        confirmees = pretes(equipe.confirmation, [[(a, 1), (b, 1)]] * 8)
        confirmer_tout(equipe.confirmation, confirmees)
        nouvelles = pretes(equipe.confirmation, [[(b, 1), (a, 1)]] * 8)
        en_meme_temps(
            [
                *(
                    partial(changer_etat, commande_id=c.pk, transition="annuler", operateur=equipe.admin, motif="m")
                    for c in confirmees
                ),
                *(
                    partial(changer_etat, commande_id=c.pk, transition="confirmer", operateur=equipe.confirmation)
                    for c in nouvelles
                ),
            ]
        )
    call_command("verifier_coherence")


def _avancer_sans_garde(variation: stock.Variation) -> int | None:
    """What the first system did: read, think, write."""
    lu = Variante.objects.values_list("qte_disponible", flat=True).get(pk=variation.variante_id)
    if lu + variation.delta < 0:
        return None
    time.sleep(0.01)
    Variante.objects.filter(pk=variation.variante_id).update(qte_disponible=lu + variation.delta)
    return lu + variation.delta


def test_without_the_guard_the_same_race_oversells(monkeypatch: pytest.MonkeyPatch) -> None:
    operateur = fabrique.operateur()
    variante = fabrique.variante(stock=5)
    commandes = pretes(operateur, [[(variante, 1)]] * 32)
    monkeypatch.setattr(stock, "_avancer", _avancer_sans_garde)
    resultats = course(operateur, commandes)
    assert vendues(resultats) > 5
    assert variante.mouvements.filter(type=TypeMouvement.CONFIRMATION).count() == vendues(resultats)
