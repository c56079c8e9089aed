"""What the tests of a call share."""

import re
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.test import Client as ClientHttp

from article.models import Variante
from commande.models import Commande, EtatCommande, LigneCommande, Operation
from parametre.models import Operateur
from tests import fabrique
from tests.maisons.test_fiche import texte

Etat = tuple[Any, ...]


def en_appel(qui: Operateur, *lignes: tuple[Variante, int], **champs: Any) -> Commande:
    """Write an order whose call has begun, of one resolved line unless said otherwise."""
    voulues = lignes or ((fabrique.variante(fabrique.article(prix=299), stock=5), 1),)
    return fabrique.commande("en_cours_confirmation", operateur_confirmation=qui, lignes=voulues, **champs)


def adresse(commande: Commande, geste: str = "") -> str:
    return f"/confirmation/commandes/{commande.pk}/" + (f"{geste}/" if geste else "")


def envoyer(visiteur: ClientHttp, commande: Commande, geste: str, /, **donnees: Any) -> HttpResponse:
    """Post a form of the call page, as a browser without a script does."""
    reponse: Any = visiteur.post(adresse(commande, geste), donnees)
    return reponse  # type: ignore[no-any-return]


def decider(visiteur: ClientHttp, commande: Commande, decision: str, /, **donnees: Any) -> HttpResponse:
    """Press a button of the end of the call, after a phone call unless said otherwise."""
    champs = {"type": "APPEL", "commentaire": "CLIENT_INTERESSE", "conclusion": "", "cle": f"cle-{commande.pk}"}
    return envoyer(visiteur, commande, "decision", decision=decision, **(champs | donnees))


def photographie(commande: Commande) -> Etat:
    """Return all that a refusal must leave as it was."""
    commande.refresh_from_db()
    return (
        commande.etat,
        commande.version,
        commande.total,
        commande.rappel_le,
        commande.adresse,
        commande.ville_id,
        list(commande.lignes.order_by("pk").values_list("variante_id", "quantite", "prix_unitaire")),
        EtatCommande.objects.filter(commande=commande).count(),
        Operation.objects.filter(commande=commande).count(),
        list(Variante.objects.order_by("pk").values_list("pk", "qte_disponible")),
    )


def lignes_de(commande: Commande) -> list[tuple[int | None, int, Decimal]]:
    """Return the lines as they are stored: variant, pieces, price of one."""
    return list(
        LigneCommande.objects.filter(commande=commande)
        .order_by("pk")
        .values_list("variante_id", "quantite", "prix_unitaire")
    )


def dit(page: str) -> str:
    """Return what a page says, whatever apostrophes and thin spaces it is printed with."""
    return texte(page).replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")


def total_attendu(page: str) -> str:
    trouve = re.search(r'name="total_attendu" value="([^"]*)"', page)
    assert trouve is not None
    return trouve[1]
