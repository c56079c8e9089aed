"""Idempotency keys: a double click, a retry after a lost answer, a key used twice."""

import datetime as dt
import os
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from commande.erreurs import ErreurCle, ErreurIntrouvable
from commande.etats import Etat
from commande.models import CleAction, Commande
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from tests import fabrique
from tests.commande.courses import en_meme_temps
from tests.commande.parcours import Equipe, amener, noter_appel, photo

pytestmark = pytest.mark.django_db
TOURS = int(os.environ.get("TOURS_DE_COURSE", "8"))


def appel(commande: Commande, equipe: Equipe, **options: Any) -> Commande:
    voulu: dict[str, Any] = {
        "commande_id": commande.pk,
        "transition": "livrer",
        "operateur": equipe.logistique,
        "donnees": {"montant_encaisse": "10.00"},
        "motif": "ristourne",
        "cle": "k1",
    }
    return changer_etat(**(voulu | options))


def test_the_same_call_again_returns_the_first_result_and_does_nothing_twice() -> None:
    equipe = Equipe()
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    premier = appel(commande, equipe)
    apres = photo(commande)
    # 10, "10" and "10.00" are one amount.
    second = appel(commande, equipe, donnees={"montant_encaisse": 10})
    assert photo(commande) == apres
    for champ in ("pk", "etat", "version", "montant_encaisse", "encaisse_le", "total", "motif", "envoi_id"):
        assert getattr(second, champ) == getattr(premier, champ), champ


def test_the_first_result_stays_the_answer_when_the_order_has_moved_on() -> None:
    equipe = Equipe()
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    premier = appel(commande, equipe)
    changer_etat(commande_id=commande.pk, transition="corriger_resultat", operateur=equipe.admin, motif="m")
    second = appel(commande, equipe)
    assert (second.etat, second.version, second.montant_encaisse) == (
        Etat.LIVREE,
        premier.version,
        premier.montant_encaisse,
    )
    assert Commande.objects.get(pk=commande.pk).etat == Etat.EN_COURS_LIVRAISON


def test_the_key_with_another_call_is_refused() -> None:
    equipe = Equipe()
    commande, autre = amener(Etat.EN_COURS_LIVRAISON, equipe), amener(Etat.EN_COURS_LIVRAISON, equipe)
    appel(commande, equipe)
    apres = photo(commande), photo(autre)
    ailleurs: list[dict[str, Any]] = [
        {"commande_id": autre.pk},
        {"donnees": {"montant_encaisse": "11.00"}},
        {"donnees": {}},
        {"motif": "autre"},
        {"operateur": equipe.admin},
        {"transition": "relancer_livraison", "donnees": None},
    ]
    for change in ailleurs:
        with pytest.raises(ErreurCle):
            appel(commande, equipe, **change)
    assert (photo(commande), photo(autre)) == apres


def test_a_refused_call_leaves_its_key_free() -> None:
    equipe = Equipe()
    commande = amener(Etat.PREPAREE, equipe)
    with pytest.raises(ErreurTransition):
        appel(commande, equipe)
    assert not CleAction.objects.exists()
    changer_etat(commande_id=commande.pk, transition="expedier", operateur=equipe.logistique)
    assert appel(commande, equipe).etat == Etat.LIVREE


@pytest.mark.parametrize("cle", ["", "x" * 101, "a\x00b"])
def test_a_key_is_a_short_text(cle: str) -> None:
    equipe = Equipe()
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    with pytest.raises(ErreurSaisie):
        appel(commande, equipe, cle=cle)


def test_an_order_that_does_not_exist_takes_no_key() -> None:
    with pytest.raises(ErreurIntrouvable):
        changer_etat(commande_id=0, transition="annuler", operateur=fabrique.operateur("ADMIN"), motif="m", cle="k")
    assert not CleAction.objects.exists()


def test_keys_are_forgotten_after_seven_days() -> None:
    commande = fabrique.commande()
    for jours in (0, 6, 8, 30):
        CleAction.objects.create(
            cle=f"k{jours}", commande=commande, empreinte="e", cree_le=maintenant() - dt.timedelta(days=jours)
        )
    sortie = StringIO()
    call_command("purger_cles", stdout=sortie)
    assert sortie.getvalue() == "2 clé(s) d’idempotence effacée(s).\n"
    assert sorted(CleAction.objects.values_list("cle", flat=True)) == ["k0", "k6"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twelve_calls_at_once_have_one_effect_and_twelve_equal_answers() -> None:
    equipe = Equipe()
    for tour in range(TOURS):
        variante = fabrique.variante(stock=5)
        commande = amener(Etat.EN_COURS_CONFIRMATION, equipe, lignes=[(variante, 2)])
        noter_appel(commande, equipe.confirmation)
        acte = partial(
            changer_etat,
            commande_id=commande.pk,
            transition="confirmer",
            operateur=equipe.confirmation,
            cle=f"tour {tour}",
        )
        reponses = en_meme_temps([acte] * 12)
        assert {(r.pk, r.etat, r.version, r.total_confirme) for r in reponses} == {
            (commande.pk, "a_imprimer", 4, commande.total)
        }
        variante.refresh_from_db()
        assert variante.qte_disponible == 3
        assert commande.etats.count() == 5
        assert commande.mouvements.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_key_on_two_orders_at_once_serves_one_of_them() -> None:
    admin = fabrique.operateur("ADMIN")
    for tour in range(TOURS):
        commandes = [fabrique.commande() for _ in range(2)]
        reponses = en_meme_temps(
            [
                partial(
                    changer_etat, commande_id=c.pk, transition="annuler", operateur=admin, motif="m", cle=f"t{tour}"
                )
                for c in commandes
            ]
        )
        assert sorted(type(r).__name__ for r in reponses) == ["Commande", "ErreurCle"]
        assert sorted(Commande.objects.filter(pk__in=[c.pk for c in commandes]).values_list("etat", flat=True)) == [
            "annulee",
            "non_affectee",
        ]
