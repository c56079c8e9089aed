"""Lists that other systems give: fetched over HTTP, compared, versioned, never lost."""

import json
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client as ClientHttp

from config.noyau.erreurs import ErreurConcurrence, ErreurDroit, ErreurSaisie
from synchronisation.connecteurs.lecture import ErreurConnecteur, lire_liste
from synchronisation.connecteurs.services import enregistrer_connecteur, rafraichir, vider_connecteur
from synchronisation.models import ClientApporte, Connecteur, ProduitApporte
from tests import fabrique

pytestmark = pytest.mark.django_db
JETON = "jeton-d-essai"


class Serveur:
    """An HTTP server whose answers a test sets: (status, body) each in turn, the last one kept."""

    def __init__(self) -> None:
        self.reponses: list[tuple[int, bytes]] = [(200, b"{}")]
        serveur = self

        class Reponse(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                statut, corps = serveur.reponses.pop(0) if len(serveur.reponses) > 1 else serveur.reponses[0]
                if self.headers.get("Authorization") != f"Bearer {JETON}":
                    statut, corps = 401, b"{}"
                self.send_response(statut)
                self.send_header("Content-Length", str(len(corps)))
                self.end_headers()
                self.wfile.write(corps)

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Reponse)
        self.adresse = f"http://127.0.0.1:{self.http.server_port}/liste"
        Thread(target=self.http.serve_forever, daemon=True).start()

    def dire(self, contenu: object, statut: int = 200) -> None:
        self.reponses = [(statut, json.dumps(contenu).encode())]


@pytest.fixture
def serveur() -> Iterator[Serveur]:
    ouvert = Serveur()
    yield ouvert
    ouvert.http.shutdown()
    ouvert.http.server_close()


def connecteur(serveur: Serveur, genre: str = "CATALOGUE", jeton: str = JETON, **champs: Any) -> Connecteur:
    nouveau = Connecteur(nom=f"Fournisseur {genre}", genre=genre, adresse=serveur.adresse, **champs)
    return enregistrer_connecteur(connecteur=nouveau, jeton=jeton, operateur=fabrique.operateur("ADMIN"))


def produit(code: str, prix: object = "249,00", **champs: object) -> dict[str, object]:
    return {"code": code, "famille": "Sandales", "description": "Sandale صندل", "prix": prix} | champs


def etat(lu: Connecteur) -> list[tuple[str, Decimal | None, int, int, bool]]:
    return [
        (p.code, p.prix, p.premiere_version, p.version, p.disparu_le is not None)
        for p in ProduitApporte.objects.filter(connecteur=lu)
    ]


def test_a_list_comes_in_then_only_what_changed(serveur: Serveur) -> None:
    lu = connecteur(serveur)
    article = fabrique.article(244, reference="SDL FEM YZ244")
    serveur.dire({"produits": [produit("SDL FEM YZ0244", quantite_minimum=6), produit("B", 99.9), produit("C")]})

    essai = rafraichir(connecteur_id=lu.pk, essai=True)
    assert (len(essai.nouveaux), etat(lu)) == (3, [])
    rafraichir(connecteur_id=lu.pk)
    assert etat(lu) == [
        ("B", Decimal("99.90"), 1, 1, False),
        ("C", Decimal("249.00"), 1, 1, False),
        ("SDL FEM YZ0244", Decimal("249.00"), 1, 1, False),
    ]
    premier = ProduitApporte.objects.get(code="SDL FEM YZ0244")
    assert (premier.article, premier.quantite_min, premier.famille) == (article, 6, "Sandales")

    assert not rafraichir(connecteur_id=lu.pk).change
    serveur.dire({"produits": [produit("SDL FEM YZ0244", quantite_minimum=6), produit("B", "109,00")]})
    bilan = rafraichir(connecteur_id=lu.pk)
    assert bilan.modifies[0].changements == {"prix": (Decimal("99.90"), Decimal("109"))}
    assert (bilan.disparus, bilan.inchanges, bilan.version) == (("C",), 1, 2)
    assert etat(lu) == [
        ("B", Decimal("109.00"), 1, 2, False),
        ("C", Decimal("249.00"), 1, 2, True),
        ("SDL FEM YZ0244", Decimal("249.00"), 1, 1, False),
    ]
    serveur.dire({"produits": [produit("SDL FEM YZ0244", quantite_minimum=6), produit("B", "109,00"), produit("C")]})
    assert rafraichir(connecteur_id=lu.pk).revenus == ("C",)
    assert etat(lu)[1] == ("C", Decimal("249.00"), 1, 3, False)


def test_what_cannot_be_read_stays_empty_and_is_said(serveur: Serveur) -> None:
    lu = connecteur(serveur)
    serveur.dire([produit("A", "gratuit"), produit("A", 10), produit(""), "rien", produit("B", "12.5")])
    bilan = rafraichir(connecteur_id=lu.pk)
    assert etat(lu) == [("A", None, 1, 1, False), ("B", Decimal("12.50"), 1, 1, False)]
    assert [rang for rang, _raison in bilan.rejets] == [2, 3, 4]
    assert bilan.remarques == (("A", "Prix\u202f: Montant illisible\u202f: «\u202fgratuit\u202f»."),)


