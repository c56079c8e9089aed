"""The clock, amounts and normal forms that everything stands on."""

import datetime as dt
from decimal import Decimal

import pytest

from config.noyau.argent import arrondir, en_dirhams
from config.noyau.horloge import bornes_du_jour, jour_local
from config.noyau.textes import cle_reference, code_alphanumerique, normaliser


@pytest.mark.parametrize(
    ("instant", "heure_locale"),
    [("2026-11-22T12:00", 12), ("2026-07-01T12:00", 13), ("2026-03-01T12:00", 12)],
)
def test_casablanca_follows_the_pinned_zone_data(instant: str, heure_locale: int) -> None:
    from config.noyau.horloge import CASABLANCA

    utc = dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC)
    assert utc.astimezone(CASABLANCA).hour == heure_locale


def test_local_day_of_an_instant() -> None:
    assert jour_local(dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 11, 22)
    assert jour_local(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 2)
    with pytest.raises(ValueError):
        jour_local(dt.datetime(2026, 7, 1))  # noqa: DTZ001


def test_bounds_of_a_local_day_follow_the_offset() -> None:
    assert bornes_du_jour(dt.date(2026, 7, 1)) == (
        dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC),
        dt.datetime(2026, 7, 1, 23, tzinfo=dt.UTC),
    )


def test_amounts_round_halves_up_and_read_as_moroccans_write_them() -> None:
    assert arrondir(Decimal("2.345")) == Decimal("2.35")
    assert en_dirhams(Decimal("1234")) == "1\u202f234,00\u202fDH"
    assert en_dirhams(None) == "–"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Fès", "FES"),
        ("أسفي", "اسفي"),
        ("بيــج", "بيج"),
        ("\u200fمراكش", "مراكش"),
        ("٣٨", "38"),
        ("L’Oulja", "l'oulja"),
    ],
)
def test_two_spellings_meet_under_one_key(a: str, b: str) -> None:
    assert normaliser(a) == normaliser(b)


def test_references_ignore_spaces_case_and_leading_zeros() -> None:
    assert cle_reference("SDL FEM YZ 024") == cle_reference("sdl  fem yz24") == "SDLFEMYZ24"
    assert cle_reference("SAC FEM YZ100") == "SACFEMYZ100"
    assert code_alphanumerique("YCN-000 123/é") == "YCN000123E"
