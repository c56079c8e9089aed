"""The homes of the four roles and the list of all orders."""

import datetime as dt
from typing import Any

import pytest

from commande.etats import Etat
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from tests import fabrique
from tests.maisons.outils import compte, connecter, figures, lire, numeros, remplir

pytestmark = pytest.mark.django_db

# Role, home, its field of ownership, and a state that waits for an operator of the role.
MAISONS = [
    ("CONFIRMATION", "/confirmation/", "operateur_confirmation", Etat.AFFECTEE),
    ("PREPARATION", "/preparation/", "operateur_preparation", Etat.EN_PREPARATION),
    ("LOGISTIQUE", "/logistique/", "operateur_livraison", Etat.EN_COURS_LIVRAISON),
]
# Literal, on the first page of a session: session and operator 2,
# figures 1, orders 1, their lines 1, prices before confirmation 2, count 1, places 1.
REQUETES = {
    # The decisions of the day and the callbacks that are due.
    "/confirmation/": 9,
    "/preparation/": 6,
    "/logistique/": 6,
    # The names of the operators; for the first also the last runs, no count, no places.
    "/pilotage/": 9,
    "/pilotage/commandes/": 9,
}


@pytest.fixture
def admin() -> Operateur:
    return fabrique.operateur("ADMIN")


@pytest.mark.parametrize(("role", "adresse", "champ", "etat"), MAISONS)
class TestChaqueMaison:
    def test_an_empty_house_says_what_will_come(self, role: str, adresse: str, champ: str, etat: Etat) -> None:
        fabrique.commande(etat, **{champ: fabrique.operateur(role)})
        page = lire(connecter(fabrique.operateur(role)), adresse)
        assert numeros(page) == []
        assert compte(page) == "0"
        venir = {
            "CONFIRMATION": "l’administration vous les affecte",
            "PREPARATION": "dès que la confirmation les a conclues",
            "LOGISTIQUE": "dès que la préparation les a vérifiés",
        }
        assert venir[role] in page

    def test_own_orders_by_arrival_and_nobody_else_s(self, role: str, adresse: str, champ: str, etat: Etat) -> None:
        qui, autre = fabrique.operateur(role), fabrique.operateur(role)
        instant = maintenant()
        fabrique.commande(etat, numero="B", cree_le=instant - dt.timedelta(hours=1), **{champ: qui})
        fabrique.commande(etat, numero="A", cree_le=instant - dt.timedelta(hours=2), **{champ: qui})
        fabrique.commande(etat, numero="AUTRE", **{champ: autre})
        fabrique.commande("livree", numero="FINIE", **{champ: qui})
        page = lire(connecter(qui), adresse)
        assert numeros(page) == ["A", "B"]
        assert compte(page) == "2"

    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_same_number_of_queries(
        self, role: str, adresse: str, champ: str, etat: Etat, combien: int, django_assert_num_queries: Any
    ) -> None:
        qui = fabrique.operateur(role)
        visiteur = connecter(qui)
        remplir(combien, etat=etat, **{champ: qui})
        with django_assert_num_queries(REQUETES[adresse]):
            page = lire(visiteur, adresse)
        assert len(numeros(page)) == min(combien, 25)

    def test_a_search_goes_beyond_what_waits(self, role: str, adresse: str, champ: str, etat: Etat) -> None:
        qui = fabrique.operateur(role)
        naima = fabrique.client("+212674526859", "نعيمة بنعلي")
        fabrique.commande(etat, numero="AUTRE", **{champ: qui})
        fabrique.commande("livree", numero="YCN-1", client=naima, **{champ: qui})
        fabrique.commande("livree", numero="YCN-2", client=naima, **{champ: fabrique.operateur(role)})
        visiteur = connecter(qui)
        for saisie in ("نعيمة", "06 74 52 68 59", "%2B212674526859", "ycn"):
            page = lire(visiteur, f"{adresse}?q={saisie}")
            assert numeros(page) == ["YCN-1"], saisie
            assert "Parmi toutes les commandes que vous pouvez voir" in page

    def test_pages_keep_the_filters(self, role: str, adresse: str, champ: str, etat: Etat) -> None:
        qui = fabrique.operateur(role)
        instant = maintenant()
        for n in range(28):
            fabrique.commande(etat, numero=f"N{n:02d}", cree_le=instant - dt.timedelta(minutes=60 - n), **{champ: qui})
        visiteur = connecter(qui)
        premiere = visiteur.get(f"{adresse}?etat={etat}&ville=&q=")
        suite = premiere.context["page"].suivante
        page = lire(visiteur, f"{adresse}?etat={etat}&page={suite}")
        assert f'href="?etat={etat}&amp;page={suite}"' in premiere.content.decode()
        assert numeros(page) == ["N25", "N26", "N27"]
        assert compte(page) == "28"
        assert 'rel="prev"' in page

    def test_htmx_gets_the_list_alone(self, role: str, adresse: str, champ: str, etat: Etat) -> None:
        qui = fabrique.operateur(role)
        fabrique.commande(etat, numero="YCN-1", **{champ: qui})
        reponse = connecter(qui).get(f"{adresse}?q=ycn&etat=&du=", headers={"HX-Request": "true"})
        page = reponse.content.decode()
        assert "<html" not in page
        assert 'id="liste"' in page
        assert numeros(page) == ["YCN-1"]
        assert page.count("hx-swap-oob") == 2
        assert reponse["HX-Push-Url"] == f"{adresse}?q=ycn"
        assert "HX-Request" in reponse["Vary"]