def test_clients_are_tied_by_their_telephone(serveur: Serveur) -> None:
    lu = connecteur(serveur, "CLIENTS", liste="data.items", correspondance={"points": "solde"})
    connu = fabrique.client("+212612345678")
    compte = {
        "prenom": "Nadia",
        "nom": "العلوي",
        "compte": "C1",
        "solde": 45,
        "paiement": "virement",
        "tel": "0612-345678",
    }
    serveur.dire({"data": {"items": [compte], "autres": []}})
    rafraichir(connecteur_id=lu.pk)
    apporte = ClientApporte.objects.get()
    assert (apporte.code, apporte.prenom, apporte.nom, apporte.points) == ("C1", "Nadia", "العلوي", 45)
    assert (apporte.paiement, apporte.client) == ("virement", connu)


@pytest.mark.parametrize(
    ("reponse", "debut"),
    [
        ((401, b"{}"), "Le serveur refuse le jeton (401)"),
        ((404, b"{}"), "Rien à cette adresse (404)"),
        ((200, b"<html>"), "La réponse n’est pas du JSON"),
        ((200, b'{"total": 3}'), "La réponse ne contient pas la liste attendue"),
        ((200, b'{"produits": []}'), "La liste reçue ne contient aucun élément lisible"),
    ],
)
def test_a_bad_answer_changes_nothing_and_is_kept(serveur: Serveur, reponse: tuple[int, bytes], debut: str) -> None:
    lu = connecteur(serveur)
    serveur.dire({"produits": [produit("A")]})
    rafraichir(connecteur_id=lu.pk)
    avant = etat(lu)
    serveur.reponses = [reponse]
    with pytest.raises(ErreurConnecteur) as refus:
        rafraichir(connecteur_id=lu.pk)
    assert refus.value.phrase.startswith(debut)
    lu.refresh_from_db()
    assert (lu.erreur, lu.version, etat(lu)) == (refus.value.phrase, 1, avant)


def test_what_may_pass_is_tried_again(serveur: Serveur) -> None:
    serveur.reponses = [(503, b""), (429, b""), (200, b'[{"code": "A"}]')]
    pauses: list[float] = []
    assert lire_liste(serveur.adresse, jeton=JETON, pause=pauses.append) == [{"code": "A"}]
    assert pauses == [1.0, 2.0]
    serveur.reponses = [(503, b"")]
    with pytest.raises(ErreurConnecteur, match=r"\(503\)"):
        lire_liste(serveur.adresse, jeton=JETON, pause=pauses.append)


def test_a_token_never_travels_in_clear_nor_stands_in_the_database(serveur: Serveur) -> None:
    lu = connecteur(serveur)
    assert JETON not in lu.jeton_chiffre
    lu.adresse = "http://fournisseur.example/liste"
    with pytest.raises(ErreurSaisie):
        enregistrer_connecteur(connecteur=lu, jeton="", operateur=fabrique.operateur("ADMIN"))
    lu.refresh_from_db()
    assert lu.adresse == serveur.adresse


def test_emptying_takes_what_nothing_uses_and_only_the_number_shown(serveur: Serveur) -> None:
    lu, admin = connecteur(serveur), fabrique.operateur("ADMIN")
    fabrique.article(244, reference="LIE")
    serveur.dire([produit("LIE"), produit("X"), produit("Y")])
    rafraichir(connecteur_id=lu.pk)
    with pytest.raises(ErreurDroit):
        vider_connecteur(connecteur_id=lu.pk, attendus=2, operateur=fabrique.operateur())
    with pytest.raises(ErreurConcurrence):
        vider_connecteur(connecteur_id=lu.pk, attendus=3, operateur=admin)
    assert len(etat(lu)) == 3
    assert vider_connecteur(connecteur_id=lu.pk, attendus=2, operateur=admin) == 2
    assert [code for code, *_reste in etat(lu)] == ["LIE"]


def test_the_pages_show_the_difference_first(serveur: Serveur) -> None:
    lu, visiteur = connecteur(serveur), ClientHttp()
    visiteur.force_login(fabrique.operateur("ADMIN").user)
    serveur.dire({"produits": [produit(f"P{n:02d}") for n in range(60)]})
    page = f"/pilotage/connecteurs/{lu.pk}/"
    apercu = visiteur.post(f"{page}apercu/").content.decode()
    assert "P00" in apercu
    assert etat(lu) == []
    assert visiteur.post(f"{page}rafraichir/").status_code == 302
    cartes, tableau = (visiteur.get(page + suite).content.decode() for suite in ("", "?vue=tableau&q=p59"))
    assert cartes.count("صندل") == 50
    assert (tableau.count("صندل"), "<table" in tableau) == (1, True)
    assert JETON not in visiteur.get(f"{page}modifier/").content.decode()
    assert "60 éléments" in visiteur.get(f"{page}vider/").content.decode()
