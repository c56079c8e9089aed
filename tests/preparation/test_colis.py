"""The bench through its services: what a scan counts, refuses, closes and sends back."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import pytest

from article.models import Variante
from commande.erreurs import ErreurArticle, ErreurCodeInconnu
from commande.etats import Etat
from commande.models import Commande
from commande.services.preparation import (
    Ouverture,
    Pointage,
    lire_scan,
    scanner_article,
    signaler_manque,
    verifier_ligne,
)
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from parametre.models import Operateur
from tests import fabrique
from tests.preparation.outils import au_colis, photographie, pointees

pytestmark = pytest.mark.django_db


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("PREPARATION")


@pytest.fixture
def sandale() -> Variante:
    article = fabrique.article(740, reference="SDL FEM YZ740")
    return fabrique.variante(article, "noir", "38", code_barre="V74038", reference="SDL FEM YZ740 NOIR 38")


def test_a_scan_counts_one_piece_until_the_line_is_whole(qui: Operateur, sandale: Variante) -> None:
    mule = fabrique.variante(fabrique.article(161), "sable", "37", code_barre="V16137")
    commande = au_colis(qui, (sandale, 2), (mule, 1))
    premiere = commande.lignes.first()
    assert premiere is not None
    faits = [
        scanner_article(commande_id=commande.pk, code=c, operateur=qui) for c in ("V74038", "sdl fem yz740-noir 38")
    ]
    # By its bar code, then by its reference.
    assert [astuple(f) for f in faits] == [
        (premiere.pk, "YZ740 noir 38", 1, 2, 2),
        (premiere.pk, "YZ740 noir 38", 2, 2, 1),
    ]
    assert pointees(commande) == [(2, True), (0, False)]


def test_the_same_scan_sent_again_counts_once(qui: Operateur, sandale: Variante) -> None:
    commande = au_colis(qui, (sandale, 3))
    faits = [
        scanner_article(commande_id=commande.pk, code="V74038", operateur=qui, cle=cle) for cle in ("a", "b", "a", "b")
    ]
    assert [f.pieces for f in faits] == [1, 2, 1, 2]
    assert pointees(commande) == [(2, False)]


def test_lines_of_one_variant_are_filled_one_after_the_other(qui: Operateur, sandale: Variante) -> None:
    commande = au_colis(qui, (sandale, 1), (sandale, 1))
    for _n in range(2):
        scanner_article(commande_id=commande.pk, code="V74038", operateur=qui)
    assert pointees(commande) == [(1, True), (1, True)]


Acte = Callable[[], Any]


def mauvais(commande: Commande, qui: Operateur) -> Acte:
    fabrique.variante(fabrique.article(161), "sable", "37", code_barre="V16137")
    return lambda: scanner_article(commande_id=commande.pk, code="V16137", operateur=qui)


def inconnu(commande: Commande, qui: Operateur) -> Acte:
    return lambda: lire_scan(commande_id=commande.pk, code="6111234567890", operateur=qui)


def vide(commande: Commande, qui: Operateur) -> Acte:
    return lambda: lire_scan(commande_id=commande.pk, code=" - ", operateur=qui)


def de_trop(commande: Commande, qui: Operateur) -> Acte:
    commande.lignes.update(pieces_verifiees=2, verifiee=True)
    return lambda: scanner_article(commande_id=commande.pk, code="V74038", operateur=qui, cle="trop")


def d_un_autre(commande: Commande, qui: Operateur) -> Acte:
    Commande.objects.update(operateur_preparation=fabrique.operateur("PREPARATION"))
    return lambda: scanner_article(commande_id=commande.pk, code="V74038", operateur=qui)


def par_la_logistique(commande: Commande, _qui: Operateur) -> Acte:
    return lambda: scanner_article(commande_id=commande.pk, code="V74038", operateur=fabrique.operateur("LOGISTIQUE"))


def sans_etiquette(commande: Commande, qui: Operateur) -> Acte:
    Commande.objects.update(etat=Etat.A_IMPRIMER)
    return lambda: lire_scan(code=commande.code_barre, operateur=qui)


def inactif(commande: Commande, qui: Operateur) -> Acte:
    Operateur.objects.filter(pk=qui.pk).update(actif=False)
    return lambda: verifier_ligne(commande_id=commande.pk, ligne_id=commande.lignes.get().pk, operateur=qui)


def trop_de_pieces(commande: Commande, qui: Operateur) -> Acte:
    return lambda: verifier_ligne(commande_id=commande.pk, ligne_id=commande.lignes.get().pk, operateur=qui, pieces=3)


def ligne_d_ailleurs(commande: Commande, qui: Operateur) -> Acte:
    return lambda: verifier_ligne(commande_id=commande.pk, ligne_id=0, operateur=qui)


def encore_la_meme(commande: Commande, qui: Operateur) -> Acte:
    return lambda: lire_scan(commande_id=commande.pk, code=commande.code_barre, operateur=qui)


@pytest.mark.parametrize(
    ("cas", "refus", "phrase"),
    [
        (mauvais, ErreurArticle, "Mauvais article : YZ161 sable 37 n’est pas dans YCN-000740."),
        (inconnu, ErreurCodeInconnu, "« 6111234567890 » n’est ni un article ni une commande."),
        (vide, ErreurSaisie, "Ce code est vide. Scannez de nouveau."),
        (de_trop, ErreurArticle, "De trop : YZ740 noir 38. Il en fallait 2, déjà dans le colis."),
        (d_un_autre, ErreurDroit, "Cette commande n’est pas la vôtre. Demandez qu’elle vous soit confiée."),
        (par_la_logistique, ErreurDroit, "« Terminer la préparation » n’est pas permis à votre rôle à cette étape."),
        (sans_etiquette, ErreurTransition, "YCN-000740 attend son étiquette : imprimez-la d’abord."),
        (inactif, ErreurDroit, "Votre compte n’est plus actif. Adressez-vous à l’administration."),
        (trop_de_pieces, ErreurSaisie, "La ligne compte 2 pièce(s), pas 3."),
        (ligne_d_ailleurs, ErreurSaisie, "Cette ligne n’est pas de la commande. Rechargez la page."),
        (encore_la_meme, ErreurArticle, "C’est la commande que vous préparez : il y manque encore 2 pièce(s)."),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    cas: Callable[[Commande, Operateur], Acte],
    refus: type[ErreurMetier],
    phrase: str,
    qui: Operateur,
    sandale: Variante,
) -> None:
    acte = cas(au_colis(qui, (sandale, 2), numero="YCN-000740"), qui)
    avant = photographie()
    with pytest.raises(refus) as refuse:
        acte()
    assert refuse.value.phrase.replace("\u202f", " ") == phrase
    assert photographie() == avant


def test_by_hand_a_number_of_pieces_is_said_not_added(qui: Operateur, sandale: Variante) -> None:
    commande = au_colis(qui, (sandale, 3))
    ligne_id = commande.lignes.get().pk
    for pieces, attendu in ((1, (1, False)), (1, (1, False)), (None, (3, True)), (0, (0, False))):
        verifier_ligne(commande_id=commande.pk, ligne_id=ligne_id, operateur=qui, pieces=pieces)
        assert pointees(commande) == [attendu]


def test_the_next_label_closes_a_complete_parcel_and_leaves_an_incomplete_one(
    qui: Operateur, sandale: Variante
) -> None:
    une, deux, trois = (au_colis(qui, (sandale, 1)) for _n in range(3))
    scanner_article(commande_id=une.pk, code="V74038", operateur=qui)
    passee = lire_scan(commande_id=une.pk, code=deux.numero, operateur=qui)
    assert isinstance(passee, Ouverture)
    assert passee.terminee is not None
    assert (passee.commande.pk, passee.terminee.pk, passee.terminee.etat) == (deux.pk, une.pk, Etat.PREPAREE)
    laissee = lire_scan(commande_id=deux.pk, code=trois.code_barre, operateur=qui)
    assert laissee == Ouverture(trois, None)
    deux.refresh_from_db()
    assert deux.etat == Etat.EN_PREPARATION
    # Its own label again closes the parcel too.
    scanner_article(commande_id=trois.pk, code="V74038", operateur=qui)
    fermee = lire_scan(commande_id=trois.pk, code=trois.code_barre, operateur=qui)
    assert isinstance(fermee, Ouverture)
    assert fermee.terminee is not None
    assert fermee.terminee.etat == Etat.PREPAREE


def test_the_end_of_a_number_finds_an_order_among_one_s_own(qui: Operateur, sandale: Variante) -> None:
    au_colis(fabrique.operateur("PREPARATION"), (sandale, 1), numero="SHP-000123")
    commande = au_colis(qui, (sandale, 1), numero="YCN-000123")
    assert lire_scan(code="123", operateur=qui) == Ouverture(commande, None)


def test_a_reference_in_arabic_is_not_guessed(qui: Operateur) -> None:
    """Without its Arabic letters the reference of one colour reads like that of another."""
    article = fabrique.article(88)
    rouge = fabrique.variante(article, "rouge", "38", reference="SDL YZ88 أحمر 38", code_barre="SDLYZ8838A")
    commande = au_colis(qui, (rouge, 1))
    with pytest.raises(ErreurCodeInconnu):
        scanner_article(commande_id=commande.pk, code="SDLYZ8838", operateur=qui)
    assert isinstance(lire_scan(commande_id=commande.pk, code="SDLYZ8838A", operateur=qui), Pointage)


def test_what_is_missing_sends_the_order_back_with_a_proposal_and_corrects_the_stock(
    qui: Operateur, sandale: Variante
) -> None:
    autre = fabrique.variante(sandale.article, "noir", "39", stock=4)
    commande = au_colis(qui, (sandale, 2), numero="YCN-000740")
    verifier_ligne(commande_id=commande.pk, ligne_id=commande.lignes.get().pk, operateur=qui, pieces=1)
    appel = {"commande_id": commande.pk, "ligne_id": commande.lignes.get().pk, "operateur": qui}
    for _double_clic in range(2):
        faite = signaler_manque(**appel, proposition_id=autre.pk, au_rayon=1, cle="un-clic")  # type: ignore[arg-type]
        assert (faite.etat, faite.operateur_preparation_id) == (Etat.EN_COURS_CONFIRMATION, None)
    motif = commande.etats.get(date_fin=None).motif
    assert motif.replace("\u202f", " ") == (
        "Manque au rayon : YZ740 noir 38 (1 sur 2). À proposer : YZ740 noir 39 (stock 4)."
    )
    assert pointees(commande) == [(0, False)]
    # The two pieces of the order come back to the ledger, of which the shelf has one.
    assert list(sandale.mouvements.order_by("pk").values_list("type", "delta", "solde_apres")) == [
        ("LIBERATION", 2, 2),
        ("INVENTAIRE", -1, 1),
    ]


@pytest.mark.parametrize("cas", ["complete", "autre_article", "deja_partie"])
def test_a_shortage_that_is_none_changes_nothing(cas: str, qui: Operateur, sandale: Variante) -> None:
    commande = au_colis(qui, (sandale, 1))
    proposition = fabrique.variante(stock=2).pk if cas == "autre_article" else None
    if cas == "complete":
        scanner_article(commande_id=commande.pk, code="V74038", operateur=qui)
    if cas == "deja_partie":
        Commande.objects.filter(pk=commande.pk).update(etat=Etat.EN_COURS_LIVRAISON)
    avant = photographie()
    with pytest.raises(ErreurMetier):
        signaler_manque(
            commande_id=commande.pk,
            ligne_id=commande.lignes.get().pk,
            operateur=qui,
            proposition_id=proposition,
            au_rayon=0,
            cle="k",
        )
    assert photographie() == avant


def test_an_order_sent_back_is_counted_anew(qui: Operateur, sandale: Variante) -> None:
    commande = au_colis(qui, (sandale, 3))
    scanner_article(commande_id=commande.pk, code="V74038", operateur=qui)
    changer_etat(commande_id=commande.pk, transition="renvoyer_confirmation", operateur=qui, motif="Abîmé")
    assert pointees(commande) == [(0, False)]
