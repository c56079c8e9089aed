"""Returns: the stock moves when the driver says so, or when the warehouse has them in hand."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as ClientHttp

from article.models import MouvementStock, Variante
from commande.etats import Etat
from commande.models import Commande, RetourAttendu
from commande.services.echange import creer_echange, recevoir_retour
from commande.services.retours import recevoir
from commande.services.transitions import changer_etat
from config.noyau import coherence
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from parametre.models import Reglages
from tests import fabrique
from tests.commande.courses import en_meme_temps
from tests.commande.parcours import Equipe, amener, avancer

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe(db: None) -> Iterator[Equipe]:
    yield Equipe()
    assert [str(a) for c in coherence.controles() for a in c.chercher()] == []


@pytest.fixture
def noir(db: None) -> Variante:
    return fabrique.variante(fabrique.article(244), "noir", "38", stock=10)


def en_route(equipe: Equipe, noir: Variante, *, au_depot: bool, pieces: int = 3) -> Commande:
    commande = amener(Etat.EN_COURS_LIVRAISON, equipe, lignes=[(noir, pieces)])
    Reglages.objects.update_or_create(id=1, defaults={"retour_au_depot": au_depot})
    return commande


def retourner(commande: Commande, equipe: Equipe, etat: Any) -> None:
    ligne = commande.lignes.get()
    changer_etat(
        commande_id=commande.pk,
        transition="retourner",
        operateur=equipe.logistique,
        motif="Refusée",
        donnees={"etats": {ligne.pk: etat}},
    )


def stock(noir: Variante) -> int:
    noir.refresh_from_db()
    return noir.qte_disponible


def test_by_default_the_stock_moves_at_once_and_nothing_waits(equipe: Equipe, noir: Variante) -> None:
    commande = en_route(equipe, noir, au_depot=False)
    retourner(commande, equipe, {"bon": 2, "defectueux": 1})
    commande.refresh_from_db()
    assert (stock(noir), commande.retour_attendu) == (9, False)
    with pytest.raises(ErreurTransition):
        recevoir(commande_id=commande.pk, operateur=equipe.preparation)
    assert stock(noir) == 9


def test_at_the_warehouse_the_stock_moves_when_it_is_received_once(equipe: Equipe, noir: Variante) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    retourner(commande, equipe, {"bon": 2, "defectueux": 1})
    commande.refresh_from_db()
    assert (stock(noir), commande.retour_attendu, commande.etat) == (7, True, "retournee")
    # Changing the setting meanwhile changes nothing for what waits already.
    Reglages.objects.update(retour_au_depot=False)
    recue = recevoir(commande_id=commande.pk, operateur=equipe.preparation, cle="k")
    assert recevoir(commande_id=commande.pk, operateur=equipe.preparation, cle="k").version == recue.version
    with pytest.raises(ErreurTransition):
        recevoir(commande_id=commande.pk, operateur=equipe.preparation)
    ligne = commande.lignes.get()
    assert (stock(noir), ligne.retour_bon, ligne.retour_defectueux) == (9, 2, 1)
    assert list(MouvementStock.objects.filter(commande=commande).values_list("type", "delta").order_by("pk")) == [
        ("CONFIRMATION", -3),
        ("RETOUR", 3),
        ("REBUT", -1),
    ]
    recue.refresh_from_db()
    assert (recue.retour_attendu, recue.retour_recu_par) == (False, equipe.preparation)


def test_the_warehouse_has_the_last_word_on_the_state_with_a_reason(equipe: Equipe, noir: Variante) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    retourner(commande, equipe, "bon")
    ligne = commande.lignes.get()
    acte = partial(recevoir, commande_id=commande.pk, operateur=equipe.preparation)
    refus: list[tuple[type[ErreurMetier], dict[str, Any]]] = [
        (ErreurSaisie, {"etats": {ligne.pk: {"bon": 1, "defectueux": 2}}}),
        (ErreurSaisie, {"etats": {ligne.pk: {"bon": 1, "defectueux": 1}}, "motif": "Sale"}),
        (ErreurSaisie, {"etats": {ligne.pk + 99: "bon"}}),
        (ErreurDroit, {"operateur": equipe.logistique}),
        (ErreurDroit, {"operateur": equipe.confirmation}),
    ]
    for erreur, champs in refus:
        with pytest.raises(erreur):
            acte(**champs)
        commande.refresh_from_db()
        assert (stock(noir), commande.retour_attendu) == (7, True)
    acte(etats={ligne.pk: {"bon": 1, "defectueux": 2}}, motif="Deux paires sales")
    assert stock(noir) == 8


@pytest.mark.parametrize("recue", [False, True])
def test_a_corrected_result_takes_back_exactly_what_was_done(equipe: Equipe, noir: Variante, recue: bool) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    retourner(commande, equipe, {"bon": 2, "defectueux": 1})
    if recue:
        recevoir(commande_id=commande.pk, operateur=equipe.admin)
    changer_etat(commande_id=commande.pk, transition="corriger_resultat", operateur=equipe.admin, motif="Erreur")
    commande.refresh_from_db()
    ligne = commande.lignes.get()
    assert (stock(noir), commande.retour_attendu, commande.etat) == (7, False, "en_cours_livraison")
    assert (ligne.retour_bon, ligne.declare_bon, ligne.declare_defectueux) == (0, 0, 0)
    changer_etat(commande_id=commande.pk, transition="livrer", operateur=equipe.logistique)


def test_what_a_partial_delivery_leaves_waits_too(equipe: Equipe, noir: Variante) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    ligne = commande.lignes.get()
    changer_etat(
        commande_id=commande.pk,
        transition="livrer_partiellement",
        operateur=equipe.logistique,
        donnees={"quantites": {ligne.pk: 2}},
    )
    commande.refresh_from_db()
    assert (stock(noir), commande.retour_attendu, commande.montant_encaisse) == (7, True, commande.total)
    recevoir(commande_id=commande.pk, operateur=equipe.preparation)
    assert stock(noir) == 8


@pytest.mark.parametrize("echange_dabord", [True, False])
def test_an_exchange_and_the_warehouse_bring_back_each_its_own(
    equipe: Equipe, noir: Variante, echange_dabord: bool
) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    ligne = commande.lignes.get()
    changer_etat(
        commande_id=commande.pk,
        transition="livrer_partiellement",
        operateur=equipe.logistique,
        donnees={"quantites": {ligne.pk: 2}},
    )
    creer_echange(commande_id=commande.pk, lignes=[(noir.pk, 1)], reprises={ligne.pk: 1}, operateur=equipe.admin)
    actes = [
        partial(recevoir_retour, retour_id=RetourAttendu.objects.get().pk, bon=1, operateur=equipe.preparation),
        partial(recevoir, commande_id=commande.pk, operateur=equipe.preparation),
    ]
    for acte in actes if echange_dabord else reversed(actes):
        acte()
    ligne.refresh_from_db()
    assert (stock(noir), ligne.retour_bon) == (9, 2)


def test_the_page_lists_what_waits_and_receives_it(equipe: Equipe, noir: Variante, client: ClientHttp) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    retourner(commande, equipe, "bon")
    client.force_login(equipe.preparation.user)
    page = client.get("/preparation/retours/").content.decode()
    assert commande.numero in page
    ouverte = client.get(f"/preparation/retours/?code={commande.code_barre}")
    adresse = f"/preparation/retours/{commande.pk}/"
    assert ouverte.headers["Location"] == adresse
    ligne = commande.lignes.get()
    refusee = client.post(adresse, {f"bon-{ligne.pk}": "1", f"mal-{ligne.pk}": "0", "cle": "k"})
    assert (refusee.status_code, stock(noir)) == (422, 7)
    illisible = client.post(adresse, {f"bon-{ligne.pk}": "3", f"mal-{ligne.pk}": "deux", "cle": "k1"})
    assert (illisible.status_code, stock(noir)) == (422, 7)
    envoi = {f"bon-{ligne.pk}": "3", f"mal-{ligne.pk}": "0", "cle": "k2"}
    assert (client.post(adresse, envoi).status_code, client.post(adresse, envoi).status_code) == (302, 302)
    assert stock(noir) == 10
    recus = client.get("/preparation/retours/").context["recus"]
    assert [(r.numero, r.bonnes, r.mauvaises, r.par) for r in recus] == [(commande.numero, 3, 0, equipe.preparation)]


@pytest.mark.parametrize("combien", [3, 60])
def test_the_page_costs_the_same_with_three_and_with_sixty(
    combien: int, equipe: Equipe, noir: Variante, client: ClientHttp, django_assert_num_queries: Callable[..., Any]
) -> None:
    fabrique.mettre_en_stock(noir, 10 * combien)
    for n in range(3 * combien):
        commande = en_route(equipe, noir, au_depot=True, pieces=1)
        if n >= 2 * combien:
            changer_etat(commande_id=commande.pk, transition="livrer", operateur=equipe.logistique)
            ligne = commande.lignes.get()
            creer_echange(
                commande_id=commande.pk, lignes=[(noir.pk, 1)], reprises={ligne.pk: 1}, operateur=equipe.admin
            )
            continue
        retourner(commande, equipe, "bon")
        if n < combien:
            recevoir(commande_id=commande.pk, operateur=equipe.preparation)
    Commande.objects.filter(echange_de__isnull=False).update(etat=Etat.LIVREE)
    client.force_login(equipe.preparation.user)
    with django_assert_num_queries(9):
        page = client.get("/preparation/retours/").content.decode()
    Commande.objects.filter(echange_de__isnull=False).update(etat=Etat.NON_AFFECTEE)
    if combien == 3:
        assert "plus anciennes" not in page
        assert "plus récents" not in page
        return
    # A page of 50 says that there is more, and how much.
    assert "Voici les 50 plus anciennes" in page
    assert "Voici les 50 plus récents" in page
    assert '<span class="nombre">60</span>' in page
    assert "Suivantes" in page


def test_the_old_piece_of_an_exchange_is_found_by_any_of_its_codes_and_received(
    equipe: Equipe, noir: Variante, client: ClientHttp
) -> None:
    commande = en_route(equipe, noir, au_depot=True, pieces=2)
    changer_etat(commande_id=commande.pk, transition="livrer", operateur=equipe.logistique)
    ligne = commande.lignes.get()
    beige = fabrique.variante(fabrique.article(245), "beige", "39", stock=3)
    echange = creer_echange(
        commande_id=commande.pk, lignes=[(beige.pk, 1)], reprises={ligne.pk: 1}, operateur=equipe.admin
    )
    client.force_login(equipe.preparation.user)
    # Not on the road yet, it brings nothing back.
    assert "Aucun retour n’attend" in client.get(f"/preparation/retours/?code={echange.code_barre}").content.decode()
    for transition in ("demarrer_confirmation", "confirmer", "imprimer", "terminer_preparation", "expedier"):
        if transition == "demarrer_confirmation":
            avancer(echange, "affecter", equipe)
        avancer(echange, transition, equipe)
    for code in (echange.code_barre, echange.numero, commande.code_barre, commande.numero, noir.code_barre):
        page = client.get("/preparation/retours/", {"code": code}).content.decode()
        assert "Pièces des échanges sous" in page
        assert echange.numero in page
    assert "Aucun retour n’attend" in client.get("/preparation/retours/", {"code": beige.code_barre}).content.decode()
    retour = RetourAttendu.objects.get()
    avant = stock(noir)
    adresse = f"/preparation/retours/echanges/{retour.pk}/"
    assert client.post(adresse, {"bon": "2", "mal": "0"}).status_code == 302
    assert stock(noir) == avant
    client.post(adresse, {"bon": "0", "mal": "1"})
    client.post(adresse, {"bon": "0", "mal": "1"})
    ligne.refresh_from_db()
    assert (stock(noir), ligne.retour_bon, ligne.retour_defectueux) == (avant, 0, 1)
    page = client.get("/preparation/retours/").content.decode()
    assert "Reçus aujourd’hui" in page
    assert echange.numero in page


def test_what_waits_is_given_as_a_file(equipe: Equipe, noir: Variante, client: ClientHttp) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    retourner(commande, equipe, "bon")
    client.force_login(equipe.preparation.user)
    reponse = client.get("/preparation/retours/?export=csv")
    assert commande.numero in b"".join(reponse.streaming_content).decode()  # type: ignore[arg-type]
    client.force_login(equipe.logistique.user)
    assert client.get("/preparation/retours/?export=csv").status_code == 302


def test_the_database_refuses_more_pieces_back_than_the_line_had(equipe: Equipe, noir: Variante) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        commande.lignes.update(declare_bon=2, declare_defectueux=2)
    assert commande.lignes.get().attendues == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_receivers_at_once_receive_once(equipe: Equipe, noir: Variante) -> None:
    commande = en_route(equipe, noir, au_depot=True)
    retourner(commande, equipe, "bon")
    acte = partial(recevoir, commande_id=commande.pk, operateur=equipe.preparation)
    resultats = en_meme_temps([acte] * 6)
    assert sorted(type(r).__name__ for r in resultats) == ["Commande"] + ["ErreurTransition"] * 5
    assert stock(noir) == 10
