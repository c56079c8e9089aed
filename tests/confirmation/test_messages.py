"""Messages to clients: written by the administrator, filled in, opened and noted."""

import html
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commande.composition import prix_actuels
from commande.models import Commande, Operation
from commande.services.messages import messages_pour, noter_message
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from parametre.messages import EXEMPLE, VARIABLES, lien_sms, lien_whatsapp, mots_inconnus, rendre
from parametre.models import ModeleMessage, Operateur
from parametre.services.messages import enregistrer_modele
from tests import fabrique
from tests.maisons.outils import connecter, lire

LISTE = "/pilotage/messages/"


def modele(nom: str = "Relance", texte: str = "Bonjour {client}", **champs: Any) -> ModeleMessage:
    return ModeleMessage.objects.create(nom=nom, texte=texte, **champs)


class TestRendre:
    @pytest.mark.parametrize(
        ("texte", "attendu"),
        [
            ("Bonjour {client}, {total}", "Bonjour نعيمة بنعلي, 449,00\u202fDH"),
            ("{ Client }{NUMERO}", "نعيمة بنعليYCN-000123"),
            ("سلام {client} الثمن {total}", "سلام نعيمة بنعلي الثمن 449,00\u202fDH"),
            ("{inconnu} { } {} {{client}}", "{inconnu} { } {} {نعيمة بنعلي}"),
            ("  rien  ", "rien"),
        ],
    )
    def test_words_become_values(self, texte: str, attendu: str) -> None:
        assert rendre(texte, EXEMPLE) == attendu

    def test_a_value_is_not_read_again(self) -> None:
        assert rendre("{client} {total}", {"client": "{total}", "total": "5"}) == "{total} 5"

    def test_unknown_words_are_named(self) -> None:
        assert mots_inconnus("{client} {prenom} {Total} {x}") == ["prenom", "x"]
        assert mots_inconnus(" ".join(f"{{{mot}}}" for mot in VARIABLES)) == []
        assert set(EXEMPLE) == set(VARIABLES)

    @given(st.text(max_size=200))
    def test_links_carry_any_text_whole(self, texte: str) -> None:
        try:
            texte.encode()
        except UnicodeEncodeError:
            return
        whatsapp, sms = urlsplit(lien_whatsapp("+212674526859", texte)), urlsplit(lien_sms("+212674526859", texte))
        assert (whatsapp.scheme, whatsapp.netloc, whatsapp.path) == ("https", "wa.me", "/212674526859")
        assert (sms.scheme, sms.path) == ("sms", "+212674526859")
        assert parse_qs(whatsapp.query, keep_blank_values=True) == {"text": [texte]}
        assert parse_qs(sms.query, keep_blank_values=True) == {"body": [texte]}


@pytest.mark.django_db
class TestAdministration:
    def test_a_message_is_written_then_changed(self) -> None:
        visiteur = connecter(fabrique.operateur("ADMIN"))
        envoi = {
            "nom": "تأكيد",
            "langue": "ar",
            "canal": "WHATSAPP",
            "texte": "سلام {client}",
            "ordre": "2",
            "actif": "on",
        }
        assert visiteur.post(f"{LISTE}nouveau/", envoi)["Location"] == LISTE
        ecrit = ModeleMessage.objects.get()
        assert (ecrit.nom, ecrit.langue, ecrit.canal, ecrit.actif) == ("تأكيد", "ar", "WHATSAPP", True)
        assert "سلام نعيمة بنعلي" in lire(visiteur, LISTE)
        del envoi["actif"]
        visiteur.post(f"{LISTE}{ecrit.pk}/", envoi | {"texte": "أهلا {client}"})
        ecrit.refresh_from_db()
        assert (ecrit.texte, ecrit.actif) == ("أهلا {client}", False)

    @pytest.mark.parametrize(
        ("champs", "dit"),
        [
            ({"texte": "Bonjour {prenom}"}, "Aucune commande ne remplit {prenom}."),
            ({"texte": ""}, "obligatoire"),
            ({"nom": "Relance"}, "existe déjà"),
            ({"langue": "en"}, "Sélectionnez un choix valide"),
            ({"texte": "x" * 1001}, "1000"),
        ],
    )
    def test_a_refusal_is_said_beside_the_field(self, champs: dict[str, str], dit: str) -> None:
        modele()
        envoi = {"nom": "Autre", "langue": "fr", "canal": "TOUS", "texte": "Bonjour", "ordre": "1", "actif": "on"}
        page = connecter(fabrique.operateur("ADMIN")).post(f"{LISTE}nouveau/", envoi | champs).content.decode()
        assert dit in html.unescape(page)
        assert ModeleMessage.objects.count() == 1

    def test_what_was_written_is_escaped(self) -> None:
        m = modele("<b>x</b>", "<script>alert(1)</script> {client}")
        visiteur = connecter(fabrique.operateur("ADMIN"))
        for adresse in (LISTE, f"{LISTE}{m.pk}/"):
            page = lire(visiteur, adresse)
            assert "<b>x</b>" not in page
            assert "<script>alert" not in page

    def test_only_the_administrator_writes(self) -> None:
        with pytest.raises(ErreurDroit):
            enregistrer_modele(modele=ModeleMessage(nom="x", texte="y"), operateur=fabrique.operateur("CONFIRMATION"))
        assert not ModeleMessage.objects.exists()

    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_same_number_of_queries(self, combien: int, django_assert_num_queries: Any) -> None:
        visiteur = connecter(fabrique.operateur("ADMIN"))
        lire(visiteur, LISTE)
        for n in range(combien):
            modele(f"M{n}")
        with django_assert_num_queries(3):
            lire(visiteur, LISTE)


