"""The original of a duplicate is found by its number or its phone, with or without a script."""

import datetime as dt
import re
from typing import Any

import pytest

from config.noyau.horloge import maintenant
from parametre.models import Operateur
from tests import fabrique
from tests.confirmation.outils import adresse, decider, dit, en_appel, photographie
from tests.maisons.outils import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


def test_the_likeliest_first(qui: Operateur) -> None:
    variante = fabrique.variante(stock=5)
    commande = en_appel(qui, (variante, 1))
    hier, avant = maintenant() - dt.timedelta(days=1), maintenant() - dt.timedelta(days=9)
    ailleurs = fabrique.commande(client=commande.client, cree_le=hier)
    meme = fabrique.commande("livree", client=commande.client, cree_le=avant, lignes=[(variante, 1)])
    fabrique.commande("doublon", client=commande.client)
    page = connecter(qui).get(
        adresse(commande), {"original": commande.client.telephone}, headers={"HX-Request": "true"}
    )
    proposes = re.findall(r'value="marquer_doublon\|(\d+)"', page.content.decode())
    assert proposes == [str(meme.pk), str(ailleurs.pk)]


def test_a_full_number_is_enough(qui: Operateur) -> None:
    originale = fabrique.commande(operateur_confirmation=fabrique.operateur("CONFIRMATION"))
    commande = en_appel(qui)
    reponse = decider(connecter(qui), commande, "marquer_doublon|", original=originale.numero)
    assert reponse.status_code == 302
    commande.refresh_from_db()
    assert (commande.etat, commande.doublon_de) == ("doublon", originale)


def test_none_or_several_is_refused_with_the_list(qui: Operateur) -> None:
    commande = en_appel(qui)
    client = fabrique.client()
    deux = [fabrique.commande(client=client) for _n in range(2)]
    avant = photographie(commande)
    cas: Any = (
        ("", "Choisissez l'originale"),
        ("YCN-99", "Aucune autre commande"),
        (client.telephone, "Plusieurs commandes répondent"),
    )
    for saisie, phrase in cas:
        reponse = decider(connecter(qui), commande, "marquer_doublon|", original=saisie)
        assert reponse.status_code == 422
        assert phrase in dit(reponse.content.decode())
        assert photographie(commande) == avant
    assert all(f'value="marquer_doublon|{c.pk}"' in reponse.content.decode() for c in deux)
