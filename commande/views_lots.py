"""One act of the administrator on many orders: chosen on a list, agreed to on a page, told order by order."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commande.filters import lire_filtres
from commande.models import Commande
from commande.selectors.listes import RECENTES, lister
from commande.services import lots
from commande.services.lots import ResultatLot
from config.noyau.textes import entier_positif
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Operateur, TypeOperateur

# About two seconds of work; more is done in several times.
LOT_MAX = 200


@dataclass(frozen=True, slots=True)
class Lot:
    """An act on many orders: what it asks for, and the service that does it."""

    libelle: str | Promise
    faire: Callable[..., list[ResultatLot]]
    roles: tuple[TypeOperateur, ...] = ()
    motif: bool = False


LOTS = {
    "affecter": Lot(gettext_lazy("Affecter"), lots.affecter_en_lot, (TypeOperateur.CONFIRMATION,)),
    "reaffecter": Lot(gettext_lazy("Réaffecter"), lots.reaffecter_en_lot, (TypeOperateur.CONFIRMATION,)),
    "desaffecter": Lot(gettext_lazy("Désaffecter"), lots.desaffecter_en_lot),
    "confier": Lot(
        gettext_lazy("Confier à quelqu’un d’autre"),
        lots.confier_en_lot,
        (TypeOperateur.PREPARATION, TypeOperateur.LOGISTIQUE),
    ),
    "annuler": Lot(gettext_lazy("Annuler"), lots.annuler_en_lot, motif=True),
}
CHOIX = tuple((code, lot.libelle) for code, lot in LOTS.items())


@require_http_methods(["GET", "POST"])
@role_requis(TypeOperateur.ADMIN)
def lot(request: RequeteOperateur) -> HttpResponse:
    """Show what an act would touch and ask for the rest; then do it and say what became of each order."""
    demande = request.GET if request.method == "GET" else request.POST
    filtres = lire_filtres(request.GET)
    retour = reverse("pilotage:commandes") + filtres.adresse
    acte = LOTS.get(demande.get("acte", ""))
    if "toutes" in request.GET and request.method == "GET":
        commandes = filtres.appliquer(Commande.objects.all())
    else:
        choisies = {n for texte in demande.getlist("commandes") if (n := entier_positif(texte))}
        commandes = Commande.objects.filter(pk__in=choisies)
    ids = list(commandes.order_by(*RECENTES).values_list("pk", flat=True)[:LOT_MAX])
    if acte is None or not ids:
        messages.error(request, _("Choisissez l’action.") if ids else _("Cochez au moins une commande."))
        return redirect(retour)
    contexte: dict[str, Any] = {"lot": acte, "code": demande["acte"], "filtres": filtres, "retour": retour}
    if request.method == "POST":
        resultats = _faire(request, acte, ids)
        numeros = dict(Commande.objects.filter(pk__in=ids).values_list("pk", "numero"))
        contexte["refuses"] = [(r.commande_id, numeros[r.commande_id], r.erreur.phrase) for r in resultats if r.erreur]
        contexte["faites"] = len(resultats) - len(contexte["refuses"])
        return render(request, "pilotage/lot_resultat.html", contexte)
    contexte |= {
        "ids": ids,
        "liste": lister(Commande.objects.filter(pk__in=ids), cles=RECENTES, curseur=None, dit_chez=True),
        "plein": len(ids) == LOT_MAX,
        "cle": token_urlsafe(16),
        "operateurs": _operateurs(acte),
    }
    return render(request, "pilotage/lot.html", contexte)


def _operateurs(acte: Lot) -> list[Operateur]:
    actifs = Operateur.objects.filter(type_operateur__in=acte.roles, actif=True).select_related("user")
    return list(actifs.order_by("type_operateur", "user__username")) if acte.roles else []


def _faire(request: RequeteOperateur, acte: Lot, ids: list[int]) -> list[ResultatLot]:
    donnees: dict[str, Any] = {
        "commande_ids": ids,
        "operateur": request.operateur,
        "cle": request.POST.get("cle", "")[:60] or None,
    }
    if acte.roles:
        donnees["operateur_id"] = entier_positif(request.POST.get("operateur")) or 0
    if acte.motif:
        donnees["motif"] = request.POST.get("motif", "")
    return acte.faire(**donnees)
