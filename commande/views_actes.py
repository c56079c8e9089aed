"""What the administrator does to one order, from its page."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commande.etats import TRANSITIONS, Acteur
from commande.selectors import commande_visible_ou_404
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Operateur, TypeOperateur

_CHIFFRES_MAX = 18
# What a reason and an operator suffice for.
ACTES = tuple(
    t for t in TRANSITIONS.values() if t.requis <= {"operateur_id"} and any(d.acteur is Acteur.ADMIN for d in t.droits)
)
_CODES = {t.code: t for t in ACTES}


def choix_actes() -> dict[str, Any]:
    """Return what the forms of the acts of the administrator show."""
    confirment = Operateur.objects.filter(type_operateur=TypeOperateur.CONFIRMATION, actif=True)
    return {"gestes": ACTES, "confirment": confirment.select_related("user"), "cle_acte": uuid4().hex}


@require_POST
@role_requis(TypeOperateur.ADMIN)
def agir(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Take an order through one transition of the administrator."""
    commande = commande_visible_ou_404(request.operateur, commande_id)
    acte = _CODES.get(request.POST.get("acte", ""))
    choix = request.POST.get("operateur", "")
    nombre = int(choix) if choix.isascii() and choix.isdigit() and len(choix) <= _CHIFFRES_MAX else 0
    try:
        if acte is None:
            raise ErreurSaisie(_("Choisissez l’action."))
        changer_etat(
            commande_id=commande.pk,
            transition=acte.code,
            operateur=request.operateur,
            motif=request.POST.get("motif", ""),
            donnees={"operateur_id": nombre} if acte.requis else None,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, _("Commande %(numero)s mise à jour.") % {"numero": commande.numero})
    return redirect("pilotage:commande", commande_id)
