"""Sources and the trace of their runs in the Django admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from config.noyau.administration import Page, PageEnLecture
from synchronisation.models import ExecutionSync, LigneSync, SourceCommandes


@admin.register(SourceCommandes)
class PageSource(Page):
    list_display = ["nom", "code", "genre", "feuille", "active"]
    list_filter = ["active", "genre"]
    search_fields = ["nom", "code"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        # The rows of a source are the proof of where its orders come from: switch it off instead.
        return False


@admin.register(ExecutionSync)
class PageExecution(PageEnLecture):
    list_display = [
        "debut",
        "source",
        "etat",
        "lues",
        "nouvelle",
        "mise_a_jour",
        "inchangee",
        "doublon",
        "protegee",
        "rejetee",
        "vide",
    ]
    list_filter = ["etat", "source"]
    list_select_related = ["source"]
    search_fields = ["source__nom"]


@admin.register(LigneSync)
class PageLigneSync(PageEnLecture):
    list_display = ["cle", "source", "numero", "resultat", "raison", "commande"]
    list_filter = ["resultat", "source"]
    list_select_related = ["source", "commande"]
    search_fields = ["=cle", "=commande__numero"]
    ordering = ["-id"]
