"""Packing: each act is one service call, answered in place by htmx and by a page without."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from commande.etats import Etat
from commande.models import Commande
from commande.pages import veut_le_fragment
from commande.selectors import commande_visible_ou_404
from commande.selectors.preparation import Colis, colis, colis_en_attente
from commande.services.preparation import Ouverture, Pointage, lire_scan, signaler_manque, verifier_ligne
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

REFUS = 422
# How the answer of a scan looks and sounds.
OK, FINI, REFUSE = "ok", "fini", "refus"
_ENTIER_MAX = 2**63 - 1


@require_GET
@never_cache
@role_requis(TypeOperateur.PREPARATION)
def attente(request: RequeteOperateur) -> HttpResponse:
    """Wait for the label of an order, and list the parcels begun or to begin."""
    return _page_attente(request)


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def ouvrir(request: RequeteOperateur) -> HttpResponse:
    """Take the order whose label was scanned on the bench."""
    try:
        faite = lire_scan(code=request.POST.get("code", ""), operateur=request.operateur)
    except ErreurMetier as erreur:
        return _page_attente(request, erreur.phrase)
    assert isinstance(faite, Ouverture), "Without an order on the bench a code can only open one."  # noqa: S101
    return redirect("preparation:colis_commande", faite.commande.pk)


@require_GET
@never_cache
@role_requis(TypeOperateur.PREPARATION)
def commande(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show the parcel of an order of one's own."""
    lu = colis(request.operateur, commande_id)
    if lu.commande.etat != Etat.EN_PREPARATION:
        return redirect("preparation:commande", commande_id)
    return _page(request, lu)


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def scan(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Do what a code means for the parcel on the bench."""
    visible = commande_visible_ou_404(request.operateur, commande_id)
    try:
        fait = lire_scan(
            commande_id=commande_id,
            code=request.POST.get("code", ""),
            operateur=request.operateur,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        return _refuser(request, commande_id, erreur)
    if isinstance(fait, Pointage):
        return _repondre(request, commande_id, fait)
    return _passer(request, visible, fait)


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def ligne(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Say by hand how many pieces of a line are in the parcel."""
    commande_visible_ou_404(request.operateur, commande_id)
    try:
        fait = verifier_ligne(
            commande_id=commande_id,
            ligne_id=_entier(request.POST, "ligne"),
            pieces=_entier_ou_rien(request.POST, "pieces"),
            operateur=request.operateur,
        )
    except ErreurMetier as erreur:
        return _refuser(request, commande_id, erreur)
    return _repondre(request, commande_id, fait)


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def terminer(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Close the parcel and wait for the next label."""
    commande_visible_ou_404(request.operateur, commande_id)
    try:
        faite = changer_etat(
            commande_id=commande_id,
            transition="terminer_preparation",
            operateur=request.operateur,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        return _refuser(request, commande_id, erreur)
    messages.success(request, _("Commande %(numero)s préparée. Scannez la suivante.") % {"numero": faite.numero})
    return _aller(request, "preparation:colis")


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def manque(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Send the order back because a line is not on the shelf, with a variant to propose or none.

    The order leaves this operator: the same form sent again is known by its key, no longer by its owner.
    """
    try:
        faite = signaler_manque(
            commande_id=commande_id,
            ligne_id=_entier(request.POST, "ligne"),
            proposition_id=_entier_ou_rien(request.POST, "proposition"),
            au_rayon=_entier_ou_rien(request.POST, "au_rayon"),
            operateur=request.operateur,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        return _refuser(request, commande_id, erreur)
    return _renvoyee(request, faite)


@require_POST
@role_requis(TypeOperateur.PREPARATION)
def renvoyer(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Send an order back to its confirmation operator, for a reason in words; once, as `manque`."""
    try:
        faite = changer_etat(
            commande_id=commande_id,
            transition="renvoyer_confirmation",
            operateur=request.operateur,
            motif=request.POST.get("motif", ""),
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        commande_visible_ou_404(request.operateur, commande_id)
        messages.error(request, erreur.phrase)
        return redirect("preparation:commande", commande_id)
    return _renvoyee(request, faite)


def _renvoyee(request: RequeteOperateur, faite: Commande) -> HttpResponse:
    messages.warning(
        request,
        _("Commande %(numero)s renvoyée en confirmation : remettez ses articles au rayon.") % {"numero": faite.numero},
    )
    return _aller(request, "preparation:colis")


def _repondre(request: RequeteOperateur, commande_id: int, fait: Pointage) -> HttpResponse:
    """Say what is in the parcel now."""
    lu = colis(request.operateur, commande_id)
    if lu.complet:
        ton, reste = FINI, _("Tout y est : fermez le colis.")
    else:
        ton = OK
        reste = ngettext("Encore %(n)d pièce.", "Encore %(n)d pièces.", lu.restantes) % {"n": lu.restantes}
    texte = f"{fait.article}\u202f: {fait.pieces}/{fait.quantite}. {reste}"
    return _page(request, lu, ton=ton, texte=texte)


def _refuser(request: RequeteOperateur, commande_id: int, erreur: ErreurMetier) -> HttpResponse:
    lu = colis(request.operateur, commande_id)
    if lu.commande.etat != Etat.EN_PREPARATION:
        messages.error(request, erreur.phrase)
        return _aller(request, "preparation:colis")
    return _page(request, lu, ton=REFUSE, texte=erreur.phrase, statut=REFUS)


def _passer(request: RequeteOperateur, quittee: Commande, fait: Ouverture) -> HttpResponse:
    """Go to the order that was scanned, and say what became of the one on the bench."""
    numero = {"numero": quittee.numero}
    if fait.terminee is None:
        messages.warning(request, _("%(numero)s n’est pas finie : ce qui y est compté reste compté.") % numero)
    elif fait.terminee.pk == fait.commande.pk:
        messages.success(request, _("Commande %(numero)s préparée. Scannez la suivante.") % numero)
        return _aller(request, "preparation:colis")
    else:
        messages.success(request, _("Commande %(numero)s préparée.") % numero)
    return _aller(request, "preparation:colis_commande", fait.commande.pk)


def _page(request: RequeteOperateur, lu: Colis, *, ton: str = "", texte: str = "", statut: int = 200) -> HttpResponse:
    contexte: dict[str, Any] = {
        "colis": lu,
        "commande": lu.commande,
        "ton": ton,
        "texte": texte,
        "cle": secrets.token_urlsafe(16),
    }
    gabarit = "preparation/colis/_colis.html" if veut_le_fragment(request) else "preparation/colis/page.html"
    reponse = render(request, gabarit, contexte, status=statut)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _page_attente(request: RequeteOperateur, refus: str = "") -> HttpResponse:
    contexte = {"attente": colis_en_attente(request.operateur), "ton": REFUSE if refus else "", "texte": refus}
    return render(request, "preparation/colis/attente.html", contexte, status=REFUS if refus else 200)


def _aller(request: RequeteOperateur, nom: str, *arguments: int) -> HttpResponse:
    suite = redirect(nom, *arguments)
    return HttpResponseClientRedirect(suite.url) if veut_le_fragment(request) else suite


def _entier(donnees: QueryDict, champ: str) -> int:
    texte = donnees.get(champ, "")
    if not texte.isascii() or not texte.isdecimal() or int(texte[:20]) > _ENTIER_MAX:
        raise ErreurSaisie(_("Le formulaire est incomplet. Rechargez la page, puis recommencez."))
    return int(texte)


def _entier_ou_rien(donnees: QueryDict, champ: str) -> int | None:
    return _entier(donnees, champ) if donnees.get(champ) else None
