"""What the services of the desks refuse before they write: the person, the form, the moment; nothing moves."""

from collections.abc import Callable
from typing import Any

import pytest

from article.models import MouvementStock, Variante
from article.services import magasin
from commande.erreurs import ErreurCle, ErreurIntrouvable
from commande.etats import Etat
from commande.models import Commande, Envoi, EtatCommande, EtiquetteImprimee, Operation
from commande.services import decision, envois, impression, preparation, retours
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from parametre.models import Operateur
from tests import fabrique

pytestmark = pytest.mark.django_db


def photo() -> tuple[Any, ...]:
    return (
        list(Commande.objects.order_by("pk").values()),
        list(Variante.objects.order_by("pk").values()),
        [m.objects.count() for m in (MouvementStock, EtatCommande, Operation, Envoi, EtiquetteImprimee)],
    )


def refuse(erreur: type[ErreurMetier], phrase: str, acte: Callable[[], object]) -> None:
    avant = photo()
    with pytest.raises(erreur) as refus:
        acte()
    assert str(refus.value) == phrase
    assert photo() == avant


INCOMPLET = "Le formulaire est incomplet. Rechargez la page, puis recommencez."
PARTI = "Votre compte n’est plus actif. Adressez-vous à l’administration."


@pytest.fixture
def preparatrice() -> Operateur:
    return fabrique.operateur("PREPARATION")


@pytest.fixture
def livreur() -> Operateur:
    return fabrique.operateur("LOGISTIQUE")


@pytest.fixture
def parti() -> Operateur:
    return fabrique.operateur("PREPARATION", actif=False)


def test_the_stock_room_refuses_an_empty_form_and_a_senseless_threshold(preparatrice: Operateur) -> None:
    variante = fabrique.variante(stock=3)
    sans_rien: dict[str, Any] = {"quantites": {}, "motif": "", "operateur": preparatrice, "cle": "k"}
    refuse(
        ErreurSaisie, "La réception est vide. Scannez ou cherchez un article.", lambda: magasin.recevoir(**sans_rien)
    )
    refuse(
        ErreurSaisie,
        "Le comptage est vide. Scannez ou cherchez un article.",
        lambda: magasin.inventorier(**sans_rien, attendues={}),
    )
    for cle in ("", "k" * 101, "k\x00"):
        recue = {**sans_rien, "quantites": {variante.pk: 2}, "cle": cle}
        refuse(ErreurSaisie, INCOMPLET, lambda recue=recue: magasin.recevoir(**recue))  # type: ignore[misc]
    for seuil in (-1, magasin.SEUIL_MAX + 1):
        refuse(
            ErreurSaisie,
            f"Un seuil va de 0 à {magasin.SEUIL_MAX} pièces.",
            lambda seuil=seuil: magasin.changer_seuils(  # type: ignore[misc]
                seuils={variante.pk: seuil}, operateur=preparatrice
            ),
        )


def test_a_decision_says_something_about_an_order_that_is_there() -> None:
    qui = fabrique.operateur()
    commande = fabrique.commande(Etat.EN_COURS_CONFIRMATION, operateur_confirmation=qui)
    refuse(
        ErreurSaisie,
        "Choisissez le type de contact, puis la décision.",
        lambda: decision.decider(commande_id=commande.pk, operateur=qui),
    )
    with pytest.raises(ErreurIntrouvable):
        decision.decider(commande_id=0, operateur=qui, transition="annuler", motif="Plus de nouvelles", cle="k")


def test_a_hand_over_is_opened_and_closed_by_delivery_alone(
    preparatrice: Operateur, livreur: Operateur, parti: Operateur
) -> None:
    commande = fabrique.commande(Etat.PREPAREE)
    ouverte = {"livreur_id": livreur.pk, "commande_ids": [commande.pk]}
    refuse(ErreurSaisie, INCOMPLET, lambda: envois.ouvrir(**ouverte, operateur=livreur, cle=""))
    refuse(
        ErreurDroit,
        "Seule la logistique remet des colis à la livraison.",
        lambda: envois.ouvrir(**ouverte, operateur=preparatrice, cle="k"),
    )
    refuse(ErreurDroit, PARTI, lambda: envois.ouvrir(**ouverte, operateur=parti, cle="k"))
    refuse(
        ErreurSaisie,
        f"Un envoi compte au plus {envois.COLIS_MAX} colis. Choisissez-en moins.",
        lambda: envois.ouvrir(
            livreur_id=livreur.pk, commande_ids=range(1, envois.COLIS_MAX + 2), operateur=livreur, cle="k"
        ),
    )
    refuse(
        ErreurIntrouvable,
        "Cet envoi n’existe pas. Revenez à la liste.",
        lambda: envois.clore(envoi_id=0, operateur=livreur),
    )
    refuse(
        envois.ErreurEnvoi,
        "Cet envoi est clos\u202f: plus rien n’y entre. Ouvrez-en un autre.",
        lambda: envois.sortir_le_reste(envoi_id=0, nombre=1, operateur=livreur, cle="k"),
    )


def test_a_label_is_printed_again_by_preparation_once_the_order_has_left_the_list(
    preparatrice: Operateur, livreur: Operateur
) -> None:
    commande = fabrique.commande(Etat.A_IMPRIMER, lignes=[(fabrique.variante(), 1)])
    autre = fabrique.commande(Etat.EN_PREPARATION, lignes=[(fabrique.variante(), 1)])
    impression.reimprimer_etiquettes(commande_ids=[autre.pk], operateur=preparatrice, cle="k")
    avant = photo()
    with pytest.raises(ErreurCle):
        impression.reimprimer_etiquettes(commande_ids=[commande.pk], operateur=preparatrice, cle="k")
    lots = [
        impression.reimprimer_etiquettes(commande_ids=[pk], operateur=qui, cle=f"k{pk}{qui.pk}")
        for pk, qui in ((commande.pk, preparatrice), (autre.pk, livreur))
    ]
    assert [[r["phrase"] for r in lot.refus] for lot in lots] == [
        ["Rien à réimprimer\u202f: la commande est à l’état «\u202fÀ imprimer\u202f»."],
        ["Votre compte ne permet pas de réimprimer."],
    ]
    assert photo() == avant


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [
        (Etat.A_IMPRIMER, "{n} attend son étiquette\u202f: imprimez-la d’abord."),
        (Etat.PREPAREE, "{n} est déjà préparée."),
        (Etat.LIVREE, "{n} est à l’état «\u202fLivrée\u202f»\u202f: elle ne se prépare pas."),
    ],
)
def test_only_an_order_in_preparation_is_packed(preparatrice: Operateur, etat: str, phrase: str) -> None:
    variante = fabrique.variante()
    commande = fabrique.commande(etat, lignes=[(variante, 1)], operateur_preparation=preparatrice)
    refuse(
        ErreurTransition,
        phrase.format(n=commande.numero),
        lambda: preparation.scanner_article(commande_id=commande.pk, code=variante.reference, operateur=preparatrice),
    )


def test_who_left_receives_no_return(parti: Operateur) -> None:
    commande = fabrique.commande(Etat.RETOURNEE, lignes=[(fabrique.variante(), 1)], retour_attendu=True)
    refuse(ErreurDroit, PARTI, lambda: retours.recevoir(commande_id=commande.pk, operateur=parti))
