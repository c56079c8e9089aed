"""Finding orders by number, phone or name, and who may see which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.models import Client
from client.querysets import debut_e164
from commande.etats import Etat
from commande.models import Commande
from parametre.models import Operateur
from tests import fabrique

pytestmark = pytest.mark.django_db


def numeros(saisie: str) -> set[str]:
    return set(Commande.objects.recherche(saisie).values_list("numero", flat=True))


class TestDebutE164:
    @pytest.mark.parametrize(
        ("saisie", "attendu"),
        [
            ("06 74 52 68 59", ("+212674526859", True)),
            ("06-74-52-68-59", ("+212674526859", True)),
            ("+212 6 74 52 68 59", ("+212674526859", True)),
            ("+212 (0)674526859", ("+212674526859", True)),
            ("00212674526859", ("+212674526859", True)),
            ("212/0674526859", ("+212674526859", True)),
            ("٠٦٧٤٥٢٦٨٥٩", ("+212674526859", True)),
            ("\u200e06\u00a074 52", ("+21267452", True)),
            ("0674", ("+212674", True)),
            ("+33612345678", ("+33612345678", True)),
            ("0033612345678", ("+33612345678", True)),
            ("6859", ("6859", False)),
            ("674526859", ("+212674526859", True)),
            ("67452685", ("67452685", False)),
            ("tél : O674526859", ("+212674526859", True)),
            ("685", None),
            ("", None),
            ("+", None),
            ("YCN-000123", None),
            ("نعيمة", None),
        ],
    )
    def test_reads_the_shapes_people_type(self, saisie: str, attendu: tuple[str, bool] | None) -> None:
        assert debut_e164(saisie) == attendu

    @given(st.text(max_size=40))
    def test_never_fails(self, saisie: str) -> None:
        lu = debut_e164(saisie)
        assert lu is None or lu[0].lstrip("+").isdigit()


class TestRecherche:
    @pytest.fixture(autouse=True)
    def _trois_commandes(self) -> None:
        naima = fabrique.client("+212674526859", "نعيمة بنعلي", telephone_2="+212522334455")
        elodie = fabrique.client("+33612345678", "Élodie  El-Fassi")
        fabrique.commande(client=naima, numero="YCN-000123")
        fabrique.commande(client=naima, numero="YCN-001230")
        fabrique.commande(client=elodie, numero="SHP-000044")

    @pytest.mark.parametrize(
        ("saisie", "attendu"),
        [
            ("YCN-000123", {"YCN-000123"}),
            ("ycn 000123", {"YCN-000123"}),
            ("ycn000123", {"YCN-000123"}),
            ("000123", {"YCN-000123"}),
            ("٠٠٠١٢٣", {"YCN-000123"}),
            ("123", {"YCN-000123", "YCN-001230"}),
            ("ycn", {"YCN-000123", "YCN-001230"}),
            ("SHP", {"SHP-000044"}),
            ("44", {"SHP-000044"}),
        ],
    )
    def test_by_number(self, saisie: str, attendu: set[str]) -> None:
        assert numeros(saisie) == attendu

    @pytest.mark.parametrize(
        "saisie",
        [
            "06 74 52 68 59",
            "+212674526859",
            "212/0674526859",
            "0674 52",
            "6859",
            "٠٦ ٧٤ ٥٢",
            "05 22 33 44 55",
            "334455",
        ],
    )
    def test_by_phone(self, saisie: str) -> None:
        assert numeros(saisie) == {"YCN-000123", "YCN-001230"}

    def test_by_a_foreign_phone(self) -> None:
        assert numeros("+33 6 12 34") == {"SHP-000044"}

    @pytest.mark.parametrize("saisie", ["نعيمة", "بنعلي نعيمة", "نعيمه", "نعـيمـة", "بنعلى", "\u200fنعيمة"])
    def test_by_an_arabic_name(self, saisie: str) -> None:
        assert numeros(saisie) == {"YCN-000123", "YCN-001230"}

    @pytest.mark.parametrize("saisie", ["elodie", "ÉLODIE", "fassi elodie", "el fassi", "lod"])
    def test_by_a_latin_name(self, saisie: str) -> None:
        assert numeros(saisie) == {"SHP-000044"}

    @pytest.mark.parametrize(
        "saisie",
        ["", "   ", "\x00", "%", "_", "'", '"; DROP', "\u200f", "(((", "elodie benali", "9999999999", "é" * 500],
    )
    def test_what_matches_nothing_gives_nothing(self, saisie: str) -> None:
        assert numeros(saisie) == set()

    def test_a_wildcard_is_a_letter_like_another(self) -> None:
        assert numeros("Y%3") == set() == numeros("_CN")

    def test_keeps_to_what_it_is_chained_to(self) -> None:
        deja = Commande.objects.filter(numero="YCN-001230")
        assert [c.numero for c in deja.recherche("نعيمة")] == ["YCN-001230"]

    def test_one_query(self, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        with django_assert_num_queries(1):
            assert len(Commande.objects.recherche("0674526859").order_by("-cree_le", "-id")[:51]) == 2

    @given(st.text(max_size=60))
    def test_never_fails(self, saisie: str) -> None:
        list(Commande.objects.recherche(saisie))


def test_clients_by_phone_are_found_once() -> None:
    double = fabrique.client("+212611223344", telephone_2="+212611223355")
    assert list(Client.objects.du_telephone("0611 22 33")) == [double]


class TestVisibilite:
    """Every state x whose x role, against a set written by hand."""

    @pytest.fixture
    def agents(self) -> dict[str, Operateur]:
        roles = ["CONFIRMATION", "PREPARATION", "LOGISTIQUE", "ADMIN"]
        return {role: fabrique.operateur(role) for role in roles} | {
            f"autre {role}": fabrique.operateur(role) for role in roles
        }

    def ecrire(self, agents: dict[str, Operateur]) -> None:
        for etat in Etat:
            fabrique.commande(etat, numero=f"{etat} libre")
            for role, champ in [
                ("CONFIRMATION", "operateur_confirmation"),
                ("PREPARATION", "operateur_preparation"),
                ("LOGISTIQUE", "operateur_livraison"),
            ]:
                fabrique.commande(etat, numero=f"{etat} {role}", **{champ: agents[role]})

    def test_own_orders_the_pool_and_nothing_else(self, agents: dict[str, Operateur]) -> None:
        self.ecrire(agents)

        def vues(qui: str) -> set[str]:
            return set(Commande.objects.visibles_par(agents[qui]).values_list("numero", flat=True))

        pool_preparation = {f"a_imprimer {q}" for q in ("libre", "CONFIRMATION", "PREPARATION", "LOGISTIQUE")}
        pool_logistique = {f"preparee {q}" for q in ("libre", "CONFIRMATION", "PREPARATION", "LOGISTIQUE")}
        assert vues("CONFIRMATION") == {f"{e} CONFIRMATION" for e in Etat}
        assert vues("autre CONFIRMATION") == set()
        assert vues("PREPARATION") == {f"{e} PREPARATION" for e in Etat} | pool_preparation
        assert vues("autre PREPARATION") == pool_preparation
        assert vues("LOGISTIQUE") == {f"{e} LOGISTIQUE" for e in Etat} | pool_logistique
        assert vues("autre LOGISTIQUE") == pool_logistique
        assert len(vues("ADMIN")) == 15 * 4

    def test_what_waits_for_each(self, agents: dict[str, Operateur]) -> None:
        self.ecrire(agents)

        def attendues(qui: str) -> set[str]:
            return set(Commande.objects.attendent(agents[qui]).values_list("numero", flat=True))

        pool_preparation = {f"a_imprimer {q}" for q in ("libre", "CONFIRMATION", "PREPARATION", "LOGISTIQUE")}
        pool_logistique = {f"preparee {q}" for q in ("libre", "CONFIRMATION", "PREPARATION", "LOGISTIQUE")}
        assert attendues("CONFIRMATION") == {"affectee CONFIRMATION", "en_cours_confirmation CONFIRMATION"}
        assert attendues("autre CONFIRMATION") == set()
        assert attendues("PREPARATION") == pool_preparation | {"en_preparation PREPARATION"}
        assert attendues("autre PREPARATION") == pool_preparation
        assert attendues("LOGISTIQUE") == pool_logistique | {
            "en_cours_livraison LOGISTIQUE",
            "reportee LOGISTIQUE",
        }
        assert attendues("autre LOGISTIQUE") == pool_logistique
