"""What the administrator does to one order, from its page."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commande.etats import TRANSITIONS, Acteur, Transition
from commande.models import Commande
from commande.selectors import commande_visible_ou_404
from commande.selectors.originaux import original_unique
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.textes import entier_positif
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Operateur, TypeOperateur

# What a reason, an operator and another order suffice for.
ACTES = {
    t.code: t
    for t in TRANSITIONS.values()
    if t.requis <= {"operateur_id", "original_id"} and any(d.acteur is Acteur.ADMIN for d in t.droits)
}
# They end an order, or undo what was paid: apart from the others on the page.
GRAVES = frozenset({"marquer_erronee", "marquer_doublon", "annuler", "corriger_resultat"})


def choix_actes() -> dict[str, Any]:
    """Return what the forms of the acts of the administrator show."""
    confirment = Operateur.objects.filter(type_operateur=TypeOperateur.CONFIRMATION, actif=True)
    return {
        "gestes": sorted(ACTES.values(), key=lambda t: t.code in GRAVES),
        "graves": GRAVES,
        "confirment": confirment.select_related("user"),
        "cle_acte": uuid4().hex,
    }


@require_POST
@role_requis(TypeOperateur.ADMIN)
def agir(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Take an order through one transition of the administrator, as the page showed it."""
    commande = commande_visible_ou_404(request.operateur, commande_id)
    try:
        acte = ACTES.get(request.POST.get("acte", ""))
        if acte is None:
            raise ErreurSaisie(_("Choisissez l’action."))
        changer_etat(
            commande_id=commande.pk,
            transition=acte.code,
            operateur=request.operateur,
            motif=request.POST.get("motif", ""),
            donnees=_donnees(request, acte, commande),
            cle=request.POST.get("cle") or None,
            version=entier_positif(request.POST.get("version")),
        )
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, _("Commande %(numero)s mise à jour.") % {"numero": commande.numero})
    return redirect("pilotage:commande", commande_id)


def _donnees(request: RequeteOperateur, acte: Transition, commande: Commande) -> dict[str, Any] | None:
    if "original_id" in acte.requis:
        return {"original_id": original_unique(request.operateur, commande, request.POST.get("original", ""))}
    if "operateur_id" in acte.requis:
        return {"operateur_id": entier_positif(request.POST.get("operateur")) or 0}
    return None
