"""Messages to clients: a text with words between braces, and the links that open it."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The words a text may hold, and what each becomes.
VARIABLES: Mapping[str, str | Promise] = {
    "client": _("nom du client"),
    "numero": _("numéro de la commande"),
    "articles": _("articles, couleurs et tailles"),
    "total": _("montant à payer"),
    "ville": _("ville"),
    "adresse": _("adresse"),
    "operateur": _("prénom de l’opérateur"),
}
EXEMPLE: Mapping[str, str] = {
    "client": "نعيمة بنعلي",
    "numero": "YCN-000123",
    "articles": "YZ244 noir 38",
    "total": "449,00\u202fDH",
    "ville": "Fès",
    "adresse": "حي السعادة 27",
    "operateur": "Salma",
}
_MOT = re.compile(r"\{\s*([^{}\s]+)\s*\}")


def rendre(texte: str, valeurs: Mapping[str, str]) -> str:
    """Return a text with its words replaced, once: a brace inside a value stays as it is.

    A word without a value stays as written, so that it is seen before it is sent.
    """
    return _MOT.sub(lambda mot: valeurs.get(mot[1].lower(), mot[0]), texte).strip()


def mots_inconnus(texte: str) -> list[str]:
    """Return the words between braces that no order can fill, in their order."""
    return [mot for mot in _MOT.findall(texte) if mot.lower() not in VARIABLES]


def lien_whatsapp(telephone: str, texte: str) -> str:
    """Return the address that opens WhatsApp on a number in E.164, the text filled in."""
    return f"https://wa.me/{telephone.lstrip('+')}?text={quote(texte, safe='')}"


def lien_sms(telephone: str, texte: str) -> str:
    """Return the address that opens a text message to a number in E.164."""
    return f"sms:{telephone}?body={quote(texte, safe='')}"
