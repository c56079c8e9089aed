"""The pages of hand-overs and of the cash that the drivers and the administrator share."""

import datetime as dt

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from commande.bordereau import bordereau_pdf, colonnes_du_classeur, lignes_du_classeur
from commande.models import Envoi
from commande.selectors.caisse import caisse_du_jour
from commande.selectors.envois import bordereau, envoi_visible_ou_404, page_d_envois
from config.noyau.exports import XLSX, exporter
from config.noyau.horloge import jour_local, maintenant
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur
from parametre.models import TypeOperateur


def page_envois(request: RequeteOperateur, espace: str) -> HttpResponse:
    """List hand-overs; `espace` is the namespace of the addresses of this house."""
    page = page_d_envois(request.operateur, request.GET.get(PARAMETRE))
    return render(request, "commande/livraison/envois.html", {"page": page, "adresse_envoi": f"{espace}:envoi"})


def reponse_bordereau_pdf(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Give the list of a hand-over as PDF."""
    envoi = envoi_visible_ou_404(request.operateur, envoi_id)
    contenu = bordereau_pdf(envoi, bordereau(envoi))
    pose = f'inline; filename="{_nom(envoi)}.pdf"'
    return HttpResponse(contenu, content_type="application/pdf", headers={"Content-Disposition": pose})


def reponse_bordereau_xlsx(request: RequeteOperateur, envoi_id: int) -> HttpResponseBase:
    """Give the list of a hand-over as a workbook."""
    envoi = envoi_visible_ou_404(request.operateur, envoi_id)
    lignes = lignes_du_classeur(bordereau(envoi))
    return exporter(XLSX, nom=_nom(envoi), colonnes=colonnes_du_classeur(), lignes=lignes)


def page_caisse(request: RequeteOperateur, espace: str) -> HttpResponse:
    """Show the cash of a day: of every driver to the administrator, of oneself to a driver."""
    jour, refus = _lire_jour(request.GET.get("jour", ""))
    tous = request.operateur.type_operateur == TypeOperateur.ADMIN
    caisses = caisse_du_jour(jour, livreur=None if tous else request.operateur)
    contexte = {
        "caisses": caisses,
        "jour": jour,
        "veille": jour - dt.timedelta(days=1),
        "lendemain": jour + dt.timedelta(days=1) if jour < jour_local(maintenant()) else None,
        "refus": refus,
        "tous": tous,
        "adresse_commande": f"{espace}:commande",
    }
    return render(request, "commande/livraison/caisse.html", contexte)


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
