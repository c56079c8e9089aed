"""On the road: one order a card, each act one service call, answered in place by htmx and by a page without."""

import datetime as dt
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commande.etats import Etat
from commande.models import Commande
from commande.pages import veut_le_fragment
from commande.selectors.tournee import Carte, carte, resume, tournee
from commande.services.route import noter_injoignable
from commande.services.transitions import changer_etat
from config.noyau.affichage import jour
from config.noyau.argent import en_dirhams
from config.noyau.erreurs import ErreurMetier
from config.noyau.horloge import jour_local, maintenant
from config.noyau.pagination import PARAMETRE
from operatLogistic.formulaires import MOTIFS_REPORT, MOTIFS_RETOUR, lire_acte
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

REFUS = 422
_PHRASES: dict[str, str | Promise] = {
    Etat.LIVREE: gettext_lazy("%(numero)s livrée\u202f: %(montant)s encaissés."),
    Etat.LIVREE_PARTIELLEMENT: gettext_lazy("%(numero)s livrée en partie\u202f: %(montant)s encaissés."),
    Etat.REPORTEE: gettext_lazy("%(numero)s reportée au %(jour)s."),
    Etat.RETOURNEE: gettext_lazy("%(numero)s retournée\u202f: rapportez le colis."),
}


@require_GET
@never_cache
@role_requis(TypeOperateur.LOGISTIQUE)
def ma_tournee(request: RequeteOperateur) -> HttpResponse:
    """Show the orders on the road by place, and those postponed."""
    lue = tournee(request.operateur, request.GET.get(PARAMETRE))
    return render(request, "logistique/route/tournee.html", _communs() | {"tournee": lue, "page": lue.page})


@require_GET
@never_cache
@role_requis(TypeOperateur.LOGISTIQUE)
def une_carte(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show one order of the round."""
    return _page(request, carte(request.operateur, commande_id))


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def resultat(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Say what became of an order: delivered, in part, postponed, returned, or taken up again."""
    lue = carte(request.operateur, commande_id)
    acte = request.POST.get("acte", "")
    try:
        motif, donnees = lire_acte(acte, request.POST, lue)
        faite = changer_etat(
            commande_id=commande_id,
            transition=acte,
            operateur=request.operateur,
            motif=motif,
            donnees=donnees,
            cle=request.POST.get("cle") or None,
        )
    except ErreurMetier as erreur:
        return _refuser(request, commande_id, erreur.phrase)
    return _repondre(request, faite, _dire(faite))


@require_POST
@role_requis(TypeOperateur.LOGISTIQUE)
def contact(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Note that the client could not be reached; the order stays where it is."""
    carte(request.operateur, commande_id)
    try:
        noter_injoignable(
            commande_id=commande_id, operateur=request.operateur, cle=f"contact:{request.POST.get('cle', '')}"
        )
    except ErreurMetier as erreur:
        return _refuser(request, commande_id, erreur.phrase)
    if veut_le_fragment(request):
        return _page(request, carte(request.operateur, commande_id))
    messages.success(request, _("Appel sans réponse noté."))
    return redirect("logistique:tournee")


def _dire(faite: Commande) -> str:
    """Say what was done, with what one wants to check."""
    phrase = _PHRASES.get(faite.etat, gettext_lazy("%(numero)s est de nouveau en livraison."))
    return str(phrase) % {
        "numero": faite.numero,
        "montant": en_dirhams(faite.montant_encaisse),
        "jour": jour(faite.date_livraison_prevue),
    }


def _repondre(request: RequeteOperateur, faite: Commande, texte: str) -> HttpResponse:
    if veut_le_fragment(request) and faite.etat != Etat.EN_COURS_LIVRAISON:
        contexte = {"commande": faite, "texte": texte, "resume": resume(request.operateur), "oob": True}
        return render(request, "logistique/route/_faite.html", contexte)
    messages.success(request, texte)
    return redirect("logistique:tournee")


def _refuser(request: RequeteOperateur, commande_id: int, phrase: str) -> HttpResponse:
    """Show the card again, its form open, with what was typed and why it was refused."""
    lue = carte(request.operateur, commande_id)
    return _page(request, lue, saisi=request.POST, erreur=phrase, statut=REFUS)


def _page(
    request: RequeteOperateur, lue: Carte, *, saisi: QueryDict | None = None, erreur: str = "", statut: int = 200
) -> HttpResponse:
    contexte = _communs() | {
        "carte": lue,
        "saisi": saisi,
        "acte": saisi.get("acte", "") if saisi else "",
        "erreur": erreur,
    }
    gabarit = "logistique/route/_carte.html" if veut_le_fragment(request) else "logistique/route/carte.html"
    reponse = render(request, gabarit, contexte, status=statut)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _communs() -> dict[str, Any]:
    return {
        "cle": secrets.token_urlsafe(16),
        "demain": jour_local(maintenant()) + dt.timedelta(days=1),
        "motifs_retour": MOTIFS_RETOUR,
        "motifs_report": MOTIFS_REPORT,
    }
