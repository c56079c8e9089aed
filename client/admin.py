"""Clients in the Django admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from client.models import Client
from config.noyau.administration import Page


@admin.register(Client)
class PageClient(Page):
    list_display = ["nom_complet", "telephone", "telephone_2", "ville", "cree_le"]
    list_select_related = ["ville"]
    # Says that there is a search box; how it reads what is typed stands below.
    search_fields = ["telephone"]
    search_help_text = _("Nom, ou téléphone tel que le client le dicte")
    autocomplete_fields = ["ville"]
    readonly_fields = ["cree_le"]
    ordering = ["-id"]

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: "QuerySet[Client]",
        search_term: str,
    ) -> "tuple[QuerySet[Client], bool]":
        if not search_term.strip():
            return queryset, False
        trouves = Client.objects.du_telephone(search_term) | Client.objects.du_nom(search_term)
        return queryset.filter(pk__in=trouves.values("pk")), False
