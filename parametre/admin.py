"""Regions, places, operators and settings in the Django admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from config.noyau.administration import FormulaireAlias, Lignes, Page
from parametre.models import AliasVille, ModeleMessage, Operateur, Region, Reglages, Ville
from parametre.querysets import COMPTEUR_VILLES
from parametre.services.compteurs import avancer


class PageIndexee(Page):
    """A page of words that processes keep an index of: a change tells them to build it anew."""

    compteur: str

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        avancer(self.compteur)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        avancer(self.compteur)


@admin.register(Region)
class PageRegion(PageIndexee):
    compteur = COMPTEUR_VILLES
    search_fields = ["nom"]


class LignesAliasVille(Lignes):
    model = AliasVille
    form = FormulaireAlias
    show_change_link = False


@admin.register(Ville)
class PageVille(PageIndexee):
    compteur = COMPTEUR_VILLES
    list_display = ["nom", "region", "frais_livraison", "delai", "active"]
    list_filter = ["active", "region"]
    list_select_related = ["region"]
    search_fields = ["nom", "alias__texte"]
    autocomplete_fields = ["region"]
    inlines = [LignesAliasVille]


@admin.register(AliasVille)
class PageAliasVille(PageIndexee):
    compteur = COMPTEUR_VILLES
    list_display = ["texte", "ville", "origine"]
    list_filter = ["origine"]
    list_select_related = ["ville"]
    search_fields = ["texte", "ville__nom"]
    autocomplete_fields = ["ville"]
    form = FormulaireAlias


@admin.register(Operateur)
class PageOperateur(Page):
    list_display = ["__str__", "user", "type_operateur", "telephone", "actif"]
    list_filter = ["type_operateur", "actif"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__first_name", "user__last_name", "telephone"]
    autocomplete_fields = ["user"]


@admin.register(ModeleMessage)
class PageModeleMessage(Page):
    list_display = ["nom", "langue", "canal", "ordre", "actif"]
    list_filter = ["langue", "canal", "actif"]
    search_fields = ["nom", "texte"]


@admin.register(Reglages)
class PageReglages(Page):
    list_display = ["__str__", "affectation_immediate", "file_commune", "livraison_offerte"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Reglages.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
