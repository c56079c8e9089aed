"""The key and the tab that an address of a spreadsheet names."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie

_CLE = re.compile(r"[A-Za-z0-9_-]{10,120}")
_ADRESSE = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{10,120})(?:[/?#]|$)")
_GID = re.compile(r"[?&#]gid=(\d{1,18})(?!\d)")


@dataclass(frozen=True, slots=True)
class Adresse:
    """A spreadsheet, and the tab its address was copied from where it says so."""

    cle: str
    gid: int | None = None


def lire_adresse(texte: str) -> Adresse:
    """Read a key, or a whole address as the browser shows it. Raises ErreurSaisie."""
    propre = texte.strip()
    if _CLE.fullmatch(propre):
        return Adresse(propre)
    trouvee = _ADRESSE.search(propre)
    if trouvee is None:
        raise ErreurSaisie(
            _("Adresse de classeur illisible. Ouvrez la feuille et copiez l’adresse entière du navigateur."),
            code="adresse",
        )
    gids = _GID.findall(propre)
    return Adresse(trouvee[1], int(gids[-1]) if gids else None)
