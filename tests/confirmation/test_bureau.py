"""The desk: the day at a glance, the queue with its filters, the next call."""

import datetime as dt
import re
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from commande.erreurs import ErreurCle
from commande.models import CleAction, Commande, Operation
from commande.selectors.bureau import avec_tentatives, bureau, decisions
from commande.services.contact import enregistrer_operation
from commande.services.suivante import ouvrir_suivante
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.horloge import bornes_du_jour, debut_du_jour, jour_local, maintenant
from parametre.models import Operateur, Reglages
from parametre.sessions import ACTIVITE, DEBUT
from tests import fabrique
from tests.commande.courses import en_meme_temps
from tests.maisons.outils import compte, connecter, figures, lire, numeros, remplir

pytestmark = pytest.mark.django_db

ADRESSE = "/confirmation/"


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


def a_confirmer(qui: Operateur, prix: int = 299, **champs: Any) -> Commande:
    """An order in the hands of an operator, with all that `confirmer` wants."""
    variante = fabrique.variante(fabrique.article(prix=prix), stock=5)
    commande = fabrique.commande("en_cours_confirmation", operateur_confirmation=qui, lignes=[(variante, 1)], **champs)
    enregistrer_operation(commande_id=commande.pk, operateur=qui, type="APPEL")
    return commande


def decider(commande: Commande, transition: str, qui: Operateur, **suite: Any) -> Commande:
    motif = "" if transition in ("confirmer", "marquer_doublon") else "Parce que."
    return changer_etat(commande_id=commande.pk, transition=transition, operateur=qui, motif=motif, **suite)


def vieillir(commande: Commande, transition: str, quand: dt.datetime) -> None:
    """Move a decision to another instant, past the engine."""
    with fabrique.passe_droit():
        commande.etats.exclude(transition=transition).update(date_debut=quand, date_fin=quand)
        commande.etats.filter(transition=transition).update(date_debut=quand)


