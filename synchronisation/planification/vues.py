"""The administrator's pages of planned tasks."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.noyau.erreurs import ErreurMetier
from config.noyau.horloge import CASABLANCA, maintenant, vitesse
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation.planification import selectors, tenue
from synchronisation.planification.formulaires import FormulaireTache
from synchronisation.planification.instants import prochains

# Codes of refusals that belong to one field of the form.
_CHAMPS = {"genre": "genre", "source_id": "source", "connecteur_id": "connecteur", "rythme": "frequence"}


def _horloge() -> dict[str, Any]:
    return {"ici": maintenant().astimezone(CASABLANCA), "vitesse": vitesse()}


@require_GET
@role_requis(TypeOperateur.ADMIN)
def liste(request: RequeteOperateur) -> HttpResponse:
    """Show the clock and the tasks."""
    return render(request, "planification/liste.html", _tableau())


@require_GET
@role_requis(TypeOperateur.ADMIN)
def etat(request: RequeteOperateur) -> HttpResponse:
    """Show the same again, for a page that follows it."""
    return render(request, "planification/_tableau.html", _tableau())


def _tableau() -> dict[str, Any]:
    rangs = selectors.rangs_des_taches()
    bouge = any(r.en_cours or r.attend for r in rangs)
    return _horloge() | {"rangs": rangs, "bouge": bouge, "personne": selectors.attente_vaine(rangs)}


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def modifier(request: RequeteOperateur, tache_id: int | None = None) -> HttpResponse:
    """Write a new task, or change one; "apercu" shows its next instants and writes nothing."""
    connue = None if tache_id is None else selectors.tache_ou_404(tache_id)
    formulaire = FormulaireTache(request.POST or None, instance=connue)
    if request.method == "POST" and formulaire.is_valid() and "apercu" not in request.POST:
        try:
            ecrite = tenue.enregistrer_tache(tache=formulaire.save(commit=False), operateur=request.operateur)
        except ErreurMetier as refus:
            formulaire.add_error(_CHAMPS.get(refus.code), refus.phrase)
        else:
            messages.success(request, _("Tâche «\u202f%(nom)s\u202f» enregistrée.") % {"nom": ecrite.nom})
            return redirect("planification:tache", ecrite.pk)
    contexte = _horloge() | {
        "form": formulaire,
        "connu": connue,
        "nouveau": _("Nouvelle tâche"),
        "liste": "planification:liste",
        "fiche": "planification:tache",
        "instants": _instants(formulaire),
        "classe": "tache-planifiee",
    }
    return render(request, "planification/modifier.html", contexte)


@require_POST
@role_requis(TypeOperateur.ADMIN)
def instants(request: RequeteOperateur) -> HttpResponse:
    """Show the next instants of a rhythm being typed."""
    formulaire = FormulaireTache(request.POST)
    return render(request, "planification/_instants.html", {"instants": _instants(formulaire)})


def _instants(formulaire: FormulaireTache) -> list[dt.datetime]:
    """Return the next five instants of what a form says; none where its rhythm cannot be read."""
    if formulaire.is_bound and not formulaire.is_valid() and not _FAUTES_SANS_RYTHME.issuperset(formulaire.errors):
        return []
    try:
        return list(prochains(formulaire.instance.rythme, maintenant()))
    except ValueError:
        return []


_FAUTES_SANS_RYTHME = frozenset({"__all__", "nom", "genre", "source", "connecteur", "rattraper", "essais_max"})


@require_GET
@role_requis(TypeOperateur.ADMIN)
def tache(request: RequeteOperateur, tache_id: int) -> HttpResponse:
    """Show a task and the history of its runs, with what each said."""
    lue = selectors.tache_ou_404(tache_id)
    page, passages = selectors.passages(lue, request.GET.get(PARAMETRE))
    suivants = _a_venir(lue) if lue.active else []
    contexte = _horloge() | {"rang": selectors.rang_de_tache(lue), "page": page, "passages": passages}
    return render(request, "planification/tache.html", contexte | {"tache": lue, "instants": suivants})


def _a_venir(lue: Any) -> list[dt.datetime]:
    if lue.prochain_le is None:
        return []
    try:
        return [lue.prochain_le, *prochains(lue.rythme, max(lue.prochain_le, maintenant()), nombre=4)]
    except ValueError:
        return []


@require_POST
@role_requis(TypeOperateur.ADMIN)
def suspendre(request: RequeteOperateur, tache_id: int) -> HttpResponse:
    """Pause a task, or resume it."""
    reprendre = request.POST.get("reprendre") == "1"
    try:
        ecrite = tenue.suspendre(tache_id=tache_id, operateur=request.operateur, reprendre=reprendre)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        phrase = _("«\u202f%s\u202f» reprend.") if reprendre else _("«\u202f%s\u202f» est en pause.")
        messages.success(request, phrase % ecrite.nom)
    return redirect("planification:liste")


@require_POST
@role_requis(TypeOperateur.ADMIN)
def lancer(request: RequeteOperateur, tache_id: int) -> HttpResponse:
    """Make a task due at once; a second click starts nothing."""
    dernier = request.POST.get("dernier", "")
    try:
        lancee = tenue.lancer_maintenant(
            tache_id=tache_id,
            dernier=int(dernier) if dernier.isdecimal() and len(dernier) < 19 else -1,
            operateur=request.operateur,
        )
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, _("La tâche part.") if lancee else _("La tâche est déjà partie."))
    return redirect("planification:liste")
