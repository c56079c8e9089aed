"""Returns at the warehouse: what comes back, and what came back today."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commande.models import LigneCommande, RetourAttendu
from commande.pages_export import fichier_de_commandes, genre_voulu, liens_d_export
from commande.selectors.retours import (
    CLES,
    attendues,
    echanges_attendus,
    echanges_du_code,
    recherche,
    recus_du_jour,
    retour_attendu_ou_404,
    retours_attendus,
)
from commande.services.echange import recevoir_retour
from commande.services.retours import recevoir
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.pagination import PARAMETRE, compter
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

REFUS = 422
_NOMBRE = forms.IntegerField(min_value=0, max_value=9999)


@require_GET
@role_requis(TypeOperateur.PREPARATION)
def liste(request: RequeteOperateur) -> HttpResponseBase:
    """Show the returns that wait; a code leads to its order, or to the old pieces of its exchange."""
    if genre := genre_voulu(request, "preparation:retours"):
        return fichier_de_commandes(genre, attendues(), cles=CLES, nom=_("retours"))
    code = request.GET.get("code", "").strip()[:120]
    trouves: list[RetourAttendu] = []
    if code:
        trouvee = recherche(code)
        if trouvee is not None:
            return redirect("preparation:retour", trouvee)
        trouves = echanges_du_code(code)
        if not trouves:
            messages.error(request, _("Aucun retour n’attend sous «\u202f%s\u202f».") % code)
    page = retours_attendus(request.GET.get(PARAMETRE))
    echanges, davantage = echanges_attendus()
    recus, nombre_recus = recus_du_jour()
    contexte = {
        "page": page,
        "retours": page.elements,
        "nombre": compter(attendues()),
        "echanges": trouves or echanges,
        "trouves": trouves,
        "code": code,
        "davantage": davantage and not trouves,
        "recus": recus,
        "nombre_recus": nombre_recus,
        "exports": liens_d_export(request.GET),
    }
    return render(request, "preparation/retours.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.PREPARATION)
def retour(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show the pieces of a return as the driver told them, and take them into stock."""
    try:
        commande = retour_attendu_ou_404(commande_id)
    except Http404 as absent:
        if request.method != "POST":
            raise
        # The second half of a double click: the first one received it.
        messages.info(request, str(absent))
        return redirect("preparation:retours")
    lignes = [ligne for ligne in commande.lignes.all() if ligne.attendues]
    refus, saisies = "", {li.pk: (str(li.declare_bon), str(li.declare_defectueux)) for li in lignes}
    if request.method == "POST":
        saisies = {li.pk: (request.POST.get(f"bon-{li.pk}", ""), request.POST.get(f"mal-{li.pk}", "")) for li in lignes}
        try:
            recevoir(
                commande_id=commande.pk,
                operateur=request.operateur,
                etats={pk: {"bon": _lu(bon), "defectueux": _lu(mal)} for pk, (bon, mal) in saisies.items()},
                motif=request.POST.get("motif", ""),
                cle=request.POST.get("cle") or None,
            )
        except ErreurMetier as erreur:
            refus = erreur.phrase
        else:
            messages.success(request, _("Retour de %s reçu.") % commande.numero)
            return redirect("preparation:retours")
    contexte: dict[str, Any] = {
        "commande": commande,
        "lignes": [(li, *saisies[li.pk]) for li in lignes],
        "refus": refus,
        "motif": request.POST.get("motif", ""),
        "cle": request.POST.get("cle") or secrets.token_urlsafe(16),
    }
    return render(request, "preparation/retour.html", contexte, status=REFUS if refus else 200)


@require_http_methods(["POST"])
@role_requis(TypeOperateur.PREPARATION)
def echange(request: RequeteOperateur, retour_id: int) -> HttpResponse:
    """Take back the old piece of an exchange."""
    try:
        recu: RetourAttendu = recevoir_retour(
            retour_id=retour_id,
            bon=_lu(request.POST.get("bon", "")),
            defectueux=_lu(request.POST.get("mal", "")),
            operateur=request.operateur,
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.phrase)
    else:
        ligne: LigneCommande = recu.ligne
        messages.success(request, _("Pièce de l’échange reçue (ligne %d).") % ligne.pk)
    return redirect("preparation:retours")


def _lu(texte: str) -> int:
    """Return a count that was typed; nothing is none. Raises ErreurSaisie."""
    try:
        return int(_NOMBRE.clean(texte or "0") or 0)
    except forms.ValidationError:
        raise ErreurSaisie(_("«\u202f%s\u202f» n’est pas un nombre de pièces.") % texte[:20]) from None


urlpatterns: list[URLPattern | URLResolver] = [
    path("retours/", liste, name="retours"),
    path("retours/<int:commande_id>/", retour, name="retour"),
    path("retours/echanges/<int:retour_id>/", echange, name="retour_echange"),
]
