"""Orders to print, the lots of labels, and what to fetch for them."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commande.etats import Etat
from commande.models import Commande, Impression
from commande.pages_export import fichier_de_commandes, genre_voulu, liens_d_export
from commande.selectors.etiquettes import valables
from commande.selectors.listes import FILE, choix_villes, lister
from commande.selectors.prelevement import lots_recents, prelevement
from commande.services.impression import LOT_MAX, dessiner_lot, imprimer_etiquettes, reimprimer_etiquettes
from config.noyau.erreurs import ErreurMetier
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Operateur, Region, TypeOperateur
from Prepacommande.impression.filtres import AGES, lire_filtres_impression

_CHIFFRES_MAX = 18


@require_GET
@never_cache
@role_requis(TypeOperateur.PREPARATION)
def a_imprimer(request: RequeteOperateur) -> HttpResponseBase:
    """Show the orders to print, the oldest first, to be chosen one by one or all at once; or as a file."""
    filtres = lire_filtres_impression(request.GET)
    commandes = filtres.appliquer(Commande.objects.filter(etat=Etat.A_IMPRIMER))
    if genre := genre_voulu(request, "preparation:a_imprimer"):
        return fichier_de_commandes(genre, commandes, cles=FILE, nom=_("à imprimer"))
    liste = lister(commandes, cles=FILE, curseur=request.GET.get(PARAMETRE))
    # Named one by one: what is printed is what was counted on this page.
    toutes = list(commandes.order_by(*FILE).values_list("pk", flat=True)[:LOT_MAX])
    contexte: dict[str, Any] = {
        "liste": liste,
        "page": liste.page,
        "filtres": filtres,
        "toutes": toutes,
        "en_partie": len(toutes) == LOT_MAX,
        "cle": nouvelle_cle(),
        "villes": choix_villes(),
        "regions": Region.objects.values_list("pk", "nom"),
        "ages": AGES.items(),
        "lots": lots_recents(request.operateur),
        "exports": liens_d_export(request.GET),
    }
    return render(request, "preparation/impression/a_imprimer.html", contexte)


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def imprimer(request: RequeteOperateur) -> HttpResponse:
    """Print the labels of the orders chosen, and start preparing them."""
    choisies = lire_choix(request.POST)
    retour = reverse("preparation:a_imprimer") + lire_filtres_impression(request.GET).adresse
    return _lancer(request, imprimer_etiquettes, choisies, retour)


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def reimprimer(request: RequeteOperateur) -> HttpResponse:
    """Print again the labels chosen, each marked as a duplicate."""
    lots = [n for n in (request.POST.get("lot", ""),) if _est_cle(n)]
    retour = reverse("preparation:lot", args=lots) if lots else reverse("preparation:a_imprimer")
    return _lancer(request, reimprimer_etiquettes, lire_choix(request.POST), retour)


@require_GET
@never_cache
@role_requis(TypeOperateur.PREPARATION)
def lot(request: RequeteOperateur, impression_id: int) -> HttpResponse:
    """Show a lot: its labels, what was refused, and what to fetch for it."""
    impression = _lot_ou_404(request.operateur, impression_id)
    etiquettes = list(impression.etiquettes.select_related("commande").order_by("commande__cree_le", "commande_id"))
    bonnes = set(valables(impression).values_list("pk", flat=True))
    rayons = prelevement(impression)
    contexte = {
        "impression": impression,
        "etiquettes": [(etiquette, etiquette.pk in bonnes) for etiquette in etiquettes],
        "valables": len(bonnes),
        "rayons": rayons,
        "pieces": sum(rayon.quantite for rayon in rayons),
        "neuf": "neuf" in request.GET and bool(bonnes),
        "cle": nouvelle_cle(),
    }
    return render(request, "preparation/impression/lot.html", contexte)


@require_GET
@never_cache
@role_requis(TypeOperateur.PREPARATION)
def lot_pdf(request: RequeteOperateur, impression_id: int) -> HttpResponse:
    """Give the labels of a lot that still hold."""
    impression = _lot_ou_404(request.operateur, impression_id)
    try:
        contenu = dessiner_lot(impression)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
        return redirect("preparation:lot", impression.pk)
    return reponse_pdf(contenu, f"etiquettes-{impression.pk}.pdf")


def reponse_pdf(contenu: bytes, nom: str) -> HttpResponse:
    """Answer a file that opens in the browser, under a name to save it by."""
    entetes = {"Content-Disposition": f'inline; filename="{nom}"'}
    return HttpResponse(contenu, content_type="application/pdf", headers=entetes)


def nouvelle_cle() -> str:
    """Return a key for a form: sent twice, it acts once."""
    return secrets.token_urlsafe(16)


def lire_choix(formulaire: QueryDict) -> list[int]:
    """Return the orders that a form names: those ticked, or with the other button all of its list."""
    textes: Iterable[str] = formulaire.getlist("commandes")
    if formulaire.get("action") == "toutes":
        textes = formulaire.get("toutes", "").split(",")
    return [int(texte) for texte in textes if _est_cle(texte)]


def _est_cle(texte: str) -> bool:
    return texte.isascii() and texte.isdigit() and len(texte) <= _CHIFFRES_MAX


def _lancer(
    request: RequeteOperateur, service: Callable[..., Impression], commandes: list[int], retour: str
) -> HttpResponse:
    try:
        impression = service(commande_ids=commandes, operateur=request.operateur, cle=request.POST.get("cle", ""))
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
        return redirect(retour)
    return redirect(reverse("preparation:lot", args=[impression.pk]) + "?neuf=1")


def _lot_ou_404(operateur: Operateur, impression_id: int) -> Impression:
    impression = Impression.objects.filter(operateur=operateur, pk=impression_id).first()
    if impression is None:
        raise Http404(_("Ce lot n’existe pas, ou il n’est pas le vôtre."))
    return impression
