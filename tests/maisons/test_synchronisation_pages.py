"""The pages of runs."""

import datetime as dt
import re
from typing import Any

import pytest

from config.noyau.horloge import maintenant
from parametre.models import Operateur
from synchronisation.models import ExecutionSync, LigneSync, SourceCommandes
from synchronisation.selectors import duree_fine
from tests import fabrique
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Operateur:
    return fabrique.operateur("ADMIN")


@pytest.fixture
def source() -> SourceCommandes:
    return fabrique.source("Feuille Youcan")


def executer(source: SourceCommandes, *, il_y_a: int = 60, secondes: float = 2.4, **champs: Any) -> ExecutionSync:
    debut = maintenant() - dt.timedelta(seconds=il_y_a)
    champs.setdefault("etat", "REUSSIE")
    fin = None if champs["etat"] == "EN_COURS" else debut + dt.timedelta(seconds=secondes)
    return ExecutionSync.objects.create(source=source, debut=debut, fin=fin, **champs)


def ligne(execution: ExecutionSync, numero: int, resultat: str, **champs: Any) -> LigneSync:
    return LigneSync.objects.create(
        source=execution.source,
        cle=f"{execution.pk}-{numero}",
        numero=numero,
        resultat=resultat,
        empreinte="x",
        premiere_execution=execution,
        derniere_execution=execution,
        **champs,
    )


def lignes_vues(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'data-nom="ligne">(\d+)<', page)]


class TestExecutions:
    def test_none_yet(self, admin: Operateur) -> None:
        assert "Aucune synchronisation" in lire(connecter(admin), "/pilotage/synchronisation/")

    def test_each_run_with_its_counters(self, admin: Operateur, source: SourceCommandes) -> None:
        executer(source, lues=243, nouvelle=210, doublon=12, rejetee=18, vide=3)
        executer(source, il_y_a=30, secondes=95, etat="ECHOUEE", erreur="La colonne « Téléphone » manque.")
        executer(source, il_y_a=10, etat="EN_COURS")
        page = lire(connecter(admin), "/pilotage/synchronisation/")
        rangs = page[page.index("<tbody") :].split("<tr>")[1:]
        assert len(rangs) == 3
        assert "En cours" in rangs[0]
        assert "Échouée" in rangs[1]
        assert "La colonne « Téléphone » manque." in rangs[1]
        assert "1 min" in rangs[1]
        for mot in ("Feuille Youcan", "Réussie", "2,4 s", ">243<", ">210<", ">12<", ">18<", ">3<"):
            assert mot in rangs[2], mot

    @pytest.mark.parametrize("combien", [3, 35])
    def test_the_same_number_of_queries(
        self, admin: Operateur, source: SourceCommandes, combien: int, django_assert_num_queries: Any
    ) -> None:
        for n in range(combien):
            executer(source, il_y_a=n)
        visiteur = connecter(admin)
        with django_assert_num_queries(3):
            page = lire(visiteur, "/pilotage/synchronisation/")
        assert page.count('<th scope="row"') == min(combien, 30)

    def test_the_last_three_are_on_the_administrator_s_home(self, admin: Operateur, source: SourceCommandes) -> None:
        faites = [executer(source, il_y_a=n) for n in range(5)]
        page = lire(connecter(admin), "/pilotage/")
        vues = [int(pk) for pk in re.findall(r"/pilotage/synchronisation/executions/(\d+)/", page)]
        assert vues == [e.pk for e in faites[:3]]


