"""Transactions that the database broke off begin again, a few times."""

import threading
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from config.noyau import reprise
from config.noyau.erreurs import ErreurConcurrence
from config.noyau.reprise import avec_reprise
from parametre.models import Compteur
from tests.commande.courses import en_meme_temps


class Acte:
    """An act that the database breaks off some times before it lets it pass."""

    def __init__(self, ruptures: int, message: str = "database is locked") -> None:
        self.ruptures, self.message, self.appels = ruptures, message, 0

    def __call__(self) -> str:
        self.appels += 1
        if self.appels <= self.ruptures:
            raise OperationalError(self.message) from Exception(self.message)
        return "fait"


@pytest.fixture(autouse=True)
def _sans_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reprise, "PAUSE", 0)


@pytest.mark.django_db(transaction=True)
def test_what_was_broken_off_begins_again() -> None:
    acte = Acte(ruptures=3)
    assert avec_reprise(acte) == "fait"
    assert acte.appels == 4


@pytest.mark.django_db(transaction=True)
def test_the_last_try_is_told_in_words() -> None:
    acte = Acte(ruptures=99)
    with pytest.raises(ErreurConcurrence, match="réessayez"):
        avec_reprise(acte)
    assert acte.appels == reprise.ESSAIS == 5


@pytest.mark.django_db(transaction=True)
def test_another_error_is_nobodys_to_hide() -> None:
    acte = Acte(ruptures=1, message="disk full")
    with pytest.raises(OperationalError):
        avec_reprise(acte)
    assert acte.appels == 1


@pytest.mark.django_db
def test_inside_a_transaction_only_the_outermost_can_begin_again() -> None:
    acte = Acte(ruptures=1)
    with transaction.atomic(), pytest.raises(OperationalError):
        avec_reprise(acte)
    assert acte.appels == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_real_deadlock_reaches_nobody() -> None:
    for nom in "ab":
        Compteur.objects.create(nom=nom)
    rendez_vous = threading.Barrier(2)
    premiers = {"ab": True, "ba": True}

    def croiser(ordre: str) -> None:
        with transaction.atomic():
            for rang, nom in enumerate(ordre):
                Compteur.objects.select_for_update().get(nom=nom)
                Compteur.objects.filter(nom=nom).update(valeur=1)
                if rang == 0 and premiers[ordre]:
                    premiers[ordre] = False
                    rendez_vous.wait()

    en_meme_temps([partial(avec_reprise, partial(croiser, ordre)) for ordre in ("ab", "ba")])
    assert set(Compteur.objects.values_list("valeur", flat=True)) == {1}
    assert not connection.in_atomic_block
