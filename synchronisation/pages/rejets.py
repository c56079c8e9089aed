"""The administrator's pages of refused rows."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commande.selectors.fiche import valeurs_de_la_feuille
from config.noyau.erreurs import ErreurMetier
from config.noyau.pagination import PARAMETRE, paginer
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation.models import LigneSync, Resultat
from synchronisation.selectors import source_ou_404
from synchronisation.services.correspondance import LIBELLES, proposer
from synchronisation.services.rejeu import corriger_ligne, numero_repete, rejouer_rejetees


@require_GET
@role_requis(TypeOperateur.ADMIN)
def liste(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Show the refused rows of a source, in the order of the sheet."""
    source = source_ou_404(source_id)
    rejetees = LigneSync.objects.filter(source=source, resultat=Resultat.REJETEE)
    page = paginer(rejetees, cles=("numero", "id"), curseur=request.GET.get(PARAMETRE))
    contexte = {"source": source, "page": page, "lignes": page.elements, "nombre": rejetees.count()}
    return render(request, "synchronisation/rejets.html", contexte)


@require_POST
@role_requis(TypeOperateur.ADMIN)
def rejouer(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Try refused rows again: those that were chosen, or all of them."""
    source = source_ou_404(source_id)
    choisies = [int(v) for v in request.POST.getlist("ligne") if v.isdecimal() and len(v) < 19]
    try:
        execution = rejouer_rejetees(source_id=source.pk, operateur=request.operateur, ligne_ids=choisies or None)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
        return redirect("synchronisation:rejets", source.pk)
    if execution is None:
        messages.info(request, _("Aucune de ces lignes ne se rejoue telle quelle\u202f: corrigez-les."))
        return redirect("synchronisation:rejets", source.pk)
    messages.success(
        request,
        _("%(lues)d lignes rejouées\u202f: %(nouvelles)d commandes, %(rejetees)d encore rejetées.")
        % {
            "lues": execution.lues,
            "nouvelles": execution.nouvelle + execution.mise_a_jour + execution.doublon,
            "rejetees": execution.rejetee,
        },
    )
    return redirect("synchronisation:execution", execution.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def corriger(request: RequeteOperateur, ligne_id: int) -> HttpResponse:
    """Show the cells of a refused row beside what they were taken for, and settle it corrected."""
    ligne = LigneSync.objects.select_related("source", "commande").filter(pk=ligne_id).first()
    if ligne is None:
        raise Http404(_("Cette ligne n’existe plus."))
    saisies = {
        titre: request.POST.get(f"v{rang}", valeur)
        for rang, (titre, valeur) in enumerate(valeurs_de_la_feuille(ligne.valeurs))
    }
    refus = ""
    if request.method == "POST":
        try:
            neuve = corriger_ligne(ligne_id=ligne.pk, valeurs=saisies, operateur=request.operateur)
        except ErreurMetier as erreur:
            refus = erreur.phrase
        else:
            if neuve.resultat != Resultat.REJETEE:
                messages.success(request, _("Ligne %(n)d corrigée.") % {"n": ligne.numero})
                return redirect("synchronisation:rejets", ligne.source_id)
            refus = neuve.raison
    pris = {
        titre: LIBELLES[champ] for champ, titre in proposer(list(ligne.valeurs), ligne.source.correspondance).items()
    }
    contexte = {
        "ligne": ligne,
        "refus": refus,
        "repete": numero_repete(ligne),
        "cellules": [(f"v{rang}", titre, pris.get(titre, ""), v) for rang, (titre, v) in enumerate(saisies.items())],
    }
    return render(request, "synchronisation/rejet.html", contexte, status=422 if refus else 200)
