"""The end of a call: contact and decision in one act, then the next order."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages

from commande.models import Commande, Operation
from commande.selectors.appel import appel
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from tests import fabrique
from tests.confirmation.outils import adresse, decider, dit, en_appel, envoyer, photographie, total_attendu
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION", first_name="Salma", last_name="Rami")


def dits(reponse: Any) -> list[str]:
    return [dit(str(m)) for m in get_messages(reponse.wsgi_request)]


class TestCommencer:
    def test_opening_shows_and_starting_is_a_post(self, qui: Operateur) -> None:
        commande = fabrique.commande("affectee", operateur_confirmation=qui)
        visiteur = connecter(qui)
        page = lire(visiteur, adresse(commande))
        assert "Commencer l’appel" in page
        commande.refresh_from_db()
        assert commande.etat == "affectee"
        reponse = envoyer(visiteur, commande, "commencer", cle="c1")
        assert reponse.headers["Location"] == adresse(commande)
        commande.refresh_from_db()
        assert (commande.etat, commande.occupee_par_id) == ("en_cours_confirmation", qui.pk)

    def test_starting_twice_is_starting_once(self, qui: Operateur) -> None:
        commande = fabrique.commande("affectee", operateur_confirmation=qui)
        visiteur = connecter(qui)
        envoyer(visiteur, commande, "commencer", cle="c1")
        avant = photographie(commande)
        envoyer(visiteur, commande, "commencer", cle="c1")
        assert photographie(commande) == avant

    def test_an_order_beyond_the_call_is_only_read(self, qui: Operateur) -> None:
        commande = fabrique.commande("livree", operateur_confirmation=qui)
        page = lire(connecter(qui), adresse(commande))
        assert "appel-decision" not in page
        assert "La suite" in page


class TestConfirmer:
    def test_contact_and_confirmation_in_one_post_then_the_next_order(self, qui: Operateur) -> None:
        commande = en_appel(qui, cree_le=maintenant() - dt.timedelta(hours=2))
        suivante = fabrique.commande("affectee", operateur_confirmation=qui)
        visiteur = connecter(qui)
        page = lire(visiteur, adresse(commande))
        assert total_attendu(page) == "324.00"
        reponse = decider(visiteur, commande, "confirmer", total_attendu="324.00", conclusion="Livrer jeudi")
        assert reponse.headers["Location"] == f"{adresse(suivante)}?apres={commande.pk}"
        assert dits(reponse) == [f"Commande {commande.numero} confirmée. Suivante : {suivante.numero}."]
        commande.refresh_from_db()
        assert (commande.etat, commande.total_confirme) == ("a_imprimer", Decimal("324.00"))
        (operation,) = Operation.objects.filter(commande=commande)
        assert (operation.type, operation.commentaire, operation.conclusion, operation.operateur) == (
            "APPEL",
            "CLIENT_INTERESSE",
            "Livrer jeudi",
            qui,
        )
        (ligne,) = commande.lignes.select_related("variante")
        assert ligne.variante is not None
        assert ligne.variante.qte_disponible == 4
        suivante.refresh_from_db()
        assert suivante.etat == "en_cours_confirmation"

    def test_home_when_nothing_is_left(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        reponse = decider(connecter(qui), commande, "confirmer")
        assert reponse.headers["Location"] == "/confirmation/"
        assert dits(reponse) == [f"Commande {commande.numero} confirmée. Plus rien à appeler pour l'instant."]

    def test_a_double_click_confirms_once_and_takes_one_order(self, qui: Operateur) -> None:
        commande = en_appel(qui, cree_le=maintenant() - dt.timedelta(hours=2))
        suivantes = [fabrique.commande("affectee", operateur_confirmation=qui) for _ in range(2)]
        visiteur = connecter(qui)
        un = decider(visiteur, commande, "confirmer", cle="k")
        avant = photographie(commande)
        deux = decider(visiteur, commande, "confirmer", cle="k")
        assert un.headers["Location"] == deux.headers["Location"] == f"{adresse(suivantes[0])}?apres={commande.pk}"
        assert photographie(commande) == avant
        suivantes[1].refresh_from_db()
        assert suivantes[1].etat == "affectee"

    @pytest.mark.parametrize(
        ("champs", "envoi", "phrase"),
        [
            ({"sans_ville": True}, {}, "La ville n'est pas connue"),
            ({"adresse": ""}, {}, "L'adresse manque"),
            ({}, {"type": ""}, "Aucun contact n'est noté"),
            ({}, {"total_attendu": "300.00"}, "Le total a changé"),
            ({}, {"total_attendu": "beaucoup"}, "n'est pas valable"),
            ({}, {"type": "PIGEON"}, "Ce type de contact n'existe pas"),
            ({}, {"decision": "exploser"}, "Choisissez une décision"),
        ],
    )
    def test_a_refusal_is_said_in_place_and_changes_nothing(
        self, qui: Operateur, champs: dict[str, Any], envoi: dict[str, Any], phrase: str
    ) -> None:
        commande = en_appel(qui, **champs)
        avant = photographie(commande)
        donnees = {"conclusion": "Elle rappelle", **envoi}
        decision = donnees.pop("decision", "confirmer")
        reponse = decider(connecter(qui), commande, decision, **donnees)
        assert reponse.status_code == 422
        page = reponse.content.decode()
        assert phrase in dit(page)
        assert ">Elle rappelle</textarea>" in page
        assert photographie(commande) == avant

    def test_a_variant_that_is_short_keeps_the_contact_out_too(self, qui: Operateur) -> None:
        commande = en_appel(qui, (fabrique.variante(stock=1), 2))
        avant = photographie(commande)
        reponse = decider(connecter(qui), commande, "confirmer")
        assert reponse.status_code == 422
        assert "Stock insuffisant pour une variante" in dit(reponse.content.decode())
        assert photographie(commande) == avant

    def test_after_a_refusal_the_same_key_serves_again(self, qui: Operateur) -> None:
        commande = en_appel(qui, adresse="")
        visiteur = connecter(qui)
        assert decider(visiteur, commande, "confirmer", cle="k").status_code == 422
        Commande.objects.filter(pk=commande.pk).update(adresse="12 rue des Orangers")
        assert decider(visiteur, commande, "confirmer", cle="k").status_code == 302
        assert Operation.objects.filter(commande=commande).count() == 1


class TestAutresDecisions:
    @pytest.mark.parametrize(
        ("decision", "donnees", "etat", "motif"),
        [
            ("marquer_erronee|Numéro invalide", {}, "erronee", "Numéro invalide"),
            ("marquer_erronee|", {"motif_marquer_erronee": "Un enfant"}, "erronee", "Un enfant"),
            ("annuler|Trop cher", {"type": ""}, "annulee", "Trop cher"),
            ("annuler|", {"motif_annuler": "غير رأيه"}, "annulee", "غير رأيه"),
        ],
    )
    def test_set_aside_with_its_reason(
        self, qui: Operateur, decision: str, donnees: dict[str, str], etat: str, motif: str
    ) -> None:
        commande = en_appel(qui)
        assert decider(connecter(qui), commande, decision, **donnees).status_code == 302
        commande.refresh_from_db()
        assert (commande.etat, commande.motif) == (etat, motif)

    @pytest.mark.parametrize("decision", ["annuler|", "marquer_erronee|", "annuler| "])
    def test_no_reason_no_decision(self, qui: Operateur, decision: str) -> None:
        commande = en_appel(qui)
        avant = photographie(commande)
        reponse = decider(connecter(qui), commande, decision)
        assert reponse.status_code == 422
        assert "Dites pourquoi" in dit(reponse.content.decode())
        assert photographie(commande) == avant

    def test_the_likely_original_is_found(self, qui: Operateur) -> None:
        client = fabrique.client()
        original = fabrique.commande("affectee", client=client, numero="ORIGINAL")
        commande = en_appel(qui, client=client)
        visiteur = connecter(qui)
        assert f'value="marquer_doublon|{original.pk}"' in lire(visiteur, adresse(commande))
        assert decider(visiteur, commande, f"marquer_doublon|{original.pk}").status_code == 302
        commande.refresh_from_db()
        assert (commande.etat, commande.doublon_de_id) == ("doublon", original.pk)

    def test_a_duplicate_of_nothing_is_refused(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        avant = photographie(commande)
        for original in ("", "abc", "999999", str(commande.pk)):
            assert decider(connecter(qui), commande, f"marquer_doublon|{original}").status_code == 422
        assert photographie(commande) == avant

    @pytest.mark.parametrize("quand", ["1h", "soir", "matin"])
    def test_call_again_at_a_time(self, qui: Operateur, quand: str) -> None:
        commande = en_appel(qui)
        reponse = decider(connecter(qui), commande, f"rappeler|{quand}", commentaire="")
        assert reponse.headers["Location"] == "/confirmation/"
        commande.refresh_from_db()
        assert commande.etat == "en_cours_confirmation"
        assert commande.rappel_le is not None
        assert commande.rappel_le > maintenant()
        assert commande.occupee_par_id is None
        assert Operation.objects.get(commande=commande).commentaire == "REPORT_DEMANDE"

    def test_call_again_sent_twice_is_one_contact(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        visiteur = connecter(qui)
        for _ in range(2):
            assert decider(visiteur, commande, "rappeler|1h").status_code == 302
        assert Operation.objects.filter(commande=commande).count() == 1

    @pytest.mark.parametrize(
        ("heure", "phrase"),
        [
            ("", "pas lisible"),
            ("demain", "pas lisible"),
            ("2020-01-01T10:00", "déjà passée"),
            ("2999-01-01T10:00", "60 jours"),
        ],
    )
    def test_an_hour_that_makes_no_sense(self, qui: Operateur, heure: str, phrase: str) -> None:
        commande = en_appel(qui)
        avant = photographie(commande)
        reponse = decider(connecter(qui), commande, "rappeler|", rappel_autre=heure)
        assert reponse.status_code == 422
        assert phrase in dit(reponse.content.decode())
        assert photographie(commande) == avant

    def test_no_answer_is_a_contact_and_another_hour(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        reponse = decider(connecter(qui), commande, "injoignable|1h", type="", commentaire="")
        assert reponse.status_code == 302
        operation = Operation.objects.get(commande=commande)
        assert (operation.type, operation.commentaire) == ("APPEL", "INJOIGNABLE")
        commande.refresh_from_db()
        assert commande.rappel_le is not None

    def test_a_contact_alone_stays_on_the_page(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        visiteur = connecter(qui)
        reponse = decider(visiteur, commande, "noter", type="WHATSAPP_MESSAGE", commentaire="")
        assert reponse.headers["Location"] == f"{adresse(commande)}?apres={commande.pk}"
        assert Operation.objects.get(commande=commande).type == "WHATSAPP_MESSAGE"
        assert decider(visiteur, commande, "noter", type="", cle="autre").status_code == 422


class TestAutrui:
    GESTES = ("commencer", "decision", "lignes", "ville", "adresse", "remise", "verifier", "note")

    @pytest.mark.parametrize("geste", GESTES)
    def test_orders_of_others_are_out_of_reach(self, qui: Operateur, geste: str) -> None:
        commande = en_appel(fabrique.operateur("CONFIRMATION"))
        avant = photographie(commande)
        visiteur = connecter(qui)
        assert visiteur.get(adresse(commande)).status_code == 404
        assert envoyer(visiteur, commande, geste, note="x", adresse="x").status_code == 404
        assert photographie(commande) == avant

    @pytest.mark.parametrize("geste", GESTES)
    def test_an_order_in_the_hands_of_another_is_read_only(self, qui: Operateur, geste: str) -> None:
        autre = fabrique.operateur("ADMIN", first_name="Nadia", last_name="Fassi")
        commande = en_appel(qui, occupee_par=autre, occupee_jusqua=maintenant() + dt.timedelta(minutes=5))
        avant = photographie(commande)
        visiteur = connecter(qui)
        page = lire(visiteur, adresse(commande))
        assert "Nadia Fassi a cette commande en main depuis" in dit(page)
        assert "appel-decision" not in page
        assert f'action="/confirmation/commandes/{commande.pk}/' not in page
        reponse = envoyer(visiteur, commande, geste, note="x", adresse="x", decision="annuler|x", type="APPEL")
        assert reponse.status_code in (302, 422)
        assert photographie(commande) == avant

    @pytest.mark.parametrize(("debut", "depuis"), [(30, 30), (600, 15)], ids=["one call", "taken up again"])
    def test_it_is_in_hand_since_the_start_of_the_call(self, qui: Operateur, debut: int, depuis: int) -> None:
        ici = maintenant()
        autre = fabrique.operateur("ADMIN")
        # A lease of 20 minutes that ends in 5 was renewed 15 minutes ago.
        commande = en_appel(
            qui,
            occupee_par=autre,
            occupee_jusqua=ici + dt.timedelta(minutes=5),
            depuis=ici - dt.timedelta(minutes=debut),
        )
        assert appel(qui, commande.pk).occupee_depuis == ici - dt.timedelta(minutes=depuis)

    def test_an_order_decided_meanwhile_shows_what_it_became(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        visiteur = connecter(qui)
        decider(visiteur, commande, "annuler|Trop cher", cle="a")
        reponse = decider(visiteur, commande, "confirmer", cle="b")
        assert reponse.headers["Location"] == adresse(commande)
        assert "n'est pas possible" in dits(reponse)[-1]
