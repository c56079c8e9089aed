"""Orders in the Django admin, to look things up.

An order moves through the services alone, so that its history, its prices and the ledger
of the stock stay true: here it is only shown.
"""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commande.models import (
    Commande,
    Envoi,
    EtatCommande,
    EtiquetteImprimee,
    Impression,
    LigneCommande,
    Operation,
    RetourAttendu,
)
from config.noyau.administration import LignesEnLecture, Page, PageEnLecture


class LignesDeCommande(LignesEnLecture):
    model = LigneCommande
    fields = ["variante", "quantite", "prix_unitaire", "origine_prix", "verifiee", "quantite_livree"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("variante")


class LignesEtat(LignesEnLecture):
    model = EtatCommande
    fields = ["etat", "date_debut", "date_fin", "operateur", "transition", "motif"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("operateur__user")


class LignesOperation(LignesEnLecture):
    model = Operation
    fields = ["date", "type", "commentaire", "conclusion", "operateur"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("operateur__user")


@admin.register(Commande)
class PageCommande(PageEnLecture):
    list_display = ["numero", "etat", "client", "telephone", "ville", "total", "a_verifier", "cree_le"]
    list_filter = ["etat", "a_verifier", "origine"]
    list_select_related = ["client", "ville"]
    # Says that there is a search box; how it reads what is typed stands below.
    search_fields = ["numero"]
    search_help_text = _("Numéro, téléphone ou nom du client")
    inlines = [LignesDeCommande, LignesEtat, LignesOperation]
    ordering = ["-cree_le", "-id"]

    @admin.display(description=_("téléphone"), ordering="client__telephone")
    def telephone(self, commande: Commande) -> str:
        return commande.client.telephone

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: "QuerySet[Commande]",
        search_term: str,
    ) -> "tuple[QuerySet[Commande], bool]":
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=Commande.objects.recherche(search_term).values("pk")), False


@admin.register(LigneCommande)
class PageLigneCommande(PageEnLecture):
    list_display = ["commande", "variante", "quantite", "prix_unitaire", "origine_prix", "quantite_livree"]
    list_filter = ["origine_prix"]
    list_select_related = ["commande", "variante"]
    search_fields = ["=commande__numero", "variante__reference"]
    ordering = ["-id"]


@admin.register(EtatCommande)
class PageEtatCommande(PageEnLecture):
    list_display = ["commande", "etat", "date_debut", "date_fin", "operateur", "transition", "motif"]
    list_filter = ["etat"]
    list_select_related = ["commande", "operateur__user"]
    search_fields = ["=commande__numero"]
    ordering = ["-id"]


@admin.register(Operation)
class PageOperation(PageEnLecture):
    list_display = ["commande", "type", "commentaire", "operateur", "date"]
    list_filter = ["type", "commentaire"]
    list_select_related = ["commande", "operateur__user"]
    search_fields = ["=commande__numero"]
    ordering = ["-id"]


@admin.register(Envoi)
class PageEnvoi(Page):
    list_display = ["numero", "date", "operateur", "region", "transporteur", "numero_suivi", "clos_le"]
    list_select_related = ["operateur__user", "region"]
    search_fields = ["numero", "numero_suivi"]
    autocomplete_fields = ["region", "operateur"]
    readonly_fields = ["numero"]
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Impression)
class PageImpression(PageEnLecture):
    list_display = ["__str__", "date", "operateur", "format", "terminee_le"]
    list_filter = ["format"]
    list_select_related = ["operateur__user"]
    ordering = ["-id"]


@admin.register(EtiquetteImprimee)
class PageEtiquetteImprimee(PageEnLecture):
    list_display = ["commande", "duplicata", "impression", "imprimee_par", "imprimee_le"]
    list_select_related = ["commande", "impression__operateur__user"]
    search_fields = ["=commande__numero"]
    ordering = ["-id"]

    @admin.display(description=_("imprimée par"))
    def imprimee_par(self, etiquette: EtiquetteImprimee) -> str:
        return str(etiquette.impression.operateur)

    @admin.display(description=_("imprimée le"))
    def imprimee_le(self, etiquette: EtiquetteImprimee) -> dt.datetime:
        return etiquette.impression.date


@admin.register(RetourAttendu)
class PageRetourAttendu(PageEnLecture):
    list_display = ["echange", "ligne", "quantite", "bon", "defectueux", "recu_le", "operateur"]
    list_select_related = ["echange", "ligne", "operateur__user"]
    search_fields = ["=echange__numero"]
    ordering = ["-id"]
