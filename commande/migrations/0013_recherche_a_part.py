"""The trigrams of a bar code serve the search alone.

Over the bare column, PostgreSQL also answered `code_barre IN (500 codes)` from them, a
hundred times slower than from the unique index; over an expression it cannot.
"""

from typing import Any

from django.db import migrations


def poser(apps: Any, schema_editor: Any) -> None:
    refaire(schema_editor, "(code_barre || '')")


def remettre(apps: Any, schema_editor: Any) -> None:
    refaire(schema_editor, "code_barre")


def refaire(schema_editor: Any, quoi: str) -> None:
    connexion = schema_editor.connection
    if connexion.vendor != "postgresql":
        return
    with connexion.cursor() as curseur:
        curseur.execute("SELECT 1 FROM pg_class WHERE relname = 'commande_recherche'")
        if curseur.fetchone():
            curseur.execute("DROP INDEX commande_recherche")
            curseur.execute(
                "CREATE INDEX commande_recherche ON commande_commande"
                f" USING gin ({quoi} gin_trgm_ops) WITH (gin_pending_list_limit = 256)"
            )


class Migration(migrations.Migration):
    dependencies = [("commande", "0012_historique_ajout_seul")]

    operations = [migrations.RunPython(poser, remettre)]
