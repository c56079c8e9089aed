#!/usr/bin/env python3
"""The PostgreSQL server of the tests: does it answer (`repond`), and drop a base (`nettoyer NAME`)."""

import os
import sys
from typing import Any

import dj_database_url
import psycopg
from psycopg import sql

CLES = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}


def connecter() -> "psycopg.Connection[tuple[object, ...]]":
    """Connect to the server of TEST_DATABASE_URL; raises psycopg.Error or ValueError."""
    reglage: dict[str, Any] = dict(dj_database_url.parse(os.environ["TEST_DATABASE_URL"]))
    options = {nom: reglage[cle] for cle, nom in CLES.items() if reglage.get(cle)} | reglage.get("OPTIONS", {})
    return psycopg.connect(**options, connect_timeout=5, autocommit=True)


def main() -> None:
    try:
        with connecter() as connexion:
            if sys.argv[1] == "repond":
                print(f"== PostgreSQL {connexion.info.server_version // 10000} answers")
            else:
                base = sql.Identifier(sys.argv[2])
                connexion.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(base))
    except (psycopg.Error, ValueError) as erreur:
        sys.exit(f"== PostgreSQL does not answer at TEST_DATABASE_URL: {type(erreur).__name__}")


if __name__ == "__main__":
    main()
