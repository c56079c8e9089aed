"""The two pages that every house shares: a list of orders, and an order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django_htmx.middleware import HtmxDetails

from commande.etats import OUVERTS, Etat, actions_possibles
from commande.filters import Filtres, lire_filtres
from commande.models import Commande
from commande.pages_export import fichier_de_commandes, genre_voulu, liens_d_export
from commande.querysets import CommandeQuerySet
from commande.selectors.fiche import fiche
from commande.selectors.listes import FILE, RECENTES, chiffres, choix_villes, lister
from config.noyau.pagination import PARAMETRE, Compte
from parametre.acces import RequeteOperateur

FRAGMENT = "commande/_liste.html"


@dataclass(frozen=True, slots=True)
class Maison:
    """What a house says of itself. `nom_accueil` and `nom_commande` are names of addresses.

    `verifie`: its orders may still have something to check. `dit_chez`: its lists name
    who has each order. `appelle`: its lists filter by calls made and calls promised.
    `gabarit_actes`: a template with the buttons of an order; it gets `actes`, the codes of
    the transitions that the operator may take, and what `contexte_actes` reads for it.
    `lots`: the acts (code, name) that its lists offer on the orders ticked.
    """

    titre: str | Promise
    nom_accueil: str
    nom_commande: str
    gabarit: str
    dessin: str
    vide_titre: str | Promise
    vide_texte: str | Promise
    verifie: bool = False
    dit_chez: bool = False
    appelle: bool = False
    gabarit_actes: str = ""
    contexte_actes: Callable[[Commande], Mapping[str, Any]] | None = None
    lots: tuple[tuple[str, str | Promise], ...] = ()


def page_file(request: RequeteOperateur, maison: Maison) -> HttpResponseBase:
    """Show what waits for the operator, or what they look for among all they may see."""
    filtres = lire_filtres(request.GET)
    operateur = request.operateur
    au_dela = bool(filtres.q or filtres.etat)
    commandes = Commande.objects.visibles_par(operateur) if au_dela else Commande.objects.attendent(operateur)
    contexte: dict[str, Any] = {"maison": maison, "etat_vide": "a_faire", "au_dela": au_dela}
    attendent = None
    if not veut_le_fragment(request):
        lus = chiffres(operateur)
        contexte["figures"], attendent = lus.figures, lus.attendent
    return page_liste(request, commandes, filtres, maison.gabarit, contexte, attendent=attendent)


def page_liste(
    request: RequeteOperateur,
    commandes: CommandeQuerySet,
    filtres: Filtres,
    gabarit: str,
    contexte: Mapping[str, Any],
    *,
    attendent: int | None = None,
) -> HttpResponseBase:
    """Show orders, narrowed and page by page; htmx gets the list alone, `?export=csv` all of it as a file.

    `attendent`: how many there are before any filter, where the page counted them already.
    """
    maison: Maison = contexte["maison"]
    if genre := genre_voulu(request, maison.nom_accueil):
        cles, nom = _ordre(filtres, contexte), str(maison.titre)
        return fichier_de_commandes(genre, filtres.appliquer(commandes), cles=cles, nom=nom)
    liste = lister(
        filtres.appliquer(commandes),
        cles=_ordre(filtres, contexte),
        curseur=request.GET.get(PARAMETRE),
        compte=None if attendent is None or filtres.actifs else Compte(attendent, plafonne=False),
        dit_chez=maison.dit_chez,
    )
    exports = liens_d_export(filtres.champs)
    complet = {"liste": liste, "page": liste.page, "filtres": filtres, "exports": exports, **contexte}
    if veut_le_fragment(request):
        reponse = render(request, FRAGMENT, complet | {"fragment": True})
        # The address keeps only the filters in use, so that it can be given to somebody.
        reponse["HX-Push-Url"] = request.path + filtres.adresse
    else:
        complet |= {"villes": choix_villes(), "etats": Etat.choices}
        reponse = render(request, gabarit, complet)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def page_commande(request: RequeteOperateur, commande_id: int, maison: Maison) -> HttpResponse:
    """Show an order in the frame of a house; an order of somebody else is a 404."""
    lue = fiche(request.operateur, commande_id)
    contexte: dict[str, Any] = {"fiche": lue, "commande": lue.commande, "maison": maison}
    if maison.gabarit_actes:
        contexte["actes"] = {t.code for t in actions_possibles(lue.commande, request.operateur)}
    if maison.contexte_actes is not None:
        contexte |= maison.contexte_actes(lue.commande)
    return render(request, "commande/detail.html", contexte)


def _ordre(filtres: Filtres, contexte: Mapping[str, Any]) -> tuple[str, ...]:
    """Queues by arrival; what was looked for, is over, or is everything: the newest first."""
    file = contexte["etat_vide"] == "a_faire" and not filtres.q
    return FILE if file and (not filtres.etat or filtres.etat in OUVERTS) else RECENTES


def veut_le_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asked for a part of the page, not for the page."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted
