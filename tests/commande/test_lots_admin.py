"""One act of the administrator on many orders, from the list to what became of each."""

import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client as Navigateur

from commande.etats import Etat
from commande.models import Commande, EtatCommande
from parametre.models import Operateur
from tests import fabrique
from tests.commande.parcours import photo

pytestmark = pytest.mark.django_db
LISTE = "/pilotage/commandes/"
LOT = "/pilotage/commandes/lot/"


@pytest.fixture
def navigateur(client: Navigateur) -> Navigateur:
    client.force_login(fabrique.operateur("ADMIN").user)
    return client


def phrases(reponse: Any) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


def champs(page: str) -> dict[str, list[str]]:
    """Return the hidden fields of the page of a lot, by name."""
    trouves: dict[str, list[str]] = {}
    for nom, valeur in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        trouves.setdefault(nom, []).append(valeur)
    return trouves


def test_the_list_lets_one_tick_orders_and_choose_an_act(navigateur: Navigateur) -> None:
    commande = fabrique.commande()
    page = navigateur.get(LISTE).text
    assert f'type="checkbox" name="commandes" value="{commande.pk}"' in page
    assert re.findall(r'<option value="(affecter|reaffecter|desaffecter|confier|annuler)"', page) == [
        *("affecter", "reaffecter", "desaffecter", "confier", "annuler")
    ]
    assert 'name="toutes"' not in page
    assert 'name="toutes"' in navigateur.get(LISTE, {"etat": "non_affectee"}).text
    assert "data-choix" not in navigateur.get("/pilotage/").text


def test_orders_ticked_are_cancelled_and_each_refusal_is_told(navigateur: Navigateur) -> None:
    libre, prise, partie = (fabrique.commande(e) for e in (Etat.NON_AFFECTEE, Etat.AFFECTEE, Etat.EN_COURS_LIVRAISON))
    autre = fabrique.commande()
    avant = [photo(c) for c in (partie, autre)]
    page = navigateur.get(LOT, {"acte": "annuler", "commandes": [libre.pk, prise.pk, partie.pk]})
    assert "3 commandes" in page.text
    caches = champs(page.text)
    assert caches["commandes"] == [str(c.pk) for c in (partie, prise, libre)]
    envoi = {"acte": "annuler", "commandes": caches["commandes"], "cle": caches["cle"][0], "motif": "Rupture"}
    for _double_clic in range(2):
        resultat = navigateur.post(LOT, envoi)
        assert "2 commandes mises à jour." in resultat.text
        assert [numero for _pk, numero, _phrase in resultat.context["refuses"]] == [partie.numero]
        assert "En cours de livraison" in resultat.context["refuses"][0][2]
    assert [photo(c) for c in (partie, autre)] == avant
    for commande in (libre, prise):
        commande.refresh_from_db()
        assert (commande.etat, commande.motif, commande.version) == (Etat.ANNULEE, "Rupture", 2)


def test_without_a_reason_no_order_is_cancelled(navigateur: Navigateur) -> None:
    commande = fabrique.commande()
    avant = photo(commande)
    resultat = navigateur.post(LOT, {"acte": "annuler", "commandes": commande.pk, "cle": "k", "motif": " "})
    assert (resultat.context["faites"], len(resultat.context["refuses"])) == (0, 1)
    assert photo(commande) == avant


