"""The administrator's pages about deliveries."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commande.selectors import commande_visible_ou_404
from commande.selectors.envois import partis_de, vue_envoi
from commande.services.confier import confier as confier_a
from config.noyau.erreurs import ErreurMetier
from config.noyau.pagination import PARAMETRE
from config.noyau.textes import entier_positif
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur


@require_GET
@role_requis(TypeOperateur.ADMIN)
def envoi(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Show a hand-over."""
    vue = vue_envoi(request.operateur, envoi_id)
    page = partis_de(vue.envoi, request.GET.get(PARAMETRE))
    return render(request, "commande/livraison/envoi.html", {"vue": vue, "page": page, "espace": "pilotage"})


@require_POST
@role_requis(TypeOperateur.ADMIN)
def confier(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Hand an order to another preparer or driver."""
    commande = commande_visible_ou_404(request.operateur, commande_id)
    try:
        confier_a(
            commande_id=commande.pk,
            operateur_id=entier_positif(request.POST.get("operateur")) or 0,
            operateur=request.operateur,
            motif=request.POST.get("motif", ""),
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, _("Commande %(numero)s confiée.") % {"numero": commande.numero})
    return redirect("pilotage:commande", commande_id)
