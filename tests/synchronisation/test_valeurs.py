"""Dates, amounts, quantities and statuses, as people type them."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commande.etats import Etat
from synchronisation.valeurs import lire_date, lire_montant, lire_quantite, lire_statut

UTC = dt.UTC


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        # Casablanca was at UTC+1 in May 2025, and is at UTC+0 since 2026-09-20.
        ("2025-05-27 05:26:14", dt.datetime(2025, 5, 27, 4, 26, 14, tzinfo=UTC)),
        ("2026-11-22 12:00", dt.datetime(2026, 11, 22, 12, 0, tzinfo=UTC)),
        ("27/05/2025", dt.datetime(2025, 5, 26, 23, 0, tzinfo=UTC)),
        ("27-05-2025 14h30", dt.datetime(2025, 5, 27, 13, 30, tzinfo=UTC)),
        ("٢٧/٠٥/٢٠٢٥", dt.datetime(2025, 5, 26, 23, 0, tzinfo=UTC)),
        ("2025-05-27T05:26:14Z", dt.datetime(2025, 5, 27, 5, 26, 14, tzinfo=UTC)),
        ("2025-05-27T05:26:14+02:00", dt.datetime(2025, 5, 27, 3, 26, 14, tzinfo=UTC)),
        ("", None),
        ("N/A", None),
    ],
)
def test_dates(texte: str, attendu: dt.datetime | None) -> None:
    assert lire_date(texte) == attendu


@pytest.mark.parametrize(
    "texte", ["31/02/2025", "5/27/2025", "hier", "2025-13-01", "27/05/25", "45678", "27/05/2025 25:00"]
)
def test_unreadable_dates_are_refused_with_their_text(texte: str) -> None:
    with pytest.raises(ValueError, match="Date") as refus:
        lire_date(texte)
    assert texte in str(refus.value)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("299", "299"),
        ("299,00", "299.00"),
        ("299.5", "299.5"),
        ("1\u202f047,00DH", "1047.00"),
        ("1 047,00 dhs", "1047.00"),
        ("1.299", "1299"),
        ("1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("DH 299", "299"),
        ("٢٩٩ درهم", "299"),
        ("0", "0"),
    ],
)
def test_amounts(texte: str, attendu: str) -> None:
    assert lire_montant(texte) == Decimal(attendu)


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("-5", "Montant négatif"),
        ("abc", "Montant illisible"),
        ("1e5", "Montant illisible"),
        ("29,9,9", "Montant illisible"),
        ("299/2", "Montant illisible"),
        ("NaN", "vide"),
        ("9999999", "Montant improbable"),
        ("=1+1", "Montant illisible"),
    ],
)
def test_unreadable_amounts(texte: str, raison: str) -> None:
    if raison == "vide":
        assert lire_montant(texte) is None
        return
    with pytest.raises(ValueError, match=raison):
        lire_montant(texte)


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(texte: str) -> None:
    for lire in (lire_date, lire_montant, lire_quantite, lire_statut):
        with suppress(ValueError):
            assert lire(texte) != ""


@pytest.mark.parametrize(("texte", "attendu"), [("1", 1), ("2.0", 2), ("٣", 3), (" 4 ", 4), ("", None)])
def test_quantities(texte: str, attendu: int | None) -> None:
    assert lire_quantite(texte) == attendu


@pytest.mark.parametrize("texte", ["0", "-1", "deux", "1,5", "100", "1e2"])
def test_impossible_quantities(texte: str) -> None:
    with pytest.raises(ValueError, match="Quantité"):
        lire_quantite(texte)


@pytest.mark.parametrize(
    ("texte", "etat"),
    [
        ("", Etat.NON_AFFECTEE),
        ("Non affectée", Etat.NON_AFFECTEE),
        ("AFFECTÉE", Etat.AFFECTEE),
        ("affecté", Etat.AFFECTEE),
        ("En cours", Etat.AFFECTEE),
        ("À confirmer", Etat.AFFECTEE),
        ("Erronée", Etat.ERRONEE),
        ("annulees", Etat.ANNULEE),
        ("Doublon", Etat.DOUBLON),
        ("Confirmée", Etat.CONFIRMEE),
        ("En cours de livraison", Etat.EN_COURS_LIVRAISON),
        ("Livrée partiellement", Etat.LIVREE_PARTIELLEMENT),
        ("retourné", Etat.RETOURNEE),
    ],
)
def test_statuses(texte: str, etat: Etat) -> None:
    assert lire_statut(texte) is etat


def test_an_unknown_status_is_named() -> None:
    with pytest.raises(ValueError, match="Statut inconnu : « Peut-être »"):
        lire_statut("Peut-être")
