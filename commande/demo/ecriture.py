"""Writes rows by the thousand: COPY on PostgreSQL, executemany on SQLite.

Everything happens in the caller's transaction.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Model

from commande.demo.tables import Rangee, Table
from commande.models import Envoi
from parametre.models import Operateur, Ville

# What invented rows point at, beside each other and the variants, which are locked already.
_DESIGNES: tuple[type[Model], ...] = (Operateur, Ville, Envoi)


class Ecrivain(ABC):
    """Writes rows into one database.

    `en_parallele`: while it writes, another thread gets something done.
    """

    en_parallele = False

    @abstractmethod
    def preparer(self) -> None:
        """Make the transaction ready for many rows."""

    @abstractmethod
    def reserver(self, table: Table, combien: int) -> list[int]:
        """Return keys that nobody else will get."""

    @abstractmethod
    def ecrire(self, table: Table, rangees: Collection[Rangee]) -> None:
        """Append rows."""

    @abstractmethod
    def terminer(self, tables: Sequence[Table]) -> None:
        """Let the planner know what has been written."""


class EcrivainPostgres(Ecrivain):
    en_parallele = True
    _cles_sues = False

    def preparer(self) -> None:
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL TIME ZONE 'UTC'")
            # Foreign keys are checked while the rows pass, not all at the end.
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
            curseur.execute("SELECT current_setting('is_superuser') = 'on'")
            (self._cles_sues,) = curseur.fetchone()
            if self._cles_sues:
                self._sauter_les_cles()

    def _sauter_les_cles(self) -> None:
        """Spare the check of a million keys, one by one: half of the work of the server.

        What the rows point at is written by this transaction, or locked by it so that
        nobody takes it away. Only the owner of the server may.
        """
        with connection.cursor() as curseur:
            for modele in _DESIGNES:
                curseur.execute(f"SELECT id FROM {modele._meta.db_table} ORDER BY id FOR KEY SHARE")  # noqa: S608, SLF001
            curseur.execute("SET LOCAL session_replication_role = replica")

    def reserver(self, table: Table, combien: int) -> list[int]:
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table.nom, combien]
            )
            return [cle for (cle,) in curseur.fetchall()]

    def ecrire(self, table: Table, rangees: Collection[Rangee]) -> None:
        colonnes = ", ".join(table.colonnes)
        with connection.cursor() as curseur, curseur.copy(f"COPY {table.nom} ({colonnes}) FROM STDIN") as copie:
            for rangee in rangees:
                copie.write_row(rangee)

    def terminer(self, tables: Sequence[Table]) -> None:
        with connection.cursor() as curseur:
            if self._cles_sues:
                curseur.execute("SET LOCAL session_replication_role TO DEFAULT")
            curseur.execute("SET CONSTRAINTS ALL DEFERRED")
            curseur.execute(f"ANALYZE {', '.join(table.nom for table in tables)}")


class EcrivainSQLite(Ecrivain):
    def preparer(self) -> None:
        """Nothing to do: keys are checked when the transaction ends."""

    def reserver(self, table: Table, combien: int) -> list[int]:
        with connection.cursor() as curseur:
            curseur.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.nom])
            ligne = curseur.fetchone()
            dernier = int(ligne[0]) if ligne else 0
            suivant = dernier + combien
            # One writer at a time: the transaction holds the whole file.
            if ligne:
                curseur.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [suivant, table.nom])
            else:
                curseur.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.nom, suivant])
        return list(range(dernier + 1, suivant + 1))

    def ecrire(self, table: Table, rangees: Collection[Rangee]) -> None:
        places = ", ".join(["%s"] * len(table.colonnes))
        with connection.cursor() as curseur:
            curseur.executemany(
                f"INSERT INTO {table.nom} ({', '.join(table.colonnes)}) VALUES ({places})",  # noqa: S608
                list(rangees),
            )

    def terminer(self, tables: Sequence[Table]) -> None:
        with connection.cursor() as curseur:
            for table in tables:
                curseur.execute(f"ANALYZE {table.nom}")


def ecrivain() -> Ecrivain:
    """Return the writer of the database in use."""
    return EcrivainPostgres() if connection.vendor == "postgresql" else EcrivainSQLite()
