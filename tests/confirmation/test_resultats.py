"""What an operator achieved, recomputed by hand, and the history of their orders."""

import datetime as dt
import html
from decimal import Decimal
from typing import Any

import pytest

from commande.models import Commande
from commande.selectors.bureau import bureau
from commande.selectors.resultats import resultats
from commande.services.transitions import changer_etat
from config.noyau.horloge import debut_du_jour, jour_local, maintenant
from operatConfirme.templatetags.bureau import duree_courte, pourcent
from parametre.models import Operateur
from tests import fabrique
from tests.confirmation.test_bureau import a_confirmer, decider
from tests.maisons.outils import compte, connecter, figures, lire, numeros, remplir

pytestmark = pytest.mark.django_db

ADRESSE = "/confirmation/resultats/"


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


def deplacer(commande: Commande, jours: int, *, attente: dt.timedelta = dt.timedelta(minutes=30)) -> None:
    """Move a decided order back: decided at noon some days ago, given that long before."""
    midi = debut_du_jour(jour_local(maintenant()) - dt.timedelta(days=jours)) + dt.timedelta(hours=12)
    commande.etats.all().delete()
    etapes = [("affectee", "affecter", midi - attente, midi), (commande.etat, None, midi, None)]
    for etat, transition, debut, fin in etapes:
        commande.etats.create(
            etat=etat,
            transition=transition or TRANSITION_VERS[commande.etat],
            date_debut=debut,
            date_fin=fin,
            operateur=commande.operateur_confirmation,
        )


TRANSITION_VERS = {"annulee": "annuler", "erronee": "marquer_erronee", "a_imprimer": "confirmer"}


def decidee(qui: Operateur, transition: str, jours: int, **suite: Any) -> Commande:
    commande = decider(a_confirmer(qui), transition, qui)
    deplacer(commande, jours, **suite)
    return commande


class TestFigures:
    def test_by_day_and_in_all(self, qui: Operateur) -> None:
        decidee(qui, "confirmer", 0)
        decidee(qui, "annuler", 0)
        decidee(qui, "confirmer", 29)
        decidee(qui, "marquer_erronee", 30)
        decidee(fabrique.operateur("CONFIRMATION"), "confirmer", 0)
        lus = resultats(qui)
        assert len(lus.jours) == 30
        assert lus.jours[0].jour == jour_local(maintenant())
        decides = {n: j.decisions for n, j in enumerate(lus.jours) if j.decisions.decidees}
        assert {n: (d.confirmees, d.annulees, d.montant) for n, d in decides.items()} == {
            0: (1, 1, Decimal("324.00")),
            29: (1, 0, Decimal("324.00")),
        }
        assert (lus.total.decidees, lus.total.confirmees, lus.total.montant) == (3, 2, Decimal("648.00"))
        assert lus.total.taux == Decimal(2) / Decimal(3)

    def test_today_is_what_the_desk_says(self, qui: Operateur) -> None:
        for transition in ("confirmer", "annuler", "marquer_erronee"):
            decider(a_confirmer(qui), transition, qui)
        assert resultats(qui).jours[0].decisions == bureau(qui).jour

    def test_an_order_decided_twice_counts_in_each_day_and_once_in_all(self, qui: Operateur) -> None:
        admin = fabrique.operateur("ADMIN")
        commande = decidee(qui, "annuler", 3)
        changer_etat(commande_id=commande.pk, transition="rouvrir", operateur=admin, motif="Le client a rappelé.")
        donnees = {"operateur_id": qui.pk}
        changer_etat(commande_id=commande.pk, transition="affecter", operateur=admin, donnees=donnees)
        changer_etat(commande_id=commande.pk, transition="marquer_erronee", operateur=qui, motif="Faux numéro.")
        lus = resultats(qui)
        assert lus.jours[3].decisions.annulees == 1
        assert lus.jours[0].decisions.erronees == 1
        assert (lus.total.annulees, lus.total.erronees) == (0, 1)

    def test_time_runs_from_the_first_affectation(self, qui: Operateur) -> None:
        for minutes in (10, 20, 90):
            decidee(qui, "annuler", 1, attente=dt.timedelta(minutes=minutes))
        lus = resultats(qui)
        assert (lus.temps_moyen, lus.temps_median) == (dt.timedelta(minutes=40), dt.timedelta(minutes=20))

    def test_what_the_upsell_brought(self, qui: Operateur) -> None:
        variante = fabrique.variante(fabrique.article_upsell(), stock=9)
        for pieces in (1, 2, 3):
            commande = a_confirmer(qui)
            commande.lignes.all().delete()
            fabrique.ligne(commande, variante, pieces)
            decider(commande, "confirmer", qui)
        lus = resultats(qui)
        # 2 x 249 - 299 = 199, and 3 x 219 - 299 = 358; one piece alone brings nothing.
        assert (lus.upsell.pieces, lus.upsell.gain) == (3, Decimal("557.00"))

    def test_nothing_yet(self, qui: Operateur) -> None:
        lus = resultats(qui)
        assert (lus.total.taux, lus.temps_moyen, lus.temps_median) == (None, None, None)
        assert (lus.upsell.pieces, lus.upsell.gain) == (0, Decimal("0.00"))
        assert figures(lire(connecter(qui), ADRESSE)) == {
            "Décidées": "0",
            "Taux de confirmation": "–",
            "Montant confirmé": "0,00\u202fDH",
            "Temps moyen": "–",
            "Gagné par l’upsell": "0,00\u202fDH",
        }


