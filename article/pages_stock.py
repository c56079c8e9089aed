"""The pages of the stock, shared by the house of the preparers and that of the administrator."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from article.exports_stock import COLONNES_MOUVEMENTS, COLONNES_STOCK, LOT_EXPORT, ligne_de_mouvement, ligne_de_stock
from article.formulaires_stock import LIGNES_MAX, SaisieLot, lire_delta, lire_lot, lire_nombres
from article.models import Variante
from article.selectors import (
    chiffres_stock,
    lister_stock,
    mouvements,
    variante_du_code,
    variantes_du_lot,
    variantes_en_stock,
    variantes_proposees,
)
from article.services.magasin import changer_seuils, corriger, inventorier, recevoir
from config.noyau.erreurs import ErreurConcurrence, ErreurMetier
from config.noyau.exports import exporter
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis

REFUS = 422


@dataclass(frozen=True, slots=True)
class MaisonStock:
    """Where the pages are: their namespace, the page of an order and that of shelf labels, if the house has them."""

    espace: str
    nom_commande: str = ""
    nom_etiquettes: str = ""

    def nom(self, page: str) -> str:
        return f"{self.espace}:{page}"


Page = Callable[..., HttpResponseBase]


def adresses_stock(role: str, maison: MaisonStock) -> list[URLPattern]:
    """Return the addresses of the stock for a role; `maison.espace` is the namespace they are mounted under."""

    def ouvrir(page: Page, methodes: Callable[[Any], Any]) -> Callable[..., HttpResponseBase]:
        @wraps(page)
        def vue(request: RequeteOperateur, /, **arguments: int) -> HttpResponseBase:
            return page(request, maison, **arguments)

        gardee: Callable[..., HttpResponseBase] = methodes(never_cache(role_requis(role)(vue)))
        return gardee

    deux = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path("", ouvrir(liste, require_GET), name="liste"),
        path("seuils/", ouvrir(seuils, require_POST), name="seuils"),
        path("reception/", ouvrir(reception, deux), name="reception"),
        path("comptage/", ouvrir(comptage, deux), name="comptage"),
        path("<int:variante_id>/", ouvrir(variante, require_GET), name="variante"),
        path("<int:variante_id>/ajuster/", ouvrir(ajustement, require_POST), name="ajuster"),
    ]


def liste(request: RequeteOperateur, maison: MaisonStock) -> HttpResponseBase:
    """Show the variants, narrowed; with `seuils`, their alert levels as fields; with `export`, a file of them."""
    recherche, niveau = request.GET.get("q", ""), request.GET.get("niveau", "")
    if genre := request.GET.get("export"):
        variantes = variantes_en_stock(recherche=recherche, niveau=niveau).order_by("reference")
        lignes = (ligne_de_stock(v) for v in variantes.iterator(chunk_size=LOT_EXPORT))
        return exporter(genre, nom=_("stock"), colonnes=COLONNES_STOCK, lignes=lignes)
    lue = lister_stock(recherche=recherche, niveau=niveau, curseur=request.GET.get(PARAMETRE))
    contexte = {
        "maison": maison,
        "chiffres": chiffres_stock(),
        "liste": lue,
        "page": lue.page,
        "recherche": recherche[:80],
        "niveau": niveau,
        "modifie": "seuils" in request.GET,
    }
    return render(request, "stock/liste.html", contexte)


def seuils(request: RequeteOperateur, maison: MaisonStock) -> HttpResponse:
    """Set the alert levels of the variants of a page."""
    try:
        nombre = changer_seuils(seuils=lire_nombres(request.POST, "s"), operateur=request.operateur)
    except ErreurMetier as erreur:
        messages.error(request, erreur.phrase)
    else:
        phrase = ngettext("%(n)d seuil changé.", "%(n)d seuils changés.", nombre)
        messages.success(request, phrase % {"n": nombre})
    retour = request.POST.get("variante", "")
    if retour.isascii() and retour.isdecimal() and len(retour) < 19:
        return redirect(maison.nom("variante"), int(retour))
    return redirect(maison.nom("liste"))


def variante(request: RequeteOperateur, maison: MaisonStock, variante_id: int) -> HttpResponseBase:
    """Show a variant: its stock, its alert level, its movements; with `export`, a file of these."""
    voulue = _variante(variante_id)
    if genre := request.GET.get("export"):
        tous = voulue.mouvements.select_related("operateur__user", "commande").order_by("-id")
        lignes = (ligne_de_mouvement(m) for m in tous.iterator(chunk_size=LOT_EXPORT))
        return exporter(genre, nom=f"mouvements-{voulue.reference}", colonnes=COLONNES_MOUVEMENTS, lignes=lignes)
    return _montrer_variante(request, maison, voulue)


def ajustement(request: RequeteOperateur, maison: MaisonStock, variante_id: int) -> HttpResponse:
    """Correct the stock of a variant by a signed number, with a reason."""
    voulue = _variante(variante_id)
    try:
        solde = corriger(
            variante_id=variante_id,
            delta=lire_delta(request.POST),
            motif=request.POST.get("motif", ""),
            operateur=request.operateur,
            cle=request.POST.get("cle", ""),
        )
    except ErreurMetier as erreur:
        return _montrer_variante(request, maison, voulue, refus=erreur.phrase)
    messages.success(request, _("Stock de %(reference)s : %(n)d.") % {"reference": voulue.reference, "n": solde})
    return redirect(maison.nom("variante"), variante_id)


def reception(request: RequeteOperateur, maison: MaisonStock) -> HttpResponse:
    """Enter goods that arrived: each scan adds a piece, one form enters them all."""

    def enregistrer(saisie: SaisieLot) -> str:
        pieces = recevoir(
            quantites={pk: n for pk, n in saisie.quantites.items() if n},
            motif=saisie.motif,
            operateur=request.operateur,
            cle=saisie.cle,
        )
        return ngettext("%(n)d pièce entrée en stock.", "%(n)d pièces entrées en stock.", pieces) % {"n": pieces}

    return _page_lot(request, maison, "reception", enregistrer)


def comptage(request: RequeteOperateur, maison: MaisonStock) -> HttpResponse:
    """Count: the differences are shown, and only what was shown is written."""

    def enregistrer(saisie: SaisieLot) -> str:
        if saisie.vues != saisie.quantites:
            raise ErreurConcurrence(_("Voici les écarts : relisez-les, puis enregistrez."), code="a_relire")
        nombre = inventorier(
            quantites=saisie.quantites,
            attendues=saisie.attendues,
            motif=saisie.motif,
            operateur=request.operateur,
            cle=saisie.cle,
        )
        return ngettext("Comptage enregistré : %(n)d écart.", "Comptage enregistré : %(n)d écarts.", nombre) % {
            "n": nombre
        }

    return _page_lot(request, maison, "comptage", enregistrer)


def _page_lot(
    request: RequeteOperateur, maison: MaisonStock, mode: str, enregistrer: Callable[[SaisieLot], str]
) -> HttpResponse:
    if request.method != "POST":
        return _montrer_lot(request, maison, mode, SaisieLot(cle=secrets.token_urlsafe(16)))
    saisie = SaisieLot(cle=request.POST.get("cle", ""), motif=request.POST.get("motif", ""))
    try:
        saisie = lire_lot(request.POST)
        if saisie.action == "ajouter" and saisie.code:
            return _ajouter(request, maison, mode, saisie)
        if saisie.action != "enregistrer":
            return _montrer_lot(request, maison, mode, saisie, ecarts=saisie.action == "voir")
        fait = enregistrer(saisie)
    except ErreurMetier as erreur:
        a_relire = erreur.code == "a_relire"
        ton = "" if a_relire else "refus"
        ecarts = isinstance(erreur, ErreurConcurrence)
        return _montrer_lot(request, maison, mode, saisie, ton=ton, texte=erreur.phrase, ecarts=ecarts)
    messages.success(request, fait)
    return redirect(maison.nom("liste"))


def _ajouter(request: RequeteOperateur, maison: MaisonStock, mode: str, saisie: SaisieLot) -> HttpResponse:
    """Add a piece of what was scanned, or propose what was looked for."""
    trouvee = variante_du_code(saisie.code)
    if trouvee is None:
        proposees = variantes_proposees(saisie.code)
        texte = "" if proposees else _("« %(code)s » n’est pas au catalogue.") % {"code": saisie.code[:40]}
        return _montrer_lot(
            request, maison, mode, saisie, proposees=proposees, ton="" if proposees else "refus", texte=texte
        )
    if trouvee.pk not in saisie.quantites and len(saisie.quantites) >= LIGNES_MAX:
        texte = _("Le formulaire est plein : enregistrez-le, puis continuez.")
        return _montrer_lot(request, maison, mode, saisie, ton="refus", texte=texte)
    combien = saisie.quantites.get(trouvee.pk, 0) + 1
    plus_une = replace(saisie, quantites={trouvee.pk: combien} | {**saisie.quantites, trouvee.pk: combien}, code="")
    return _montrer_lot(request, maison, mode, plus_une, ton="ok", texte=f"{trouvee.reference}\u202f: {combien}")


def _montrer_lot(
    request: RequeteOperateur,
    maison: MaisonStock,
    mode: str,
    saisie: SaisieLot,
    *,
    proposees: list[Variante] | None = None,
    ton: str = "",
    texte: str = "",
    ecarts: bool = False,
) -> HttpResponse:
    variantes = variantes_du_lot(saisie.quantites)
    lignes = [
        {"variante": variantes[pk], "quantite": n, "ecart": n - variantes[pk].qte_disponible}
        for pk, n in saisie.quantites.items()
        if pk in variantes
    ]
    contexte = {
        "maison": maison,
        "mode": mode,
        "saisie": saisie,
        "lignes": lignes,
        "pieces": sum(saisie.quantites.values()),
        "proposees": proposees or [],
        "ton": ton,
        "texte": texte,
        "ecarts": ecarts and mode == "comptage",
    }
    return render(request, "stock/lot.html", contexte, status=REFUS if ton == "refus" else 200)


def _montrer_variante(
    request: RequeteOperateur, maison: MaisonStock, voulue: Variante, *, refus: str = ""
) -> HttpResponse:
    page = mouvements(voulue, curseur=request.GET.get(PARAMETRE))
    contexte = {
        "maison": maison,
        "variante": voulue,
        "page": page,
        "refus": refus,
        "saisie": request.POST,
        "cle": secrets.token_urlsafe(16),
    }
    return render(request, "stock/variante.html", contexte, status=REFUS if refus else 200)


def _variante(variante_id: int) -> Variante:
    if variante_id >= 2**63:
        raise Http404
    return get_object_or_404(Variante.objects.select_related("article", "couleur", "pointure"), pk=variante_id)
