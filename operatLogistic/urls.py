"""Pages of the logistics operator."""

from django.urls import URLPattern, URLResolver, path

from operatLogistic import views

app_name = "logistique"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
]
