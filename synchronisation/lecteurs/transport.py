"""Real gspread and google-auth, with time-outs, and faults told by their HTTP status."""

import datetime as dt
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any, cast

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from gspread.auth import service_account_from_dict
from gspread.http_client import HTTPClient

from config.noyau.horloge import maintenant
from synchronisation.lecteurs.compte import Compte
from synchronisation.lecteurs.fautes import ErreurSource, Faute

LECTURE = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
ECRITURE = ("https://www.googleapis.com/auth/spreadsheets",)
# Seconds to connect, and to wait for bytes.
DELAI_CONNEXION, DELAI_REPONSE = 5.0, 30.0
HOTES = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class Transport(HTTPClient):
    """gspread's client: another base address where one is set, and every failure a Faute."""

    def request(self, method: str, endpoint: str, *args: Any, **options: Any) -> requests.Response:
        """Send one request. Raises Faute."""
        if settings.GOOGLE_API_BASE:
            for hote in HOTES:
                endpoint = endpoint.replace(hote, settings.GOOGLE_API_BASE, 1)
        noms = ("params", "data", "json", "files", "headers")
        options |= dict(zip(noms, args, strict=False))
        try:
            reponse: requests.Response = self.session.request(method, endpoint, timeout=self.timeout, **options)
        except requests.Timeout as erreur:
            raise Faute(0, str(erreur), genre="delai") from erreur
        except requests.RequestException as erreur:
            raise Faute(0, str(erreur)) from erreur
        except GoogleAuthError as erreur:
            raise _faute_du_jeton(erreur) from erreur
        except TypeError as erreur:
            # google-auth takes a token whose JSON was cut short for a text, and looks for its keys.
            raise Faute(0, str(erreur), genre="incomplete") from erreur
        if reponse.ok:
            return reponse
        raise _faute_de(reponse)


def ouvrir(compte: Compte, *, ecriture: bool = False) -> Transport:
    """Return a client that may only read, unless told to write. Raises ErreurSource for a damaged key."""
    try:
        client = service_account_from_dict(compte.cle, scopes=ECRITURE if ecriture else LECTURE, http_client=Transport)
    except (ValueError, GoogleAuthError) as erreur:
        phrase = _("La clé de %s est abîmée : téléchargez-la de nouveau (JSON) depuis la console Google Cloud.")
        raise ErreurSource(phrase % compte.adresse, code="cle") from erreur
    return cast("Transport", client.http_client)


def demander(transport: Transport, acte: Callable[[Transport], Any], reste: float) -> Any:
    """Do one request within the seconds that are left. Raises Faute."""
    transport.set_timeout((DELAI_CONNEXION, max(0.1, min(DELAI_REPONSE, reste))))
    try:
        return acte(transport)
    except requests.RequestException as erreur:
        # The body is read here: cut short, or no JSON.
        raise Faute(0, str(erreur), genre="incomplete") from erreur
    except ValueError as erreur:
        raise Faute(0, str(erreur), genre="incomplete") from erreur


def _faute_de(reponse: requests.Response) -> Faute:
    texte = ""
    try:
        erreur = reponse.json()["error"]
        texte = f"{erreur.get('message', '')} {erreur.get('details', '')}" if isinstance(erreur, dict) else str(erreur)
    except (ValueError, KeyError, TypeError):
        texte = reponse.reason or ""
    genre = ""
    if reponse.status_code == 403 and ("SERVICE_DISABLED" in texte or "accessNotConfigured" in texte):
        genre = "api"
    if reponse.status_code == 400 and "not supported for this document" in texte:
        genre = "document"
    return Faute(reponse.status_code, texte, genre=genre, attente=_attente(reponse.headers.get("Retry-After", "")))


def _attente(entete: str) -> float | None:
    """Read a Retry-After: seconds, or a date."""
    if entete.strip().isdigit():
        return float(entete)
    try:
        quand = parsedate_to_datetime(entete)
    except (ValueError, TypeError):
        return None
    if quand.tzinfo is None:
        quand = quand.replace(tzinfo=dt.UTC)
    return max(0.0, (quand - maintenant()).total_seconds())


def _faute_du_jeton(erreur: GoogleAuthError) -> Faute:
    """Say why no token came: no answer, a clock that is off, or a key that is no longer good."""
    texte = " ".join(str(a) for a in erreur.args)
    if isinstance(erreur, TransportError):
        return Faute(0, texte)
    # A refusal is an object with its code; anything else is a page of a server in between.
    refus = next((a for a in erreur.args if isinstance(a, dict)), {})
    if erreur.retryable or "error" not in refus:
        return Faute(503, texte)
    if isinstance(erreur, RefreshError) and ("timeframe" in texte or "iat and exp" in texte):
        return Faute(400, texte, genre="horloge")
    return Faute(401, texte, genre="cle")
