"""Trigram index on the numbers of orders, on PostgreSQL, for the search box."""

from typing import Any

from django.db import migrations


def poser(apps: Any, schema_editor: Any) -> None:
    connexion = schema_editor.connection
    if connexion.vendor != "postgresql":
        return
    with connexion.cursor() as curseur:
        # Made by client.0002 where the server allows it.
        curseur.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if curseur.fetchone():
            curseur.execute(
                "CREATE INDEX IF NOT EXISTS commande_recherche ON commande_commande"
                " USING gin (code_barre gin_trgm_ops) WITH (gin_pending_list_limit = 256)"
            )


def retirer(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS commande_recherche")


class Migration(migrations.Migration):
    dependencies = [("commande", "0003_moteur"), ("client", "0002_recherche")]

    operations = [migrations.RunPython(poser, retirer)]
