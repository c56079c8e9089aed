"""The administrator's pages about deliveries."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commande.pages_livraison import page_caisse, page_envois, reponse_bordereau_pdf, reponse_bordereau_xlsx
from commande.selectors import commande_visible_ou_404
from commande.selectors.envois import partis_de, vue_envoi
from commande.services.confier import confier as confier_a
from config.noyau.erreurs import ErreurMetier
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

_CHIFFRES_MAX = 18


@require_GET
@role_requis(TypeOperateur.ADMIN)
def envois(request: RequeteOperateur) -> HttpResponse:
    """List every hand-over, the newest first."""
    return page_envois(request, "pilotage")


@require_GET
@role_requis(TypeOperateur.ADMIN)
def envoi(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Show a hand-over."""
    vue = vue_envoi(request.operateur, envoi_id)
    page = partis_de(vue.envoi, request.GET.get(PARAMETRE))
    return render(request, "commande/livraison/envoi.html", {"vue": vue, "page": page, "espace": "pilotage"})


@require_GET
@role_requis(TypeOperateur.ADMIN)
def envoi_pdf(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Give the list of a hand-over as PDF."""
    return reponse_bordereau_pdf(request, envoi_id)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def envoi_xlsx(request: RequeteOperateur, envoi_id: int) -> HttpResponseBase:
    """Give the list of a hand-over as a workbook."""
    return reponse_bordereau_xlsx(request, envoi_id)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def caisse(request: RequeteOperateur) -> HttpResponse:
    """Show the cash of a day, driver by driver."""
    return page_caisse(request, "pilotage")


@require_POST
@role_requis(TypeOperateur.ADMIN)
def confier(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Hand an order to another preparer or driver."""
    commande = commande_visible_ou_404(request.operateur, commande_id)
    choix = request.POST.get("operateur", "")
    try:
        confier_a(
            commande_id=commande.pk,
            operateur_id=int(choix) if choix.isascii() and choix.isdigit() and len(choix) <= _CHIFFRES_MAX else 0,
            operateur=request.operateur,
            motif=request.POST.get("motif", ""),
        )
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, _("Commande %(numero)s confiée.") % {"numero": commande.numero})
    return redirect("pilotage:commande", commande_id)
