"""Secrets that the database keeps for us: unreadable without SECRET_KEY."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurMetier


def chiffrer(secret: str) -> str:
    """Return a secret as the database may hold it; an empty one stays empty."""
    return _serrure().encrypt(secret.encode()).decode() if secret else ""


def dechiffrer(chiffre: str) -> str:
    """Return a secret as it was given. Raises ErreurMetier where SECRET_KEY has changed since."""
    if not chiffre:
        return ""
    try:
        return _serrure().decrypt(chiffre.encode()).decode()
    except InvalidToken:
        raise ErreurMetier(
            _("Le secret enregistré ne se lit plus\u202f: la clé du serveur a changé. Saisissez-le de nouveau."),
            code="secret",
        ) from None


def _serrure() -> Fernet:
    cle = hashlib.sha256(b"coffre:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(cle))
