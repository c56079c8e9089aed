"""Every law of an order and of the stock, recomputed from the raw rows of invented orders."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction

from commande.etats import TRANSITIONS, Etat
from tests.commande.demonstration import INSTANT, Rangee, Rows, inventer, lire, poser_la_maison

NOMBRE = 300
APPELABLES = {"affectee", "en_cours_confirmation"}
AVANT = {"non_affectee", *APPELABLES}
TENUES = {"confirmee", "a_imprimer", "en_preparation", "preparee", "en_cours_livraison", "reportee"}
FINALES = {"livree", "livree_partiellement", "retournee"}
PROPRES_A = {
    "demarrer_confirmation": "CONFIRMATION",
    "confirmer": "CONFIRMATION",
    "terminer_preparation": "PREPARATION",
    "reporter": "LOGISTIQUE",
    "relancer_livraison": "LOGISTIQUE",
    "livrer": "LOGISTIQUE",
    "livrer_partiellement": "LOGISTIQUE",
    "retourner": "LOGISTIQUE",
}
CHARGES = {
    "affectee": "CONFIRMATION",
    "en_cours_confirmation": "CONFIRMATION",
    "en_preparation": "PREPARATION",
    "preparee": "PREPARATION",
    "en_cours_livraison": "LOGISTIQUE",
    "reportee": "LOGISTIQUE",
    "livree": "LOGISTIQUE",
    "livree_partiellement": "LOGISTIQUE",
    "retournee": "LOGISTIQUE",
}
CASABLANCA = ZoneInfo("Africa/Casablanca")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Rows]:
    """The rows of one generation, rolled back before they are looked at."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(INSTANT, tick=False):  # type: ignore[attr-defined]
        poser_la_maison()
        rows = lire(inventer(NOMBRE))
        transaction.set_rollback(True)
    return rows


def changements(demo: Rows) -> Iterator[tuple[Rangee, Rangee, Rangee]]:
    for commande in demo.commandes:
        for avant, apres in pairwise(demo.etats[commande["id"]]):
            yield commande, avant, apres


def test_each_state_is_there_and_the_report_counts_them(demo: Rows) -> None:
    par_etat = Counter(c["etat"] for c in demo.commandes)
    assert set(par_etat) == set(Etat.values)
    assert demo.bilan.par_etat == par_etat
    assert demo.bilan.commandes == NOMBRE == len(demo.commandes)
    assert demo.bilan.clients == len(demo.clients)
    assert demo.bilan.etapes == sum(map(len, demo.etats.values()))


def test_numbers_and_bar_codes_follow_each_other(demo: Rows) -> None:
    numeros = [c["numero"] for c in demo.commandes]
    assert numeros == [f"DEMO-{n:06d}" for n in range(1, NOMBRE + 1)]
    assert [c["code_barre"] for c in demo.commandes] == [f"DEMO{n:06d}" for n in range(1, NOMBRE + 1)]
    assert (demo.bilan.premier, demo.bilan.dernier) == ("DEMO-000001", "DEMO-000300")


def test_a_history_has_one_open_row_and_no_gap(demo: Rows) -> None:
    for commande in demo.commandes:
        etapes = demo.etats[commande["id"]]
        assert etapes[0]["transition"] == "creation"
        assert etapes[0]["date_debut"] == commande["cree_le"]
        assert [e["date_fin"] for e in etapes[:-1]] == [e["date_debut"] for e in etapes[1:]]
        assert etapes[-1]["date_fin"] is None
        assert etapes[-1]["etat"] == commande["etat"]
        assert commande["motif"] in {e["motif"] for e in etapes[-2:]}


def test_keys_of_a_history_grow_with_time(demo: Rows) -> None:
    for etapes in demo.etats.values():
        assert [e["id"] for e in etapes] == sorted(e["id"] for e in etapes)


def test_every_step_is_one_of_the_table(demo: Rows) -> None:
    for _commande, avant, apres in changements(demo):
        transition = TRANSITIONS[apres["transition"]]
        assert transition.cible == apres["etat"]
        assert avant["etat"] in transition.sources
        assert apres["motif"] or not transition.motif


def test_every_step_is_taken_by_somebody_who_may(demo: Rows) -> None:
    for _commande, avant, apres in changements(demo):
        code, auteur = apres["transition"], apres["operateur_id"]
        if code == "mettre_a_imprimer" and apres["date_debut"] == avant["date_debut"]:
            # Within the act of confirming.
            assert (avant["transition"], avant["operateur_id"]) == ("confirmer", auteur)
            continue
        roles = {d.acteur.value for d in TRANSITIONS[code].droits if avant["etat"] in d.sources}
        role = "AUTOMATIQUE" if auteur is None else demo.roles[auteur]
        assert role in roles, (code, avant["etat"])
        if code in PROPRES_A or (role == "CONFIRMATION" and avant["etat"] in APPELABLES):
            assert auteur == avant["responsable_id"]


