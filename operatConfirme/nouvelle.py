"""Orders taken by telephone: a new one, and the exchange of a delivered one."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from commande.models import Commande
from commande.pages import veut_le_fragment
from commande.selectors.acces import commande_visible_ou_404
from commande.selectors.listes import choix_villes
from commande.selectors.saisie import appelant, panier, proposer_articles
from commande.services.echange import ECHANGEABLES
from commande.services.nouvelle import creer_pour_appelant, echanger
from config.noyau.erreurs import ErreurMetier
from operatConfirme.appel.grille import grille
from operatConfirme.formulaires import Saisie, lire_saisie, saisie_vide
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur, Ville

CREER = "creer"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_requis(TypeOperateur.CONFIRMATION)
def nouvelle(request: RequeteOperateur) -> HttpResponse:
    """Take the order of a client on the phone; every button but the last only redraws the form."""
    if request.method != "POST":
        return _montrer_nouvelle(request, saisie_vide(request.GET.get("telephone", "")))
    saisie = lire_saisie(request.POST)
    if request.POST.get("action") != CREER:
        return _montrer_nouvelle(request, saisie)
    try:
        commande = creer_pour_appelant(
            telephone=saisie.telephone,
            nom_complet=saisie.nom,
            ville_id=saisie.ville_id,
            adresse=saisie.adresse,
            lignes=saisie.lignes,
            operateur=request.operateur,
            cle=saisie.cle,
        )
    except ErreurMetier as refus:
        return _montrer_nouvelle(request, saisie, refus.phrase)
    return _ouvrir(request, commande, _("Commande %(numero)s créée."))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_requis(TypeOperateur.CONFIRMATION)
def echange(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Take the exchange of a delivered order of one's own."""
    commandes = Commande.objects.select_related("client", "ville")
    originale = commande_visible_ou_404(request.operateur, commande_id, parmi=commandes)
    if originale.etat not in ECHANGEABLES:
        raise Http404(_("Seule une commande livrée s’échange."))
    if request.method != "POST":
        return _montrer_echange(request, originale, saisie_vide())
    saisie = lire_saisie(request.POST)
    if request.POST.get("action") != CREER:
        return _montrer_echange(request, originale, saisie)
    try:
        commande = echanger(
            commande_id=originale.pk,
            lignes=saisie.lignes,
            reprises=saisie.reprises,
            operateur=request.operateur,
            cle=saisie.cle,
        )
    except ErreurMetier as refus:
        return _montrer_echange(request, originale, saisie, refus.phrase)
    return _ouvrir(request, commande, _("Échange %(numero)s créé."))


def _ouvrir(request: RequeteOperateur, commande: Commande, phrase: str) -> HttpResponse:
    messages.success(request, phrase % {"numero": commande.numero})
    suite = redirect("confirmation:commande", commande.pk)
    return HttpResponseClientRedirect(suite.url) if veut_le_fragment(request) else suite


def _montrer_nouvelle(request: RequeteOperateur, saisie: Saisie, refus: str = "") -> HttpResponse:
    qui = appelant(saisie.telephone)
    if qui.client is not None:
        # What is on file spares typing; what was typed since stays.
        saisie = replace(
            saisie,
            nom=qui.client.nom_complet,
            ville_id=saisie.ville_id or qui.client.ville_id,
            adresse=saisie.adresse or qui.client.adresse,
        )
    ville = Ville.objects.filter(pk=saisie.ville_id or 0).first()
    contexte = {"appelant": qui, "villes": choix_villes(), "ville": ville}
    return _montrer(request, "confirmation/nouvelle.html", saisie, ville, contexte, refus)


def _montrer_echange(request: RequeteOperateur, originale: Commande, saisie: Saisie, refus: str = "") -> HttpResponse:
    lignes = list(originale.lignes.select_related("variante__article", "variante__couleur", "variante__pointure"))
    contexte = {
        "originale": originale,
        "ville": originale.ville,
        "livrees": [(ligne, saisie.reprises.get(ligne.pk, 0)) for ligne in lignes if ligne.variante is not None],
    }
    return _montrer(request, "confirmation/echange.html", saisie, originale.ville, contexte, refus)


def _montrer(
    request: RequeteOperateur,
    gabarit: str,
    saisie: Saisie,
    ville: Ville | None,
    contexte: dict[str, Any],
    refus: str,
) -> HttpResponse:
    complet = contexte | {
        "saisie": saisie,
        "refus": refus,
        "panier": panier(saisie.lignes, ville),
        "proposes": [grille(p.article, p.variantes) for p in proposer_articles(saisie.recherche)],
    }
    return render(request, gabarit, complet)
