"""Acts on many orders, with a result for each, and handing an order over."""

import pytest

from commande.etats import Etat
from commande.models import Commande
from commande.services import lots
from commande.services.confier import confier
from config.noyau.erreurs import ErreurDroit, ErreurSaisie, ErreurTransition
from tests import fabrique
from tests.commande.parcours import Equipe, amener, historique, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe() -> Equipe:
    return Equipe()


def etats(*commandes: Commande) -> list[str]:
    par_id = dict(Commande.objects.values_list("pk", "etat"))
    return [par_id[c.pk] for c in commandes]


def test_one_order_refused_does_not_stop_the_others(equipe: Equipe) -> None:
    bonnes = [fabrique.commande() for _ in range(2)]
    mauvaise = fabrique.commande(Etat.LIVREE)
    ids = [bonnes[1].pk, mauvaise.pk, 0, bonnes[0].pk, bonnes[0].pk]
    resultats = lots.affecter_en_lot(commande_ids=ids, operateur_id=equipe.confirmation.pk, operateur=equipe.admin)
    assert [(r.commande_id, r.reussi, r.erreur.code if r.erreur else None) for r in resultats] == [
        (0, False, "introuvable"),
        (bonnes[0].pk, True, None),
        (bonnes[1].pk, True, None),
        (mauvaise.pk, False, "transition"),
    ]
    assert resultats[1].commande is not None
    assert resultats[1].commande.operateur_confirmation == equipe.confirmation
    assert etats(*bonnes, mauvaise) == ["affectee", "affectee", "livree"]


def test_every_bulk_act_goes_through_the_engine(equipe: Equipe) -> None:
    commandes = [amener(Etat.AFFECTEE, equipe) for _ in range(2)]
    ids = [c.pk for c in commandes]
    autre = fabrique.operateur()
    admin = equipe.admin
    assert all(r.reussi for r in lots.reaffecter_en_lot(commande_ids=ids, operateur_id=autre.pk, operateur=admin))
    assert all(r.reussi for r in lots.desaffecter_en_lot(commande_ids=ids, operateur=admin))
    assert etats(*commandes) == ["non_affectee"] * 2
    assert all(r.reussi for r in lots.annuler_en_lot(commande_ids=ids, motif="fin de série", operateur=admin))
    assert etats(*commandes) == ["annulee"] * 2
    assert not any(r.reussi for r in lots.annuler_en_lot(commande_ids=ids, motif="encore", operateur=admin))


def test_printing_and_shipping_in_bulk(equipe: Equipe) -> None:
    a_imprimer = [amener(Etat.A_IMPRIMER, equipe) for _ in range(2)]
    ids = [c.pk for c in a_imprimer]
    assert all(r.reussi for r in lots.imprimer_en_lot(commande_ids=ids, operateur=equipe.preparation))
    assert etats(*a_imprimer) == ["en_preparation"] * 2
    pretes = [amener(Etat.PREPAREE, equipe) for _ in range(2)]
    livreur = fabrique.operateur("LOGISTIQUE")
    resultats = lots.expedier_en_lot(
        commande_ids=[c.pk for c in pretes], operateur=equipe.logistique, operateur_id=livreur.pk
    )
    assert {r.commande.operateur_livraison_id for r in resultats if r.commande} == {livreur.pk}
    assert len({r.commande.envoi_id for r in resultats if r.commande}) == 1


def test_a_bulk_act_sent_twice_is_done_once(equipe: Equipe) -> None:
    commandes = [fabrique.commande() for _ in range(2)]
    ids = [c.pk for c in commandes]
    for _ in range(2):
        resultats = lots.annuler_en_lot(commande_ids=ids, motif="m", operateur=equipe.admin, cle="lot")
        assert all(r.reussi for r in resultats)
    assert [c.etats.count() for c in commandes] == [2, 2]


@pytest.mark.parametrize(
    ("etat", "role", "champ"),
    [
        (Etat.EN_PREPARATION, "PREPARATION", "operateur_preparation"),
        (Etat.PREPAREE, "PREPARATION", "operateur_preparation"),
        (Etat.EN_COURS_LIVRAISON, "LOGISTIQUE", "operateur_livraison"),
        (Etat.REPORTEE, "LOGISTIQUE", "operateur_livraison"),
    ],
)
def test_confier_changes_hands_not_state_and_is_logged(etat: Etat, role: str, champ: str, equipe: Equipe) -> None:
    commande = amener(etat, equipe)
    avant = commande.etats.count()
    repreneur = fabrique.operateur(role)
    confiee = confier(commande_id=commande.pk, operateur_id=repreneur.pk, operateur=equipe.admin, motif="malade")
    relue = Commande.objects.get(pk=commande.pk)
    for c in (confiee, relue):
        assert (c.etat, getattr(c, champ), c.version) == (etat, repreneur, commande.version + 1)
    assert historique(commande)[-1] == ("confier", etat.value)
    assert commande.etats.count() == avant + 1
    ferme, ouvert = commande.etats.order_by("pk")[avant - 1 :]
    assert ferme.date_fin == ouvert.date_debut
    assert (ouvert.operateur, ouvert.responsable, ouvert.motif, ouvert.date_fin) == (
        equipe.admin,
        repreneur,
        "malade",
        None,
    )


def test_confier_is_refused_without_a_trace(equipe: Equipe) -> None:
    commande, libre = amener(Etat.PREPAREE, equipe), amener(Etat.A_IMPRIMER, equipe)
    autre = fabrique.operateur("PREPARATION")
    avant = photo(commande), photo(libre)
    with pytest.raises(ErreurDroit):
        confier(commande_id=commande.pk, operateur_id=autre.pk, operateur=equipe.preparation)
    with pytest.raises(ErreurDroit):
        confier(commande_id=commande.pk, operateur_id=autre.pk, operateur=fabrique.operateur("ADMIN", actif=False))
    with pytest.raises(ErreurTransition):
        confier(commande_id=libre.pk, operateur_id=autre.pk, operateur=equipe.admin)
    for repreneur in (equipe.logistique, equipe.preparation, fabrique.operateur("PREPARATION", actif=False)):
        with pytest.raises(ErreurSaisie):
            confier(commande_id=commande.pk, operateur_id=repreneur.pk, operateur=equipe.admin)
    assert (photo(commande), photo(libre)) == avant


def test_confier_in_bulk(equipe: Equipe) -> None:
    commandes = [amener(Etat.PREPAREE, equipe), fabrique.commande()]
    autre = fabrique.operateur("PREPARATION")
    resultats = lots.confier_en_lot(
        commande_ids=[c.pk for c in commandes], operateur_id=autre.pk, operateur=equipe.admin
    )
    assert [r.reussi for r in resultats] == [True, False]