def test_each_stay_says_whose_it_is(demo: Rows) -> None:
    for etapes in demo.etats.values():
        for etape in etapes:
            role = CHARGES.get(etape["etat"])
            assert (demo.roles[etape["responsable_id"]] if etape["responsable_id"] else None) == role


def test_the_operators_of_an_order_are_those_of_its_history(demo: Rows) -> None:
    colonnes = {
        "CONFIRMATION": "operateur_confirmation_id",
        "PREPARATION": "operateur_preparation_id",
        "LOGISTIQUE": "operateur_livraison_id",
    }
    for commande in demo.commandes:
        derniere = demo.etats[commande["id"]][-1]
        if derniere["responsable_id"]:
            assert commande[colonnes[CHARGES[commande["etat"]]]] == derniere["responsable_id"]
        for role, colonne in colonnes.items():
            assert commande[colonne] is None or demo.roles[commande[colonne]] == role
        if commande["etat"] == "non_affectee":
            assert [commande[colonne] for colonne in colonnes.values()] == [None, None, None]


def test_the_client_was_called_before_each_confirmation(demo: Rows) -> None:
    confirmations = 0
    for commande in demo.commandes:
        arrivee = None
        for etape in demo.etats[commande["id"]]:
            if etape["etat"] == "affectee" or etape["transition"] == "renvoyer_confirmation":
                arrivee = etape["date_debut"]
            if etape["transition"] == "confirmer":
                confirmations += 1
                assert arrivee is not None
                assert any(
                    arrivee <= c["date"] <= etape["date_debut"] and c["operateur_id"] == etape["operateur_id"]
                    for c in demo.contacts[commande["id"]]
                )
    assert confirmations > NOMBRE // 4


def test_amounts_are_those_of_the_lines_and_of_the_place(demo: Rows) -> None:
    for commande in demo.commandes:
        colonne = "quantite_livree" if commande["etat"] == "livree_partiellement" else "quantite"
        sous_total = sum(li["prix_unitaire"] * li[colonne] for li in demo.lignes[commande["id"]])
        frais = demo.villes[commande["ville_id"]]["frais_livraison"] if commande["ville_id"] else None
        assert commande["sous_total"] == sous_total > 0
        assert commande["frais_livraison"] == frais
        assert commande["total"] == sous_total + (frais or 0)


def test_the_total_is_frozen_from_confirmation_on(demo: Rows) -> None:
    for commande in demo.commandes:
        confirmes = [e for e in demo.etats[commande["id"]] if e["transition"] == "confirmer"]
        if commande["etat"] in TENUES | FINALES:
            lignes = demo.lignes[commande["id"]]
            pieces = sum(li["prix_unitaire"] * li["quantite"] for li in lignes)
            assert confirmes
            assert commande["total_confirme"] == pieces + commande["frais_livraison"]
            assert commande["adresse"]
        elif commande["etat"] in AVANT or not confirmes:
            assert commande["total_confirme"] is None


def attendu(article: Rangee, compteur: int) -> tuple[Decimal, str]:
    """The price of one piece by the rules of the house, written again by hand."""
    if article["phase"] == "LIQUIDATION":
        return article["prix_liquidation"], "LIQUIDATION"
    if article["is_upsell"] and compteur:
        return article[f"prix_upsell_{compteur}"], "UPSELL"
    return article["prix_unitaire"], "STANDARD"


def test_prices_follow_the_rules_of_the_house(demo: Rows) -> None:
    origines: Counter[str] = Counter()
    for commande in demo.commandes:
        lignes = demo.lignes[commande["id"]]
        articles = [demo.articles[demo.variantes[li["variante_id"]]["article_id"]] for li in lignes]
        origines.update(li["origine_prix"] for li in lignes)
        if lignes[0]["origine_prix"] == "REMISE":
            ((ligne,), (article,)) = lignes, articles
            assert ligne["prix_unitaire"] == article[f"prix_remise_{ligne['quantite']}"]
            assert commande["compteur_upsell"] == 0
            continue
        upsell = sum(li["quantite"] for li, a in zip(lignes, articles, strict=True) if a["is_upsell"])
        compteur = min(4, max(0, upsell - 1))
        assert commande["compteur_upsell"] == compteur
        for ligne, article in zip(lignes, articles, strict=True):
            assert (ligne["prix_unitaire"], ligne["origine_prix"]) == attendu(article, compteur)
    assert set(origines) == {"STANDARD", "UPSELL", "LIQUIDATION", "REMISE"}


