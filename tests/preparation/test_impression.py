"""Printing labels: the paper first, then each order with the record of its label, once."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from commande.etats import Etat
from commande.models import Commande, EtatCommande, EtiquetteImprimee, Impression
from commande.selectors.etiquettes import Etiquette, etiquettes_du_lot
from commande.services import impression as service
from commande.services.impression import ErreurImpression, dessiner_lot, imprimer_etiquettes, reimprimer_etiquettes
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurSaisie
from parametre.models import Operateur
from tests import fabrique
from tests.commande.courses import en_meme_temps

pytestmark = pytest.mark.django_db


@pytest.fixture
def preparatrice(db: None) -> Operateur:
    return fabrique.operateur("PREPARATION")


def a_imprimer(combien: int = 1, **champs: Any) -> list[Commande]:
    return [fabrique.commande(Etat.A_IMPRIMER, lignes=[(fabrique.variante(), 1)], **champs) for _rang in range(combien)]


def etats(commandes: list[Commande]) -> list[str]:
    return [Commande.objects.get(pk=c.pk).etat for c in commandes]


def cles(commandes: list[Commande]) -> list[int]:
    return [c.pk for c in commandes]


def test_a_lot_moves_its_orders_and_keeps_what_their_labels_say(preparatrice: Operateur) -> None:
    article = fabrique.article(244)
    lignes = [(fabrique.variante(article, "noir", "38"), 1), (fabrique.variante(article, "rouge", "40"), 2)]
    client = fabrique.client("+212674526859", "نعيمة بنعلي")
    commande = fabrique.commande(
        Etat.A_IMPRIMER,
        numero="YCN-000123",
        client=client,
        ville=fabrique.ville("Fès", region="Fès-Meknès", delai="24 h"),
        lignes=lignes,
    )
    lot = imprimer_etiquettes(commande_ids=[commande.pk], operateur=preparatrice, cle="a")
    commande.refresh_from_db()
    assert (commande.etat, commande.operateur_preparation) == (Etat.EN_PREPARATION, preparatrice)
    (etiquette,) = etiquettes_du_lot(lot)
    assert (etiquette.numero, etiquette.code_barre) == ("YCN-000123", "YCN000123")
    assert (etiquette.client, etiquette.telephone) == ("نعيمة بنعلي", "06\u00a074\u00a052\u00a068\u00a059")
    assert (etiquette.ville, etiquette.region, etiquette.delai) == ("Fès", "Fès-Meknès", "24 h")
    assert [(li.quantite, li.modele, li.couleur, li.pointure) for li in etiquette.lignes] == [
        (1, "YZ244", "noir", "38"),
        (2, "YZ244", "rouge", "40"),
    ]
    # Three pieces at 299 and 25 of fees.
    assert (etiquette.pieces, etiquette.montant, etiquette.duplicata) == (3, Decimal("922.00"), 0)
    assert lot.refus == []
    assert dessiner_lot(lot).startswith(b"%PDF-")


def test_a_pdf_that_fails_moves_nothing(preparatrice: Operateur, monkeypatch: pytest.MonkeyPatch) -> None:
    commandes = a_imprimer(2)

    def casser(*_arguments: Any, **_options: Any) -> bytes:
        raise ValueError("panne")

    monkeypatch.setattr(service, "dessiner_etiquettes", casser)
    with pytest.raises(ErreurImpression):
        imprimer_etiquettes(commande_ids=cles(commandes), operateur=preparatrice, cle="a")
    assert etats(commandes) == [Etat.A_IMPRIMER, Etat.A_IMPRIMER]
    assert (Impression.objects.count(), EtiquetteImprimee.objects.count()) == (0, 0)


def test_an_order_taken_meanwhile_is_said_and_has_no_label(
    preparatrice: Operateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    prise, changee, reste = commandes = a_imprimer(3)
    autre, admin = fabrique.operateur("PREPARATION"), fabrique.operateur("ADMIN")
    dessiner = service.dessiner_etiquettes

    def pendant_le_dessin(etiquettes: list[Etiquette], **options: Any) -> bytes:
        changer_etat(commande_id=prise.pk, transition="imprimer", operateur=autre)
        # Back and confirmed again, with another address: the order can be printed, its first drawing cannot.
        Commande.objects.filter(pk=changee.pk).update(adresse="9 rue Neuve", version=7)
        return dessiner(etiquettes, **options)

    monkeypatch.setattr(service, "dessiner_etiquettes", pendant_le_dessin)
    lot = imprimer_etiquettes(commande_ids=cles(commandes), operateur=preparatrice, cle="a")
    assert [(e.commande_id, e.adresse) for e in etiquettes_du_lot(lot)] == [
        (changee.pk, "9 rue Neuve"),
        (reste.pk, "12 rue des Orangers"),
    ]
    assert [refus["numero"] for refus in lot.refus] == [prise.numero]
    assert "En préparation" in lot.refus[0]["phrase"]
    assert Commande.objects.get(pk=prise.pk).operateur_preparation == autre
    # Cancelled before its label was fetched: the others are given, not that one.
    changer_etat(commande_id=reste.pk, transition="annuler", operateur=admin, motif="Le client renonce")
    assert [e.commande_id for e in etiquettes_du_lot(lot)] == [changee.pk]


def test_a_cut_in_the_middle_is_completed_by_the_same_call(
    preparatrice: Operateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    commandes = a_imprimer(3)
    appel = partial(imprimer_etiquettes, commande_ids=cles(commandes), operateur=preparatrice, cle="a")
    changer = service.changer_etat

    def couper(*, commande_id: int, **options: Any) -> Commande:
        if commande_id == commandes[1].pk:
            raise KeyboardInterrupt
        return changer(commande_id=commande_id, **options)

    monkeypatch.setattr(service, "changer_etat", couper)
    with pytest.raises(KeyboardInterrupt):
        appel()
    monkeypatch.undo()
    assert etats(commandes) == [Etat.EN_PREPARATION, Etat.A_IMPRIMER, Etat.A_IMPRIMER]
    lot = appel()
    assert [e.commande_id for e in etiquettes_du_lot(lot)] == cles(commandes)
    assert (Impression.objects.count(), lot.refus) == (1, [])
    assert appel().pk == lot.pk


def test_a_duplicate_is_numbered_marked_and_replaces_the_label_before_it(preparatrice: Operateur) -> None:
    (commande,) = a_imprimer()
    lot = imprimer_etiquettes(commande_ids=[commande.pk], operateur=preparatrice, cle="a")
    premier = reimprimer_etiquettes(commande_ids=[commande.pk], operateur=preparatrice, cle="b")
    assert reimprimer_etiquettes(commande_ids=[commande.pk], operateur=preparatrice, cle="b").pk == premier.pk
    second = reimprimer_etiquettes(commande_ids=[commande.pk], operateur=preparatrice, cle="c")
    traces = EtiquetteImprimee.objects.order_by("pk").values_list("impression", "duplicata", "impression__operateur")
    assert list(traces) == [
        (lot.pk, 0, preparatrice.pk),
        (premier.pk, 1, preparatrice.pk),
        (second.pk, 2, preparatrice.pk),
    ]
    assert [e.duplicata for e in etiquettes_du_lot(second)] == [2]
    with pytest.raises(ErreurImpression):
        dessiner_lot(lot)


def test_who_may_not_reprint_gets_nothing(preparatrice: Operateur) -> None:
    (commande,) = a_imprimer()
    imprimer_etiquettes(commande_ids=[commande.pk], operateur=preparatrice, cle="a")
    autre = fabrique.operateur("PREPARATION")
    lot = reimprimer_etiquettes(commande_ids=[commande.pk], operateur=autre, cle="b")
    assert (lot.etiquettes.count(), [r["numero"] for r in lot.refus]) == (0, [commande.numero])


@pytest.mark.parametrize(("ids", "cle"), [([], "a"), (range(1, 502), "a"), ([1], ""), ([1], "x" * 61), ([1], "a\x00")])
def test_what_cannot_be_a_lot_is_refused(preparatrice: Operateur, ids: Any, cle: str) -> None:
    with pytest.raises(ErreurSaisie):
        imprimer_etiquettes(commande_ids=ids, operateur=preparatrice, cle=cle)
    assert Impression.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_double_click_give_one_lot_whole() -> None:
    preparatrice = fabrique.operateur("PREPARATION")
    commandes = a_imprimer(12)
    appel = partial(imprimer_etiquettes, commande_ids=cles(commandes), operateur=preparatrice, cle="a")
    un, deux = en_meme_temps([appel, appel])
    assert (un.pk, un.refus, deux.refus) == (deux.pk, [], [])
    assert [e.commande_id for e in etiquettes_du_lot(un)] == cles(commandes)
    assert EtiquetteImprimee.objects.count() == 12
    assert EtatCommande.objects.filter(transition="imprimer").count() == 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_preparers_share_an_order_never() -> None:
    equipe = [fabrique.operateur("PREPARATION") for _rang in range(2)]
    commandes = a_imprimer(12)
    lots = en_meme_temps(
        [
            partial(imprimer_etiquettes, commande_ids=cles(commandes), operateur=qui, cle=f"lot {qui.pk}")
            for qui in equipe
        ]
    )
    pris = [[e.commande_id for e in etiquettes_du_lot(lot)] for lot in lots]
    assert sorted(pris[0] + pris[1]) == cles(commandes)
    assert [len(lot.refus) for lot in lots] == [12 - len(p) for p in pris]
    for qui, siennes in zip(equipe, pris, strict=True):
        assert set(Commande.objects.filter(operateur_preparation=qui).values_list("pk", flat=True)) == set(siennes)
