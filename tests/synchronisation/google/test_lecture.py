"""Google Sheets over real HTTP, through real gspread and google-auth, on this machine."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command  # noqa: F401

from commande.models import Commande
from scripts._fausse_feuille import CLE, FausseFeuille
from synchronisation.models import SourceCommandes
from synchronisation.services.lancement import synchroniser_source

pytestmark = pytest.mark.django_db


def test_rows_become_orders_in_one_read(google: FausseFeuille, source: SourceCommandes, remplir: Callable) -> None:
    remplir("A-1", ("A-2", {"prix": "299,00", "telephone": "0612345678"}))
    google.lignes.insert(2, [])
    execution = synchroniser_source(source_id=source.pk)
    assert (execution.lues, execution.nouvelle, execution.vide, execution.etat) == (3, 2, 1, "REUSSIE")
    seconde = Commande.objects.get(numero="A-2")
    assert (str(seconde.total_annonce), seconde.client.telephone, seconde.numero_ligne) == (
        "299.00",
        "+212612345678",
        4,
    )
    assert google.requetes == ["POST /token", f"GET /v4/spreadsheets/{CLE}/values/'Commandes 2026'"]
    assert [*google.jetons.values()] == ["https://www.googleapis.com/auth/spreadsheets.readonly"]
