"""Each refusal says why in French and leaves everything as it was."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from article.erreurs import ErreurRupture
from commande.erreurs import ErreurIntrouvable, ErreurPrixChange
from commande.etats import Etat
from commande.models import Commande, Operation
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.horloge import jour_local, maintenant
from tests import fabrique
from tests.commande.parcours import Equipe, amener, avancer, demain, noter_appel, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe() -> Equipe:
    return Equipe()


def refuser(
    commande: Commande, transition: str, qui: Any, phrase: str, *, motif: str = "motif", **donnees: Any
) -> ErreurMetier:
    """Try, expect the sentence, and check that nothing changed."""
    avant = photo(commande)
    with pytest.raises(ErreurMetier, match=phrase) as refus:
        changer_etat(
            commande_id=commande.pk, transition=transition, operateur=qui, motif=motif, donnees=donnees or None
        )
    assert photo(commande) == avant
    return refus.value


@pytest.mark.parametrize("cle", [None, "k"])
@pytest.mark.parametrize("commande_id", [0, -1, 10**9, 10**30])
def test_an_order_that_does_not_exist(commande_id: int, cle: str | None, equipe: Equipe) -> None:
    with pytest.raises(ErreurIntrouvable):
        changer_etat(commande_id=commande_id, transition="annuler", operateur=equipe.admin, motif="m", cle=cle)


def test_an_action_that_does_not_exist(equipe: Equipe) -> None:
    refuser(fabrique.commande(), "detruire", equipe.admin, "n’existe pas")


def test_a_motif_that_is_too_long(equipe: Equipe) -> None:
    refuser(fabrique.commande(), "annuler", equipe.admin, "dépasse 300", motif="x" * 301)


@pytest.mark.parametrize(
    ("transition", "donnees", "phrase"),
    [
        ("affecter", {}, "indiquez.*operateur_id"),
        ("affecter", {"operateur_id": None}, "indiquez.*operateur_id"),
        ("affecter", {"operateur_id": "moi"}, "pas valable"),
        ("affecter", {"operateur_id": True}, "pas valable"),
        ("affecter", {"operateur_id": 10**30}, "pas valable"),
        ("affecter", {"operateur_id": 1.0}, "pas valable"),
        ("affecter", {"operateur_id": 0}, "rôle"),
        ("affecter", {"operateur_id": 1, "couleur": "rouge"}, "ne connaît pas.*couleur"),
        ("annuler", {"operateur_id": 1}, "ne connaît pas"),
        ("marquer_doublon", {"original_id": 0}, "n’existe pas"),
    ],
)
def test_wrong_donnees(transition: str, donnees: dict[str, Any], phrase: str, equipe: Equipe) -> None:
    assert isinstance(refuser(fabrique.commande(), transition, equipe.admin, phrase, **donnees), ErreurSaisie)


def test_donnees_must_be_a_mapping(equipe: Equipe) -> None:
    commande = fabrique.commande()
    with pytest.raises(ErreurSaisie, match="dictionnaire"):
        changer_etat(commande_id=commande.pk, transition="affecter", operateur=equipe.admin, donnees=[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["ADMIN", "PREPARATION", "LOGISTIQUE"])
def test_only_a_confirmation_operator_receives_an_order(role: str, equipe: Equipe) -> None:
    refuser(
        fabrique.commande(),
        "affecter",
        equipe.admin,
        "rôle « Confirmation »".replace(" ", "."),
        operateur_id=fabrique.operateur(role).pk,
    )


def test_only_an_active_operator_receives_an_order(equipe: Equipe) -> None:
    parti = fabrique.operateur(actif=False)
    refuser(fabrique.commande(), "affecter", equipe.admin, "n’est plus actif", operateur_id=parti.pk)


def test_reaffecter_asks_for_another_operator(equipe: Equipe) -> None:
    commande = amener(Etat.AFFECTEE, equipe)
    refuser(commande, "reaffecter", equipe.admin, "déjà à cet opérateur", operateur_id=equipe.confirmation.pk)


def test_an_original_is_another_order_that_is_not_a_duplicate(equipe: Equipe) -> None:
    commande = fabrique.commande()
    refuser(commande, "marquer_doublon", equipe.admin, "d’elle-même", original_id=commande.pk)
    doublon = fabrique.commande(Etat.DOUBLON)
    refuser(commande, "marquer_doublon", equipe.admin, "elle-même un doublon", original_id=doublon.pk)


def test_confirmer_wants_a_line(equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe, lignes=[])
    noter_appel(commande, equipe.confirmation)
    refuser(commande, "confirmer", equipe.confirmation, "aucun article")


def test_confirmer_wants_a_variant_on_every_line(equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe)
    noter_appel(commande, equipe.confirmation)
    commande.lignes.create(variante=None, quantite=1)
    refuser(commande, "confirmer", equipe.confirmation, "ni couleur ni pointure")


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        (lambda: {"ville": None}, "ville n’est pas connue"),
        (lambda: {"ville": fabrique.ville("Douar", frais=None)}, "tarif de livraison"),
        (lambda: {"adresse": " \n "}, "adresse manque"),
    ],
)
def test_confirmer_wants_somewhere_to_go(champs: Callable[[], dict[str, Any]], phrase: str, equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe)
    noter_appel(commande, equipe.confirmation)
    Commande.objects.filter(pk=commande.pk).update(**champs())
    refuser(commande, "confirmer", equipe.confirmation, phrase)


def test_confirmer_wants_a_contact_by_this_operator_since_the_order_came_to_them(equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe)
    refuser(commande, "confirmer", equipe.confirmation, "Aucun contact")
    noter_appel(commande, equipe.admin)
    refuser(commande, "confirmer", equipe.confirmation, "Aucun contact")
    noter_appel(commande, equipe.confirmation)
    autre = fabrique.operateur()
    for qui in (autre, equipe.confirmation):
        changer_etat(
            commande_id=commande.pk, transition="reaffecter", operateur=equipe.admin, donnees={"operateur_id": qui.pk}
        )
    avancer(commande, "demarrer_confirmation", equipe)
    refuser(commande, "confirmer", equipe.confirmation, "Aucun contact")
    avancer(commande, "confirmer", equipe)
    changer_etat(
        commande_id=commande.pk, transition="renvoyer_confirmation", operateur=equipe.admin, motif="à rappeler"
    )
    refuser(commande, "confirmer", equipe.confirmation, "Aucun contact")
    assert Operation.objects.count() == 3


def test_confirmer_names_both_amounts_when_the_price_moved(equipe: Equipe) -> None:
    variante = fabrique.variante(fabrique.article(prix=299), stock=5)
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe, lignes=[(variante, 1)], ville=fabrique.ville(frais=25))
    noter_appel(commande, equipe.confirmation)
    refus = refuser(commande, "confirmer", equipe.confirmation, "334,00.*324,00", total_attendu=Decimal("334.00"))
    assert isinstance(refus, ErreurPrixChange)


def test_confirmer_is_all_or_nothing_and_names_every_shortage(equipe: Equipe) -> None:
    a, b, c = fabrique.variante(stock=1), fabrique.variante(stock=9), fabrique.variante()
    commande = amener(Etat.EN_COURS_CONFIRMATION, equipe, lignes=[(a, 2), (b, 1), (c, 1)])
    noter_appel(commande, equipe.confirmation)
    refus = refuser(commande, "confirmer", equipe.confirmation, "Stock insuffisant")
    assert isinstance(refus, ErreurRupture)
    assert [(m.variante_id, m.demande, m.disponible) for m in refus.manques] == [(a.pk, 2, 1), (c.pk, 1, 0)]


def test_terminer_wants_every_line_checked(equipe: Equipe) -> None:
    commande = amener(Etat.EN_PREPARATION, equipe)
    commande.lignes.filter(pk=commande.lignes.first().pk).update(verifiee=True)
    refuser(commande, "terminer_preparation", equipe.preparation, "Il reste 1 ligne")


def test_expedier_wants_a_driver_and_an_open_hand_over_of_theirs(equipe: Equipe) -> None:
    commande = amener(Etat.PREPAREE, equipe)
    livreur = equipe.logistique
    refuser(commande, "expedier", livreur, "rôle", operateur_id=equipe.preparation.pk)
    refuser(commande, "expedier", livreur, "plus actif", operateur_id=fabrique.operateur("LOGISTIQUE", actif=False).pk)
    clos = fabrique.envoi(livreur, clos_le=maintenant())
    refuser(commande, "expedier", livreur, "déjà clos", envoi_id=clos.pk)
    d_un_autre = fabrique.envoi(fabrique.operateur("LOGISTIQUE"))
    refuser(commande, "expedier", livreur, "n’existe pas pour ce livreur", envoi_id=d_un_autre.pk)
    refuser(commande, "expedier", livreur, "n’existe pas pour ce livreur", envoi_id=0)


def test_reporter_wants_a_day_to_come(equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    refuser(commande, "reporter", equipe.logistique, "après aujourd’hui", date=jour_local(maintenant()))
    refuser(commande, "reporter", equipe.logistique, "pas valable", date="demain")
    refuser(commande, "reporter", equipe.logistique, "pas valable", date=maintenant())
    refuser(commande, "reporter", equipe.logistique, "motif est obligatoire", motif="", date=demain())


@pytest.mark.parametrize("montant", ["-1", "1.001", "NaN", "sNaN", "Infinity", "beaucoup", 1.5, True, "99999999"])
def test_an_amount_is_an_exact_positive_decimal(montant: Any, equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    refuser(commande, "livrer", equipe.logistique, "pas valable", montant_encaisse=montant)


def test_another_amount_than_the_one_due_wants_a_reason(equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    ligne = commande.lignes.first()
    assert ligne is not None
    refuser(commande, "livrer", equipe.logistique, "montant dû", motif="", montant_encaisse=1)
    refuser(
        commande,
        "livrer_partiellement",
        equipe.logistique,
        "montant dû",
        motif="",
        quantites={ligne.pk: 1},
        montant_encaisse=commande.total,
    )


def par_cle(valeur: Any, commande: Commande) -> Any:
    """Replace the letters a and b by the keys of the two lines."""
    a, b = commande.lignes.order_by("pk").values_list("pk", flat=True)
    cles = {"a": a, "b": b, "a en texte": str(a)}
    return {cles.get(cle, cle): v for cle, v in valeur.items()} if isinstance(valeur, dict) else valeur


@pytest.mark.parametrize(
    ("quantites", "phrase"),
    [
        ({"a": 0, "b": 0}, "au moins une"),
        ({}, "au moins une"),
        ({"a": 2, "b": 1}, "au moins une"),
        ({"a": 3}, "plus de pièces"),
        ({"a": -1, "b": 1}, "pas valable"),
        ({0: 1}, "pas de cette commande"),
        ({"a": 1, "a en texte": 1}, "pas valable"),
        ([1], "pas valable"),
    ],
)
def test_a_partial_delivery_leaves_something_and_takes_something_back(
    quantites: Any, phrase: str, equipe: Equipe
) -> None:
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    refuser(commande, "livrer_partiellement", equipe.logistique, phrase, quantites=par_cle(quantites, commande))


@pytest.mark.parametrize(
    ("etats", "phrase"),
    [
        ({"a": "bon"}, "chaque ligne"),
        ({"a": "bon", "b": "perdu"}, "pas valable"),
        ({"a": {"bon": 1}, "b": "bon"}, "2 attendue.*1 indiquée"),
        ({"a": {"bon": 2, "defectueux": 1}, "b": "bon"}, "2 attendue.*3 indiquée"),
        ({"a": {"bon": 2, "volé": 0}, "b": "bon"}, "pas valable"),
        ({"a": {}, "b": "bon"}, "pas valable"),
        ({"a": "bon", "b": "bon", 0: "bon"}, "pas de cette commande"),
        ("bon", "pas valable"),
    ],
)
def test_a_return_tells_the_state_of_every_piece(etats: Any, phrase: str, equipe: Equipe) -> None:
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe)
    refuser(commande, "retourner", equipe.logistique, phrase, etats=par_cle(etats, commande))


def test_a_correction_needs_the_pieces_that_were_given_back(equipe: Equipe) -> None:
    variante = fabrique.variante(stock=2)
    commande = amener(Etat.RETOURNEE, equipe, lignes=[(variante, 2)])
    amener(Etat.A_IMPRIMER, equipe, lignes=[(variante, 1)])
    refuser(commande, "corriger_resultat", equipe.admin, "Stock insuffisant")


def test_a_history_that_is_damaged_stops_the_order(equipe: Equipe) -> None:
    commande = fabrique.commande()
    commande.etats.all().delete()
    refuser(commande, "annuler", equipe.admin, "abîmé")