@pytest.mark.parametrize(("role", "adresse"), [(role, adresse) for role, adresse, _champ, _etat in MAISONS])
class TestDemandes:
    def test_the_back_button_gets_the_whole_page(self, role: str, adresse: str) -> None:
        entetes = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
        assert "<html" in lire(connecter(fabrique.operateur(role)), adresse, **entetes)

    @pytest.mark.parametrize(
        "parametres",
        [
            "page=%00",
            "page=zzz&q=%00",
            "page=W10",
            "etat=inconnu&ville=x&du=1&au=2&verifier=oui",
            "ville=99999999999999999999",
            "du=0001-01-01&au=9999-12-31",
            "q=" + "%27" * 60,
            "q=%F0%9F%92%A9&page=" + "A" * 900,
            "q=%FF%FE",
        ],
    )
    def test_bad_input_is_never_an_error(self, role: str, adresse: str, parametres: str) -> None:
        lire(connecter(fabrique.operateur(role)), f"{adresse}?{parametres}")


class TestFigures:
    def test_confirmation(self) -> None:
        qui, autre = fabrique.operateur("CONFIRMATION"), fabrique.operateur("CONFIRMATION")
        hier = maintenant() - dt.timedelta(days=1)
        fabrique.commande("affectee", operateur_confirmation=qui, a_verifier=True)
        fabrique.commande("affectee", operateur_confirmation=qui, rappel_le=hier)
        fabrique.commande("en_cours_confirmation", operateur_confirmation=qui, rappel_le=hier + dt.timedelta(days=9))
        fabrique.commande("affectee", operateur_confirmation=autre, a_verifier=True, rappel_le=hier)
        page = lire(connecter(qui), "/confirmation/")
        lues = figures(page)
        assert [lues[nom] for nom in ("À appeler", "En cours", "Rappels dus", "À vérifier")] == ["2", "1", "1", "1"]

    def test_preparation(self) -> None:
        qui, autre = fabrique.operateur("PREPARATION"), fabrique.operateur("PREPARATION")
        fabrique.commande("a_imprimer")
        fabrique.commande("a_imprimer", operateur_preparation=autre)
        fabrique.commande("en_preparation", operateur_preparation=qui)
        fabrique.commande("en_preparation", operateur_preparation=autre)
        fabrique.commande("preparee", operateur_preparation=qui)
        page = lire(connecter(qui), "/preparation/")
        attendu = {"À imprimer": "2", "En préparation, par vous": "1", "Préparées, à remettre": "1"}
        assert figures(page) == attendu
        assert len(numeros(page)) == 3

    def test_logistique(self) -> None:
        qui, autre = fabrique.operateur("LOGISTIQUE"), fabrique.operateur("LOGISTIQUE")
        fabrique.commande("preparee")
        for total in ("150.50", "99.50"):
            sous_total = fabrique.argent(total) - 25
            fabrique.commande("en_cours_livraison", operateur_livraison=qui, sous_total=sous_total)
        fabrique.commande("en_cours_livraison", operateur_livraison=autre, sous_total=fabrique.argent(900))
        fabrique.commande("reportee", operateur_livraison=qui)
        page = lire(connecter(qui), "/logistique/")
        assert figures(page) == {
            "Prêtes à partir": "1",
            "En livraison": "2",
            "Reportées": "1",
            "À encaisser": "250,00\u202fDH",
        }

    def test_administration(self, admin: Operateur) -> None:
        for etat in Etat:
            fabrique.commande(etat, a_verifier=etat in (Etat.AFFECTEE, Etat.LIVREE))
        fabrique.commande("non_affectee")
        page = lire(connecter(admin), "/pilotage/")
        assert figures(page) == {
            "À vérifier": "1",
            "Non affectées": "2",
            "Affectées": "1",
            "En cours": "1",
            "Confirmées": "1",
            "À imprimer": "1",
            "Préparation": "1",
            "Préparées": "1",
            "En livraison": "1",
            "Reportées": "1",
        }
        for etat in ("livree", "livree_partiellement", "retournee", "erronee", "annulee", "doublon"):
            assert f'href="/pilotage/commandes/?etat={etat}"' in page
        assert len(numeros(page)) == 3

    def test_no_column_for_a_state_where_nothing_rests(self, admin: Operateur) -> None:
        assert "Confirmées" not in figures(lire(connecter(admin), "/pilotage/"))


