"""The administrator's pages about orders."""

from django.urls import URLPattern, URLResolver, path

from commande import views

app_name = "pilotage"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("commandes/", views.commandes, name="commandes"),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
]
