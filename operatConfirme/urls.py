"""Pages of the confirmation operator."""

from django.urls import URLPattern, URLResolver, path

from operatConfirme import views

app_name = "confirmation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("compteurs/", views.compteurs, name="compteurs"),
    path("suivante/", views.suivante, name="suivante"),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
]
