"""The hand-over: parcels are chosen or scanned, go out with a driver, and the list is closed."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commande.pages import veut_le_fragment
from commande.pages_export import fichier_de_commandes, genre_voulu, liens_d_export
from commande.selectors.envois import (
    CLES_PRETS,
    envoi_visible_ou_404,
    lieux_prets,
    livreurs,
    page_de_prets,
    partis_de,
    prets,
    vue_envoi,
)
from commande.services import envois as service
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.pagination import PARAMETRE
from config.noyau.textes import entier_positif
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

REFUS = 422
# How the answer of a scan looks and sounds, as at the bench.
OK, FINI, REFUSE = "ok", "fini", "refus"


@require_GET
@never_cache
@role_requis(TypeOperateur.LOGISTIQUE)
def remise(request: RequeteOperateur) -> HttpResponseBase:
    """Show the prepared parcels by region and place, to be handed over."""
    region, ville = entier_positif(request.GET.get("region")), entier_positif(request.GET.get("ville"))
    voulus = prets(region=region, ville=ville)
    if genre := genre_voulu(request, "logistique:remise"):
        return fichier_de_commandes(genre, voulus, cles=CLES_PRETS, nom=_("remise"))
    page, groupes = page_de_prets(voulus, request.GET.get(PARAMETRE))
    lieux = lieux_prets()
    choisis = [li for li in lieux if region in (None, li.region_id) and ville in (None, li.ville_id)]
    vers = entier_positif(request.GET.get("envoi"))
    contexte: dict[str, Any] = {
        "page": page,
        "groupes": groupes,
        "lieux": lieux,
        "nombre": sum(li.nombre for li in choisis),
        "region": region,
        "ville": ville,
        "regions": sorted({(li.region, li.region_id) for li in lieux if li.region}),
        "exports": liens_d_export(request.GET),
        "livreurs": livreurs(),
        "vers": envoi_visible_ou_404(request.operateur, vers) if vers else None,
        "cle": secrets.token_urlsafe(16),
    }
    return render(request, "logistique/remise/remise.html", contexte)


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def ouvrir(request: RequeteOperateur) -> HttpResponse:
    """Open a hand-over with the parcels ticked, or empty, to be filled by scanning."""
    try:
        envoi = service.ouvrir(
            livreur_id=entier_positif(request.POST.get("livreur")) or 0,
            operateur=request.operateur,
            cle=request.POST.get("cle", ""),
            commande_ids=_choix(request.POST),
            transporteur=request.POST.get("transporteur", ""),
            numero_suivi=request.POST.get("numero_suivi", ""),
        )
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
        return redirect("logistique:remise")
    return redirect("logistique:envoi", envoi.pk)


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def ajouter(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Put the parcels ticked on the list of an open hand-over."""
    envoi_visible_ou_404(request.operateur, envoi_id)
    try:
        service.ajouter(envoi_id=envoi_id, commande_ids=_choix(request.POST), operateur=request.operateur)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    return redirect("logistique:envoi", envoi_id)


@require_GET
@never_cache
@role_requis(TypeOperateur.LOGISTIQUE)
def envoi(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Show a hand-over: what is out, what is still to scan."""
    return _page(request, envoi_id)


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def sortir(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Scan a parcel out."""
    envoi_visible_ou_404(request.operateur, envoi_id)
    try:
        sortie = service.sortir(
            envoi_id=envoi_id,
            code=request.POST.get("code", ""),
            operateur=request.operateur,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        return _page(request, envoi_id, ton=REFUSE, texte=erreur.phrase, statut=REFUS)
    phrase = _("%(numero)s était déjà sorti.") if sortie.deja else _("%(numero)s sorti.")
    return _page(request, envoi_id, ton=OK, texte=phrase % {"numero": sortie.commande.numero})


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def retirer(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Take a parcel that is not there off the list."""
    envoi_visible_ou_404(request.operateur, envoi_id)
    try:
        colis = entier_positif(request.POST.get("commande")) or 0
        service.retirer(envoi_id=envoi_id, commande_id=colis, operateur=request.operateur)
    except ErreurMetier as erreur:
        messages.error(request, erreur.phrase)
    return redirect("logistique:envoi", envoi_id)


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def compter(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Let all that is left leave, counted by hand."""
    envoi_visible_ou_404(request.operateur, envoi_id)
    try:
        nombre = entier_positif(request.POST.get("nombre"))
        if nombre is None:
            raise ErreurSaisie(_("Écrivez le nombre de colis que vous avez comptés."))
        resultats = service.sortir_le_reste(
            envoi_id=envoi_id, nombre=nombre, operateur=request.operateur, cle=request.POST.get("cle", "")
        )
        refuses = [r.erreur.phrase for r in resultats if r.erreur]
        if refuses:
            messages.error(request, refuses[0])
    except ErreurMetier as erreur:
        messages.error(request, erreur.phrase)
    return redirect("logistique:envoi", envoi_id)


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def clore(request: RequeteOperateur, envoi_id: int) -> HttpResponse:
    """Close a hand-over whose list is all out."""
    envoi_visible_ou_404(request.operateur, envoi_id)
    try:
        clos = service.clore(
            envoi_id=envoi_id,
            operateur=request.operateur,
            transporteur=request.POST.get("transporteur", ""),
            numero_suivi=request.POST.get("numero_suivi", ""),
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.phrase)
        return redirect("logistique:envoi", envoi_id)
    messages.success(request, _("Envoi %(numero)s clos\u202f: imprimez le bordereau.") % {"numero": clos.numero})
    # Closed by somebody who neither opened nor received it, it is no longer theirs to see.
    if request.operateur.pk not in (clos.operateur_id, clos.ouvert_par_id):
        return redirect("logistique:envois")
    return redirect("logistique:envoi", envoi_id)


def _page(
    request: RequeteOperateur, envoi_id: int, *, ton: str = "", texte: str = "", statut: int = 200
) -> HttpResponse:
    vue = vue_envoi(request.operateur, envoi_id)
    if ton == OK and vue.complet:
        ton = FINI
    contexte: dict[str, Any] = {
        "vue": vue,
        "page": partis_de(vue.envoi, request.GET.get(PARAMETRE)),
        "espace": "logistique",
        "ton": ton,
        "texte": texte,
        "cle": secrets.token_urlsafe(16),
    }
    gabarit = "commande/livraison/_envoi.html" if veut_le_fragment(request) else "commande/livraison/envoi.html"
    reponse = render(request, gabarit, contexte, status=statut)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _choix(formulaire: QueryDict) -> list[int]:
    return [pk for texte in formulaire.getlist("commandes") if (pk := entier_positif(texte)) is not None]