class TestExecution:
    def adresse(self, execution: ExecutionSync, parametres: str = "") -> str:
        return f"/pilotage/synchronisation/executions/{execution.pk}/{parametres}"

    def test_rows_with_reason_values_and_order(self, admin: Operateur, source: SourceCommandes) -> None:
        execution = executer(source, lues=3, nouvelle=1, rejetee=1, protegee=1)
        commande = fabrique.commande(numero="YCN-17")
        ligne(execution, 3, "nouvelle", commande=commande, valeurs={"Prix": "350", "N° Commande": "YCN-17"})
        ligne(execution, 2, "rejetee", raison="Téléphone illisible : <#ERROR!>", valeurs={"Téléphone": "#ERROR!"})
        ligne(execution, 4, "protegee", differences={"Statut": "Livrée"})
        page = lire(connecter(admin), self.adresse(execution))
        assert lignes_vues(page) == [2, 3, 4]
        assert f'href="/pilotage/commandes/{commande.pk}/"' in page
        assert "Téléphone illisible : &lt;#ERROR!&gt;" in page
        assert page.index("N° Commande") < page.index("<bdi>Prix</bdi>")
        assert '<dt><bdi>Statut</bdi></dt><dd dir="auto">Livrée</dd>' in page

    def test_by_outcome_in_the_address(self, admin: Operateur, source: SourceCommandes) -> None:
        execution = executer(source, lues=2, nouvelle=1, rejetee=1)
        ligne(execution, 2, "nouvelle")
        ligne(execution, 3, "rejetee")
        ligne(executer(source), 4, "rejetee")
        visiteur = connecter(admin)
        assert lignes_vues(lire(visiteur, self.adresse(execution, "?resultat=rejetee"))) == [3]
        assert lignes_vues(lire(visiteur, self.adresse(execution, "?resultat=doublon"))) == []
        assert "comptées, pas gardées" in lire(visiteur, self.adresse(execution, "?resultat=inchangee"))

    def test_a_row_still_rejected_is_shown_by_each_run_that_counted_it(
        self, admin: Operateur, source: SourceCommandes
    ) -> None:
        premiere = executer(source, il_y_a=90, lues=3, nouvelle=1, rejetee=1, vide=1)
        ligne(premiere, 2, "nouvelle")
        ligne(premiere, 3, "rejetee")
        ligne(premiere, 4, "vide")
        ligne(executer(fabrique.source(), lues=1, rejetee=1), 9, "rejetee")
        seconde = executer(source, il_y_a=60, lues=3, inchangee=1, rejetee=1, vide=1)
        reparee = executer(source, il_y_a=30, lues=3, inchangee=3)
        visiteur = connecter(admin)
        assert lignes_vues(lire(visiteur, self.adresse(premiere))) == [2, 3, 4]
        assert lignes_vues(lire(visiteur, self.adresse(seconde))) == [3, 4]
        assert lignes_vues(lire(visiteur, self.adresse(seconde, "?resultat=vide"))) == [4]
        assert lignes_vues(lire(visiteur, self.adresse(reparee))) == []

    @pytest.mark.parametrize("parametres", ["?resultat=inconnu", "?resultat=%00", "?page=zz", "?page=W10&resultat="])
    def test_bad_input_narrows_nothing(self, admin: Operateur, source: SourceCommandes, parametres: str) -> None:
        execution = executer(source, lues=1, nouvelle=1)
        ligne(execution, 2, "nouvelle")
        assert lignes_vues(lire(connecter(admin), self.adresse(execution, parametres))) == [2]

    def test_pages_by_key_keep_the_outcome(self, admin: Operateur, source: SourceCommandes) -> None:
        execution = executer(source, lues=52, rejetee=52)
        for numero in range(2, 54):
            ligne(execution, numero, "rejetee")
        visiteur = connecter(admin)
        premiere = visiteur.get(self.adresse(execution, "?resultat=rejetee"))
        suite = premiere.context["page"].suivante
        assert f'href="?resultat=rejetee&amp;page={suite}"' in premiere.content.decode()
        page = lire(visiteur, self.adresse(execution, f"?resultat=rejetee&page={suite}"))
        assert lignes_vues(page) == [52, 53]

    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_same_number_of_queries(
        self, admin: Operateur, source: SourceCommandes, combien: int, django_assert_num_queries: Any
    ) -> None:
        execution = executer(source, lues=combien, nouvelle=combien)
        for numero in range(combien):
            ligne(execution, numero, "nouvelle", commande=fabrique.commande())
        visiteur = connecter(admin)
        with django_assert_num_queries(5):
            lire(visiteur, self.adresse(execution))

    def test_what_was_understood_stands_beside_what_was_read(self, admin: Operateur, source: SourceCommandes) -> None:
        execution = executer(source, lues=1, nouvelle=1)
        client = fabrique.client("+212612345678", "Salma Bennani")
        lue = fabrique.commande(
            client=client,
            ville=fabrique.ville("Tanger"),
            adresse="12 rue Haute",
            total_annonce=fabrique.argent(598),
            lignes=[(fabrique.variante(fabrique.article(244), "noir", "38"), 2)],
        )
        ligne(execution, 7, "nouvelle", commande=lue, valeurs={"Ville": "tanjah", "Téléphone": "6 12.34.56.78"})
        page = lire(connecter(admin), self.adresse(execution))
        (paire,) = re.findall(r'<div class="lu-et-compris">(.*?)</div>', page, re.DOTALL)
        dit, compris = (re.findall(r"<dd[^>]*>(.*?)</dd>", partie) for partie in paire.split("La commande dit"))
        assert sorted(dit) == ["6 12.34.56.78", "tanjah"]
        assert compris == [
            "Salma Bennani",
            "06\u00a012\u00a034\u00a056\u00a078",
            "Tanger",
            "12 rue Haute",
            "2\u00a0× YZ244 noir 38",
            "598,00\u202fDH",
        ]

    def test_a_run_that_does_not_exist(self, admin: Operateur) -> None:
        assert connecter(admin).get("/pilotage/synchronisation/executions/99/").status_code == 404

    def test_an_empty_row_has_no_values(self, admin: Operateur, source: SourceCommandes) -> None:
        execution = executer(source, lues=1, vide=1)
        ligne(execution, 7, "vide")
        assert "Ligne vide" in lire(connecter(admin), self.adresse(execution))


@pytest.mark.parametrize(
    ("secondes", "attendu"), [(-1, "0,0 s"), (0.04, "0,0 s"), (2.44, "2,4 s"), (59.9, "59,9 s"), (60, "1 min")]
)
def test_how_long_a_run_lasted(secondes: float, attendu: str) -> None:
    assert duree_fine(dt.timedelta(seconds=secondes)) == attendu
