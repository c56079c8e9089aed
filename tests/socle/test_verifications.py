"""The check that compares the hour of Casablanca in the database and in Python."""

import datetime as dt

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection

from config.noyau import verifications
from config.noyau.verifications import decalages_de_la_base, verifier_fuseau

pytestmark = pytest.mark.django_db
# Nothing disputes these: summer time before 2018, and +1 until the change of 2026.
CONNUS = {
    dt.datetime(2017, 1, 15, 12, tzinfo=dt.UTC): dt.timedelta(0),
    dt.datetime(2017, 8, 15, 12, tzinfo=dt.UTC): dt.timedelta(hours=1),
    dt.datetime(2025, 11, 22, 12, tzinfo=dt.UTC): dt.timedelta(hours=1),
}


def test_the_database_says_its_own_offsets() -> None:
    assert decalages_de_la_base(connection, list(CONNUS)) == list(CONNUS.values())


class AutreHeure(dt.tzinfo):
    """Casablanca as zone data nobody has yet would tell it."""

    key = "Africa/Casablanca"

    def utcoffset(self, _instant: dt.datetime | None, /) -> dt.timedelta:
        return dt.timedelta(hours=5)

    def tzname(self, _instant: dt.datetime | None, /) -> str:
        return self.key

    def dst(self, _instant: dt.datetime | None, /) -> dt.timedelta:
        return dt.timedelta(0)


@pytest.mark.postgres
def test_it_warns_and_never_stops_where_the_two_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifications, "CASABLANCA", AutreHeure())
    messages = verifier_fuseau(databases=["default"])
    assert [(m.id, m.is_serious()) for m in messages] == [("yz_cmd.W001", False)]
    assert "« default »" in messages[0].msg
    assert "tzdata" in (messages[0].hint or "")


def test_it_is_silent_on_sqlite_which_asks_python() -> None:
    if connection.vendor == "sqlite":
        assert verifier_fuseau(databases=["default"]) == []


def test_it_is_one_of_the_checks_of_a_database_and_of_nothing_else() -> None:
    ids = {message.id for message in run_checks(tags=[Tags.database], databases=["default"])}
    assert ids == {message.id for message in verifier_fuseau(databases=["default"])}
    assert verifier_fuseau() == []