def test_what_clients_kept_and_what_came_back_adds_up(demo: Rows) -> None:
    for commande in demo.commandes:
        lignes = demo.lignes[commande["id"]]
        livrees = [li["quantite_livree"] for li in lignes]
        revenues = [li["retour_bon"] + li["retour_defectueux"] for li in lignes]
        quantites = [li["quantite"] for li in lignes]
        match commande["etat"]:
            case "livree":
                assert livrees == quantites
                assert sum(revenues) == 0
            case "livree_partiellement":
                assert 0 < sum(livrees) < sum(quantites)
                assert [a + b for a, b in zip(livrees, revenues, strict=True)] == quantites
            case "retournee":
                assert sum(livrees) == 0
                assert revenues == quantites
            case _:
                assert livrees == [None] * len(lignes)
                assert sum(revenues) == 0


def test_cash_is_that_of_what_was_delivered(demo: Rows) -> None:
    for commande in demo.commandes:
        resultat = demo.etats[commande["id"]][-1]
        if commande["etat"] in {"livree", "livree_partiellement"}:
            assert commande["encaisse_le"] == resultat["date_debut"]
            assert commande["montant_encaisse"] == commande["total"] or resultat["motif"]
        else:
            assert (commande["montant_encaisse"], commande["encaisse_le"]) == (None, None)


def test_parcels_were_checked_before_they_left(demo: Rows) -> None:
    for commande in demo.commandes:
        if commande["etat"] in {"preparee", "en_cours_livraison", "reportee", *FINALES}:
            assert all(li["verifiee"] for li in demo.lignes[commande["id"]])


def test_stock_is_the_sum_of_its_movements_and_never_negative(demo: Rows) -> None:
    soldes: dict[int, int] = defaultdict(int)
    for mouvement in demo.mouvements:
        assert mouvement["delta"] != 0
        soldes[mouvement["variante_id"]] += mouvement["delta"]
        assert mouvement["solde_apres"] == soldes[mouvement["variante_id"]] >= 0
    assert {v: r["qte_disponible"] for v, r in demo.variantes.items()} == {v: soldes[v] for v in demo.variantes}
    # The pieces that were there before (3 of size 38) are still there.
    assert all(r["qte_disponible"] >= 3 for r in demo.variantes.values() if " 38" in r["reference"])


def test_the_movements_of_a_variant_are_in_time_order(demo: Rows) -> None:
    dates: dict[int, dt.datetime] = {}
    for mouvement in demo.mouvements:
        if mouvement["commande_id"] or mouvement["motif"].endswith("(démonstration)"):
            assert mouvement["date"] >= dates.get(mouvement["variante_id"], mouvement["date"])
            dates[mouvement["variante_id"]] = mouvement["date"]


def test_an_order_holds_exactly_its_pieces(demo: Rows) -> None:
    tenues: Counter[tuple[int, int]] = Counter()
    for mouvement in demo.mouvements:
        if mouvement["commande_id"]:
            tenues[mouvement["commande_id"], mouvement["variante_id"]] -= mouvement["delta"]
    for commande in demo.commandes:
        for ligne in demo.lignes[commande["id"]]:
            tenue = tenues.pop((commande["id"], ligne["variante_id"]), 0)
            apres_confirmation = commande["etat"] in TENUES | FINALES
            assert tenue == (ligne["quantite"] - ligne["retour_bon"] if apres_confirmation else 0)
    assert set(tenues.values()) <= {0}


def test_each_movement_is_that_of_a_step_of_its_order(demo: Rows) -> None:
    types = {
        "confirmer": {"CONFIRMATION"},
        "annuler": {"LIBERATION"},
        "renvoyer_confirmation": {"LIBERATION"},
        "retourner": {"RETOUR", "REBUT"},
        "livrer_partiellement": {"RETOUR", "REBUT"},
        "corriger_resultat": {"RETOUR", "REBUT"},
    }
    for mouvement in demo.mouvements:
        if mouvement["commande_id"]:
            assert any(
                e["date_debut"] == mouvement["date"]
                and e["operateur_id"] == mouvement["operateur_id"]
                and mouvement["type"] in types.get(e["transition"], ())
                for e in demo.etats[mouvement["commande_id"]]
            )


def test_nothing_happens_after_the_present_nor_before_24_months(demo: Rows) -> None:
    debut = INSTANT - dt.timedelta(days=730)
    instants = [e["date_debut"] for etapes in demo.etats.values() for e in etapes]
    instants += [c["date"] for contacts in demo.contacts.values() for c in contacts]
    instants += [m["date"] for m in demo.mouvements if m["commande_id"]]
    assert debut <= min(instants) < debut + dt.timedelta(days=60)
    assert INSTANT - dt.timedelta(hours=24) < max(instants) <= INSTANT
    assert [c["cree_le"] for c in demo.commandes] == sorted(c["cree_le"] for c in demo.commandes)
    assert all(c["date_commande"] < c["cree_le"] for c in demo.commandes)


