"""Contacts with clients, and the callbacks they set."""

import datetime as dt
from typing import Any

import pytest

from commande.etats import Etat
from commande.models import Commande, Operation
from commande.services.affectation import prendre_suivante
from commande.services.contact import enregistrer_operation
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurTransition
from config.noyau.horloge import maintenant
from parametre.models import Operateur
from tests import fabrique

pytestmark = pytest.mark.django_db
HEURE = dt.timedelta(hours=1)


def a_moi(operateur: Operateur, **champs: Any) -> Commande:
    return fabrique.commande(Etat.AFFECTEE, operateur_confirmation=operateur, **champs)


def test_a_contact_says_who_when_and_what() -> None:
    moi = fabrique.operateur()
    commande = a_moi(moi)
    avant = maintenant()
    operation = enregistrer_operation(
        commande_id=commande.pk,
        operateur=moi,
        type="WHATSAPP_VOCAL",
        commentaire="CLIENT_HESITANT",
        conclusion="  veut réfléchir\x00 ",
    )
    relue = Operation.objects.get()
    assert relue == operation
    assert (relue.commande, relue.operateur, relue.type, relue.commentaire, relue.conclusion) == (
        commande,
        moi,
        "WHATSAPP_VOCAL",
        "CLIENT_HESITANT",
        "veut réfléchir",
    )
    assert avant <= relue.date <= maintenant()
    commande.refresh_from_db()
    assert (commande.etat, commande.rappel_le, commande.version) == (Etat.AFFECTEE, None, 1)


def test_a_callback_brings_the_order_back_on_top_at_its_time() -> None:
    moi = fabrique.operateur()
    vieille, jeune = a_moi(moi, cree_le=maintenant() - 9 * HEURE), a_moi(moi)
    prise = prendre_suivante(operateur=moi)
    assert prise == vieille
    enregistrer_operation(
        commande_id=vieille.pk,
        operateur=moi,
        type="APPEL",
        commentaire="REPORT_DEMANDE",
        rappel_le=maintenant() + HEURE,
    )
    vieille.refresh_from_db()
    assert (vieille.occupee_par, vieille.occupee_jusqua) == (None, None)
    assert prendre_suivante(operateur=moi) == jeune
    Commande.objects.filter(pk=vieille.pk).update(rappel_le=maintenant() - dt.timedelta(seconds=1))
    assert prendre_suivante(operateur=moi) == vieille


def test_a_call_settles_the_callback_that_was_due_not_the_one_to_come() -> None:
    moi = fabrique.operateur()
    plus_tard = maintenant() + HEURE
    due, a_venir = a_moi(moi, rappel_le=maintenant() - HEURE), a_moi(moi, rappel_le=plus_tard)
    for commande in (due, a_venir):
        enregistrer_operation(commande_id=commande.pk, operateur=moi, type="APPEL", commentaire="INJOIGNABLE")
        commande.refresh_from_db()
    assert (due.rappel_le, a_venir.rappel_le) == (None, plus_tard)


@pytest.mark.parametrize(
    "faux",
    [
        {"type": "PIGEON"},
        {"type": ""},
        {"commentaire": "BOF"},
        {"rappel_le": dt.datetime(2030, 1, 1)},  # noqa: DTZ001
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_noted(faux: dict[str, Any]) -> None:
    moi = fabrique.operateur()
    commande = a_moi(moi)
    appel: dict[str, Any] = {"commande_id": commande.pk, "operateur": moi, "type": "APPEL"}
    with pytest.raises(ErreurSaisie):
        enregistrer_operation(**(appel | faux))
    assert not Operation.objects.exists()


def test_a_contact_is_noted_on_ones_own_order_only() -> None:
    commande = fabrique.commande(
        Etat.EN_COURS_LIVRAISON,
        operateur_confirmation=fabrique.operateur(),
        operateur_preparation=fabrique.operateur("PREPARATION"),
        operateur_livraison=fabrique.operateur("LOGISTIQUE"),
    )
    for role in ("CONFIRMATION", "PREPARATION", "LOGISTIQUE"):
        with pytest.raises(ErreurDroit):
            enregistrer_operation(commande_id=commande.pk, operateur=fabrique.operateur(role), type="APPEL")
    with pytest.raises(ErreurDroit):
        enregistrer_operation(commande_id=commande.pk, operateur=fabrique.operateur("ADMIN", actif=False), type="APPEL")
    assert not Operation.objects.exists()
    for qui in (commande.operateur_confirmation, commande.operateur_livraison, fabrique.operateur("ADMIN")):
        assert qui is not None
        enregistrer_operation(commande_id=commande.pk, operateur=qui, type="APPEL")
    assert Operation.objects.count() == 3


def test_there_is_no_callback_once_the_order_is_confirmed() -> None:
    moi = fabrique.operateur()
    commande = fabrique.commande(Etat.A_IMPRIMER, operateur_confirmation=moi)
    with pytest.raises(ErreurTransition):
        enregistrer_operation(commande_id=commande.pk, operateur=moi, type="APPEL", rappel_le=maintenant() + HEURE)
    commande.refresh_from_db()
    assert commande.rappel_le is None
    assert not Operation.objects.exists()