class TestJour:
    def test_what_was_decided_today_and_the_rate(self, qui: Operateur) -> None:
        decider(a_confirmer(qui, 299), "confirmer", qui)
        decider(a_confirmer(qui, 399), "confirmer", qui)
        decider(a_confirmer(qui), "annuler", qui)
        decider(a_confirmer(qui), "marquer_erronee", qui)
        original = fabrique.commande("affectee")
        decider(a_confirmer(qui), "marquer_doublon", qui, donnees={"original_id": original.pk})
        jour = bureau(qui).jour
        assert (jour.confirmees, jour.annulees, jour.erronees, jour.doublons) == (2, 1, 1, 1)
        assert jour.decidees == 4, "duplicates stand beside"
        assert jour.taux == Decimal("0.5")
        # 299 + 25 of fees, 399 + 25 of fees.
        assert jour.montant == Decimal("748.00")

    def test_nothing_decided_is_a_dash(self, qui: Operateur) -> None:
        assert bureau(qui).jour.taux is None
        assert figures(lire(connecter(qui), ADRESSE))["Taux de confirmation"] == "–"

    def test_decisions_of_others_and_of_other_days_do_not_count(self, qui: Operateur) -> None:
        autre = fabrique.operateur("CONFIRMATION")
        decider(a_confirmer(autre), "annuler", autre)
        debut, fin = bornes_du_jour(jour_local(maintenant()))
        for transition, quand in (("annuler", debut - dt.timedelta(seconds=1)), ("marquer_erronee", fin)):
            commande = a_confirmer(qui)
            decider(commande, transition, qui)
            vieillir(commande, transition, quand)
        assert decisions(qui, debut, fin).decidees == 0
        commande = a_confirmer(qui)
        decider(commande, "annuler", qui)
        vieillir(commande, "annuler", debut)
        assert decisions(qui, debut, fin).decidees == 1, "the first instant of the day belongs to it"

    def test_an_order_counts_once_by_its_last_decision(self, qui: Operateur) -> None:
        admin, autre = fabrique.operateur("ADMIN"), fabrique.operateur("CONFIRMATION")
        commande = a_confirmer(qui)
        decider(commande, "annuler", qui)
        changer_etat(commande_id=commande.pk, transition="rouvrir", operateur=admin, motif="Le client a rappelé.")
        for vers in (autre, qui):
            transition = "affecter" if vers == autre else "reaffecter"
            changer_etat(
                commande_id=commande.pk, transition=transition, operateur=admin, donnees={"operateur_id": vers.pk}
            )
        changer_etat(commande_id=commande.pk, transition="marquer_erronee", operateur=qui, motif="Faux numéro.")
        jour = bureau(qui).jour
        assert (jour.annulees, jour.erronees, jour.decidees) == (0, 1, 1)

    def test_a_cancellation_after_confirmation_does_not_undo_the_call(self, qui: Operateur) -> None:
        commande = decider(a_confirmer(qui), "confirmer", qui)
        admin = fabrique.operateur("ADMIN")
        changer_etat(commande_id=commande.pk, transition="annuler", operateur=admin, motif="Rupture.")
        jour = bureau(qui).jour
        assert (jour.confirmees, jour.annulees) == (1, 0)

    def test_what_waits(self, qui: Operateur) -> None:
        ici = maintenant()
        fabrique.commande("affectee", operateur_confirmation=qui)
        fabrique.commande("affectee", operateur_confirmation=qui, a_verifier=True, rappel_le=ici)
        fabrique.commande("affectee", operateur_confirmation=qui, rappel_le=ici + dt.timedelta(hours=1))
        fabrique.commande("en_cours_confirmation", operateur_confirmation=qui)
        fabrique.commande("affectee", operateur_confirmation=fabrique.operateur("CONFIRMATION"))
        lu = figures(lire(connecter(qui), ADRESSE))
        assert lu == {
            "À appeler": "2",
            "Rappels dus": "1",
            "En cours": "1",
            "À vérifier": "1",
            "Décidées aujourd’hui": "0",
            "Taux de confirmation": "–",
            "Montant confirmé": "0,00\u202fDH",
        }

    def test_due_callbacks_stand_on_top_the_oldest_first(self, qui: Operateur) -> None:
        ici = maintenant()
        for n in range(7):
            fabrique.commande(
                "affectee", numero=f"R{n}", operateur_confirmation=qui, rappel_le=ici - dt.timedelta(minutes=n)
            )
        page = lire(connecter(qui), ADRESSE)
        panneau = page[page.index('id="rappels-dus"') : page.index('class="filtres"')]
        assert re.findall(r"<bdi>(R\d)</bdi>", panneau) == ["R6", "R5", "R4"]
        assert "et 4 autres" in panneau


