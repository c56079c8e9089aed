"""One run at a time per source, and a killed run that frees itself."""

import datetime as dt
import threading

import pytest
from django.db import connection

from config.noyau.horloge import maintenant
from synchronisation import verrou as module
from synchronisation.models import EtatExecution, ExecutionSync, SourceCommandes, VerrouSource
from synchronisation.verrou import ErreurVerrou, verrouiller
from tests.synchronisation.conftest import Feuille

COURT = dt.timedelta(milliseconds=300)


@pytest.fixture
def source(db: None) -> SourceCommandes:
    return SourceCommandes.objects.create(nom="feuille", code="FE")


def test_a_held_source_refuses_a_second_run(source: SourceCommandes) -> None:
    refus = pytest.raises(ErreurVerrou, match="« feuille » est déjà en cours")
    with verrouiller(source), refus, verrouiller(source, attente=COURT):
        pytest.fail("the lock was given twice")
    with verrouiller(source, attente=COURT) as verrou:
        assert VerrouSource.objects.get().jeton == verrou.jeton
    libre = VerrouSource.objects.get()
    assert (libre.jeton, libre.battement) == ("", None)


def test_another_source_is_free(source: SourceCommandes) -> None:
    autre = SourceCommandes.objects.create(nom="autre", code="AU")
    with verrouiller(source), verrouiller(autre, attente=COURT) as verrou:
        assert verrou.source_id == autre.pk


def test_the_lock_of_a_silent_run_is_taken_over_and_its_run_marked(source: SourceCommandes) -> None:
    ouverte = ExecutionSync.objects.create(source=source)
    VerrouSource.objects.create(source=source, jeton="mort", battement=maintenant() - dt.timedelta(seconds=9))
    with verrouiller(source, attente=COURT):
        ouverte.refresh_from_db()
        assert ouverte.etat == EtatExecution.INTERROMPUE
        assert ouverte.fin is not None


def test_a_living_run_keeps_its_lock(source: SourceCommandes) -> None:
    VerrouSource.objects.create(source=source, jeton="vivant", battement=maintenant() - dt.timedelta(seconds=5))
    with pytest.raises(ErreurVerrou), verrouiller(source, attente=COURT):
        pytest.fail("the lock of a living run was taken")
    assert VerrouSource.objects.get().jeton == "vivant"


def test_a_killed_run_frees_its_source_within_ten_seconds() -> None:
    assert module.SILENCE_MAX < dt.timedelta(seconds=10) <= module.ATTENTE_MAX


def test_a_run_that_lost_its_lock_stops_before_it_writes(source: SourceCommandes) -> None:
    with verrouiller(source) as verrou:
        VerrouSource.objects.update(jeton="voleur")
        with pytest.raises(ErreurVerrou, match="a repris cette source"):
            verrou.battre()
    # The thief keeps what it took.
    assert VerrouSource.objects.get().jeton == "voleur"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_runs_at_once_create_each_order_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from commande.models import Commande

    feuille = Feuille()
    for n in range(300):
        feuille.ajouter(f"A-{n}", f"06{n:08d}")
    barriere, fins, erreurs = threading.Barrier(4), [], []

    def lancer() -> None:
        try:
            barriere.wait()
            fins.append(feuille.synchroniser())
        except Exception as erreur:
            erreurs.append(erreur)
        finally:
            connection.close()

    fils = [threading.Thread(target=lancer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert erreurs == []
    assert sorted((e.nouvelle, e.inchangee) for e in fins) == [(0, 300), (0, 300), (0, 300), (300, 0)]
    assert Commande.objects.count() == 300


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_dry_run_holds_the_lock_as_long_as_it_lasts() -> None:
    feuille = Feuille().ajouter("A-1")
    pris, continuer = threading.Event(), threading.Event()

    def tableau() -> list[tuple[int, list[str]]]:
        return feuille.tableau()

    def progression(_lues: int) -> None:
        pris.set()
        continuer.wait(10)

    def essai() -> None:
        from synchronisation.services.execution import synchroniser

        try:
            synchroniser(tableau, source=feuille.source, essai=True, progression=progression)
        finally:
            connection.close()

    fil = threading.Thread(target=essai)
    fil.start()
    assert pris.wait(10)
    # Even after a silence: its transaction keeps the row.
    with pytest.raises(ErreurVerrou), verrouiller(feuille.source, attente=COURT):
        pytest.fail("the lock of a dry run was taken")
    continuer.set()
    fil.join()
    with verrouiller(feuille.source, attente=COURT):
        pass
