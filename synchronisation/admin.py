"""Sources and the trace of their runs in the Django admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from config.noyau.administration import Page, PageEnLecture
from synchronisation.models import (
    ClientApporte,
    Connecteur,
    ExecutionSync,
    LigneSync,
    PassageTache,
    PointWebhook,
    ProduitApporte,
    ReceptionWebhook,
    SourceCommandes,
    TachePlanifiee,
)


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


@admin.register(Connecteur)
class PageConnecteur(PageEnLecture):
    list_display = ["nom", "genre", "actif", "version", "lu_le"]
    list_filter = ["genre", "actif"]
    search_fields = ["nom"]


@admin.register(ProduitApporte, ClientApporte)
class PageApport(PageEnLecture):
    list_display = ["code", "connecteur", "version", "disparu_le"]
    list_filter = ["connecteur"]
    list_select_related = ["connecteur"]
    search_fields = ["code"]


@admin.register(PointWebhook)
class PagePoint(PageEnLecture):
    list_display = ["source", "plateforme", "actif"]
    list_select_related = ["source"]
    search_fields = ["source__nom"]


@admin.register(ReceptionWebhook)
class PageReception(PageEnLecture):
    list_display = ["recue_le", "point", "reference", "sujet", "issue"]
    list_filter = ["issue"]
    list_select_related = ["point__source"]
    search_fields = ["=reference", "=identifiant"]
    ordering = ["-recue_le", "-id"]


@admin.register(TachePlanifiee, PassageTache)
class PageTache(PageEnLecture):
    pass
