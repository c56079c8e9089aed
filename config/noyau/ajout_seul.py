"""Tables whose rows, once written, the database itself refuses to change."""

from typing import Any

from django.db import migrations

_FONCTION = """
CREATE OR REPLACE FUNCTION refuser_changement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_GARDE = "CREATE TRIGGER {table}_ajout_seul BEFORE UPDATE ON {table} FOR EACH ROW {quand}"
_POSTGRESQL = _GARDE + " EXECUTE FUNCTION refuser_changement()"
_SQLITE = _GARDE + " BEGIN SELECT RAISE(ABORT, 'a row of {table} is never changed'); END"


def ajout_seul(table: str, *, une_fois: str = "", figees: tuple[str, ...] = ()) -> migrations.RunPython:
    """Return the operation that makes an UPDATE of `table` an IntegrityError.

    With `une_fois`, that column may be filled where it is NULL, once, and the columns
    `figees` never change. Rows can still be deleted: with their order, by the undo of a run.
    """

    def poser(_apps: Any, schema_editor: Any) -> None:
        sur_postgresql = schema_editor.connection.vendor == "postgresql"
        different = "IS DISTINCT FROM" if sur_postgresql else "IS NOT"
        refus = [f"OLD.{une_fois} IS NOT NULL", *(f"NEW.{c} {different} OLD.{c}" for c in ("id", *figees))]
        quand = f"WHEN ({' OR '.join(refus)})" if une_fois else ""
        if sur_postgresql:
            schema_editor.execute(_FONCTION, params=None)
        schema_editor.execute((_POSTGRESQL if sur_postgresql else _SQLITE).format(table=table, quand=quand))

    def retirer(_apps: Any, schema_editor: Any) -> None:
        sur = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {table}_ajout_seul{sur}")

    return migrations.RunPython(poser, retirer)
