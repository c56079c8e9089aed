"""Who receives the new orders."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from commande.etats import Etat
from commande.models import Commande, EtatCommande
from commande.services.affectation import affecter_automatiquement, prendre_suivante
from config.noyau.erreurs import ErreurDroit
from config.noyau.horloge import maintenant
from parametre.models import Operateur, Reglages
from tests import fabrique
from tests.commande.courses import en_meme_temps

pytestmark = pytest.mark.django_db
TOURS = int(os.environ.get("TOURS_DE_COURSE", "8"))


def en_attente(nombre: int, **champs: Any) -> list[Commande]:
    """Orders that nobody has, oldest first, each of a new client."""
    debut = maintenant() - dt.timedelta(days=1)
    return [fabrique.commande(cree_le=debut + dt.timedelta(minutes=n), **champs) for n in range(nombre)]


def qui(commandes: list[Commande]) -> list[int | None]:
    par_id = dict(Commande.objects.values_list("pk", "operateur_confirmation"))
    return [par_id[c.pk] for c in commandes]


def test_orders_go_in_turn_oldest_first() -> None:
    a, b = fabrique.operateur(), fabrique.operateur()
    commandes = en_attente(5)
    assert affecter_automatiquement() == 5
    assert qui(commandes) == [a.pk, b.pk, a.pk, b.pk, a.pk]
    for commande in Commande.objects.all():
        assert (commande.etat, commande.version) == (Etat.AFFECTEE, 2)
        naissance, sejour = commande.etats.order_by("pk")
        assert naissance.date_fin == sejour.date_debut
        assert (sejour.etat, sejour.transition, sejour.date_fin) == ("affectee", "affecter", None)
        assert (sejour.operateur, sejour.responsable) == (None, commande.operateur_confirmation)


def test_the_next_call_starts_after_whoever_received_the_last_one() -> None:
    a, b, c = (fabrique.operateur() for _ in range(3))
    en_attente(2)
    affecter_automatiquement()
    suite = en_attente(2)
    affecter_automatiquement()
    assert qui(suite) == [c.pk, a.pk]
    Operateur.objects.filter(pk=a.pk).update(actif=False)
    suite = en_attente(2)
    affecter_automatiquement()
    assert qui(suite) == [b.pk, c.pk]


def test_the_oldest_is_by_arrival_not_by_key() -> None:
    a, b = fabrique.operateur(), fabrique.operateur()
    recente = fabrique.commande()
    ancienne = fabrique.commande(cree_le=maintenant() - dt.timedelta(days=2))
    affecter_automatiquement()
    assert qui([ancienne, recente]) == [a.pk, b.pk]


def test_a_returning_client_goes_to_who_handled_them_last_and_that_counts_as_a_turn() -> None:
    a, b, c = (fabrique.operateur() for _ in range(3))
    cliente = fabrique.client()
    il_y_a = maintenant() - dt.timedelta(days=30)
    fabrique.commande(Etat.LIVREE, client=cliente, operateur_confirmation=a, cree_le=il_y_a)
    fabrique.commande(Etat.ANNULEE, client=cliente, operateur_confirmation=c, cree_le=il_y_a + dt.timedelta(days=1))
    premiere, deuxieme = en_attente(2)
    fidele = fabrique.commande(client=cliente)
    derniere = fabrique.commande(cree_le=maintenant() + dt.timedelta(minutes=1))
    assert affecter_automatiquement() == 4
    assert qui([premiere, deuxieme, fidele, derniere]) == [a.pk, b.pk, c.pk, a.pk]


def test_a_returning_client_of_someone_who_left_takes_the_usual_turn() -> None:
    a, parti = fabrique.operateur(), fabrique.operateur(actif=False)
    cliente = fabrique.client()
    fabrique.commande(Etat.LIVREE, client=cliente, operateur_confirmation=parti)
    fidele = fabrique.commande(client=cliente)
    affecter_automatiquement()
    assert qui([fidele]) == [a.pk]


def test_two_new_orders_of_one_client_go_to_one_operator() -> None:
    a, b = fabrique.operateur(), fabrique.operateur()
    cliente = fabrique.client()
    premiere, autre, seconde = en_attente(3)
    Commande.objects.filter(pk__in=[premiere.pk, seconde.pk]).update(client=cliente)
    affecter_automatiquement()
    assert qui([premiere, autre, seconde]) == [a.pk, b.pk, a.pk]


def test_loads_of_one_call_differ_by_at_most_one() -> None:
    operateurs = [fabrique.operateur() for _ in range(7)]
    en_attente(40)
    assert affecter_automatiquement() == 40
    charges = Counter(Commande.objects.values_list("operateur_confirmation", flat=True))
    assert sorted(charges.values()) == [5, 5, 6, 6, 6, 6, 6]
    assert set(charges) == {o.pk for o in operateurs}


def test_only_orders_that_nobody_has_are_given() -> None:
    fabrique.operateur()
    for etat in Etat:
        fabrique.commande(etat)
    assert affecter_automatiquement() == 1
    assert Commande.objects.filter(operateur_confirmation__isnull=False).count() == 1
    assert affecter_automatiquement() == 0


def test_without_an_active_operator_nothing_moves_and_the_command_says_why() -> None:
    fabrique.operateur(actif=False)
    fabrique.operateur("ADMIN")
    en_attente(2)
    sortie = StringIO()
    call_command("affecter", stdout=sortie)
    assert sortie.getvalue().startswith("0 commande affectée : aucun opérateur de confirmation n’est actif (2 commande")
    assert EtatCommande.objects.filter(transition="affecter").count() == 0


def test_the_command_says_what_it_did() -> None:
    fabrique.operateur()
    en_attente(3)
    sortie = StringIO()
    call_command("affecter", stdout=sortie)
    assert sortie.getvalue() == "3 commande(s) affectée(s) à 1 opérateur(s) de confirmation.\n"


@pytest.mark.parametrize(("role", "actif"), [("CONFIRMATION", True), ("LOGISTIQUE", True), ("ADMIN", False)])
def test_only_an_active_administrator_launches_it(role: str, actif: bool) -> None:
    fabrique.operateur()
    en_attente(1)
    with pytest.raises(ErreurDroit):
        affecter_automatiquement(operateur=fabrique.operateur(role, actif=actif))
    assert Commande.objects.get().etat == Etat.NON_AFFECTEE
    admin = fabrique.operateur("ADMIN")
    assert affecter_automatiquement(operateur=admin) == 1
    assert EtatCommande.objects.get(transition="affecter").operateur == admin


@pytest.mark.parametrize("nombre", [3, 60])
def test_the_number_of_statements_does_not_depend_on_the_number_of_orders(
    nombre: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(3):
        fabrique.operateur()
    en_attente(1)
    affecter_automatiquement()
    en_attente(nombre)
    with django_assert_max_num_queries(10):
        assert affecter_automatiquement() == nombre


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_calls_at_once_never_assign_an_order_twice() -> None:
    for _ in range(4):
        fabrique.operateur()
    for _tour in range(TOURS):
        en_attente(13)
        nombres = en_meme_temps([affecter_automatiquement] * 4)
        assert sum(nombres) == 13
    commandes = Commande.objects.all()
    assert EtatCommande.objects.filter(transition="affecter").count() == len(commandes) == 13 * TOURS
    charges = Counter(c.operateur_confirmation_id for c in commandes)
    # The turn goes on from one call to the next: 13 x 8 orders make 26 each.
    assert max(charges.values()) - min(charges.values()) <= 1


def test_the_next_order_is_a_due_callback_then_the_oldest_then_the_common_queue() -> None:
    moi, autre = fabrique.operateur(), fabrique.operateur()
    a_moi = {"etat": Etat.AFFECTEE, "operateur_confirmation": moi}
    maintenant_ = maintenant()
    heure = dt.timedelta(hours=1)
    commune = fabrique.commande(cree_le=maintenant_ - 9 * heure)
    fabrique.commande(Etat.AFFECTEE, operateur_confirmation=autre, cree_le=maintenant_ - 9 * heure)
    recente = fabrique.commande(**a_moi, cree_le=maintenant_ - heure)
    ancienne = fabrique.commande(**(a_moi | {"etat": Etat.EN_COURS_CONFIRMATION}), cree_le=maintenant_ - 5 * heure)
    plus_tard = fabrique.commande(**a_moi, cree_le=maintenant_ - 8 * heure, rappel_le=maintenant_ + heure)
    due = fabrique.commande(**a_moi, cree_le=maintenant_, rappel_le=maintenant_ - heure)
    suivantes = [prendre_suivante(operateur=moi) for _ in range(4)]
    assert [c.pk if c else None for c in suivantes] == [due.pk, ancienne.pk, recente.pk, commune.pk]
    prise = suivantes[3]
    assert prise is not None
    assert (prise.etat, prise.operateur_confirmation) == (Etat.AFFECTEE, moi)
    assert list(commune.etats.order_by("pk").values_list("transition", "responsable")) == [
        ("", None),
        ("affecter", moi.pk),
    ]
    # Everything is in hand: back to what was taken first, never to what was put off.
    encore = prendre_suivante(operateur=moi)
    assert encore == due
    assert plus_tard.pk not in {c.pk for c in suivantes if c}


def test_the_lease_says_who_is_on_it_until_when() -> None:
    moi = fabrique.operateur()
    Reglages.objects.create(bail_minutes=30)
    fabrique.commande()
    avant = maintenant()
    prise = prendre_suivante(operateur=moi)
    assert prise is not None
    relue = Commande.objects.get()
    assert relue.occupee_par == prise.occupee_par == moi
    assert relue.occupee_jusqua is not None
    assert avant + dt.timedelta(minutes=30) <= relue.occupee_jusqua <= maintenant() + dt.timedelta(minutes=30)


def test_a_lease_that_ended_brings_the_order_back_to_its_place() -> None:
    moi = fabrique.operateur()
    en_main = {"etat": Etat.AFFECTEE, "operateur_confirmation": moi, "occupee_par": moi}
    hier = maintenant() - dt.timedelta(days=1)
    ancienne = fabrique.commande(**en_main, cree_le=hier, occupee_jusqua=hier)
    fabrique.commande(**en_main, occupee_jusqua=maintenant() + dt.timedelta(minutes=5))
    assert prendre_suivante(operateur=moi) == ancienne


def test_without_the_common_queue_only_own_orders_come() -> None:
    moi = fabrique.operateur()
    Reglages.objects.create(file_commune=False)
    fabrique.commande()
    assert prendre_suivante(operateur=moi) is None
    assert Commande.objects.get().etat == Etat.NON_AFFECTEE


@pytest.mark.parametrize(("role", "actif"), [("ADMIN", True), ("PREPARATION", True), ("CONFIRMATION", False)])
def test_only_an_active_confirmation_operator_takes_calls(role: str, actif: bool) -> None:
    fabrique.commande()
    with pytest.raises(ErreurDroit):
        prendre_suivante(operateur=fabrique.operateur(role, actif=actif))
    assert Commande.objects.get().etat == Etat.NON_AFFECTEE


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_thirty_two_at_once_never_get_the_same_order() -> None:
    equipe = [fabrique.operateur() for _ in range(32)]
    en_attente(40)
    prises = en_meme_temps([partial(prendre_suivante, operateur=o) for o in equipe])
    assert len({c.pk for c in prises}) == 32
    assert EtatCommande.objects.filter(transition="affecter").count() == 32
    # One operator pressing in 8 windows gets 8 orders too.
    solitaire = fabrique.operateur()
    assert len({c.pk for c in en_meme_temps([partial(prendre_suivante, operateur=solitaire)] * 8)}) == 8