@pytest.mark.parametrize(
    ("acte", "role", "etat", "champ"),
    [
        ("affecter", "CONFIRMATION", Etat.NON_AFFECTEE, "operateur_confirmation"),
        ("reaffecter", "CONFIRMATION", Etat.AFFECTEE, "operateur_confirmation"),
        ("confier", "PREPARATION", Etat.EN_PREPARATION, "operateur_preparation"),
        ("confier", "LOGISTIQUE", Etat.REPORTEE, "operateur_livraison"),
    ],
)
def test_all_of_a_filter_go_to_one_operator(
    navigateur: Navigateur, acte: str, role: str, etat: Etat, champ: str
) -> None:
    avant, apres = fabrique.operateur(role), fabrique.operateur(role)
    chez: dict[str, Operateur] = {} if etat == Etat.NON_AFFECTEE else {champ: avant}
    commandes = [fabrique.commande(etat, **chez) for _ in range(30)]
    ailleurs = fabrique.commande(Etat.LIVREE)
    page = navigateur.get(LOT, {"acte": acte, "etat": etat.value, "toutes": "1"})
    assert f'<option value="{apres.pk}">' in page.text
    caches = champs(page.text)
    assert len(caches["commandes"]) == 30
    adresse = f"{LOT}?etat={etat.value}"
    assert f'action="{adresse}"' in page.text
    envoi = {"acte": acte, "commandes": caches["commandes"], "cle": caches["cle"][0], "operateur": apres.pk}
    for _double_clic in range(2):
        resultat = navigateur.post(adresse, envoi)
        assert (resultat.context["faites"], resultat.context["refuses"]) == (30, [])
    assert EtatCommande.objects.filter(commande__in=commandes, transition=acte).count() == 30
    assert f'href="{LISTE}?etat={etat.value}"' in resultat.text
    chez_qui = Commande.objects.filter(pk__in=[c.pk for c in commandes]).values_list(f"{champ}_id", flat=True)
    assert Counter(chez_qui) == {apres.pk: 30}
    ailleurs.refresh_from_db()
    assert ailleurs.etat == Etat.LIVREE


def test_a_form_that_claims_all_touches_what_it_names_alone(navigateur: Navigateur) -> None:
    nommee, autre = fabrique.commande(), fabrique.commande()
    avant = photo(autre)
    envoi = {"acte": "annuler", "commandes": nommee.pk, "toutes": "1", "cle": "k", "motif": "Rupture"}
    assert navigateur.post(LOT, envoi).context["faites"] == 1
    assert photo(autre) == avant


def test_orders_are_taken_back_from_their_operator(navigateur: Navigateur) -> None:
    commande = fabrique.commande(Etat.AFFECTEE, operateur_confirmation=fabrique.operateur())
    assert "À qui" not in navigateur.get(LOT, {"acte": "desaffecter", "commandes": commande.pk}).text
    navigateur.post(LOT, {"acte": "desaffecter", "commandes": commande.pk, "cle": "k"})
    commande.refresh_from_db()
    assert (commande.etat, commande.operateur_confirmation_id) == (Etat.NON_AFFECTEE, None)


@pytest.mark.parametrize("acte", ["", "livrer", "annuler\x00"])
def test_an_act_that_no_list_offers_goes_back_to_the_list(navigateur: Navigateur, acte: str) -> None:
    commande = fabrique.commande(Etat.EN_COURS_LIVRAISON)
    avant = photo(commande)
    for envoyer in (navigateur.get, navigateur.post):
        recue = envoyer(LOT, {"acte": acte, "commandes": commande.pk, "motif": "x"}, follow=True)
        assert (recue.redirect_chain, phrases(recue)) == ([(LISTE, 302)], ["Choisissez l’action."])
    assert photo(commande) == avant


@pytest.mark.parametrize("choix", [{}, {"commandes": ["0", "x", "9" * 30]}, {"toutes": "1", "etat": "livree"}])
def test_an_act_on_nothing_goes_back_to_the_list_with_its_filters(
    navigateur: Navigateur, choix: dict[str, Any]
) -> None:
    fabrique.commande()
    recue = navigateur.get(LOT, {"acte": "annuler", **choix}, follow=True)
    assert phrases(recue) == ["Cochez au moins une commande."]
    assert recue.redirect_chain == [(f"{LISTE}?etat=livree" if "etat" in choix else LISTE, 302)]


def test_the_page_of_a_lot_costs_the_same_for_two_orders_and_for_forty(
    navigateur: Navigateur, django_assert_num_queries: Any
) -> None:
    ids = [fabrique.commande(lignes=[(fabrique.variante(), 1)]).pk for _ in range(40)]
    navigateur.get(LOT, {"acte": "affecter", "commandes": ids[:2]})
    for combien in (2, 40):
        with django_assert_num_queries(10):
            page = navigateur.get(LOT, {"acte": "affecter", "commandes": ids[:combien]})
        assert f"{combien} commandes" in page.text