class TestHistorique:
    def test_own_orders_in_every_state_the_newest_first(self, qui: Operateur) -> None:
        ici = maintenant()
        for n, etat in enumerate(["livree", "annulee", "affectee"]):
            fabrique.commande(etat, numero=etat, operateur_confirmation=qui, cree_le=ici - dt.timedelta(minutes=n))
        fabrique.commande("livree", operateur_confirmation=fabrique.operateur("CONFIRMATION"))
        visiteur = connecter(qui)
        page = lire(visiteur, ADRESSE)
        assert (numeros(page), compte(page)) == (["livree", "annulee", "affectee"], "3")
        assert numeros(lire(visiteur, f"{ADRESSE}?q=annul")) == ["annulee"]

    @pytest.mark.parametrize("combien", [3, 60])
    def test_the_same_number_of_queries(self, qui: Operateur, combien: int, django_assert_num_queries: Any) -> None:
        remplir(combien, etat="affectee", operateur_confirmation=qui)
        for n in range(combien // 3):
            decidee(qui, "confirmer", n)
        visiteur = connecter(qui)
        lire(visiteur, ADRESSE)
        with django_assert_num_queries(11):
            page = lire(visiteur, ADRESSE)
        assert len(numeros(page)) == min(combien + combien // 3, 25)

    def test_htmx_gets_the_list_alone(self, qui: Operateur, django_assert_num_queries: Any) -> None:
        visiteur = connecter(qui)
        lire(visiteur, ADRESSE)
        with django_assert_num_queries(4):
            page = lire(visiteur, f"{ADRESSE}?q=x", **{"HX-Request": "true"})
        assert "Décidées" not in html.unescape(page)


@pytest.mark.parametrize(
    ("minutes", "ecrit"),
    [(None, "–"), (0, "0 min"), (59, "59 min"), (60, "1 h 00"), (185, "3 h 05"), (2880, "2 j 0 h"), (3000, "2 j 2 h")],
)
def test_spans_of_time(minutes: int | None, ecrit: str) -> None:
    duree = None if minutes is None else dt.timedelta(minutes=minutes)
    assert duree_courte(duree).replace("\u00a0", " ") == ecrit


@pytest.mark.parametrize(("taux", "ecrit"), [(None, "–"), ("0", "0"), ("0.625", "63"), ("0.005", "1"), ("1", "100")])
def test_rates(taux: str | None, ecrit: str) -> None:
    assert pourcent(None if taux is None else Decimal(taux)) == (ecrit if taux is None else f"{ecrit}\u202f%")