class TestAdministration:
    def test_all_orders_the_newest_first(self, admin: Operateur) -> None:
        instant = maintenant()
        for n, etat in enumerate(Etat):
            fabrique.commande(etat, numero=etat.value, cree_le=instant - dt.timedelta(minutes=n))
        visiteur = connecter(admin)
        assert numeros(lire(visiteur, "/pilotage/commandes/")) == [e.value for e in Etat]
        assert numeros(lire(visiteur, "/pilotage/commandes/?etat=retournee")) == ["retournee"]

    @pytest.mark.parametrize("adresse", ["/pilotage/", "/pilotage/commandes/"])
    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_same_number_of_queries(
        self, admin: Operateur, adresse: str, combien: int, django_assert_num_queries: Any
    ) -> None:
        visiteur = connecter(admin)
        remplir(combien)
        with django_assert_num_queries(REQUETES[adresse]):
            lire(visiteur, adresse)

    @pytest.mark.parametrize("adresse", ["/pilotage/", "/pilotage/commandes/"])
    def test_each_row_says_who_has_the_order(self, admin: Operateur, adresse: str) -> None:
        salma = fabrique.operateur("CONFIRMATION", first_name="Salma", last_name="Rami")
        fabrique.commande("affectee", operateur_confirmation=salma, a_verifier=True)
        fabrique.commande("non_affectee")
        page = lire(connecter(admin), adresse)
        assert "<bdi>Salma Rami</bdi>" in page
        assert '<td class="borne col-chez" data-mobile="non"><span class="muet">–</span></td>' in page

    def test_an_empty_shop_says_where_orders_come_from(self, admin: Operateur) -> None:
        visiteur = connecter(admin)
        assert "par la synchronisation d’une feuille" in lire(visiteur, "/pilotage/commandes/")
        assert "Aucune feuille n’a encore été synchronisée" in lire(visiteur, "/pilotage/")

    def test_a_search_that_finds_nothing_offers_the_way_back(self, admin: Operateur) -> None:
        page = lire(connecter(admin), "/pilotage/commandes/?q=personne")
        assert "Aucune commande ne correspond" in page
        assert 'href="/pilotage/commandes/"' in page


