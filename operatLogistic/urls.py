"""Pages of the logistics operator."""

from django.urls import URLPattern, URLResolver, path

from commande.pages_livraison import adresses_livraison
from operatLogistic import remise, route, views
from parametre.models import TypeOperateur

app_name = "logistique"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
    path("route/", route.ma_tournee, name="tournee"),
    path("route/<int:commande_id>/", route.une_carte, name="carte"),
    path("route/<int:commande_id>/resultat/", route.resultat, name="resultat"),
    path("route/<int:commande_id>/contact/", route.contact, name="contact"),
    path("remise/", remise.remise, name="remise"),
    path("remise/ouvrir/", remise.ouvrir, name="ouvrir"),
    path("envois/<int:envoi_id>/", remise.envoi, name="envoi"),
    path("envois/<int:envoi_id>/ajouter/", remise.ajouter, name="ajouter"),
    path("envois/<int:envoi_id>/scan/", remise.sortir, name="sortir"),
    path("envois/<int:envoi_id>/retirer/", remise.retirer, name="retirer"),
    path("envois/<int:envoi_id>/compter/", remise.compter, name="compter"),
    path("envois/<int:envoi_id>/clore/", remise.clore, name="clore"),
    *adresses_livraison(TypeOperateur.LOGISTIQUE, "logistique"),
]
