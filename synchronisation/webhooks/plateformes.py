"""What Shopify, YouCan and WooCommerce say of an order, and how each signs it.

Sources: shopify.dev (HTTPS webhooks), developer.youcan.shop (REST hooks),
woocommerce.com (webhooks). An order becomes the cells of one row of a sheet, so that it
goes through the very pipeline of the rows.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from synchronisation.webhooks.models import Plateforme

TITRES = (
    "N° Commande",
    "Statut",
    "Client",
    "Téléphone",
    "Adresse",
    "Ville",
    "Produit",
    "Quantité",
    "Total",
    "Date Création",
    "Motifs",
)
Objet = Mapping[str, Any]
_ANNULEE = "Annulée"


@dataclass(frozen=True, slots=True)
class Dialecte:
    """How one platform speaks: its headers, its signature, its orders.

    `sujets` are the topics that announce an order; an announcement without a topic is one.
    """

    signature: str
    hexadecimale: bool
    identifiant: str
    sujet: str
    date: str
    dates_du_corps: tuple[str, ...]
    sujets: frozenset[str]
    ligne: Callable[[Objet], dict[str, str]]


def signature_juste(plateforme: str, secret: str, corps: bytes, signature: str) -> bool:
    """Tell, in constant time, whether a body was signed (HMAC-SHA256) with the secret."""
    somme = hmac.new(secret.encode(), corps, hashlib.sha256).digest()
    attendue = somme.hex() if DIALECTES[plateforme].hexadecimale else base64.b64encode(somme).decode()
    return bool(secret) and hmac.compare_digest(attendue.encode(), signature.strip().encode("utf-8", "replace"))


def _shopify(commande: Objet) -> dict[str, str]:
    livraison = _objet(commande, "shipping_address") or _objet(commande, "billing_address")
    client = _objet(commande, "customer")
    articles = [
        (_texte(a, "name") or _joindre(" / ", _texte(a, "title"), _texte(a, "variant_title")), a.get("quantity"))
        for a in _objets(commande, "line_items")
    ]
    return _ligne(
        numero=_texte(commande, "name").lstrip("#") or _texte(commande, "order_number"),
        annulee=bool(commande.get("cancelled_at")),
        motif=_texte(commande, "cancel_reason"),
        client=_texte(livraison, "name") or _nom_complet(livraison) or _nom_complet(client),
        telephone=_premier(livraison, commande, client, champ="phone"),
        adresse=_joindre(", ", _texte(livraison, "address1"), _texte(livraison, "address2")),
        ville=_texte(livraison, "city"),
        articles=articles,
        total=commande.get("current_subtotal_price") or commande.get("subtotal_price"),
        date=_texte(commande, "created_at"),
    )


def _woocommerce(commande: Objet) -> dict[str, str]:
    facture = _objet(commande, "billing")
    adresse = _objet(commande, "shipping")
    livraison = adresse if _texte(adresse, "address_1") else facture
    lignes = _objets(commande, "line_items")
    totaux = [Decimal(_texte(a, "total")) for a in lignes if re.fullmatch(r"\d+(\.\d+)?", _texte(a, "total"))]
    # The time of the shop is that of the buyer; the one in GMT says so.
    date = _texte(commande, "date_created_gmt")
    return _ligne(
        numero=_texte(commande, "number") or _texte(commande, "id"),
        annulee=_texte(commande, "status") in ("cancelled", "failed", "trash"),
        motif=_texte(commande, "status"),
        client=_nom_complet(livraison) or _nom_complet(facture),
        telephone=_premier(adresse, facture, champ="phone"),
        adresse=_joindre(", ", _texte(livraison, "address_1"), _texte(livraison, "address_2")),
        ville=_texte(livraison, "city"),
        articles=[(_texte(a, "name"), a.get("quantity")) for a in lignes],
        total=sum(totaux) if lignes and len(totaux) == len(lignes) else "",
        date=f"{date}Z" if date else _texte(commande, "date_created"),
    )


def _youcan(commande: Objet) -> dict[str, str]:
    client = _objet(commande, "customer")
    livraison = _objet(_objet(commande, "shipping"), "address") or next(iter(_objets(client, "address")), {})
    articles, total = [], Decimal(0)
    for ligne in _objets(commande, "variants"):
        variante = _objet(ligne, "variant")
        choix = variante.get("values") or variante.get("options") or []
        valeurs = choix.values() if isinstance(choix, dict) else choix if isinstance(choix, list) else []
        nom = _texte(_objet(variante, "product"), "name")
        articles.append(
            (_joindre(" / ", nom, *(str(v) for v in valeurs if isinstance(v, str | int))), ligne.get("quantity"))
        )
        total += _nombre(ligne.get("price")) * _nombre(ligne.get("quantity"))
    return _ligne(
        numero=_texte(commande, "ref") or _texte(commande, "id"),
        annulee=False,
        motif="",
        client=_nom_complet(client) or _texte(client, "full_name") or _nom_complet(livraison),
        telephone=_premier(livraison, client, champ="phone"),
        adresse=_joindre(", ", _texte(livraison, "first_line"), _texte(livraison, "second_line")),
        ville=_texte(livraison, "city"),
        articles=articles,
        total=total or "",
        date=_texte(commande, "created_at"),
    )


def _ligne(
    *,
    numero: str,
    annulee: bool,
    motif: str,
    client: str,
    telephone: str,
    adresse: str,
    ville: str,
    articles: Iterable[tuple[str, Any]],
    total: Any,
    date: str,
) -> dict[str, str]:
    """Return the cells of a row by title; one article a line within its cell."""
    lus = [(" ".join(nom.split()), quantite) for nom, quantite in articles]
    return dict(
        zip(
            TITRES,
            (
                numero,
                _ANNULEE if annulee else "",
                client,
                telephone,
                adresse,
                ville,
                "\n".join(nom for nom, _quantite in lus),
                "\n".join("" if quantite is None else str(quantite) for _nom, quantite in lus),
                "" if total is None else str(total),
                date,
                motif if annulee else "",
            ),
            strict=True,
        )
    )


def _objet(parent: Objet, nom: str) -> Objet:
    valeur = parent.get(nom)
    return valeur if isinstance(valeur, dict) else {}


def _objets(parent: Objet, nom: str) -> list[Objet]:
    valeur = parent.get(nom)
    return [v for v in valeur if isinstance(v, dict)] if isinstance(valeur, list) else []


def _texte(parent: Objet, nom: str) -> str:
    valeur = parent.get(nom)
    return str(valeur).strip() if isinstance(valeur, str | int | Decimal) and not isinstance(valeur, bool) else ""


def _nombre(valeur: Any) -> Decimal:
    texte = str(valeur)
    return Decimal(texte) if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", texte) else Decimal(0)


def _nom_complet(personne: Objet) -> str:
    return _joindre(" ", _texte(personne, "first_name"), _texte(personne, "last_name"))


def _premier(*parents: Objet, champ: str) -> str:
    return next((texte for parent in parents if (texte := _texte(parent, champ))), "")


def _joindre(lien: str, *textes: str) -> str:
    return lien.join(t for t in textes if t)


DIALECTES: Mapping[str, Dialecte] = {
    Plateforme.SHOPIFY: Dialecte(
        signature="X-Shopify-Hmac-Sha256",
        hexadecimale=False,
        identifiant="X-Shopify-Webhook-Id",
        sujet="X-Shopify-Topic",
        date="X-Shopify-Triggered-At",
        dates_du_corps=("updated_at", "created_at"),
        sujets=frozenset({"orders/create", "orders/updated", "orders/edited", "orders/cancelled", "orders/paid"}),
        ligne=_shopify,
    ),
    Plateforme.WOOCOMMERCE: Dialecte(
        signature="X-WC-Webhook-Signature",
        hexadecimale=False,
        identifiant="X-WC-Webhook-Delivery-ID",
        sujet="X-WC-Webhook-Topic",
        date="",
        dates_du_corps=("date_modified_gmt", "date_created_gmt"),
        sujets=frozenset({"order.created", "order.updated", "order.restored"}),
        ligne=_woocommerce,
    ),
    Plateforme.YOUCAN: Dialecte(
        signature="x-youcan-signature",
        hexadecimale=True,
        identifiant="",
        sujet="",
        date="",
        dates_du_corps=("updated_at", "created_at"),
        sujets=frozenset({"order.create"}),
        ligne=_youcan,
    ),
}
