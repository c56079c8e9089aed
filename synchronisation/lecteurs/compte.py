"""The service account whose key the server holds."""

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from synchronisation.lecteurs.fautes import ErreurSource

CHAMPS = ("client_email", "private_key", "token_uri")


@dataclass(frozen=True, slots=True)
class Compte:
    """A service account: its address, and what its key file holds."""

    adresse: str
    cle: Mapping[str, str]


def lire_compte() -> Compte:
    """Read the key file named by GOOGLE_SERVICE_ACCOUNT_FILE.

    Raises ErreurSource where there is none, where others may read it, or where it is no key.
    """
    if not settings.GOOGLE_SERVICE_ACCOUNT_FILE:
        raise _refus(
            _(
                "Aucune clé de compte de service : donnez le chemin de son fichier "
                "dans GOOGLE_SERVICE_ACCOUNT_FILE, puis relancez."
            )
        )
    fichier = Path(settings.GOOGLE_SERVICE_ACCOUNT_FILE)
    noms = {"fichier": str(fichier)}
    try:
        mode = fichier.stat().st_mode
        texte = fichier.read_text(encoding="utf-8")
    except FileNotFoundError as erreur:
        raise _refus(
            _("Le fichier de clé « %(fichier)s » est introuvable : vérifiez GOOGLE_SERVICE_ACCOUNT_FILE.") % noms
        ) from erreur
    except (OSError, ValueError) as erreur:
        raise _refus(
            _("Le fichier de clé « %(fichier)s » ne peut pas être lu : vérifiez son propriétaire et ses droits.") % noms
        ) from erreur
    if stat.S_IMODE(mode) & 0o077:
        raise _refus(
            _(
                "D’autres utilisateurs peuvent lire la clé « %(fichier)s ». "
                "Faites « chmod 600 %(fichier)s », puis relancez."
            )
            % noms
        )
    return _comprendre(texte, noms)


def _comprendre(texte: str, noms: Mapping[str, str]) -> Compte:
    try:
        cle = json.loads(texte)
        if cle["type"] != "service_account" or not all(isinstance(cle[c], str) and cle[c] for c in CHAMPS):
            raise KeyError  # noqa: TRY301
    except (ValueError, KeyError, TypeError) as erreur:
        raise _refus(
            _(
                "« %(fichier)s » n’est pas une clé de compte de service : "
                "téléchargez-la de nouveau (JSON) depuis la console Google Cloud."
            )
            % noms
        ) from erreur
    if settings.GOOGLE_API_BASE:
        cle["token_uri"] = f"{settings.GOOGLE_API_BASE}/token"
    return Compte(cle["client_email"], cle)


def _refus(phrase: str) -> ErreurSource:
    return ErreurSource(phrase, code="cle")
