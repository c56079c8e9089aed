"""What tests of pages share."""

import re
from typing import Any

from django.test import Client as ClientHttp

from parametre.models import Operateur
from tests import fabrique


def connecter(operateur: Operateur) -> ClientHttp:
    """Return a browser signed in as an operator."""
    visiteur = ClientHttp()
    visiteur.force_login(operateur.user)
    return visiteur


def lire(visiteur: ClientHttp, adresse: str, **entetes: str) -> str:
    """Return the text of a page that must answer 200."""
    reponse = visiteur.get(adresse, headers=entetes)
    assert reponse.status_code == 200, (adresse, reponse.status_code)
    return reponse.content.decode()


def numeros(page: str) -> list[str]:
    """Return the numbers of the orders a list shows, in its order."""
    return re.findall(r'<th scope="row"><a href="[^"]+"><bdi>([^<]+)</bdi></a></th>', page)


def compte(page: str) -> str:
    """Return the count beside the title."""
    trouve = re.search(r'id="nombre"[^>]*>([^<]*)<', page)
    assert trouve is not None
    return trouve[1]


def figures(page: str) -> dict[str, str]:
    """Return the row of figures, by name."""
    cases = re.findall(r'<span class="nom">.*?</svg>([^<]*)</span>\s*<span class="valeur[^"]*">([^<]*)<', page, re.S)
    return {nom.strip(): valeur.strip() for nom, valeur in cases}


def remplir(combien: int, **champs: Any) -> None:
    """Write that many orders, each with two lines of its own article."""
    for _n in range(combien):
        deux = fabrique.variante(stock=3), fabrique.variante(stock=3)
        fabrique.commande(lignes=[(deux[0], 1), (deux[1], 2)], **champs)
