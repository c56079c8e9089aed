"""The beginning and the end of a call."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commande.models import Commande
from commande.selectors import commande_visible_ou_404
from commande.selectors.appel import est_a_appeler
from commande.selectors.originaux import original_unique
from commande.services.bail import prolonger_bail
from commande.services.decision import decider
from commande.services.suivante import ouvrir_suivante
from commande.services.transitions import changer_etat
from config.noyau.affichage import jour_heure
from config.noyau.erreurs import ErreurMetier
from config.noyau.horloge import maintenant
from operatConfirme.appel.forms import SaisieDecision, lire_decision
from operatConfirme.appel.reponses import REFUS, cherche_original, contexte, rendre_page, verifier_libre
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def commencer(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Start the call of an order."""
    commande = commande_visible_ou_404(request.operateur, commande_id)
    try:
        verifier_libre(request, commande)
        changer_etat(
            commande_id=commande_id,
            transition="demarrer_confirmation",
            operateur=request.operateur,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.phrase)
    return redirect("confirmation:commande", commande_id)


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def bail(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Keep the order in hand while the call lasts; 409 when it is not in hand any more."""
    commande_visible_ou_404(request.operateur, commande_id)
    try:
        prolonger_bail(commande_id=commande_id, operateur=request.operateur)
    except ErreurMetier as refus:
        return HttpResponse(refus.phrase, status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def decision(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Note the contact, decide, and go to the next order; a refusal keeps the page as it was typed."""
    commande = commande_visible_ou_404(request.operateur, commande_id)
    try:
        verifier_libre(request, commande)
        saisie = lire_decision(request.POST, maintenant())
        if saisie.nom == "marquer_doublon" and not (saisie.donnees or {}).get("original_id"):
            cherche = request.POST.get("original", "")
            saisie = replace(saisie, donnees={"original_id": original_unique(request.operateur, commande, cherche)})
        faite = decider(
            commande_id=commande_id,
            operateur=request.operateur,
            contact=saisie.contact,
            transition=saisie.transition,
            motif=saisie.motif,
            donnees=saisie.donnees,
            rappel_le=saisie.rappel_le,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        return _refuser(request, commande_id, erreur)
    if saisie.nom == "noter":
        messages.success(request, _("Contact noté sur %(numero)s.") % {"numero": commande.numero})
        return _aller(commande_id, decidee=commande_id)
    return _suivante(request, faite, saisie)


def _refuser(request: RequeteOperateur, commande_id: int, erreur: ErreurMetier) -> HttpResponse:
    complet = contexte(request, commande_id)
    if not est_a_appeler(complet["commande"]):
        # Decided meanwhile: its page says what it became.
        messages.error(request, erreur.phrase)
        return redirect("confirmation:commande", commande_id)
    if request.POST.get("decision", "").startswith("marquer_doublon"):
        complet |= cherche_original(request, complet["commande"], request.POST.get("original", ""))
    return rendre_page(request, complet, statut=REFUS, refus=erreur.phrase, saisie=request.POST)


def _suivante(request: RequeteOperateur, faite: Commande, saisie: SaisieDecision) -> HttpResponse:
    """Go to the order to call now, or home when none waits."""
    fait = _phrase(faite, saisie)
    # The key of the decision serves for what follows it: a double click takes one order, not two.
    cle = request.POST.get("cle")
    suivante = ouvrir_suivante(operateur=request.operateur, cle=f"suite:{cle}" if cle else None)
    if suivante is None or suivante.pk == faite.pk:
        messages.success(request, _("%(fait)s Plus rien à appeler pour l’instant.") % {"fait": fait})
        return redirect("confirmation:accueil")
    messages.success(request, _("%(fait)s Suivante\u202f: %(numero)s.") % {"fait": fait, "numero": suivante.numero})
    return _aller(suivante.pk, decidee=faite.pk)


def _aller(commande_id: int, *, decidee: int) -> HttpResponse:
    """Open an order; the address says which draft is sent and may be forgotten."""
    return redirect(f"{reverse('confirmation:commande', args=[commande_id])}?apres={decidee}")


def _phrase(commande: Commande, saisie: SaisieDecision) -> str:
    phrases = {
        "confirmer": _("Commande %(numero)s confirmée."),
        "marquer_erronee": _("Commande %(numero)s marquée erronée."),
        "marquer_doublon": _("Commande %(numero)s marquée doublon."),
        "annuler": _("Commande %(numero)s annulée."),
        "rappeler": _("Commande %(numero)s\u202f: rappel le %(quand)s."),
        "injoignable": _("Commande %(numero)s injoignable\u202f: rappel le %(quand)s."),
    }
    return phrases[saisie.nom] % {"numero": commande.numero, "quand": jour_heure(saisie.rappel_le)}
