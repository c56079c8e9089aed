"""Orders that shops announce: signed, kept, processed once through the pipeline of the rows."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client as ClientHttp

from commande.models import Commande
from synchronisation.models import PointWebhook, ReceptionWebhook
from synchronisation.webhooks.services import ouvrir_point, rejouer_receptions, traiter_receptions
from tests import fabrique

pytestmark = pytest.mark.django_db
SECRET = "secret-de-la-boutique"
ANNONCES = Path(__file__).parent / "annonces"
RECUE_A = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    fabrique.ville("Casablanca", frais=25)
    fabrique.ville("Fès", frais=30, region="Fès-Meknès")
    fabrique.variante(fabrique.article(244), "noir", "38", stock=9)
    fabrique.variante(fabrique.article(740, prix=249, categorie="Chaussures"), "rouge", "37", stock=9)


def point(plateforme: str) -> PointWebhook:
    admin = fabrique.operateur("ADMIN")
    return ouvrir_point(nom=f"Boutique {plateforme}", plateforme=plateforme, secret=SECRET, operateur=admin)


def annoncer(
    ou: PointWebhook,
    corps: bytes | None = None,
    *,
    secret: str = SECRET,
    identifiant: str = "livraison-1",
    **autres: str,
) -> HttpResponse:
    """Send an announcement as its platform does."""
    corps = (ANNONCES / f"{ou.plateforme.lower()}.json").read_bytes() if corps is None else corps
    somme = hmac.new(secret.encode(), corps, hashlib.sha256).digest()
    base64_ = base64.b64encode(somme).decode()
    entetes = {
        "SHOPIFY": {
            "X-Shopify-Hmac-Sha256": base64_,
            "X-Shopify-Webhook-Id": identifiant,
            "X-Shopify-Topic": "orders/create",
            "X-Shopify-Triggered-At": "2026-11-25T09:58:02.123Z",
        },
        "WOOCOMMERCE": {
            "X-WC-Webhook-Signature": base64_,
            "X-WC-Webhook-Delivery-ID": identifiant,
            "X-WC-Webhook-Topic": "order.created",
        },
        "YOUCAN": {"x-youcan-signature": somme.hex()},
    }[ou.plateforme]
    with time_machine.travel(RECUE_A, tick=False):
        reponse: Any = ClientHttp(enforce_csrf_checks=True).post(
            f"/webhooks/{ou.cle_adresse}/", corps, content_type="application/json", headers=entetes | autres
        )
    return reponse


@pytest.mark.parametrize(
    ("plateforme", "numero", "telephone", "ville", "lignes", "total"),
    [
        ("SHOPIFY", "1042", "+212674526859", "Fès", [(244, 2, "299.00"), (740, 1, "249.00")], "877.00"),
        ("WOOCOMMERCE", "4750", "+212661223344", "Casablanca", [(244, 1, "299.00")], "324.00"),
        ("YOUCAN", "025", "+212655443322", "Casablanca", [(244, 1, "299.00")], "324.00"),
    ],
)
def test_an_announcement_becomes_its_order(
    plateforme: str, numero: str, telephone: str, ville: str, lignes: list[tuple[int, int, str]], total: str
) -> None:
    ou = point(plateforme)
    assert annoncer(ou).status_code == 200
    assert Commande.objects.count() == 0
    assert traiter_receptions() == 1
    commande = Commande.objects.get()
    assert (commande.reference_source, commande.source, commande.etat) == (numero, ou.source, "non_affectee")
    assert (commande.client.telephone, commande.ville.nom if commande.ville else "", commande.total) == (
        telephone,
        ville,
        Decimal(total),
    )
    lues = [
        (li.variante.article.modele, li.quantite, str(li.prix_unitaire)) for li in commande.lignes.all() if li.variante
    ]
    assert lues == lignes
    assert commande.date_commande is not None
    assert commande.date_commande.date() == dt.date(2026, 11, 25)


def test_the_same_announcement_again_does_nothing_twice() -> None:
    ou = point("SHOPIFY")
    annoncer(ou)
    traiter_receptions()
    reponse = annoncer(ou)
    assert (reponse.status_code, json.loads(reponse.content)) == (200, {"issue": "TRAITEE", "deja": True})
    annoncer(ou, identifiant="livraison-2")
    assert traiter_receptions() == 1
    assert Commande.objects.count() == 1
    assert ReceptionWebhook.objects.count() == 2


@pytest.mark.parametrize("deja", [0, 60])
def test_an_announcement_costs_the_same_whatever_came_before(
    deja: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    ou = point("SHOPIFY")
    for n in range(deja):
        annoncer(ou, identifiant=f"avant-{n}")
    with django_assert_num_queries(5):
        assert annoncer(ou).status_code == 200


@pytest.mark.parametrize("secret", ["un-autre-secret", ""])
def test_a_wrong_signature_keeps_nothing(secret: str) -> None:
    ou = point("SHOPIFY")
    assert annoncer(ou, secret=secret).status_code == 401
    assert ReceptionWebhook.objects.count() == 0


def test_an_identifier_does_not_serve_for_another_body() -> None:
    ou = point("SHOPIFY")
    annoncer(ou)
    assert annoncer(ou, b'{"name": "#1043"}').status_code == 409
    assert (
        ReceptionWebhook.objects.get().empreinte == hashlib.sha256((ANNONCES / "shopify.json").read_bytes()).hexdigest()
    )


def test_a_late_announcement_waits_for_a_person() -> None:
    ou = point("SHOPIFY")
    assert annoncer(ou, **{"X-Shopify-Triggered-At": "2026-11-25T09:54:59Z"}).status_code == 202
    assert traiter_receptions() == 0
    assert Commande.objects.count() == 0
    garde = ReceptionWebhook.objects.get()
    assert rejouer_receptions(reception_ids=[garde.pk], operateur=fabrique.operateur("ADMIN")) == 1
    assert Commande.objects.get().reference_source == "1042"


def test_the_last_word_of_a_shop_counts_and_a_cancelled_order_is_cancelled() -> None:
    ou = point("SHOPIFY")
    annoncer(ou)
    annulee = json.loads((ANNONCES / "shopify.json").read_text()) | {
        "cancelled_at": "2026-11-25T09:59:00Z",
        "cancel_reason": "customer",
    }
    annoncer(ou, json.dumps(annulee).encode(), identifiant="livraison-2", **{"X-Shopify-Topic": "orders/cancelled"})
    assert traiter_receptions() == 2
    assert (Commande.objects.get().etat, Commande.objects.get().motif) == ("annulee", "customer")


@pytest.mark.parametrize(
    ("corps", "etat"),
    [(b"pas du json", "REJETEE"), (b"[1]", "REJETEE"), (b'{"name": ""}', "REJETEE"), (b'{"name": "#7"}', "REJETEE")],
)
def test_what_cannot_become_an_order_is_kept_with_its_reason(corps: bytes, etat: str) -> None:
    assert annoncer(point("SHOPIFY"), corps).status_code == 200
    assert traiter_receptions() == 1
    gardee = ReceptionWebhook.objects.get()
    assert (gardee.issue, gardee.corps, bool(gardee.raison)) == (etat, corps.decode(), True)
    assert Commande.objects.count() == 0


def test_what_is_not_an_order_is_told_apart() -> None:
    ou = point("WOOCOMMERCE")
    essai = ClientHttp().post(
        f"/webhooks/{ou.cle_adresse}/", b"webhook_id=3", content_type="application/x-www-form-urlencoded"
    )
    assert (essai.status_code, ReceptionWebhook.objects.count()) == (200, 0)
    annoncer(ou, **{"X-WC-Webhook-Topic": "product.updated"})
    assert traiter_receptions() == 0
    assert ReceptionWebhook.objects.get().issue == "IGNOREE"
    assert ClientHttp().get(f"/webhooks/{ou.cle_adresse}/").status_code == 405
    assert ClientHttp().post("/webhooks/inconnue/", b"{}", content_type="application/json").status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_deliveries_at_once_are_one() -> None:
    ou = point("SHOPIFY")
    depart, statuts = threading.Barrier(8), []
    corps = (ANNONCES / "shopify.json").read_bytes()
    somme = base64.b64encode(hmac.new(SECRET.encode(), corps, hashlib.sha256).digest()).decode()
    entetes = {"X-Shopify-Hmac-Sha256": somme, "X-Shopify-Webhook-Id": "une"}

    def livrer() -> None:
        depart.wait()
        reponse = ClientHttp().post(
            f"/webhooks/{ou.cle_adresse}/", corps, content_type="application/json", headers=entetes
        )
        statuts.append(reponse.status_code)
        connection.close()

    fils = [threading.Thread(target=livrer) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert (len(statuts), set(statuts) <= {200, 202}, ReceptionWebhook.objects.count()) == (8, True, 1)
