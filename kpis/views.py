"""The administrator's pages of figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kpis.selectors import reperes
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur


@require_GET
@role_requis(TypeOperateur.ADMIN)
def accueil(request: RequeteOperateur) -> HttpResponse:
    """Show a few counts, and say which figures will come."""
    return render(request, "kpis/accueil.html", {"figures": reperes()})
