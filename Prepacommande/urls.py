"""Pages of the preparation operator."""

from django.urls import URLPattern, URLResolver, include, path

from Prepacommande import views

app_name = "preparation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("", include("Prepacommande.impression.urls")),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
    path("", include("Prepacommande.colis.urls")),
]
