"""The administrator's pages of sheet files: put in, tried, compared, brought in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.noyau.erreurs import ErreurMetier
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation.models import DepotFeuille, GenreSource, Resultat, SourceCommandes
from synchronisation.pages.formulaires import FormulaireDepot
from synchronisation.selectors import NOMS_RESULTATS, TONS_RESULTATS
from synchronisation.services import depots


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def deposer(request: RequeteOperateur) -> HttpResponse:
    """Take a sheet file and try it."""
    formulaire = FormulaireDepot(request.POST or None, request.FILES or None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            depot = depots.deposer(**formulaire.cleaned_data, operateur=request.operateur)
        except ErreurMetier as refus:
            formulaire.add_error("fichier", refus.phrase)
        else:
            return redirect("synchronisation:depot", depot.pk)
    noms = SourceCommandes.objects.filter(genre=GenreSource.FICHIER).order_by("nom").values_list("nom", flat=True)
    return render(request, "synchronisation/depot_nouveau.html", {"form": formulaire, "noms": noms})


@require_GET
@role_requis(TypeOperateur.ADMIN)
def depot(request: RequeteOperateur, depot_id: int) -> HttpResponse:
    """Show what bringing a file in would change; while it is tried, how far the trial is."""
    lu = DepotFeuille.objects.filter(pk=depot_id).first()
    if lu is None:
        raise Http404(_("Ce fichier n’existe plus."))
    if lu.applique_le is not None:
        suite = SourceCommandes.objects.filter(nom=lu.source_nom).first()
        if suite is not None:
            return redirect("synchronisation:source", suite.pk)
    choisi = request.GET.get("resultat", "")
    compteurs = lu.bilan.get("compteurs", {})
    lignes = [li for li in lu.bilan.get("lignes", []) if not choisi or li["resultat"] == choisi]
    contexte = {
        "depot": lu,
        "lues": depots.lues_par(lu) if lu.essaye_le is None else compteurs.get("lues", 0),
        "resultat": choisi,
        "compteurs": [(r.value, NOMS_RESULTATS[r], compteurs.get(r.value, 0)) for r in Resultat],
        "lignes": [
            (li, NOMS_RESULTATS[Resultat(li["resultat"])], TONS_RESULTATS.get(li["resultat"], "neutre"))
            for li in lignes
        ],
    }
    gabarit = (
        "synchronisation/_depot.html" if request.headers.get("HX-Target") == "depot" else "synchronisation/depot.html"
    )
    return render(request, gabarit, contexte)


@require_POST
@role_requis(TypeOperateur.ADMIN)
def appliquer(request: RequeteOperateur, depot_id: int) -> HttpResponse:
    """Bring a file in, behind the page of its source."""
    try:
        source = depots.appliquer_depot(depot_id=depot_id, operateur=request.operateur)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
        return redirect("synchronisation:executions")
    return redirect("synchronisation:source", source.pk)


@require_POST
@role_requis(TypeOperateur.ADMIN)
def abandonner(request: RequeteOperateur, depot_id: int) -> HttpResponse:
    """Forget a file."""
    depots.abandonner_depot(depot_id=depot_id, operateur=request.operateur)
    messages.info(request, _("Fichier abandonné\u202f: rien n’a été changé."))
    return redirect("synchronisation:executions")
