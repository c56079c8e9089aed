"""Two halves of a double click at the same instant: one contact, one decision, one next order."""

from functools import partial

import pytest

from commande.models import Commande, Operation
from commande.services.decision import Contact, decider
from tests import fabrique
from tests.commande.courses import en_meme_temps
from tests.confirmation.outils import decider as presser
from tests.confirmation.outils import en_appel
from tests.maisons.outils import connecter

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_same_key_at_the_same_instant_decides_once() -> None:
    qui = fabrique.operateur("CONFIRMATION")
    commande = en_appel(qui)
    acte = partial(
        decider,
        commande_id=commande.pk,
        operateur=qui,
        contact=Contact("APPEL", "CLIENT_INTERESSE"),
        transition="confirmer",
        cle="double",
    )
    rendues = en_meme_temps([acte] * 4)
    assert [(c.pk, c.etat) for c in rendues] == [(commande.pk, "a_imprimer")] * 4
    assert Operation.objects.filter(commande=commande).count() == 1


def test_a_double_click_takes_one_order() -> None:
    qui = fabrique.operateur("CONFIRMATION")
    commande = en_appel(qui)
    for _ in range(3):
        fabrique.commande("affectee", operateur_confirmation=qui)
    reponses = en_meme_temps([partial(presser, connecter(qui), commande, "confirmer", cle="double")] * 2)
    assert len({r.headers["Location"] for r in reponses}) == 1
    en_main = Commande.objects.filter(operateur_confirmation=qui, etat="en_cours_confirmation")
    assert en_main.count() == 1
