"""The pages of the bench: with and without a script, at a fixed cost, and two preparers at one order."""

import re
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from article.models import Variante
from article.services.magasin import recevoir
from commande.etats import Etat
from commande.services.confier import confier
from commande.services.preparation import scanner_article
from config.noyau.erreurs import ErreurDroit
from parametre.models import Operateur
from tests import fabrique
from tests.commande.courses import en_meme_temps
from tests.confirmation.outils import dit
from tests.maisons.outils import connecter, lire
from tests.preparation.outils import au_colis, photographie, pointees

HTMX = {"HX-Request": "true"}


@pytest.fixture
def qui(db: None) -> Operateur:
    return fabrique.operateur("PREPARATION")


@pytest.mark.parametrize("combien", [3, 60])
def test_a_parcel_costs_the_same_however_many_lines(combien: int, qui: Operateur) -> None:
    lignes = [(fabrique.variante(fabrique.article(), stock=3), 2) for _n in range(combien)]
    commande = au_colis(qui, *lignes)
    for _n in range(combien):
        au_colis(qui, lignes[0])
    visiteur, comptes = connecter(qui), []
    for adresse in ("/preparation/colis/", f"/preparation/colis/{commande.pk}/"):
        lire(visiteur, adresse)
        with CaptureQueriesContext(connection) as faites:
            lire(visiteur, adresse)
        comptes.append(len(faites))
    assert comptes == [3, 5]


def test_without_a_script_a_parcel_is_packed_by_hand(qui: Operateur) -> None:
    noir = fabrique.variante(fabrique.article(244), "noir", "38", code_barre="V24438")
    commande = au_colis(qui, (noir, 2), numero="YCN-000244")
    visiteur, adresse = connecter(qui), f"/preparation/colis/{commande.pk}/"
    ouverte = visiteur.post("/preparation/colis/ouvrir/", {"code": "ycn-000244"})
    assert (ouverte.status_code, ouverte["Location"]) == (302, adresse)
    page = visiteur.post(f"{adresse}scan/", {"code": "V24438", "cle": "c1"}).content.decode()
    assert "YZ244 noir 38 : 1/2. Encore 1 pièce." in dit(page)
    ligne = commande.lignes.get().pk
    page = visiteur.post(f"{adresse}ligne/", {"ligne": ligne, "pieces": 2}).content.decode()
    assert "Tout y est : fermez le colis." in dit(page)
    finie = visiteur.post(f"{adresse}terminer/", {"cle": "c2"})
    assert (finie.status_code, finie["Location"]) == (302, "/preparation/colis/")
    commande.refresh_from_db()
    assert commande.etat == Etat.PREPAREE
    # Its parcel is closed: the page of the order says what it is now.
    assert visiteur.get(adresse)["Location"] == f"/preparation/commandes/{commande.pk}/"


def test_a_refusal_brings_the_parcel_as_it_is(qui: Operateur) -> None:
    noir = fabrique.variante(fabrique.article(244), "noir", "38")
    commande = au_colis(qui, (noir, 1), numero="YCN-000244")
    avant = photographie()
    reponse = connecter(qui).post(f"/preparation/colis/{commande.pk}/scan/", {"code": "V999", "cle": "c"}, headers=HTMX)
    page = reponse.content.decode()
    assert (reponse.status_code, "<html" in page, 'data-ton="refus"' in page) == (422, False, True)
    assert "« V999 » n'est ni un article ni une commande." in dit(page)
    assert photographie() == avant


def test_orders_of_others_stay_closed(qui: Operateur) -> None:
    commande = au_colis(fabrique.operateur("PREPARATION"), (fabrique.variante(), 1), numero="YCN-000777")
    visiteur, avant = connecter(qui), photographie()
    ligne = {"ligne": commande.lignes.get().pk, "cle": "k", "motif": "Manque"}
    for geste in ("scan", "ligne", "terminer", "manque"):
        assert visiteur.post(f"/preparation/colis/{commande.pk}/{geste}/", ligne).status_code == 404
    assert visiteur.post(f"/preparation/commandes/{commande.pk}/renvoyer/", ligne).status_code == 404
    assert visiteur.get(f"/preparation/colis/{commande.pk}/").status_code == 404
    ouverte = visiteur.post("/preparation/colis/ouvrir/", {"code": "YCN000777"})
    assert (ouverte.status_code, "n'est pas la vôtre" in dit(ouverte.content.decode())) == (422, True)
    assert photographie() == avant