class TestFile:
    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_same_number_of_queries(self, qui: Operateur, combien: int, django_assert_num_queries: Any) -> None:
        visiteur = connecter(qui)
        remplir(combien, etat="affectee", operateur_confirmation=qui, rappel_le=maintenant())
        lire(visiteur, ADRESSE)
        with django_assert_num_queries(10):
            page = lire(visiteur, ADRESSE)
        assert len(numeros(page)) == min(combien, 25)

    def test_attempts_and_callbacks_filter(self, qui: Operateur) -> None:
        ici = maintenant()
        for n in range(5):
            commande = fabrique.commande(
                "affectee", numero=f"N{n}", operateur_confirmation=qui, cree_le=ici - dt.timedelta(minutes=10 - n)
            )
            Operation.objects.bulk_create(Operation(commande=commande, type="APPEL", operateur=qui) for _ in range(n))
        Commande.objects.filter(numero="N1").update(rappel_le=ici - dt.timedelta(minutes=1))
        Commande.objects.filter(numero="N2").update(rappel_le=ici + dt.timedelta(hours=1))
        visiteur = connecter(qui)
        attendus = {
            "": ["N0", "N1", "N2", "N3", "N4"],
            "?tentatives=0": ["N0"],
            "?tentatives=1": ["N1"],
            "?tentatives=2": ["N2"],
            "?tentatives=3": ["N3", "N4"],
            "?rappel=du": ["N1"],
            "?rappel=prevu": ["N2"],
            "?rappel=sans": ["N0", "N3", "N4"],
            "?rappel=du&tentatives=2": [],
            "?rappel=toujours&tentatives=9": ["N0", "N1", "N2", "N3", "N4"],
        }
        for adresse, attendu in attendus.items():
            page = lire(visiteur, ADRESSE + adresse)
            assert (numeros(page), compte(page)) == (attendu, str(len(attendu))), adresse
        dit = lire(visiteur, ADRESSE + "?rappel=toujours&tentatives=9")
        assert dit.count("laissé de côté") == 2

    def test_filters_stay_in_the_address(self, qui: Operateur) -> None:
        entetes = {"HX-Request": "true"}
        reponse = connecter(qui).get(f"{ADRESSE}?tentatives=1&rappel=du&etat=&q=", headers=entetes)
        assert reponse["HX-Push-Url"] == f"{ADRESSE}?tentatives=1&rappel=du"

    def test_the_number_of_contacts_is_shown(self, qui: Operateur) -> None:
        commande = fabrique.commande("affectee", operateur_confirmation=qui)
        for _ in range(3):
            enregistrer_operation(commande_id=commande.pk, operateur=qui, type="APPEL", commentaire="INJOIGNABLE")
        assert [c.tentatives for c in avec_tentatives(Commande.objects.all())] == [3]  # type: ignore[attr-defined]
        assert "<span>3</span>" in lire(connecter(qui), ADRESSE)


class TestCompteurs:
    def test_the_figures_alone_without_keeping_the_session(self, qui: Operateur) -> None:
        visiteur = connecter(qui)
        lire(visiteur, ADRESSE)
        session = visiteur.session
        session[DEBUT] = session[ACTIVITE] = int(maintenant().timestamp()) - 600
        session.save()
        avant = session[ACTIVITE]
        page = lire(visiteur, f"{ADRESSE}compteurs/", **{"X-Sondage": "1", "HX-Request": "true"})
        assert "<html" not in page
        assert figures(page)["À appeler"] == "0"
        assert visiteur.session[ACTIVITE] == avant
        assert '"X-Sondage": "1"' in page, "the fragment asks again the same way"

    def test_few_queries(self, qui: Operateur, django_assert_num_queries: Any) -> None:
        visiteur = connecter(qui)
        lire(visiteur, ADRESSE)
        with django_assert_num_queries(4):
            lire(visiteur, f"{ADRESSE}compteurs/", **{"X-Sondage": "1"})


