"""What makes the lists fast on PostgreSQL: which index answers which question."""

import pytest
from django.db import connection
from django.db.models import QuerySet

from commande.etats import Etat
from commande.models import Commande
from commande.selectors.listes import FILE, RECENTES
from tests import fabrique

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def plan(requete: "QuerySet[Commande]") -> str:
    """Return how PostgreSQL would answer, walking a whole table only if no index can serve."""
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL enable_seqscan = off")
    return requete.explain()


@pytest.mark.parametrize("saisie", ["000123", "06 74 52 68 59", "6859", "نعيمة بنعلي", "salma"])
def test_the_search_box_walks_no_table(saisie: str) -> None:
    vu = plan(Commande.objects.recherche(saisie).order_by(*RECENTES)[:51])
    assert "Seq Scan" not in vu
    assert "recherche" in vu or "_like" in vu


@pytest.mark.parametrize("role", ["CONFIRMATION", "PREPARATION", "LOGISTIQUE", "ADMIN"])
def test_a_queue_walks_no_table(role: str) -> None:
    assert "Seq Scan" not in plan(Commande.objects.attendent(fabrique.operateur(role)).order_by(*FILE)[:51])


def test_a_state_and_the_newest_have_theirs() -> None:
    assert "commande_etat_arrivee" in plan(Commande.objects.filter(etat=Etat.LIVREE).order_by(*RECENTES)[:51])
    assert "commande_recentes" in plan(Commande.objects.order_by(*RECENTES)[:51])
