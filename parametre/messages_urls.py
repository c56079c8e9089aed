"""The administrator's pages of the messages to clients."""

from django.urls import URLPattern, URLResolver, path

from parametre import messages_vues

app_name = "messages"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", messages_vues.liste, name="liste"),
    path("nouveau/", messages_vues.modele, name="nouveau"),
    path("<int:modele_id>/", messages_vues.modele, name="modele"),
]
