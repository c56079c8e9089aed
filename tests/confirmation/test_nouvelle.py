"""A new order taken by telephone, and the exchange of a delivered one."""

import html
import re
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from client.models import Client
from client.services.repertoire import trouver_ou_creer
from commande.erreurs import ErreurCle
from commande.models import CleAction, Commande, RetourAttendu
from commande.selectors.saisie import appelant, panier, proposer_articles
from commande.services.nouvelle import creer_pour_appelant
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie
from parametre.models import Operateur
from tests import fabrique
from tests.commande.courses import en_meme_temps
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db

ADRESSE = "/confirmation/nouvelle/"


@pytest.fixture(autouse=True)
def index_neuf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tests may give other articles the same keys."""
    monkeypatch.setattr("article.recherche._courant", None)


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


def formulaire(**champs: Any) -> dict[str, Any]:
    """What the form of a new client holds once it is filled in."""
    rempli = {"cle": "k", "telephone": "06 74 52 68 59", "nom": "نعيمة بنعلي", "adresse": "12 rue Atlas"}
    return rempli | {"action": "creer"} | champs


def lignes_de(commande: Commande) -> list[tuple[int | None, int]]:
    return [(li.variante_id, li.quantite) for li in commande.lignes.all()]


class TestClient:
    def test_found_by_either_phone_and_left_as_it_is(self) -> None:
        connu = fabrique.client("+212674526859", "Naïma", telephone_2="+212522334455")
        for saisie in ("0674526859", "05 22 33 44 55"):
            assert trouver_ou_creer(telephone=saisie, nom_complet="Autre nom") == connu
        connu.refresh_from_db()
        assert connu.nom_complet == "Naïma"

    def test_the_first_number_of_somebody_wins_over_the_second_of_another(self) -> None:
        fabrique.client("+212600000001", telephone_2="+212674526859")
        titulaire = fabrique.client("+212674526859")
        assert trouver_ou_creer(telephone="0674526859", nom_complet="") == titulaire

    def test_made_where_nobody_has_the_number(self) -> None:
        ville = fabrique.ville("Fès")
        neuf = trouver_ou_creer(telephone="٠٦٧٤٥٢٦٨٥٩", nom_complet="  نعيمة   بنعلي ", ville=ville, adresse=" Atlas ")
        assert (neuf.telephone, neuf.nom_complet, neuf.ville, neuf.adresse) == (
            "+212674526859",
            "نعيمة بنعلي",
            ville,
            "Atlas",
        )

    @pytest.mark.parametrize(("telephone", "nom"), [("0674526859", "  "), ("06 74", "Naïma"), ("", "Naïma")])
    def test_refused_without_a_name_or_a_phone(self, telephone: str, nom: str) -> None:
        with pytest.raises(ErreurSaisie):
            trouver_ou_creer(telephone=telephone, nom_complet=nom)
        assert not Client.objects.exists()


class TestEcran:
    def test_the_client_on_file_fills_the_form(self, qui: Operateur) -> None:
        ville = fabrique.ville("Fès", frais=30)
        client = fabrique.client("+212674526859", "نعيمة بنعلي", ville=ville, adresse="حي السعادة")
        fabrique.commande("livree", client=client)
        page = connecter(qui).post(ADRESSE, {"action": "client", "telephone": "0674526859"}).content.decode()
        assert f'<option value="{ville.pk}" selected>' in page
        assert ">حي السعادة</textarea>" in page
        assert 'data-etat="livree"' in page
        assert "30,00\u202fDH" in page
        assert not Commande.objects.exclude(etat="livree").exists()

    def test_what_was_typed_since_stays(self, qui: Operateur) -> None:
        fabrique.client("+212674526859", adresse="ancienne")
        envoi = {"action": "chercher", "telephone": "0674526859", "adresse": "nouvelle"}
        assert ">nouvelle</textarea>" in connecter(qui).post(ADRESSE, envoi).content.decode()

    def test_an_unreadable_phone_says_why(self, qui: Operateur) -> None:
        page = html.unescape(connecter(qui).post(ADRESSE, {"action": "client", "telephone": "06"}).content.decode())
        assert "ni un numéro marocain" in page
        assert appelant("06").client is None

    def test_lines_are_added_changed_and_removed(self, qui: Operateur) -> None:
        article = fabrique.article_upsell(244)
        noir, beige = fabrique.variante(article, "noir", "38", stock=4), fabrique.variante(article, "beige", "37")
        visiteur = connecter(qui)
        page = visiteur.post(ADRESSE, {"action": "chercher", "article": "yz 244"}).content.decode()
        assert f'value="ajouter-{noir.pk}"' in page
        page = visiteur.post(ADRESSE, {"action": f"ajouter-{noir.pk}", f"quantite-{noir.pk}": "1"}).content.decode()
        assert re.search(rf'name="quantite-{noir.pk}"[^>]*value="2"', page)
        # Two pieces of the ladder: 249 each.
        assert "498,00\u202fDH" in page
        envoi = {"action": f"retirer-{noir.pk}", f"quantite-{noir.pk}": "2", f"quantite-{beige.pk}": "1"}
        page = visiteur.post(ADRESSE, envoi).content.decode()
        assert f"quantite-{noir.pk}" not in page
        assert "stock insuffisant" in page
        assert not Commande.objects.exists()

    @pytest.mark.parametrize(
        "envoi",
        [
            {"quantite-999999999999999999": "1"},
            {"quantite-1": "-5", "quantite-x": "1", "quantite-2": "9" * 40},
            {"ville": "99999999999999999999", "article": "\x00", "telephone": "\x00", "nom": "\x00"},
            {"action": "ajouter-99999999999999999999"},
            {"article": "9" * 60},
            {"article": "9" * 10},
        ],
    )
    def test_bad_input_is_never_an_error(self, qui: Operateur, envoi: dict[str, str]) -> None:
        for action in ("chercher", "creer"):
            assert connecter(qui).post(ADRESSE, {"action": action} | envoi).status_code == 200
        assert not Commande.objects.exists()

    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_same_number_of_queries(self, qui: Operateur, combien: int, django_assert_num_queries: Any) -> None:
        client = fabrique.client("+212674526859", ville=fabrique.ville())
        article = fabrique.article(244)
        variantes = [fabrique.variante(article, "noir", str(n)) for n in range(20, 20 + combien)]
        for _ in range(combien):
            fabrique.commande("livree", client=client)
        visiteur = connecter(qui)
        lire(visiteur, ADRESSE)
        proposer_articles("244")
        envoi = {f"quantite-{v.pk}": "1" for v in variantes[: combien // 3]}
        with django_assert_num_queries(12):
            visiteur.post(ADRESSE, envoi | {"action": "chercher", "telephone": "0674526859", "article": "244"})

    def test_a_model_number_finds_that_model_alone(self) -> None:
        for modele in (24, 244, 2440):
            fabrique.variante(fabrique.article(modele))
        fabrique.article(244, reference="ARRET", actif=False)
        assert [p.article.modele for p in proposer_articles("YZ 244")] == [244]
        assert proposer_articles("") == []

    def test_the_total_is_the_one_the_order_will_have(self, qui: Operateur) -> None:
        variante = fabrique.variante(fabrique.article_upsell(), stock=9)
        ville = fabrique.ville("Fès", frais=30)
        vu = panier({variante.pk: 3}, ville)
        creee = creer_pour_appelant(
            telephone="0674526859",
            nom_complet="Naïma",
            ville_id=ville.pk,
            adresse="Atlas",
            lignes={variante.pk: 3},
            operateur=qui,
            cle="k",
        )
        assert (vu.sous_total, vu.frais, vu.total) == (Decimal("657.00"), Decimal("30.00"), Decimal("687.00"))
        assert (creee.sous_total, creee.total) == (vu.sous_total, vu.total)


class TestCreation:
    def test_creates_once_and_opens_the_call(self, qui: Operateur) -> None:
        variante, ville = fabrique.variante(stock=3), fabrique.ville("Fès", frais=30)
        visiteur = connecter(qui)
        envoi = formulaire(ville=str(ville.pk), **{f"quantite-{variante.pk}": "2"})
        adresses = {visiteur.post(ADRESSE, envoi)["Location"] for _ in range(2)}
        commande = Commande.objects.get()
        assert adresses == {f"/confirmation/commandes/{commande.pk}/"}
        assert (commande.etat, commande.operateur_confirmation) == ("en_cours_confirmation", qui)
        assert (commande.origine, commande.ville, commande.adresse) == ("OPERATEUR", ville, "12 rue Atlas")
        assert commande.client.telephone == "+212674526859"
        assert lignes_de(commande) == [(variante.pk, 2)]

    def test_htmx_is_sent_to_the_call(self, qui: Operateur) -> None:
        variante = fabrique.variante()
        envoi = formulaire(**{f"quantite-{variante.pk}": "1"})
        reponse = connecter(qui).post(ADRESSE, envoi, headers={"HX-Request": "true"})
        assert reponse["HX-Redirect"] == f"/confirmation/commandes/{Commande.objects.get().pk}/"

    @pytest.mark.parametrize(
        ("champs", "dit"),
        [
            ({}, "au moins un article"),
            ({"quantite": "1", "nom": ""}, "donnez le nom du client"),
            ({"quantite": "1", "telephone": "06 74"}, "Corrigez-le."),
            ({"quantite": "1", "ville": "987654"}, "existe plus. Choisissez-en une autre."),
            ({"quantite": "1", "cle": "x" * 200}, "La clé de l"),
        ],
    )
    def test_a_refusal_changes_nothing_and_keeps_what_was_typed(
        self, qui: Operateur, champs: dict[str, str], dit: str
    ) -> None:
        variante = fabrique.variante()
        quantite = champs.pop("quantite", None)
        envoi = formulaire(**champs) | ({f"quantite-{variante.pk}": quantite} if quantite else {})
        page = html.unescape(connecter(qui).post(ADRESSE, envoi).content.decode())
        assert dit in page
        assert ">12 rue Atlas</textarea>" in page
        assert not Commande.objects.exists()
        assert not Client.objects.exists()
        assert not CleAction.objects.exists()

    def test_the_same_key_for_another_order_is_refused(self, qui: Operateur) -> None:
        variante = fabrique.variante()
        appel = partial(
            creer_pour_appelant, nom_complet="Naïma", ville_id=None, adresse="", lignes={variante.pk: 1}, cle="k"
        )
        appel(telephone="0674526859", operateur=qui)
        with pytest.raises(ErreurCle):
            appel(telephone="0674526850", operateur=qui)
        with pytest.raises(ErreurDroit):
            appel(telephone="0674526850", operateur=fabrique.operateur("LOGISTIQUE"), cle="autre")
        assert Commande.objects.count() == 1
        assert Client.objects.count() == 1


class TestEchange:
    def livree(self, qui: Operateur, **champs: Any) -> Commande:
        return fabrique.commande(
            "livree", operateur_confirmation=qui, lignes=[(fabrique.variante(pointure="38"), 1)], **champs
        )

    def test_creates_once_and_expects_the_old_piece(self, qui: Operateur) -> None:
        originale, voulue = self.livree(qui), fabrique.variante(pointure="39", stock=1)
        ligne = originale.lignes.get()
        visiteur = connecter(qui)
        adresse = f"{ADRESSE}echange/{originale.pk}/"
        assert f'name="reprise-{ligne.pk}"' in lire(visiteur, adresse)
        envoi = {"action": "creer", "cle": "k", f"reprise-{ligne.pk}": "1", f"quantite-{voulue.pk}": "1"}
        adresses = {visiteur.post(adresse, envoi)["Location"] for _ in range(2)}
        nouvelle = Commande.objects.get(echange_de=originale)
        assert adresses == {f"/confirmation/commandes/{nouvelle.pk}/"}
        assert (nouvelle.etat, lignes_de(nouvelle)) == ("en_cours_confirmation", [(voulue.pk, 1)])
        retour = RetourAttendu.objects.get()
        assert (retour.echange, retour.ligne, retour.quantite) == (nouvelle, ligne, 1)

    def test_a_refusal_keeps_what_was_typed(self, qui: Operateur) -> None:
        originale, voulue = self.livree(qui), fabrique.variante(stock=1)
        envoi = {"action": "creer", "cle": "k", f"quantite-{voulue.pk}": "1"}
        page = connecter(qui).post(f"{ADRESSE}echange/{originale.pk}/", envoi).content.decode()
        assert "Dites quelles pièces le client rend." in html.unescape(page)
        assert f'name="quantite-{voulue.pk}"' in page
        assert Commande.objects.count() == 1

    def test_only_one_s_own_delivered_order(self, qui: Operateur) -> None:
        visiteur = connecter(qui)
        autre = self.livree(fabrique.operateur("CONFIRMATION"))
        assert visiteur.get(f"{ADRESSE}echange/{autre.pk}/").status_code == 404
        ouverte = fabrique.commande("affectee", operateur_confirmation=qui)
        assert visiteur.get(f"{ADRESSE}echange/{ouverte.pk}/").status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_order_and_one_client() -> None:
    qui, variante = fabrique.operateur("CONFIRMATION"), fabrique.variante()
    acte = partial(
        creer_pour_appelant,
        telephone="0674526859",
        nom_complet="Naïma",
        ville_id=None,
        adresse="",
        lignes={variante.pk: 1},
        operateur=qui,
        cle="k",
    )
    faites = en_meme_temps([acte] * 4)
    assert not any(isinstance(f, ErreurMetier) for f in faites)
    assert len({f.pk for f in faites}) == 1
    assert (Commande.objects.count(), Client.objects.count()) == (1, 1)
