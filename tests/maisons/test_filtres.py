"""Filters as they stand in an address."""

import datetime as dt

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from commande.etats import Etat
from commande.filters import Filtres, lire_filtres
from commande.models import Commande
from tests import fabrique


def lire(adresse: str) -> Filtres:
    return lire_filtres(QueryDict(adresse))


class TestLire:
    def test_nothing(self) -> None:
        filtres = lire("")
        assert filtres == Filtres()
        assert not filtres.actifs
        assert filtres.adresse == ""

    def test_everything(self) -> None:
        adresse = "q=%D9%86%D8%B9%D9%8A%D9%85%D8%A9&etat=affectee&ville=3&du=2026-11-01&au=2026-11-22&verifier=1"
        filtres = lire(adresse)
        assert filtres == Filtres(
            q="نعيمة",
            etat="affectee",
            ville=3,
            du=dt.date(2026, 11, 1),
            au=dt.date(2026, 11, 22),
            verifier=True,
        )
        assert filtres.actifs
        assert filtres.adresse == "?" + adresse

    def test_empty_fields_of_a_form_are_no_filter(self) -> None:
        assert lire("q=+&etat=&ville=&du=&au=") == Filtres()

    @pytest.mark.parametrize(
        "adresse",
        [
            "etat=inconnu",
            "etat=%00",
            "ville=abc",
            "ville=-1",
            "ville=0",
            "ville=99999999999999999999",
            "ville=1.5",
            "du=31/02/2025",
            "du=2025-02-31",
            "du=0001-01-01",
            "au=9999-12-31",
            "au=demain",
            "q=" + "x" * 501,
        ],
    )
    def test_a_bad_value_narrows_nothing_and_is_said(self, adresse: str) -> None:
        filtres = lire(adresse)
        assert not filtres.actifs
        assert len(filtres.refus) == 1

    def test_a_long_text_is_cut(self) -> None:
        assert lire("q=" + "x" * 300).q == "x" * 80

    @given(st.dictionaries(st.sampled_from(["q", "etat", "ville", "du", "au", "verifier", "autre"]), st.text()))
    def test_never_fails(self, valeurs: dict[str, str]) -> None:
        demande = QueryDict(mutable=True)
        demande.update(valeurs)
        filtres = lire_filtres(demande)
        assert lire_filtres(QueryDict(filtres.adresse.removeprefix("?"))).adresse == filtres.adresse


@pytest.mark.django_db
class TestAppliquer:
    def numeros(self, adresse: str) -> set[str]:
        return set(lire(adresse).appliquer(Commande.objects.all()).values_list("numero", flat=True))

    def test_by_place(self) -> None:
        fes = fabrique.ville("Fès")
        fabrique.commande(ville=fes, numero="F")
        fabrique.commande(numero="C")
        assert self.numeros(f"ville={fes.pk}") == {"F"}
        assert self.numeros(f"ville={fes.pk + 1000}") == set()

    def test_days_are_those_of_casablanca_both_ends_included(self) -> None:
        # Casablanca is at UTC+1 on 1 July 2026: its day begins at 23:00 UTC the day before.
        for numero, instant in [
            ("avant", dt.datetime(2026, 6, 30, 22, 59, 59, tzinfo=dt.UTC)),
            ("premier", dt.datetime(2026, 6, 30, 23, 0, tzinfo=dt.UTC)),
            ("dernier", dt.datetime(2026, 7, 2, 22, 59, 59, tzinfo=dt.UTC)),
            ("apres", dt.datetime(2026, 7, 2, 23, 0, tzinfo=dt.UTC)),
        ]:
            fabrique.commande(numero=numero, cree_le=instant)
        assert self.numeros("du=2026-07-01&au=2026-07-02") == {"premier", "dernier"}
        assert self.numeros("du=2026-07-01") == {"premier", "dernier", "apres"}
        assert self.numeros("au=2026-07-02") == {"avant", "premier", "dernier"}
        assert self.numeros("du=2026-07-02&au=2026-07-01") == set()

    def test_to_check_means_where_something_is_left_to_check(self) -> None:
        for etat in Etat:
            fabrique.commande(etat, numero=f"{etat} oui", a_verifier=True)
            fabrique.commande(etat, numero=f"{etat} non")
        assert self.numeros("verifier=1") == {"non_affectee oui", "affectee oui", "en_cours_confirmation oui"}
        assert self.numeros("verifier=1&etat=doublon") == {"doublon oui"}

    def test_filters_add_up(self) -> None:
        fes = fabrique.ville("Fès")
        naima = fabrique.client(nom_complet="نعيمة بنعلي")
        fabrique.commande("affectee", ville=fes, client=naima, numero="YCN-1")
        fabrique.commande("affectee", client=naima, numero="YCN-2")
        fabrique.commande("livree", ville=fes, client=naima, numero="YCN-3")
        fabrique.commande("affectee", ville=fes, numero="YCN-4")
        assert self.numeros(f"q=نعيمة&ville={fes.pk}&etat=affectee") == {"YCN-1"}