def test_what_is_open_is_recent(demo: Rows) -> None:
    ouvertes = [c for c in demo.commandes if c["etat"] in AVANT | TENUES]
    assert 20 <= len(ouvertes) <= NOMBRE // 3
    assert sum(c["cree_le"] < INSTANT - dt.timedelta(days=21) for c in ouvertes) <= 3


def test_duplicates_are_tied_to_an_original_of_the_same_client(demo: Rows) -> None:
    par_id = {c["id"]: c for c in demo.commandes}
    for commande in demo.commandes:
        original = par_id.get(commande["doublon_de_id"])
        assert (original is not None) == (commande["etat"] == "doublon")
        if original is not None:
            assert original["etat"] != "doublon"
            assert original["client_id"] == commande["client_id"]
            assert original["cree_le"] <= commande["cree_le"]


def test_callbacks_and_leases_are_of_orders_still_to_confirm(demo: Rows) -> None:
    rappels = [c for c in demo.commandes if c["rappel_le"]]
    assert rappels
    assert {c["etat"] for c in rappels} <= AVANT
    for commande in demo.commandes:
        assert (commande["occupee_par_id"] is None) == (commande["occupee_jusqua"] is None)
        assert commande["occupee_par_id"] in {None, commande["operateur_confirmation_id"]}


def test_an_unknown_place_is_said_and_stops_before_confirmation(demo: Rows) -> None:
    inconnues = [c for c in demo.commandes if c["ville_id"] is None]
    assert inconnues
    for commande in demo.commandes:
        assert commande["a_verifier"] == (commande["ville_id"] is None)
        assert [r["code"] for r in commande["raisons"]] == ["ville_inconnue"] * commande["a_verifier"]
    assert {c["etat"] for c in inconnues} <= AVANT | {"erronee", "annulee", "doublon"}
    sans_tarif = {v for v, r in demo.villes.items() if r["frais_livraison"] is None}
    assert not sans_tarif & {c["ville_id"] for c in demo.commandes}


def test_clients_are_invented_and_some_come_back(demo: Rows) -> None:
    par_client = Counter(c["client_id"] for c in demo.commandes)
    assert set(par_client) == set(demo.clients)
    assert sum(n > 1 for n in par_client.values()) > NOMBRE // 20
    for client in demo.clients.values():
        assert re.fullmatch(r"\+212[67]00[1-8]\d{5}", client["telephone"])
        assert client["nom_recherche"]
    assert any(re.search("[\u0621-\u064a]", c["nom_complet"]) for c in demo.clients.values())


def test_each_parcel_is_in_the_hand_over_of_its_driver_and_day(demo: Rows) -> None:
    for commande in demo.commandes:
        depart = [e for e in demo.etats[commande["id"]] if e["transition"] == "expedier"]
        assert (commande["envoi_id"] is not None) == (commande["operateur_livraison_id"] is not None)
        if commande["envoi_id"]:
            envoi = demo.envois[commande["envoi_id"]]
            jours = {d.astimezone(CASABLANCA).date() for d in (envoi["date"], depart[-1]["date_debut"])}
            assert envoi["operateur_id"] == commande["operateur_livraison_id"]
            assert jours == {envoi["date"].astimezone(CASABLANCA).date()}
            assert (envoi["clos_le"] is None) == (jours == {INSTANT.astimezone(CASABLANCA).date()})


def test_the_shop_is_like_a_shop(demo: Rows) -> None:
    codes = [{e["transition"] for e in etapes} for etapes in demo.etats.values()]
    confirmees = sum("confirmer" in c for c in codes)
    parties = [c["etat"] for c in demo.commandes if c["etat"] in FINALES]
    assert 0.35 < confirmees / NOMBRE < 0.6
    assert 0.55 < sum(e != "retournee" for e in parties) / len(parties) < 0.85
    heures = Counter(c["cree_le"].astimezone(CASABLANCA).hour for c in demo.commandes)
    assert sum(heures[h] for h in range(2, 6)) < sum(heures[h] for h in range(20, 23)) / 2


def test_people_work_by_day(demo: Rows) -> None:
    heures = Counter(
        apres["date_debut"].astimezone(CASABLANCA).hour
        for _c, _avant, apres in changements(demo)
        if apres["operateur_id"]
    )
    nuit = sum(heures[h] for h in (*range(8), 22, 23))
    assert nuit < heures.total() / 20
