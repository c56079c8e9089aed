"""A client calls in: what any operator may know of any order."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commande.selectors.consultation import SAISIE_MAX, consulter
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur


@require_GET
@never_cache
@role_requis(TypeOperateur.CONFIRMATION)
def recherche(request: RequeteOperateur) -> HttpResponse:
    """Show the orders of a full phone or number; only one's own open."""
    saisie = request.GET.get("q", "").strip()
    resultat = consulter(operateur=request.operateur, saisie=saisie) if saisie else None
    contexte = {"saisie": saisie[:SAISIE_MAX], "resultat": resultat}
    return render(request, "confirmation/recherche.html", contexte)
