"""The pages of printing: what waits for a label, a lot, what to fetch for it, labels of the shelves."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commande.etats import Etat
from commande.models import Commande, Impression
from commande.selectors.prelevement import prelevement
from commande.services.impression import dessiner_lot, imprimer_etiquettes
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from tests import fabrique
from tests.maisons.outils import compte, connecter, lire, numeros, remplir

pytestmark = pytest.mark.django_db
LISTE = "/preparation/imprimer/"


@pytest.fixture
def preparatrice(db: None) -> Operateur:
    return fabrique.operateur("PREPARATION")


def test_the_list_is_narrowed_by_place_and_age(preparatrice: Operateur) -> None:
    fes, sefrou = (fabrique.ville(nom, region="Fès-Meknès") for nom in ("Fès", "Sefrou"))
    casa = fabrique.ville("Casablanca")
    ages = {"YCN-000001": (fes, 0), "YCN-000002": (sefrou, 2), "YCN-000003": (casa, 9)}
    for numero, (ville, jours) in ages.items():
        cree_le = maintenant() - dt.timedelta(days=jours, hours=1)
        fabrique.commande(Etat.A_IMPRIMER, numero=numero, ville=ville, cree_le=cree_le)
    fabrique.commande(Etat.EN_PREPARATION, numero="YCN-000009", operateur_preparation=preparatrice)
    visiteur = connecter(preparatrice)
    attendus = {
        "": ["YCN-000003", "YCN-000002", "YCN-000001"],
        f"?region={fes.region_id}": ["YCN-000002", "YCN-000001"],
        f"?ville={casa.pk}": ["YCN-000003"],
        "?age=1": ["YCN-000003", "YCN-000002"],
        "?age=7": ["YCN-000003"],
        f"?age=2&region={fes.region_id}": ["YCN-000002"],
        "?q=000001": ["YCN-000001"],
        "?age=abc&region=x": ["YCN-000003", "YCN-000002", "YCN-000001"],
    }
    pages = {filtre: lire(visiteur, LISTE + filtre) for filtre in attendus}
    assert {filtre: numeros(page) for filtre, page in pages.items()} == attendus
    assert {filtre: compte(page) for filtre, page in pages.items()} == {f: str(len(n)) for f, n in attendus.items()}


def test_the_list_is_taken_away_as_it_is_filtered(preparatrice: Operateur) -> None:
    fes = fabrique.ville("Fès")
    for numero, etat, ville in (
        ("YCN-000001", Etat.A_IMPRIMER, fes),
        ("YCN-000002", Etat.A_IMPRIMER, fabrique.ville("Safi")),
        ("YCN-000003", Etat.EN_PREPARATION, fes),
    ):
        fabrique.commande(etat, numero=numero, ville=ville)
    visiteur = connecter(preparatrice)
    assert f"?ville={fes.pk}&amp;export=xlsx" in lire(visiteur, f"{LISTE}?ville={fes.pk}")
    fichier = visiteur.get(LISTE, {"ville": fes.pk, "export": "csv"})
    lignes = b"".join(fichier.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert [ligne.split(";")[0] for ligne in lignes] == ["Numéro", "YCN-000001"]


@pytest.mark.parametrize("combien", [3, 60])
def test_the_list_and_a_lot_cost_the_same_whatever_they_show(preparatrice: Operateur, combien: int) -> None:
    remplir(combien, etat=Etat.A_IMPRIMER)
    visiteur = connecter(preparatrice)
    lire(visiteur, LISTE)
    with CaptureQueriesContext(connection) as liste:
        lire(visiteur, LISTE)
    ids = Commande.objects.values_list("pk", flat=True)
    lot = imprimer_etiquettes(commande_ids=ids, operateur=preparatrice, cle="a")
    with CaptureQueriesContext(connection) as page:
        lire(visiteur, f"{LISTE}lots/{lot.pk}/")
    with CaptureQueriesContext(connection) as pdf:
        assert visiteur.get(f"{LISTE}lots/{lot.pk}/etiquettes.pdf").status_code == 200
    assert (len(liste), len(page), len(pdf)) == (9, 6, 4)


def test_a_click_prints_what_was_ticked_and_the_list_is_fresh(preparatrice: Operateur) -> None:
    une, deux, trois = (fabrique.commande(Etat.A_IMPRIMER, lignes=[(fabrique.variante(), 1)]) for _n in range(3))
    visiteur = connecter(preparatrice)
    cle = re.search(r'name="cle" value="([^"]+)"', lire(visiteur, LISTE))
    assert cle is not None
    donnees = {"cle": cle[1], "action": "selection", "commandes": [une.pk, deux.pk]}
    suites = [visiteur.post(f"{LISTE}lancer/", donnees).headers["Location"] for _clic in range(2)]
    lot = Impression.objects.get()
    assert suites == [f"{LISTE}lots/{lot.pk}/?neuf=1"] * 2
    assert numeros(lire(visiteur, LISTE)) == [trois.numero]
    page = lire(visiteur, suites[0])
    assert re.findall(r'name="commandes" value="\d+" aria-label="([^"]+)"', page) == [une.numero, deux.numero]
    assert "data-telecharger" in page
    assert "data-telecharger" not in lire(visiteur, f"{LISTE}lots/{lot.pk}/")
    fichier = visiteur.get(f"{LISTE}lots/{lot.pk}/etiquettes.pdf")
    assert (fichier.headers["Content-Type"], fichier.content[:5]) == ("application/pdf", b"%PDF-")
    # Drawn from the record: the same file, whenever it is asked for.
    with time_machine.travel("2031-01-01T12:00:00Z"):
        assert dessiner_lot(lot) == fichier.content
    autre = connecter(fabrique.operateur("PREPARATION"))
    assert autre.get(f"{LISTE}lots/{lot.pk}/etiquettes.pdf").status_code == 404


def test_the_other_button_prints_all_of_the_list(preparatrice: Operateur) -> None:
    fes = fabrique.ville("Fès", region="Fès-Meknès")
    deux = [fabrique.commande(Etat.A_IMPRIMER, ville=fes, lignes=[(fabrique.variante(), 1)]) for _n in range(2)]
    ailleurs = fabrique.commande(Etat.A_IMPRIMER, lignes=[(fabrique.variante(), 1)])
    visiteur = connecter(preparatrice)
    toutes = re.search(r'name="toutes" value="([^"]*)"', lire(visiteur, f"{LISTE}?ville={fes.pk}"))
    assert toutes is not None
    visiteur.post(f"{LISTE}lancer/", {"cle": "a", "action": "toutes", "toutes": toutes[1]})
    assert set(Commande.objects.filter(etat=Etat.EN_PREPARATION)) == set(deux)
    assert Commande.objects.get(pk=ailleurs.pk).etat == Etat.A_IMPRIMER


def test_what_was_refused_is_said_on_the_lot_and_nothing_ticked_is_said_on_the_list(preparatrice: Operateur) -> None:
    prise = fabrique.commande(Etat.PREPAREE, lignes=[(fabrique.variante(), 1)])
    bonne = fabrique.commande(Etat.A_IMPRIMER, lignes=[(fabrique.variante(), 1)])
    visiteur = connecter(preparatrice)
    donnees = {"cle": "a", "commandes": [prise.pk, bonne.pk]}
    page = visiteur.post(f"{LISTE}lancer/", donnees, follow=True).content.decode()
    assert "1 commande sans étiquette" in page
    assert prise.numero in page
    assert Commande.objects.get(pk=prise.pk).etat == Etat.PREPAREE
    vide = visiteur.post(f"{LISTE}lancer/?age=1", {"cle": "b"}, follow=True)
    assert vide.redirect_chain == [(f"{LISTE}?age=1", 302)]
    assert "Choisissez au moins une commande." in vide.content.decode()


def test_what_to_fetch_goes_by_model_colour_and_size(preparatrice: Operateur) -> None:
    sandale, mule = fabrique.article(244, nom="Sandale"), fabrique.article(90, nom="Mule")
    noir9, noir10 = (fabrique.variante(sandale, "noir", taille) for taille in ("9", "10"))
    beige = fabrique.variante(sandale, "beige", "38")
    sac = fabrique.variante(mule, None, None)
    une = fabrique.commande(Etat.A_IMPRIMER, lignes=[(noir10, 1), (beige, 2), (sac, 1)])
    deux = fabrique.commande(Etat.A_IMPRIMER, lignes=[(noir10, 3), (noir9, 1)])
    annulee = fabrique.commande(Etat.A_IMPRIMER, lignes=[(noir10, 5)])
    ids = [une.pk, deux.pk, annulee.pk]
    lot = imprimer_etiquettes(commande_ids=ids, operateur=preparatrice, cle="a")
    Commande.objects.filter(pk=annulee.pk).update(etat=Etat.ANNULEE)
    lus = [
        (r.modele, r.quantite, [(c.couleur, c.pointure, c.quantite, [n for _pk, n in c.commandes]) for c in r.casiers])
        for r in prelevement(lot)
    ]
    assert lus == [
        ("YZ90", 1, [("", "", 1, [une.numero])]),
        (
            "YZ244",
            7,
            [
                ("beige", "38", 2, [une.numero]),
                ("noir", "9", 1, [deux.numero]),
                ("noir", "10", 4, [une.numero, deux.numero]),
            ],
        ),
    ]


def test_labels_of_the_shelves_are_chosen_by_article(preparatrice: Operateur) -> None:
    variante = fabrique.variante(fabrique.article(244), "noir", "38", reference="YZ244-NOIR-38")
    visiteur = connecter(preparatrice)
    assert "YZ244-NOIR-38" in lire(visiteur, "/preparation/etiquettes-variantes/?q=244")
    pdf = "/preparation/etiquettes-variantes/etiquettes.pdf"
    fichier = visiteur.get(pdf, {f"v{variante.pk}": "30", "format": "A4"})
    assert (fichier.headers["Content-Type"], fichier.content.count(b"/Type /Page\n")) == ("application/pdf", 2)
    for demande in ({}, {f"v{variante.pk}": "1001"}, {"v9²": "3"}, {f"v{variante.pk}": "-1"}):
        assert visiteur.get(pdf, demande).headers["Location"] == "/preparation/etiquettes-variantes/"


def test_the_page_of_an_order_prints_its_label_then_its_duplicate(preparatrice: Operateur) -> None:
    commande = fabrique.commande(Etat.A_IMPRIMER, lignes=[(fabrique.variante(), 1)])
    visiteur = connecter(preparatrice)
    for rang, vers in enumerate(("lancer", "duplicata")):
        page = lire(visiteur, f"/preparation/commandes/{commande.pk}/")
        formulaire = re.search(rf'action="{LISTE}{vers}/".*?name="cle" value="([^"]+)"', page, re.S)
        assert formulaire is not None
        visiteur.post(f"{LISTE}{vers}/", {"cle": f"{formulaire[1]}-{rang}", "commandes": commande.pk})
    assert list(commande.etiquettes.order_by("pk").values_list("duplicata", flat=True)) == [0, 1]