class TestSuivante:
    def test_takes_the_oldest_begins_its_call_and_goes_there(self, qui: Operateur) -> None:
        ici = maintenant()
        fabrique.commande("affectee", operateur_confirmation=qui, cree_le=ici)
        ancienne = fabrique.commande("affectee", operateur_confirmation=qui, cree_le=ici - dt.timedelta(hours=1))
        reponse = connecter(qui).post(f"{ADRESSE}suivante/", {"cle": "a"})
        assert reponse.url == f"{ADRESSE}commandes/{ancienne.pk}/"  # type: ignore[attr-defined]
        ancienne.refresh_from_db()
        assert (ancienne.etat, ancienne.occupee_par) == ("en_cours_confirmation", qui)

    def test_a_double_click_leads_to_the_same_order(self, qui: Operateur) -> None:
        for _ in range(3):
            fabrique.commande("affectee", operateur_confirmation=qui)
        visiteur = connecter(qui)
        adresses = {visiteur.post(f"{ADRESSE}suivante/", {"cle": "a"})["Location"] for _ in range(2)}
        assert len(adresses) == 1
        assert Commande.objects.filter(etat="en_cours_confirmation").count() == 1
        assert visiteur.post(f"{ADRESSE}suivante/", {"cle": "b"})["Location"] not in adresses

    def test_an_old_page_does_not_bring_back_an_order_already_decided(self, qui: Operateur) -> None:
        premiere, seconde = (fabrique.commande("affectee", operateur_confirmation=qui) for _ in range(2))
        assert ouvrir_suivante(operateur=qui, cle="a") == premiere
        decider(premiere, "annuler", qui)
        assert ouvrir_suivante(operateur=qui, cle="a") == seconde
        assert ouvrir_suivante(operateur=qui, cle="a") == seconde
        assert CleAction.objects.get(cle="a").commande == seconde

    def test_nothing_left_is_said(self, qui: Operateur) -> None:
        visiteur = connecter(qui)
        reponse = visiteur.post(f"{ADRESSE}suivante/", {"cle": "a"}, follow=True)
        assert "Plus rien à appeler pour l’instant." in reponse.content.decode()
        demain = debut_du_jour(jour_local(maintenant()) + dt.timedelta(days=1)) + dt.timedelta(hours=10)
        fabrique.commande("affectee", operateur_confirmation=qui, rappel_le=demain)
        reponse = visiteur.post(f"{ADRESSE}suivante/", {"cle": "a"}, follow=True)
        assert re.search(r"Prochain rappel promis\u202f?.: .*10:00", reponse.content.decode())

    @pytest.mark.parametrize("cle", ["x" * 101, "a\x00b"])
    def test_a_key_that_is_none_changes_nothing(self, qui: Operateur, cle: str) -> None:
        fabrique.commande("affectee", operateur_confirmation=qui)
        reponse = connecter(qui).post(f"{ADRESSE}suivante/", {"cle": cle}, follow=True)
        assert "La clé de l" in reponse.content.decode()
        assert not Commande.objects.filter(etat="en_cours_confirmation").exists()

    def test_a_key_of_somebody_else_is_refused(self, qui: Operateur) -> None:
        autre = fabrique.operateur("CONFIRMATION")
        for operateur in (qui, autre):
            fabrique.commande("affectee", operateur_confirmation=operateur)
        ouvrir_suivante(operateur=qui, cle="a")
        with pytest.raises(ErreurCle):
            ouvrir_suivante(operateur=autre, cle="a")
        with pytest.raises(ErreurSaisie):
            ouvrir_suivante(operateur=autre, cle="")
        assert Commande.objects.filter(operateur_confirmation=autre, etat="affectee").count() == 1

    def test_other_roles_and_inactive_accounts_are_refused(self, qui: Operateur) -> None:
        fabrique.commande("affectee", operateur_confirmation=qui)
        with pytest.raises(ErreurDroit):
            ouvrir_suivante(operateur=fabrique.operateur("ADMIN"))
        Operateur.objects.filter(pk=qui.pk).update(actif=False)
        with pytest.raises(ErreurDroit):
            ouvrir_suivante(operateur=qui)
        assert Commande.objects.get().etat == "affectee"

    def test_get_changes_nothing(self, qui: Operateur) -> None:
        fabrique.commande("affectee", operateur_confirmation=qui)
        assert connecter(qui).get(f"{ADRESSE}suivante/").status_code == 405
        assert Commande.objects.get().etat == "affectee"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_one_order() -> None:
    qui = fabrique.operateur("CONFIRMATION")
    Reglages.objects.create(file_commune=False)
    for _ in range(4):
        fabrique.commande("affectee", operateur_confirmation=qui)
    prises = en_meme_temps([partial(ouvrir_suivante, operateur=qui, cle="a")] * 4)
    assert len({c.pk for c in prises if c is not None}) == 1
    assert Commande.objects.filter(etat="en_cours_confirmation").count() == 1