@pytest.mark.django_db
class TestCommande:
    @pytest.fixture
    def qui(self) -> Operateur:
        return fabrique.operateur("CONFIRMATION", first_name="Salma")

    @pytest.fixture
    def commande(self, qui: Operateur) -> Commande:
        naima = fabrique.client("+212674526859", "نعيمة بنعلي")
        variante = fabrique.variante(fabrique.article(244), "noir", "38", stock=3)
        return fabrique.commande(
            "en_cours_confirmation",
            numero="YCN-1",
            client=naima,
            ville=fabrique.ville("Fès", frais=30),
            operateur_confirmation=qui,
            lignes=[(variante, 2)],
        )

    def test_filled_in_with_the_order(self, qui: Operateur, commande: Commande) -> None:
        modele("B", "{client}|{numero}|{articles}|{total}|{ville}|{adresse}|{operateur}", ordre=2)
        modele("A", "Bonjour", canal="SMS", ordre=1)
        modele("C", "Non", actif=False)
        sms, tous = messages_pour(commande, operateur=qui)
        assert (sms.nom, sms.whatsapp, sms.sms) == ("A", "", "sms:+212674526859?body=Bonjour")
        assert tous.texte == ("نعيمة بنعلي|YCN-1|2\u00a0× YZ244 noir 38|628,00\u202fDH|Fès|12 rue des Orangers|Salma")
        assert tous.whatsapp == lien_whatsapp("+212674526859", tous.texte)

    def test_one_query_for_who_has_the_order_in_memory(
        self, qui: Operateur, commande: Commande, django_assert_num_queries: Any
    ) -> None:
        for n in range(3):
            modele(f"M{n}", "{articles} {total} {ville}")
        prix = prix_actuels(commande)
        for ligne in commande.lignes.all():
            assert ligne.variante is not None
            str((ligne.variante.couleur, ligne.variante.pointure))
        with django_assert_num_queries(1):
            messages_pour(commande, operateur=qui, prix=prix)

    def test_opening_is_noted_once(self, qui: Operateur, commande: Commande) -> None:
        m = modele()
        visiteur = connecter(qui)
        envoi = {"modele": str(m.pk), "canal": "WHATSAPP", "cle": "k"}
        for _ in range(2):
            page = visiteur.post(f"/confirmation/commandes/{commande.pk}/message/", envoi).content.decode()
            assert html.escape(messages_pour(commande, operateur=qui)[0].whatsapp) in page
        entetes = {"HX-Request": "true"}
        envoi = {"modele": str(m.pk), "canal": "SMS", "cle": "k2"}
        reponse = visiteur.post(f"/confirmation/commandes/{commande.pk}/message/", envoi, headers=entetes)
        assert reponse.status_code == 204
        notees = Operation.objects.order_by("pk").values_list("type", "conclusion", "operateur")
        assert list(notees) == [
            ("WHATSAPP_MESSAGE", "Message «\u202fRelance\u202f»", qui.pk),
            ("SMS", "Message «\u202fRelance\u202f»", qui.pk),
        ]

    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_list_beside_the_call(
        self, qui: Operateur, commande: Commande, combien: int, django_assert_num_queries: Any
    ) -> None:
        for n in range(combien):
            modele(f"M{n}", "{articles}")
        visiteur = connecter(qui)
        adresse = f"/confirmation/commandes/{commande.pk}/message/"
        assert "<html" in lire(visiteur, adresse)
        with django_assert_num_queries(11):
            page = lire(visiteur, adresse, **{"HX-Request": "true"})
        assert "<html" not in page
        assert page.count("data-lien=") == 2 * combien

    def test_what_is_not_on_offer_is_refused(self, qui: Operateur, commande: Commande) -> None:
        m = modele(canal="SMS")
        for modele_id, canal in ((m.pk, "WHATSAPP"), (m.pk, "TOUS"), (m.pk, "FAX"), (m.pk + 1, "SMS")):
            with pytest.raises(ErreurSaisie):
                noter_message(commande_id=commande.pk, modele_id=modele_id, canal=canal, operateur=qui, cle="k")
        assert not Operation.objects.exists()

    def test_the_order_of_somebody_else_is_out_of_reach(self, commande: Commande) -> None:
        m = modele()
        envoi = {"modele": str(m.pk), "canal": "SMS", "cle": "k"}
        visiteur = connecter(fabrique.operateur("CONFIRMATION"))
        assert visiteur.post(f"/confirmation/commandes/{commande.pk}/message/", envoi).status_code == 404
        assert not Operation.objects.exists()
