"""System checks about what stands outside the code."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning  # noqa: A004
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config.noyau.horloge import CASABLANCA, maintenant

# Half a year on each side holds a summer, a winter and a Ramadan.
_JOURS = range(-182, 183, 14)


def verifier_fuseau(*, databases: Iterable[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """Warn where a database computes the hour of Casablanca from older zone data than Python."""
    return [message for alias in databases or () for message in _messages(alias)]


def _messages(alias: str) -> list[CheckMessage]:
    ici = maintenant().replace(microsecond=0)
    instants = [ici + dt.timedelta(days=jours) for jours in _JOURS]
    try:
        decalages = decalages_de_la_base(connections[alias], instants)
    except DatabaseError:
        return []  # A database that does not answer has its own, clearer error.
    ecarts = [
        i for i, decalage in zip(instants, decalages, strict=True) if decalage != i.astimezone(CASABLANCA).utcoffset()
    ]
    if not ecarts:
        return []
    phrase = "La base « %s » et Python ne donnent pas la même heure à Casablanca (par exemple le %s)."
    conseil = (
        "Mettre à jour les fuseaux horaires (paquet tzdata) du serveur PostgreSQL. Le logiciel calcule les jours en "
        "Python et reste juste ; une requête écrite à la main qui compte par jour ne le serait pas."
    )
    return [Warning(phrase % (alias, f"{ecarts[0]:%d/%m/%Y}"), hint=conseil, id="yz_cmd.W001")]


def decalages_de_la_base(connexion: BaseDatabaseWrapper, instants: Sequence[dt.datetime]) -> list[dt.timedelta | None]:
    """Return the offset of Casablanca at each instant, as the database computes it.

    SQLite has no zone data: there Django calls Python. Raises DatabaseError.
    """
    if connexion.vendor != "postgresql":
        return [i.astimezone(CASABLANCA).utcoffset() for i in instants]
    requete = """
        SELECT (instant AT TIME ZONE %s) - (instant AT TIME ZONE 'UTC')
        FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS t(instant, rang) ORDER BY rang
    """
    with connexion.cursor() as curseur:
        curseur.execute(requete, [CASABLANCA.key, list(instants)])
        return [ligne[0] for ligne in curseur.fetchall()]