def test_the_page_of_an_order_has_the_buttons_of_its_state(qui: Operateur) -> None:
    visiteur = connecter(qui)
    boutons = {}
    for etat in (Etat.A_IMPRIMER, Etat.EN_PREPARATION, Etat.PREPAREE, Etat.EN_COURS_LIVRAISON):
        commande = fabrique.commande(etat, operateur_preparation=None if etat == Etat.A_IMPRIMER else qui)
        page = lire(visiteur, f"/preparation/commandes/{commande.pk}/")
        boutons[etat] = re.findall(r'="/preparation/(?:colis|commandes|imprimer)/(\d+/\w*|lancer)/?"', page)
        boutons[etat] = [b.removeprefix(f"{commande.pk}/") for b in boutons[etat]]
    assert boutons == {
        Etat.A_IMPRIMER: ["lancer", "renvoyer"],
        Etat.EN_PREPARATION: ["", "renvoyer"],
        Etat.PREPAREE: ["renvoyer"],
        Etat.EN_COURS_LIVRAISON: [],
    }
    sienne = au_colis(qui, (fabrique.variante(), 1))
    adresse = f"/preparation/commandes/{sienne.pk}/renvoyer/"
    assert "motif est obligatoire" in dit(visiteur.post(adresse, follow=True).content.decode())
    for _double_clic in range(2):
        assert visiteur.post(adresse, {"motif": "Article abîmé", "cle": "k"})["Location"] == "/preparation/colis/"
    sienne.refresh_from_db()
    assert (sienne.etat, sienne.motif) == (Etat.EN_COURS_CONFIRMATION, "Article abîmé")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_scans_that_meet_count_each_once() -> None:
    """The page open twice, a network that repeats: eight scans under four keys are four pieces."""
    qui = fabrique.operateur("PREPARATION")
    noir = fabrique.variante(fabrique.article(244), code_barre="V24438")
    commande = au_colis(qui, (noir, 5))
    scan = partial(scanner_article, commande_id=commande.pk, code="V24438", operateur=qui)
    faits = en_meme_temps([partial(scan, cle=f"cle-{n % 4}") for n in range(8)])
    assert sorted(f.pieces for f in faits) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert pointees(commande) == [(4, False)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_preparers_at_one_order_only_its_owner_counts() -> None:
    qui, autre = fabrique.operateur("PREPARATION"), fabrique.operateur("PREPARATION")
    admin = fabrique.operateur("ADMIN")
    noir = fabrique.variante(fabrique.article(244), code_barre="V24438")
    commande = au_colis(qui, (noir, 6))
    scan = partial(scanner_article, commande_id=commande.pk, code="V24438")
    actes = [partial(scan, operateur=o) for o in (qui, autre) * 3]
    # The order changes hands in between: whoever has it at the instant of a scan counts, nobody else.
    faits = en_meme_temps([*actes, partial(confier, commande_id=commande.pk, operateur_id=autre.pk, operateur=admin)])
    comptes = [f for f in faits[:-1] if not isinstance(f, Exception)]
    refuses = [f for f in faits[:-1] if isinstance(f, Exception)]
    assert len(comptes) + len(refuses) == 6
    assert all(isinstance(f, ErreurDroit) for f in refuses)
    assert sorted(f.pieces for f in comptes) == list(range(1, len(comptes) + 1))
    assert pointees(commande) == [(len(comptes), len(comptes) == 6)]
    commande.refresh_from_db()
    assert commande.operateur_preparation_id == autre.pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_enters_goods_once() -> None:
    qui, noir = fabrique.operateur("PREPARATION"), fabrique.variante()
    acte = partial(recevoir, quantites={noir.pk: 7}, motif="Bon 12", operateur=qui, cle="f1")
    assert en_meme_temps([acte] * 4) == [7, 7, 7, 7]
    assert Variante.objects.get(pk=noir.pk).qte_disponible == 7
