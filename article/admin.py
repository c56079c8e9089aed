"""The catalogue and the ledger of the stock in the Django admin."""

from django.contrib import admin

from article.images import FormulaireArticle
from article.models import (
    AliasCouleur,
    Article,
    Categorie,
    Couleur,
    Genre,
    MouvementStock,
    Pointure,
    Promotion,
    Variante,
)
from article.services.couleurs import COMPTEUR
from config.noyau.administration import FormulaireAlias, Lignes, LignesEnLecture, Page, PageEnLecture
from parametre.admin import PageIndexee


@admin.register(Categorie, Genre, Pointure)
class PageNom(Page):
    search_fields = ["nom"]


class LignesAliasCouleur(Lignes):
    model = AliasCouleur
    form = FormulaireAlias
    show_change_link = False


@admin.register(Couleur)
class PageCouleur(PageIndexee):
    compteur = COMPTEUR
    search_fields = ["nom", "alias__texte"]
    inlines = [LignesAliasCouleur]


@admin.register(AliasCouleur)
class PageAliasCouleur(PageIndexee):
    compteur = COMPTEUR
    list_display = ["texte", "couleur", "origine"]
    list_filter = ["origine"]
    list_select_related = ["couleur"]
    search_fields = ["texte", "couleur__nom"]
    autocomplete_fields = ["couleur"]
    form = FormulaireAlias


class LignesVariante(LignesEnLecture):
    model = Variante
    fields = ["reference", "couleur", "pointure", "qte_disponible", "seuil_alerte"]


@admin.register(Article)
class PageArticle(Page):
    list_display = ["reference", "modele", "nom", "categorie", "genre", "prix_unitaire", "phase", "is_upsell", "actif"]
    list_filter = ["actif", "phase", "is_upsell", "categorie", "genre"]
    list_select_related = ["categorie", "genre"]
    search_fields = ["=modele", "reference", "nom"]
    autocomplete_fields = ["categorie", "genre"]
    form = FormulaireArticle
    inlines = [LignesVariante]
    ordering = ["-id"]


@admin.register(Variante)
class PageVariante(Page):
    """The stock is moved by its service, which writes the movement that explains it."""

    list_display = ["reference", "article", "couleur", "pointure", "qte_disponible", "seuil_alerte"]
    list_select_related = ["article", "couleur", "pointure"]
    search_fields = ["reference", "code_barre", "=article__modele"]
    autocomplete_fields = ["article", "couleur", "pointure"]
    readonly_fields = ["code_barre", "qte_disponible"]
    ordering = ["-id"]


@admin.register(MouvementStock)
class PageMouvementStock(PageEnLecture):
    list_display = ["date", "variante", "type", "delta", "solde_apres", "commande", "operateur", "motif"]
    list_filter = ["type"]
    list_select_related = ["variante", "commande", "operateur__user"]
    search_fields = ["variante__reference", "=commande__numero"]
    ordering = ["-id"]


@admin.register(Promotion)
class PagePromotion(Page):
    list_display = ["__str__", "pourcentage", "date_debut", "date_fin", "active"]
    list_filter = ["active"]
    search_fields = ["nom"]
    autocomplete_fields = ["articles"]
