"""The pages of hand-overs and of the cash that the drivers and the administrator share."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commande.bordereau import bordereau_pdf, colonnes_du_classeur, lignes_du_classeur
from commande.models import Envoi
from commande.pages_export import fichier_de_commandes, genre_voulu, liens_d_export
from commande.selectors.caisse import CLES, Somme, caisse_du_jour, encaissees, page_d_encaissees
from commande.selectors.envois import bordereau, colonnes_d_envois, envoi_visible_ou_404, lignes_d_envois, page_d_envois
from config.noyau.exports import XLSX, exporter
from config.noyau.horloge import jour_local, maintenant
from config.noyau.pagination import PARAMETRE
from config.noyau.textes import entier_positif
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Operateur, TypeOperateur

PageEspace = Callable[..., HttpResponseBase]


def adresses_livraison(role: str, espace: str) -> list[URLPattern]:
    """Return the addresses that both houses have, for a role; `espace` is the namespace they are mounted under."""

    def ouvrir(page: PageEspace) -> Callable[..., HttpResponseBase]:
        @wraps(page)
        def vue(request: RequeteOperateur, /, **arguments: int) -> HttpResponseBase:
            return page(request, espace, **arguments)

        gardee: Callable[..., HttpResponseBase] = require_GET(role_requis(role)(vue))
        return gardee

    return [
        path("envois/", ouvrir(page_envois), name="envois"),
        path("envois/<int:envoi_id>/bordereau.pdf", ouvrir(reponse_bordereau_pdf), name="envoi_pdf"),
        path("envois/<int:envoi_id>/bordereau.xlsx", ouvrir(reponse_bordereau_xlsx), name="envoi_xlsx"),
        path("caisse/", ouvrir(page_caisse), name="caisse"),
    ]


def page_envois(request: RequeteOperateur, espace: str) -> HttpResponseBase:
    """List hand-overs, the newest first: all to the administrator, one's own and those being made up to a driver."""
    if genre := genre_voulu(request, f"{espace}:envois"):
        return exporter(genre, nom=_("envois"), colonnes=colonnes_d_envois(), lignes=lignes_d_envois(request.operateur))
    page = page_d_envois(request.operateur, request.GET.get(PARAMETRE))
    contexte = {"page": page, "adresse_envoi": f"{espace}:envoi", "exports": liens_d_export(request.GET)}
    return render(request, "commande/livraison/envois.html", contexte)


def reponse_bordereau_pdf(request: RequeteOperateur, _espace: str, *, envoi_id: int) -> HttpResponse:
    """Give the list of a hand-over as PDF."""
    envoi = envoi_visible_ou_404(request.operateur, envoi_id)
    contenu = bordereau_pdf(envoi, bordereau(envoi))
    pose = f'inline; filename="{_nom(envoi)}.pdf"'
    return HttpResponse(contenu, content_type="application/pdf", headers={"Content-Disposition": pose})


def reponse_bordereau_xlsx(request: RequeteOperateur, _espace: str, *, envoi_id: int) -> HttpResponseBase:
    """Give the list of a hand-over as a workbook."""
    envoi = envoi_visible_ou_404(request.operateur, envoi_id)
    lignes = lignes_du_classeur(bordereau(envoi))
    return exporter(XLSX, nom=_nom(envoi), colonnes=colonnes_du_classeur(), lignes=lignes)


def page_caisse(request: RequeteOperateur, espace: str) -> HttpResponseBase:
    """Show the cash of a day, and the orders behind a figure: of one driver, or those paid another amount than due."""
    jour, refus = _lire_jour(request.GET.get("jour", ""))
    tous = request.operateur.type_operateur == TypeOperateur.ADMIN
    livreur = _livreur_voulu(request.GET.get("livreur")) if tous else request.operateur
    ecarts = bool(request.GET.get("ecart"))
    commandes = encaissees(jour, livreur=livreur, ecarts=ecarts)
    if genre := genre_voulu(request, f"{espace}:caisse"):
        return fichier_de_commandes(genre, commandes, cles=CLES, nom=_("caisse %s") % jour.isoformat())
    caisses = caisse_du_jour(jour, livreur=livreur)
    contexte: dict[str, Any] = {
        "caisses": caisses,
        "somme": sum((caisse.somme for caisse in caisses), Somme()),
        "jour": jour,
        "veille": jour - dt.timedelta(days=1),
        "lendemain": jour + dt.timedelta(days=1) if jour < jour_local(maintenant()) else None,
        "refus": refus,
        "tous": tous,
        "livreur": livreur if tous else None,
        "ecarts": ecarts,
        "adresse_commande": f"{espace}:commande",
        "exports": liens_d_export(request.GET),
    }
    if livreur or ecarts:
        contexte["page"] = page_d_encaissees(commandes, request.GET.get(PARAMETRE))
    return render(request, "commande/livraison/caisse.html", contexte)


def _livreur_voulu(texte: str | None) -> Operateur | None:
    voulu = entier_positif(texte)
    return Operateur.objects.select_related("user").filter(pk=voulu).first() if voulu else None


def _lire_jour(texte: str) -> tuple[dt.date, str]:
    aujourdhui = jour_local(maintenant())
    if not texte:
        return aujourdhui, ""
    try:
        jour = dt.date.fromisoformat(texte)
    except ValueError:
        jour = dt.date.min
    if not 2000 <= jour.year <= aujourdhui.year + 1:
        return aujourdhui, _("Ce jour ne se lit pas\u202f: voici la caisse d’aujourd’hui.")
    return jour, ""


def _nom(envoi: Envoi) -> str:
    return f"bordereau-{envoi.numero}"
