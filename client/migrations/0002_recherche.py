"""Trigram index behind the search box, on PostgreSQL; SQLite walks the table, fast enough there."""

from typing import Any

from django.db import DatabaseError, migrations, transaction


def poser(apps: Any, schema_editor: Any) -> None:
    connexion = schema_editor.connection
    if connexion.vendor != "postgresql":
        return
    with connexion.cursor() as curseur:
        try:
            with transaction.atomic(using=connexion.alias):
                curseur.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            # A server that forbids or lacks the extension: the search works, more slowly.
            return
        # New entries wait in a list that every search reads: kept short, an import costs a
        # little more and the searches that follow it nothing.
        curseur.execute(
            "CREATE INDEX IF NOT EXISTS client_recherche ON client_client"
            " USING gin (nom_recherche gin_trgm_ops, telephone gin_trgm_ops, telephone_2 gin_trgm_ops)"
            " WITH (gin_pending_list_limit = 256)"
        )


def retirer(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS client_recherche")


class Migration(migrations.Migration):
    dependencies = [("client", "0001_initial")]

    operations = [migrations.RunPython(poser, retirer)]
