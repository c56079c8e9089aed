"""The page of an order, and who may open it."""

import datetime as dt
import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from commande.etats import Etat
from commande.models import Commande, EtatCommande, Operation
from commande.selectors import commande_visible_ou_404, est_visible
from commande.selectors.fiche import Fiche, delai_en_mots, fiche, valeurs_de_la_feuille
from config.noyau.affichage import duree
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from synchronisation.models import ExecutionSync
from tests import fabrique
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db

MAISON_DE = {
    "CONFIRMATION": "/confirmation/",
    "PREPARATION": "/preparation/",
    "LOGISTIQUE": "/logistique/",
    "ADMIN": "/pilotage/",
}
REQUETES = 10


def texte(page: str) -> str:
    """Return what a page says, tags left out and white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def adresse(operateur: Operateur, commande: Commande) -> str:
    return f"{MAISON_DE[operateur.type_operateur]}commandes/{commande.pk}/"


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION", first_name="Salma", last_name="Rami")


def a_lui(qui: Operateur, etat: str = "affectee", **champs: Any) -> Commande:
    return fabrique.commande(etat, operateur_confirmation=qui, **champs)


class TestAcces:
    @pytest.mark.parametrize(
        ("role", "etat", "champ", "attendu"),
        [
            ("CONFIRMATION", "affectee", "operateur_confirmation", True),
            ("CONFIRMATION", "livree", "operateur_confirmation", True),
            ("CONFIRMATION", "affectee", None, False),
            ("CONFIRMATION", "non_affectee", None, False),
            ("CONFIRMATION", "a_imprimer", "operateur_preparation", False),
            ("PREPARATION", "a_imprimer", None, True),
            ("PREPARATION", "en_preparation", "operateur_preparation", True),
            ("PREPARATION", "en_preparation", None, False),
            ("PREPARATION", "preparee", "operateur_preparation", True),
            ("PREPARATION", "preparee", None, False),
            ("LOGISTIQUE", "preparee", None, True),
            ("LOGISTIQUE", "a_imprimer", None, False),
            ("LOGISTIQUE", "en_cours_livraison", "operateur_livraison", True),
            ("LOGISTIQUE", "en_cours_livraison", None, False),
            ("LOGISTIQUE", "livree", "operateur_livraison", True),
            ("ADMIN", "non_affectee", None, True),
            ("ADMIN", "doublon", None, True),
        ],
    )
    def test_own_and_pool(self, role: str, etat: str, champ: str | None, attendu: bool) -> None:
        operateur, autre = fabrique.operateur(role), fabrique.operateur(role if role != "ADMIN" else "CONFIRMATION")
        commande = fabrique.commande(etat, **({champ: operateur} if champ else {}))
        assert est_visible(operateur, commande) is attendu
        assert connecter(operateur).get(adresse(operateur, commande)).status_code == (200 if attendu else 404)
        if champ and etat not in ("a_imprimer", "preparee"):
            assert connecter(autre).get(adresse(autre, commande)).status_code == 404

    def test_one_query(self, qui: Operateur, django_assert_num_queries: Any) -> None:
        commande = a_lui(qui)
        with django_assert_num_queries(1):
            assert commande_visible_ou_404(qui, commande.pk) == commande
        with django_assert_num_queries(1), pytest.raises(Http404):
            commande_visible_ou_404(qui, commande.pk + 1)

    @pytest.mark.parametrize("cle", ["0", "99999999999999999999999", "-1", "abc", "1.5"])
    def test_an_address_of_nothing(self, qui: Operateur, cle: str) -> None:
        assert connecter(qui).get(f"/confirmation/commandes/{cle}/").status_code == 404

    def test_a_superuser_without_profile_counts_as_administrator(self) -> None:
        patron = fabrique.utilisateur(is_superuser=True, is_staff=True)
        commande = fabrique.commande()
        visiteur = connecter(Operateur(user=patron))
        assert visiteur.get(f"/pilotage/commandes/{commande.pk}/").status_code == 200


class TestRequetes:
    @pytest.mark.parametrize(("lignes", "passees", "tours"), [(1, 0, 1), (20, 50, 70)])
    def test_the_same_number_whatever_there_is(
        self, qui: Operateur, lignes: int, passees: int, tours: int, django_assert_num_queries: Any
    ) -> None:
        client = fabrique.client()
        proposees = [fabrique.variante(stock=n) for n in range(3)]
        voisine = fabrique.commande()
        raisons = [
            _raison("produit", "variante", *(v.pk for v in proposees)),
            _raison("doublon_probable", "commande", voisine.pk),
        ]
        commande = a_lui(qui, client=client, lignes=[(fabrique.variante(), 1) for _ in range(lignes)], raisons=raisons)
        for _ in range(passees):
            fabrique.commande("livree", client=client, doublon_de=commande)
        _passer(commande, qui, tours)
        chef = fabrique.operateur("ADMIN")
        visiteur = connecter(chef)
        with django_assert_num_queries(REQUETES):
            lire(visiteur, adresse(chef, commande))

    def test_what_is_shown_is_capped(self, qui: Operateur) -> None:
        client = fabrique.client()
        commande = a_lui(qui, client=client)
        for _ in range(15):
            fabrique.commande("livree", client=client)
        _passer(commande, qui, 70)
        lue = fiche(qui, commande.pk)
        assert len(lue.autres) == 12
        assert lue.autres_total == 15
        assert lue.autres_par_etat == [("Livrée", 15)]
        assert len(lue.evenements) == 120


def _passer(commande: Commande, qui: Operateur, tours: int) -> None:
    """Give an order a long past: stays one minute each, and as many calls."""
    debut = commande.cree_le - dt.timedelta(days=2)
    instants = [debut + dt.timedelta(minutes=n) for n in range(tours)]
    EtatCommande.objects.bulk_create(
        EtatCommande(
            commande=commande, etat="affectee", operateur=qui, date_debut=i, date_fin=i + dt.timedelta(minutes=1)
        )
        for i in instants
    )
    Operation.objects.bulk_create(Operation(commande=commande, type="APPEL", operateur=qui, date=i) for i in instants)


def _raison(code: str, genre: str, *ids: int) -> dict[str, Any]:
    candidats = [{"type": genre, "id": pk, "libelle": f"{genre} {pk}"} for pk in ids]
    return {"code": code, "message": f"Parce que {code}.", "texte": f"texte {code}", "candidats": candidats}


class TestContenu:
    def source(self, commande: Commande) -> str:
        chef = fabrique.operateur("ADMIN")
        return lire(connecter(chef), adresse(chef, commande))

    def page(self, commande: Commande) -> str:
        return texte(self.source(commande))

    def test_who_and_where(self, qui: Operateur) -> None:
        client = fabrique.client("+212674526859", "نعيمة بنعلي", telephone_2="+212522334455", note="après 18 h")
        ville = fabrique.ville("Fès", frais=30, region="Fès-Meknès", delai="24 h")
        commande = a_lui(qui, client=client, ville=ville, adresse="حي السعادة رقم 27")
        source = self.source(commande)
        assert 'href="tel:+212674526859"' in source
        assert "<bdi>نعيمة بنعلي</bdi>" in source
        assert '<p class="adresse" dir="auto">حي السعادة رقم 27</p>' in source
        for mot in ("05 22 33 44 55", "après 18 h", "Fès-Meknès", "30,00 DH", "24 h"):
            assert mot in texte(source), mot

    def test_lines_with_stock_price_and_its_origin(self, qui: Operateur) -> None:
        upsell = fabrique.article_upsell(244, nom="Sandale confort")
        noir, beige = (
            fabrique.variante(upsell, "noir", "38", stock=4),
            fabrique.variante(upsell, "beige", "37", stock=1),
        )
        commande = a_lui(qui, lignes=[(noir, 1), (beige, 2)])
        lue = fiche(qui, commande.pk)
        assert [(li.quantite, li.prix_unitaire, li.montant, li.origine, li.stock, li.manque) for li in lue.lignes] == [
            (1, Decimal("219.00"), Decimal("219.00"), "Upsell, niveau 2", 4, False),
            (2, Decimal("219.00"), Decimal("438.00"), "Upsell, niveau 2", 1, True),
        ]
        assert lue.prix.total == Decimal("682.00")
        page = self.page(commande)
        for mot in ("YZ244 noir 38", "Sandale confort", "219,00 DH Upsell, niveau 2", "438,00 DH", "682,00 DH"):
            assert mot in page, mot

    def test_an_offer_says_what_was_promised(self, qui: Operateur) -> None:
        variante = fabrique.variante(fabrique.article(161, prix=200), stock=9)
        commande = a_lui(qui)
        fabrique.ligne(commande, variante, 2, 175, origine_prix="OFFRE", offre_pieces=2, offre_prix=Decimal("350"))
        (ligne,) = fiche(qui, commande.pk).lignes
        assert ligne.origine == "Offre\u202f: 2 pièces pour 350,00\u202fDH"
        assert ligne.montant == Decimal("350.00")

    @pytest.mark.parametrize(
        ("annonce", "dit"),
        [
            ("350", "Annoncé par la feuille 350,00 DH 51,00 DH de plus que le sous-total"),
            ("249.50", "Annoncé par la feuille 249,50 DH 49,50 DH de moins que le sous-total"),
            ("299", "Annoncé par la feuille 299,00 DH égal au sous-total"),
            (None, ""),
        ],
    )
    def test_what_the_sheet_announced(self, qui: Operateur, annonce: str | None, dit: str) -> None:
        variante = fabrique.variante(fabrique.article(prix=299), stock=1)
        total = None if annonce is None else fabrique.argent(annonce)
        commande = a_lui(qui, total_annonce=total, lignes=[(variante, 1)])
        page = self.page(commande)
        assert dit in page
        assert ("Annoncé" in page) is bool(dit)

    def test_an_order_not_understood(self, qui: Operateur) -> None:
        epuisee, pleine = fabrique.variante(reference="E"), fabrique.variante(reference="P", stock=7)
        raisons = [
            _raison("produit_inconnu", "variante", epuisee.pk, pleine.pk),
            _raison("ville_inconnue", "ville", fabrique.ville().pk),
        ]
        commande = a_lui(
            qui, sans_ville=True, raisons=raisons, a_verifier=True, texte_produit="SDL YZ / بيج", texte_ville="Taflt"
        )
        page = self.page(commande)
        for mot in (
            "Parce que produit_inconnu. texte produit_inconnu",
            f"variante {epuisee.pk} épuisé variante {pleine.pk} stock 7",
            "Aucun article reconnu. La feuille dit : SDL YZ / بيج",
            "à choisir « Taflt »",
            "Total –",
        ):
            assert mot in page, mot

    @pytest.mark.parametrize(
        "raisons",
        [
            {},
            "texte",
            [None, 3, "x"],
            [{"code": "x"}],
            [{"candidats": [{"type": "variante", "id": "1"}, {"type": "commande"}, None]}],
            [{"message": "m", "candidats": {"a": 1}}],
        ],
    )
    def test_reasons_of_another_shape_break_nothing(self, qui: Operateur, raisons: Any) -> None:
        commande = a_lui(qui, raisons=raisons, a_verifier=True)
        visiteur = connecter(qui)
        lire(visiteur, adresse(qui, commande))
        lire(visiteur, "/confirmation/")

    def test_the_row_it_came_from_word_for_word(self, qui: Operateur) -> None:
        source = fabrique.source("Feuille Youcan")
        execution = ExecutionSync.objects.create(source=source)
        commande = a_lui(
            qui,
            source=source,
            execution=execution,
            numero_ligne=17,
            reference_source="YCN-17",
            numero="YCN-17-B",
            valeurs_brutes={"Prix": "350 DH", "Produit": "=HYPERLINK(1)", "N° Commande": "YCN-17", "Zèbre": ""},
        )
        page = self.page(commande)
        assert "Feuille Youcan , ligne 17, sous le numéro YCN-17" in page
        assert "N° Commande YCN-17 Produit =HYPERLINK(1) Prix 350 DH Zèbre –" in page

    def test_typed_text_is_never_markup(self, qui: Operateur) -> None:
        mal = "<script>alert(1)</script>"
        client = fabrique.client(nom_complet=mal, note=mal)
        commande = a_lui(
            qui, client=client, adresse=mal, texte_produit=mal, motif=mal, valeurs_brutes={mal: mal}, numero="X<b>"
        )
        Operation.objects.create(commande=commande, type="SMS", conclusion=mal, operateur=qui)
        assert "<script>alert" not in lire(connecter(qui), adresse(qui, commande))

    def test_history_with_operators_durations_and_contacts(self, qui: Operateur) -> None:
        debut = maintenant() - dt.timedelta(hours=5)
        commande = a_lui(qui, "en_cours_confirmation", cree_le=debut, depuis=debut + dt.timedelta(hours=3))
        EtatCommande.objects.create(
            commande=commande,
            etat="affectee",
            date_debut=debut,
            date_fin=debut + dt.timedelta(hours=3),
            operateur=qui,
            motif="Client fidèle",
        )
        Operation.objects.create(
            commande=commande,
            type="APPEL",
            commentaire="INJOIGNABLE",
            conclusion="لا يجيب",
            operateur=qui,
            date=debut + dt.timedelta(hours=4),
        )
        lue = fiche(qui, commande.pk)
        assert [e.duree for e in lue.evenements] == ["", "2 h 00", "3 h 00"]
        page = self.page(commande)
        historique = page[page.index("Historique") :]
        for mot in ("Appel Injoignable", "لا يجيب", "Affectée 3 h 00", "Salma Rami Client fidèle"):
            assert mot in historique, mot
        assert historique.index("Appel Injoignable") < historique.index("Affectée 3 h 00")

    def test_ties_and_other_orders_lead_where_one_may_go(self, qui: Operateur) -> None:
        client = fabrique.client()
        original = a_lui(qui, client=client, numero="ORIGINAL")
        autrui = fabrique.commande("affectee", client=client, numero="AUTRUI")
        commande = a_lui(qui, "doublon", client=client, numero="COPIE", doublon_de=original)
        lue = fiche(qui, commande.pk)
        assert [(li.commande.numero, li.visible) for li in lue.liees] == [("ORIGINAL", True)]
        assert {(li.commande.numero, li.visible) for li in lue.autres} == {("ORIGINAL", True), ("AUTRUI", False)}
        source = lire(connecter(qui), adresse(qui, commande))
        assert f'href="/confirmation/commandes/{original.pk}/"' in source
        assert f"/commandes/{autrui.pk}/" not in source
        assert "l’original" in source
        inverse = fiche(qui, original.pk)
        assert [li.commande.numero for li in inverse.liees] == ["COPIE"]

    def test_after_confirmation_nothing_moves(self, qui: Operateur) -> None:
        variante = fabrique.variante(fabrique.article(prix=299))
        commande = a_lui(qui, "confirmee", lignes=[(variante, 1)])
        fabrique.promotion(variante.article, pourcentage=50)
        lue = fiche(qui, commande.pk)
        assert lue.prix.total == Decimal("324.00")
        assert not lue.prix_mouvants
        assert [li.manque for li in lue.lignes] == [False]


class TestSuite:
    @pytest.mark.parametrize(
        ("etat", "chez"),
        [
            ("non_affectee", "Personne encore"),
            ("affectee", "Conf Irmeur"),
            ("en_cours_confirmation", "Conf Irmeur"),
            ("confirmee", "L’équipe de préparation"),
            ("a_imprimer", "L’équipe de préparation"),
            ("en_preparation", "Pré Parateur"),
            ("preparee", "L’équipe logistique"),
            ("en_cours_livraison", "Liv Reur"),
            ("reportee", "Liv Reur"),
            ("livree", "Personne"),
            ("livree_partiellement", "Personne"),
            ("retournee", "Personne"),
            ("erronee", "Personne"),
            ("annulee", "Personne"),
            ("doublon", "Personne"),
        ],
    )
    def test_says_who_has_it_in_every_state(self, etat: str, chez: str) -> None:
        commande = fabrique.commande(
            etat,
            operateur_confirmation=fabrique.operateur("CONFIRMATION", first_name="Conf", last_name="Irmeur"),
            operateur_preparation=fabrique.operateur("PREPARATION", first_name="Pré", last_name="Parateur"),
            operateur_livraison=fabrique.operateur("LOGISTIQUE", first_name="Liv", last_name="Reur"),
        )
        suite = fiche(fabrique.operateur("ADMIN"), commande.pk).suite
        assert suite.tenue_par == chez
        assert suite.etape
        assert suite.finie is (chez == "Personne")


@pytest.mark.parametrize(
    ("secondes", "attendu"),
    [
        (-5, "< 1 min"),
        (59, "< 1 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 00"),
        (11100, "3 h 05"),
        (86400, "1 j"),
        (190_800, "2 j 5 h"),
    ],
)
def test_durations_in_words(secondes: int, attendu: str) -> None:
    assert duree(dt.timedelta(seconds=secondes)) == attendu


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"delai": "MARDI_VENDREDI", "jours_livraison": [2, 5]}, "mardi, vendredi"),
        ({"delai": "Chaque jour", "delai_jours": 1, "jours_livraison": [1, 2, 3, 4, 5, 6, 7]}, "chaque jour"),
        ({"delai": "24H-48H", "delai_jours": 2}, "48 h"),
        ({"delai": "à voir"}, "à voir"),
        ({}, ""),
    ],
)
def test_when_the_carrier_goes_there(champs: dict[str, Any], attendu: str) -> None:
    assert delai_en_mots(fabrique.ville("Fès", **champs)) == attendu
    assert delai_en_mots(None) == ""


@settings(max_examples=40, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.dictionaries(st.text(), v)))
def test_values_of_a_row_never_fail(valeurs: Any) -> None:
    lues = valeurs_de_la_feuille(valeurs)
    assert len(lues) == (len(valeurs) if isinstance(valeurs, dict) else 0)


def test_the_page_is_the_same_in_every_house() -> None:
    for role, etat, champ in [
        ("CONFIRMATION", Etat.AFFECTEE, "operateur_confirmation"),
        ("PREPARATION", Etat.EN_PREPARATION, "operateur_preparation"),
        ("LOGISTIQUE", Etat.EN_COURS_LIVRAISON, "operateur_livraison"),
        ("ADMIN", Etat.LIVREE, None),
    ]:
        operateur = fabrique.operateur(role)
        commande = fabrique.commande(etat, **({champ: operateur} if champ else {}))
        page = lire(connecter(operateur), adresse(operateur, commande))
        assert commande.numero in page
        assert isinstance(fiche(operateur, commande.pk), Fiche)
