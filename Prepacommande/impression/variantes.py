"""Labels of variants for the shelves: choose an article and how many of each size, get the PDF."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from article.etiquettes import dessiner_etiquettes_variantes
from article.models import Article, Variante
from article.recherche import chercher_articles
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import FormatEtiquettes, TypeOperateur
from Prepacommande.impression.vues import reponse_pdf

ETIQUETTES_MAX = 1000
_PREFIXE = "v"


@require_GET
@role_requis(TypeOperateur.PREPARATION)
def choisir(request: RequeteOperateur) -> HttpResponse:
    """Show the variants of the articles looked for, each with the number of labels to print."""
    recherche = request.GET.get("q", "")[:80]
    contexte: dict[str, Any] = {
        "recherche": recherche,
        "articles": _avec_variantes(chercher_articles(recherche)) if recherche else [],
        "formats": FormatEtiquettes.choices,
    }
    return render(request, "preparation/impression/variantes.html", contexte)


@require_GET
@role_requis(TypeOperateur.PREPARATION)
def pdf(request: RequeteOperateur) -> HttpResponse:
    """Give the labels asked for (`v<key>=how many`)."""
    quantites = lire_quantites(request.GET)
    combien = sum(quantites.values())
    if not 0 < combien <= ETIQUETTES_MAX:
        phrase = _("Demandez de 1 à %(n)d étiquettes.") % {"n": ETIQUETTES_MAX}
        messages.error(request, phrase)
        return redirect("preparation:etiquettes_variantes")
    variantes = Variante.objects.filter(pk__in=quantites).select_related("article", "couleur", "pointure")
    choisies = [(v, quantites[v.pk]) for v in variantes.order_by("article__modele", "pk")]
    en_feuille = request.GET.get("format") == FormatEtiquettes.A4
    contenu = dessiner_etiquettes_variantes(choisies, en_feuille=en_feuille, titre=_("Étiquettes de rayon"))
    return reponse_pdf(contenu, "etiquettes-de-rayon.pdf")


def lire_quantites(parametres: QueryDict) -> dict[int, int]:
    """Return how many labels of each variant an address asks for; what cannot be read asks for none."""
    quantites: dict[int, int] = {}
    for nom, valeur in parametres.items():
        cle = nom.removeprefix(_PREFIXE)
        nombres = all(t.isascii() and t.isdigit() and len(t) <= 9 for t in (cle, str(valeur)))
        if nom.startswith(_PREFIXE) and nombres and int(str(valeur)):
            quantites[int(cle)] = int(str(valeur))
    return quantites


def _avec_variantes(articles: list[Article]) -> list[tuple[Article, list[Variante]]]:
    """Return each article with its variants, in one query."""
    par_article: dict[int, list[Variante]] = {article.pk: [] for article in articles}
    variantes = Variante.objects.filter(article__in=par_article).select_related("couleur", "pointure")
    for variante in variantes.order_by("couleur__nom", "pointure__nom", "pk"):
        par_article[variante.article_id].append(variante)
    return [(article, par_article[article.pk]) for article in articles]
