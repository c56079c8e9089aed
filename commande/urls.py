"""The administrator's pages about orders."""

from django.urls import URLPattern, URLResolver, path

from commande import views, views_actes, views_livraison, views_lots
from commande.pages_livraison import adresses_livraison
from parametre.models import TypeOperateur

app_name = "pilotage"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("commandes/", views.commandes, name="commandes"),
    path("commandes/lot/", views_lots.lot, name="lot"),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
    path("commandes/<int:commande_id>/confier/", views_livraison.confier, name="confier"),
    path("commandes/<int:commande_id>/agir/", views_actes.agir, name="agir"),
    path("envois/<int:envoi_id>/", views_livraison.envoi, name="envoi"),
    *adresses_livraison(TypeOperateur.ADMIN, "pilotage"),
]
