"""Messages to a client: filled in, then noted and opened by the browser."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commande.pages import veut_le_fragment
from commande.selectors.acces import commande_visible_ou_404
from commande.services.messages import commandes_completes, messages_pour, noter_message
from config.noyau.erreurs import ErreurMetier
from operatConfirme.formulaires import entier
from operatConfirme.views import nouvelle_cle
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Canal, TypeOperateur


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_requis(TypeOperateur.CONFIRMATION)
def messages_client(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show the messages filled in for an order, or note that one of them is opened."""
    return _ouvrir(request, commande_id) if request.method == "POST" else _montrer(request, commande_id)


def _montrer(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    commande = commande_visible_ou_404(request.operateur, commande_id, parmi=commandes_completes())
    contexte = {
        "commande": commande,
        "messages_prets": messages_pour(commande, operateur=request.operateur),
        "cle_messages": nouvelle_cle(),
    }
    gabarit = "confirmation/_messages.html" if veut_le_fragment(request) else "confirmation/messages.html"
    reponse = render(request, gabarit, contexte)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _ouvrir(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Note that a message is opened; without a script, show the link that opens it."""
    canal = request.POST.get("canal", "")
    try:
        pret = noter_message(
            commande_id=commande_id,
            modele_id=entier(request.POST.get("modele", "")) or 0,
            canal=canal,
            operateur=request.operateur,
            cle=request.POST.get("cle", ""),
        )
    except ErreurMetier as refus:
        if veut_le_fragment(request):
            return HttpResponse(refus.phrase, status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, refus.phrase)
        return redirect("confirmation:commande", commande_id)
    if veut_le_fragment(request):
        return HttpResponse(status=204)
    lien = pret.sms if canal == Canal.SMS else pret.whatsapp
    return render(request, "confirmation/message.html", {"pret": pret, "lien": lien, "commande_id": commande_id})
