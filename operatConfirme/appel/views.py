"""The page of a call, and the parts of it that are asked for while talking."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from article.recherche import chercher_articles
from commande.selectors.appel import chercher_villes, est_a_appeler, variantes_de
from commande.services.echange import ECHANGEABLES
from config.noyau.erreurs import ErreurSaisie
from operatConfirme.appel.forms import entier
from operatConfirme.appel.grille import Grille, grille
from operatConfirme.appel.reponses import cherche_original, contexte, est_htmx, rendre_page
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

# What a question asked of the page is answered with.
FRAGMENTS = {"original": "_originaux.html", "q": "_articles.html", "article": "_grille.html", "lieu": "_villes.html"}


@require_GET
@role_requis(TypeOperateur.CONFIRMATION)
def page(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show an order of this operator: to be called while that is its stage, to be read otherwise."""
    complet = contexte(request, commande_id)
    if not est_a_appeler(complet["commande"]):
        from operatConfirme.views import MAISON

        echangeable = complet["commande"].etat in ECHANGEABLES
        return render(request, "commande/detail.html", complet | {"maison": MAISON, "echangeable": echangeable})
    complet |= _questions(request, complet)
    fragment = next((FRAGMENTS[nom] for nom in FRAGMENTS if nom in request.GET), None)
    if est_htmx(request) and fragment:
        return render(request, f"confirmation/appel/{fragment}", complet)
    return rendre_page(request, complet)


def _questions(request: RequeteOperateur, complet: dict[str, Any]) -> dict[str, object]:
    """Answer what the address asks: a search of the catalogue, the grid of an article, a place."""
    reponses: dict[str, object] = {}
    if "q" in request.GET:
        q = request.GET["q"][:120]
        reponses |= {"q": q, "articles": chercher_articles(q)}
    if "article" in request.GET:
        reponses["grille"] = _grille(request, complet)
    if "original" in request.GET:
        reponses |= cherche_original(request, complet["commande"], request.GET["original"])
    if "lieu" in request.GET:
        lieu = request.GET["lieu"][:80]
        reponses |= {"lieu": lieu, "villes": chercher_villes(lieu)}
    return reponses


def _grille(request: RequeteOperateur, complet: dict[str, Any]) -> Grille | None:
    try:
        article_id, de = entier(request.GET, "article"), entier(request.GET, "de", defaut=0)
    except ErreurSaisie:
        return None
    article, variantes = variantes_de(article_id)
    if article is None:
        return None
    lignes = complet["appel"].lignes
    pieces = next((li.total_pieces for li in lignes if li.fiche.variante and li.fiche.variante.pk == de), 0)
    return grille(article, variantes, de=de if pieces else None, pieces=pieces)
