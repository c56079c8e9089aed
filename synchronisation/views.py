"""The administrator's pages about runs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.noyau.erreurs import ErreurMetier
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation import selectors
from synchronisation.models import EtatExecution, Resultat
from synchronisation.services.annulation import annuler_execution, bilan_de


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
    if rang.execution.etat == EtatExecution.ANNULEE:
        contexte["annulation"] = bilan_de(rang.execution)
    contexte["annulable"] = rang.execution.etat not in (EtatExecution.ANNULEE, EtatExecution.EN_COURS)
    return render(request, "synchronisation/execution.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def annuler(request: RequeteOperateur, execution_id: int) -> HttpResponse:
    """Ask before undoing a run, then undo it."""
    rang = selectors.execution_ou_404(execution_id)
    if request.method == "POST":
        try:
            bilan = annuler_execution(execution_id=execution_id, operateur=request.operateur)
        except ErreurMetier as refus:
            messages.error(request, refus.phrase)
        else:
            messages.success(
                request,
                _(
                    "Exécution annulée\u202f: %(retirees)d commandes retirées, "
                    "%(restaurees)d restaurées, %(laissees)d laissées."
                )
                % {
                    "retirees": bilan.retirees,
                    "restaurees": bilan.restaurees,
                    "laissees": bilan.nombre_laissees,
                },
            )
        return redirect("synchronisation:execution", execution_id)
    return render(request, "synchronisation/annuler.html", {"rang": rang, "execution": rang.execution})
