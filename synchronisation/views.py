"""The administrator's pages about runs: reading only."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation import selectors
from synchronisation.models import Resultat


@require_GET
@role_requis(TypeOperateur.ADMIN)
def executions(request: RequeteOperateur) -> HttpResponse:
    """Show the runs of every source, the newest first."""
    page, rangs = selectors.executions(request.GET.get(PARAMETRE))
    return render(request, "synchronisation/executions.html", {"page": page, "rangs": rangs, "resultats": Resultat})


@require_GET
@role_requis(TypeOperateur.ADMIN)
def execution(request: RequeteOperateur, execution_id: int) -> HttpResponse:
    """Show a run: its counters, and its rows by outcome."""
    rang = selectors.execution_ou_404(execution_id)
    resultat = request.GET.get("resultat", "")
    page, lignes = selectors.lignes(rang.execution, resultat=resultat, curseur=request.GET.get(PARAMETRE))
    contexte = {"rang": rang, "execution": rang.execution, "resultat": resultat, "page": page, "lignes": lignes}
    return render(request, "synchronisation/execution.html", contexte)
