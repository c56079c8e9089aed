"""The desk of the confirmation operator: the day at a glance, the queue, the next call."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commande.models import Commande
from commande.pages import Maison, page_liste, veut_le_fragment
from commande.selectors.bureau import bureau, prochain_rappel
from commande.services.suivante import ouvrir_suivante
from config.noyau.affichage import jour_heure
from config.noyau.erreurs import ErreurMetier
from operatConfirme.filtres import RAPPELS, TENTATIVES, lire_filtres_appels
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import Operateur, TypeOperateur

MAISON = Maison(
    titre=gettext_lazy("À confirmer"),
    nom_accueil="confirmation:accueil",
    nom_commande="confirmation:commande",
    gabarit="confirmation/accueil.html",
    dessin="phone",
    vide_titre=gettext_lazy("Aucune commande à confirmer"),
    vide_texte=gettext_lazy(
        "Les commandes arrivent des feuilles synchronisées, puis l’administration vous les affecte."
        " La prochaine apparaîtra ici."
    ),
    verifie=True,
    appelle=True,
    gabarit_actes="confirmation/_actes.html",
)


@require_GET
@role_requis(TypeOperateur.CONFIRMATION)
def accueil(request: RequeteOperateur) -> HttpResponseBase:
    """Show the day of this operator and the orders that wait for them."""
    filtres = lire_filtres_appels(request.GET)
    au_dela = bool(filtres.q or filtres.etat)
    operateur = request.operateur
    commandes = Commande.objects.visibles_par(operateur) if au_dela else Commande.objects.attendent(operateur)
    contexte: dict[str, Any] = {"maison": MAISON, "etat_vide": "a_faire", "au_dela": au_dela}
    attendent = None
    if not veut_le_fragment(request):
        jour = bureau(operateur)
        attendent = jour.attente.total
        contexte |= {
            "bureau": jour,
            "cle": nouvelle_cle(),
            "choix_tentatives": TENTATIVES.items(),
            "choix_rappels": RAPPELS.items(),
        }
    return page_liste(request, commandes, filtres, MAISON.gabarit, contexte, attendent=attendent)


@require_GET
@never_cache
@role_requis(TypeOperateur.CONFIRMATION)
def compteurs(request: RequeteOperateur) -> HttpResponse:
    """Show the figures of the day alone, as the desk asks for them by itself."""
    return render(request, "confirmation/_bureau.html", {"bureau": bureau(request.operateur)})


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def suivante(request: RequeteOperateur) -> HttpResponse:
    """Take the next order and go to its call; the same form again leads to the same order."""
    try:
        commande = ouvrir_suivante(operateur=request.operateur, cle=request.POST.get("cle") or None)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
        return redirect(MAISON.nom_accueil)
    if commande is None:
        messages.info(request, rien_a_appeler(request.operateur))
        return redirect(MAISON.nom_accueil)
    return redirect(MAISON.nom_commande, commande.pk)


def nouvelle_cle() -> str:
    """Return the key under which a form is sent once."""
    return secrets.token_urlsafe(16)


def rien_a_appeler(operateur: Operateur) -> str:
    """Say that nothing is left, and when the next promised call is."""
    prochain = prochain_rappel(operateur)
    if prochain is None:
        return _("Plus rien à appeler pour l’instant. Les prochaines commandes apparaîtront ici.")
    return _("Plus rien à appeler pour l’instant. Prochain rappel promis\u202f: %(quand)s.") % {
        "quand": jour_heure(prochain)
    }
