"""Opening a message to a client: noted first, then opened by the browser."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commande.pages import veut_le_fragment
from commande.services.messages import noter_message
from config.noyau.erreurs import ErreurMetier
from operatConfirme.formulaires import entier
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Canal, TypeOperateur


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def ouvrir(request: RequeteOperateur, commande_id: int) -> HttpResponse:
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
