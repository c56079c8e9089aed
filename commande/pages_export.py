"""The lists of the desks as files: the same orders and filters as on screen."""

import logging
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponseBase

from commande.querysets import CommandeQuerySet
from commande.selectors import export
from config.noyau.exports import GENRES, exporter
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur

EXPORT = "export"
journal = logging.getLogger(__name__)


def liens_d_export(parametres: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the name and the query string of each kind of file of the list that an address shows."""
    gardes = {nom: valeur for nom, valeur in parametres.items() if nom != PARAMETRE}
    return [(genre.upper(), "?" + urlencode({**gardes, EXPORT: genre})) for genre in GENRES]


def genre_voulu(request: RequeteOperateur, liste: str) -> str | None:
    """Return the kind of file that is asked for, and log that this list was taken."""
    genre = request.GET.get(EXPORT)
    if genre not in GENRES:
        return None
    journal.info("List exported", extra={"operateur": request.operateur.pk, "liste": liste, "genre": genre})
    return genre


def fichier_de_commandes(
    genre: str, commandes: CommandeQuerySet, *, cles: tuple[str, ...], nom: str
) -> HttpResponseBase:
    """Give orders as a file; `cles` as for a page of them."""
    lues = export.lignes(commandes, cles=cles, dit_chez=True)
    return exporter(genre, nom=nom, colonnes=export.colonnes(), lignes=lues)
