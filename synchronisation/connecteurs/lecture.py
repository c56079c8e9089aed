"""Fetch a list in JSON, with a token, within bounds."""

import ipaddress
import json
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurMetier, ErreurSaisie

DELAIS: Final = (5, 30)
ESSAIS: Final = 3
OCTETS_MAX: Final = 50 * 1024 * 1024
ELEMENTS_MAX: Final = 200_000
_A_REESSAYER = frozenset({408, 429, 500, 502, 503, 504})


class ErreurConnecteur(ErreurMetier):
    """The other system did not answer, or not with a list."""

    code = "connecteur"


def exiger_adresse(adresse: str) -> None:
    """Ask for HTTPS, or HTTP on this machine: a token never travels in clear. Raises ErreurSaisie."""
    parties = urlsplit(adresse)
    if parties.username or parties.password:
        raise ErreurSaisie(_("N’écrivez pas d’identifiant dans l’adresse\u202f: donnez le jeton à part."))
    if parties.scheme == "https" and parties.hostname:
        return
    if parties.scheme == "http" and parties.hostname and _est_cette_machine(parties.hostname):
        return
    raise ErreurSaisie(_("L’adresse doit commencer par https:// (http:// seulement sur cette machine)."))


def lire_liste(
    adresse: str, *, jeton: str, chemin: str = "", pause: Callable[[float], None] = time.sleep
) -> list[object]:
    """Return the list that an address answers with; amounts are Decimal.

    `chemin` names the list inside the answer (`data.produits`); without it, the only list
    there is. Tries three times on what may pass. Raises ErreurConnecteur.
    """
    exiger_adresse(adresse)
    for essai in range(ESSAIS):
        if essai:
            pause(2.0 ** (essai - 1))
        try:
            return _trouver_liste(_demander(adresse, jeton), chemin)
        except _Passager as refus:
            dernier = refus
    raise ErreurConnecteur(dernier.phrase)


class _Passager(ErreurConnecteur):
    """A refusal that another try may lift."""


def _demander(adresse: str, jeton: str) -> Any:
    entetes = {"Accept": "application/json"} | ({"Authorization": f"Bearer {jeton}"} if jeton else {})
    try:
        with requests.get(adresse, headers=entetes, timeout=DELAIS, allow_redirects=False, stream=True) as reponse:
            _exiger_reussite(reponse)
            return json.loads(_corps(reponse), parse_float=Decimal)
    except requests.RequestException as erreur:
        raise _Passager(
            _("Le serveur ne répond pas (%s). Vérifiez l’adresse, ou réessayez plus tard.") % type(erreur).__name__
        ) from erreur
    except (ValueError, RecursionError) as erreur:
        raise ErreurConnecteur(_("La réponse n’est pas du JSON. Vérifiez l’adresse.")) from erreur


def _exiger_reussite(reponse: requests.Response) -> None:
    statut = reponse.status_code
    if statut == requests.codes.ok:
        return
    if statut in (401, 403):
        raise ErreurConnecteur(_("Le serveur refuse le jeton (%d). Saisissez celui qui est en vigueur.") % statut)
    if statut == requests.codes.not_found:
        raise ErreurConnecteur(_("Rien à cette adresse (404). Vérifiez-la."))
    phrase = _("Le serveur répond par une erreur (%d). Réessayez plus tard.") % statut
    raise (_Passager if statut in _A_REESSAYER else ErreurConnecteur)(phrase)


def _corps(reponse: requests.Response) -> bytes:
    corps = bytearray()
    for morceau in reponse.iter_content(64 * 1024):
        corps += morceau
        if len(corps) > OCTETS_MAX:
            raise ErreurConnecteur(_("La liste dépasse %d Mo. Demandez-la en plusieurs parties.") % (OCTETS_MAX >> 20))
    return bytes(corps)


def _trouver_liste(reponse: Any, chemin: str) -> list[object]:
    trouve = reponse
    for cle in filter(None, chemin.split(".")):
        trouve = trouve.get(cle) if isinstance(trouve, dict) else None
    if isinstance(trouve, dict):
        listes = [valeur for valeur in trouve.values() if isinstance(valeur, list)]
        trouve = listes[0] if len(listes) == 1 else None
    if not isinstance(trouve, list):
        cles = ", ".join(list(reponse)[:8]) if isinstance(reponse, dict) else "–"
        raise ErreurConnecteur(
            _("La réponse ne contient pas la liste attendue. Clés trouvées\u202f: %s. Indiquez son chemin.") % cles
        )
    if len(trouve) > ELEMENTS_MAX:
        raise ErreurConnecteur(_("La liste dépasse %d éléments.") % ELEMENTS_MAX)
    return trouve


def _est_cette_machine(hote: str) -> bool:
    try:
        return ipaddress.ip_address(hote).is_loopback
    except ValueError:
        return hote == "localhost"