class TestRang:
    def page(self, **champs: Any) -> str:
        qui = fabrique.operateur("CONFIRMATION")
        commande = fabrique.commande("affectee", operateur_confirmation=qui, **champs)
        for numero, (modele, couleur, pointure, quantite) in enumerate(self.lignes):
            variante = fabrique.variante(fabrique.article(modele), couleur, pointure, reference=f"R{numero}")
            fabrique.ligne(commande, variante, quantite)
        return lire(connecter(qui), "/confirmation/")

    lignes: list[tuple[int, str | None, str | None, int]] = []

    def test_articles_in_words(self) -> None:
        self.lignes = [(244, "noir", "38", 1), (740, "beige", "37", 1), (119, None, None, 2)]
        assert 'YZ244 noir 38 <span class="muet">· +2</span>' in self.page()

    def test_several_pieces(self) -> None:
        self.lignes = [(244, "noir", None, 2)]
        assert "2\u00a0× YZ244 noir</td>" in self.page()

    def test_without_article_what_the_sheet_says_and_no_total(self) -> None:
        self.lignes = []
        page = self.page(texte_produit="SDL FEM YZ999 / أسود", a_verifier=True)
        assert '<bdi class="muet">SDL FEM YZ999 / أسود</bdi>' in page
        assert '<td class="chiffre" data-mobile="fin">–</td>' in page

    def test_phone_in_one_piece_and_names_isolated(self) -> None:
        self.lignes = []
        page = self.page(client=fabrique.client("+212674526859", "نعيمة <b>"))
        assert "06\u00a074\u00a052\u00a068\u00a059" in page
        assert "<bdi>نعيمة &lt;b&gt;</bdi>" in page

    @pytest.mark.parametrize(
        ("codes", "attendus"),
        [
            (["produit_inconnu"], ["à vérifier"]),
            (["doublon_probable"], ["doublon probable"]),
            (["doublon_probable", "ville_inconnue"], ["doublon probable", "à vérifier"]),
            ([], []),
        ],
    )
    def test_flags(self, codes: list[str], attendus: list[str]) -> None:
        raisons = [{"code": c, "message": f"Parce que {c}.", "texte": "", "candidats": []} for c in codes]
        page = self.page(raisons=raisons, a_verifier=bool(codes))
        vus = [d for d in ("doublon probable", "à vérifier") if f">{d}</span>" in page]
        assert vus == attendus

    def test_a_callback_that_is_due(self) -> None:
        instant = maintenant()
        assert ">rappel dû</span>" in self.page(rappel_le=instant - dt.timedelta(minutes=1))
        assert ">rappel</span>" in self.page(rappel_le=instant + dt.timedelta(hours=1))

    def test_a_promotion_that_started_shows_in_the_total(self) -> None:
        qui = fabrique.operateur("CONFIRMATION")
        variante = fabrique.variante(fabrique.article(244, prix=200))
        fabrique.commande("affectee", operateur_confirmation=qui, lignes=[(variante, 1)])
        visiteur = connecter(qui)
        assert "225,00\u202fDH" in lire(visiteur, "/confirmation/")
        fabrique.promotion(variante.article, pourcentage=10)
        assert "205,00\u202fDH" in lire(visiteur, "/confirmation/")


def test_homonyms_are_told_apart_by_their_region(admin: Operateur) -> None:
    fabrique.ville("Boulmane", region="Fès-Meknès")
    fabrique.ville("Boulmane", region="Drâa-Tafilalet")
    fabrique.ville("Fès", region="Fès-Meknès")
    page = lire(connecter(admin), "/pilotage/commandes/")
    for nom in ("Boulmane (Fès-Meknès)", "Boulmane (Drâa-Tafilalet)", ">Fès<"):
        assert nom in page


def test_figures_of_the_moment(admin: Operateur) -> None:
    fabrique.commande("affectee")
    fabrique.commande("livree", cree_le=maintenant() - dt.timedelta(days=2))
    page = lire(connecter(admin), "/kpis/")
    assert figures(page) == {
        "Arrivées aujourd’hui": "1",
        "En chemin": "1",
        "Commandes en tout": "2",
        "Clients": "2",
    }
