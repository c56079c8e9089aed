"""Walking lists by key."""

import base64
import datetime as dt
import json

import pytest
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from commande.models import Commande
from config.noyau.pagination import Page, compter, lien, paginer
from parametre.models import Region
from tests import fabrique

DEBUT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
ARRIVEE = ("cree_le", "id")
RECENTES = ("-cree_le", "-id")


def commandes(minutes: list[int]) -> list[int]:
    """Write orders that arrived at these minutes; return their ids."""
    client, ville = fabrique.client(), fabrique.ville()
    return [
        Commande.objects.create(client=client, ville=ville, cree_le=DEBUT + dt.timedelta(minutes=m)).pk for m in minutes
    ]


def page(cles: tuple[str, ...], curseur: str | None = None, taille: int = 3) -> Page[Commande]:
    return paginer(Commande.objects.all(), cles=cles, curseur=curseur, taille=taille)


def ids(page: Page[Commande]) -> list[int]:
    return [c.pk for c in page.elements]


def curseur(*valeurs: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(valeurs).encode()).decode().rstrip("=")


@pytest.mark.django_db
class TestPages:
    def test_forward_then_back(self) -> None:
        a, b, c, d, e, f, g = commandes([0, 1, 1, 1, 2, 3, 4])
        une = page(ARRIVEE)
        deux = page(ARRIVEE, une.suivante)
        trois = page(ARRIVEE, deux.suivante)
        assert [ids(une), ids(deux), ids(trois)] == [[a, b, c], [d, e, f], [g]]
        assert une.precedente is None
        assert trois.suivante is None
        assert ids(page(ARRIVEE, trois.precedente)) == [d, e, f]
        assert ids(page(ARRIVEE, deux.precedente)) == [a, b, c]
        assert page(ARRIVEE, deux.precedente).precedente is None

    def test_newest_first(self) -> None:
        a, b, c, d = commandes([0, 0, 1, 1])
        une = page(RECENTES)
        assert ids(une) == [d, c, b]
        assert ids(page(RECENTES, une.suivante)) == [a]

    def test_a_full_last_page_has_no_next(self) -> None:
        commandes([0, 1, 2])
        assert page(ARRIVEE).suivante is None

    def test_no_row(self) -> None:
        assert page(ARRIVEE) == Page(elements=[], precedente=None, suivante=None)

    def test_one_query_a_page(self, django_assert_num_queries: CaptureQueriesContext) -> None:
        commandes([0, 1, 2, 3, 4, 5, 6])
        with django_assert_num_queries(1):
            une = page(ARRIVEE)
        with django_assert_num_queries(1):
            deux = page(ARRIVEE, une.suivante)
        with django_assert_num_queries(1):
            page(ARRIVEE, deux.precedente)

    def test_a_page_whose_rows_left_becomes_the_first(self) -> None:
        un, *_reste = commandes([0, 1, 2, 3])
        suite = page(ARRIVEE).suivante
        Commande.objects.exclude(pk=un).delete()
        assert ids(page(ARRIVEE, suite)) == [un]

    @pytest.mark.parametrize(
        "mauvais",
        [
            "x",
            "é",
            "%00",
            "====",
            "A" * 5000,
            curseur(),
            curseur(">"),
            curseur(">", "2026-11-20T09:00:00+00:00"),
            curseur("=", "2026-11-20T09:00:00+00:00", "1"),
            curseur(">", "2026-11-20T09:00:00", "1"),
            curseur(">", "0001-01-01T00:00:00+14:00", "1"),
            curseur(">", "9999-12-31T23:59:59-14:00", "1"),
            curseur(">", "hier", "1"),
            curseur(">", "2026-11-20T09:00:00+00:00", "un"),
            curseur(">", "2026-11-20T09:00:00+00:00", "1\x00"),
            curseur(">", "2026-11-20T09:00:00+00:00", "9" * 40),
            curseur(">", "2026-11-20T09:00:00+00:00", None),
            curseur(">", ["2026"], {"a": 1}),
            curseur(1, 2, 3),
            base64.urlsafe_b64encode(b"[" * 200).decode(),
            base64.urlsafe_b64encode(b"\xff\xfe").decode(),
            base64.urlsafe_b64encode(b"3").decode(),
        ],
    )
    def test_a_bad_cursor_gives_the_first_page(self, mauvais: str) -> None:
        attendus = commandes([0, 1])
        assert ids(page(ARRIVEE, mauvais)) == attendus


@pytest.mark.django_db
class TestCompter:
    @pytest.mark.parametrize(
        ("lignes", "plafond", "texte", "vrai"), [(0, 3, "0", False), (3, 3, "3", True), (4, 3, "3+", True)]
    )
    def test_stops_at_its_cap(self, lignes: int, plafond: int, texte: str, vrai: bool) -> None:
        commandes(list(range(lignes)))
        compte = compter(Commande.objects.order_by("cree_le"), plafond=plafond)
        assert str(compte) == texte
        assert bool(compte) is vrai


def test_a_link_keeps_the_filters() -> None:
    demande = QueryDict("etat=affectee&ville=&q=%D9%86%D8%B9%D9%8A%D9%85%D8%A9&page=vieux")
    assert lien(demande, "abc") == "?etat=affectee&q=%D9%86%D8%B9%D9%8A%D9%85%D8%A9&page=abc"
    assert lien(demande, None) is None
    assert demande["page"] == "vieux"


class TestMarche(TestCase):
    """Walks over rows with equal and unequal keys, on a small table."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        noms=st.lists(st.integers(0, 9999), max_size=25, unique=True),
        taille=st.integers(1, 7),
        descendant=st.booleans(),
    )
    def test_each_row_once_both_ways(self, noms: list[int], taille: int, descendant: bool) -> None:
        for n in noms:
            Region.objects.create(nom=f"{n:04d}")
        cles = ("-nom", "-id") if descendant else ("nom", "id")
        attendus = sorted((f"{n:04d}" for n in noms), reverse=descendant)

        def lire(curseur: str | None) -> Page[Region]:
            return paginer(Region.objects.all(), cles=cles, curseur=curseur, taille=taille)

        pages = [lire(None)]
        while pages[-1].suivante:
            pages.append(lire(pages[-1].suivante))
        assert [r.nom for p in pages for r in p.elements] == attendus
        retour = [pages[-1]]
        while retour[-1].precedente:
            retour.append(lire(retour[-1].precedente))
        assert [r.nom for p in reversed(retour) for r in p.elements] == attendus

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        depart=st.lists(st.integers(0, 9999), min_size=1, max_size=20, unique=True),
        arrivees=st.lists(st.integers(0, 9999), max_size=8),
        taille=st.integers(1, 5),
    )
    def test_rows_that_arrive_move_no_other(self, depart: list[int], arrivees: list[int], taille: int) -> None:
        for n in depart:
            Region.objects.create(nom=f"{n:04d}")
        venir = [f"{n:04d}" for n in dict.fromkeys(arrivees) if n not in depart]

        def lire(curseur: str | None) -> Page[Region]:
            lue = paginer(Region.objects.all(), cles=("nom", "id"), curseur=curseur, taille=taille)
            if venir:
                Region.objects.create(nom=venir.pop())
            return lue

        aller = [lire(None)]
        while aller[-1].suivante:
            aller.append(lire(aller[-1].suivante))
        retour = [aller[-1]]
        while retour[-1].precedente:
            retour.append(lire(retour[-1].precedente))
        for pages in (aller, list(reversed(retour))):
            vus = [r.nom for p in pages for r in p.elements]
            assert vus == sorted(set(vus))
            assert {f"{n:04d}" for n in depart} <= set(vus)
