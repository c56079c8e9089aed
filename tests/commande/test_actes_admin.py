"""What the administrator does to an order from its page."""

import re
from typing import Any

import pytest
from django.test import Client as Navigateur
from django.urls import reverse

from commande.etats import TRANSITIONS, Acteur, Etat
from commande.models import Commande
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurConcurrence
from parametre.models import TypeOperateur
from tests import fabrique
from tests.commande.parcours import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def navigateur(client: Navigateur) -> Navigateur:
    client.force_login(fabrique.operateur(TypeOperateur.ADMIN).user)
    return client


def adresse(nom: str, commande: Commande) -> str:
    return reverse(f"pilotage:{nom}", args=[commande.pk])


def lire(navigateur: Navigateur, commande: Commande) -> str:
    return str(navigateur.get(adresse("commande", commande)).text)


def agir(navigateur: Navigateur, commande: Commande, **champs: Any) -> str:
    """Send the form of an act and return what the page says then."""
    recue = navigateur.post(adresse("agir", commande), champs, follow=True)
    return " ".join(str(m) for m in recue.context["messages"])


def test_une_annulation_demande_un_motif_et_ne_se_fait_qu_une_fois(navigateur: Navigateur) -> None:
    """Refuse without a reason, cancel with one, and take the same form again for the same act."""
    commande = fabrique.commande(Etat.NON_AFFECTEE)
    assert 'value="annuler"' in lire(navigateur, commande)
    agir(navigateur, commande, acte="annuler", cle="a1")
    agir(navigateur, commande, acte="livrer", motif="x", cle="a2")
    assert Commande.objects.get().etat == Etat.NON_AFFECTEE
    for _fois in range(2):
        agir(navigateur, commande, acte="annuler", motif="Client parti", cle="a3", version=commande.version)
    assert Commande.objects.get().etat == Etat.ANNULEE
    assert list(commande.etats.order_by("pk").values_list("etat", flat=True)) == ["non_affectee", "annulee"]
    assert 'value="rouvrir"' in lire(navigateur, commande)


def test_every_act_is_closed_until_chosen_and_those_that_end_an_order_come_last(navigateur: Navigateur) -> None:
    page = lire(navigateur, fabrique.commande(Etat.EN_COURS_CONFIRMATION))
    assert re.findall(r'<details class="acte( grave)?" name="acte">\s*<summary>([^<]+)', page) == [
        ("", "Réaffecter"),
        (" grave", "Marquer erronée"),
        (" grave", "Marquer doublon"),
        (" grave", "Annuler"),
    ]


def test_the_page_offers_each_act_of_the_administrator_somewhere() -> None:
    """But for the few that ask for more than a reason: they have pages of their own or none."""
    ceux_de_l_admin = {t.code for t in TRANSITIONS.values() if any(d.acteur is Acteur.ADMIN for d in t.droits)}
    assert ceux_de_l_admin == {
        *("affecter", "reaffecter", "desaffecter", "mettre_a_imprimer", "marquer_erronee", "marquer_doublon"),
        *("annuler", "renvoyer_confirmation", "rouvrir", "corriger_resultat"),
    }


def test_an_act_on_what_changed_since_is_refused_with_both_versions(navigateur: Navigateur) -> None:
    commande = fabrique.commande(Etat.AFFECTEE, lignes=[(fabrique.variante(), 1)], version=3)
    assert 'name="version" value="3"' in lire(navigateur, commande)
    avant = photo(commande)
    dit = agir(navigateur, commande, acte="annuler", motif="Client parti", cle="a1", version="2")
    assert "version 2 à l’écran, 3 maintenant" in dit
    with pytest.raises(ErreurConcurrence):
        changer_etat(
            commande_id=commande.pk,
            transition="annuler",
            operateur=fabrique.operateur("ADMIN"),
            motif="Client parti",
            version=4,
        )
    assert photo(commande) == avant
    agir(navigateur, commande, acte="annuler", motif="Client parti", cle="a1", version="3")
    assert Commande.objects.get().etat == Etat.ANNULEE


def test_a_duplicate_is_tied_to_the_order_that_its_full_number_names(navigateur: Navigateur) -> None:
    client = fabrique.client("+212612345678")
    originale = fabrique.commande(Etat.CONFIRMEE, client=client)
    commande = fabrique.commande(Etat.AFFECTEE, client=client)
    avant = photo(commande)
    refus = {
        "": "Choisissez l’originale, ou tapez son numéro ou son téléphone en entier.",
        originale.numero[:-1]: "Aucune autre commande n’a ce numéro ou ce téléphone. Tapez-le en entier.",
        commande.numero: "Aucune autre commande n’a ce numéro ou ce téléphone. Tapez-le en entier.",
    }
    for saisi, phrase in refus.items():
        assert agir(navigateur, commande, acte="marquer_doublon", original=saisi, cle="d") == phrase
        assert photo(commande) == avant
    agir(navigateur, commande, acte="marquer_doublon", original="06 12 34 56 78", cle="d")
    commande.refresh_from_db()
    assert (commande.etat, commande.doublon_de_id) == (Etat.DOUBLON, originale.pk)
