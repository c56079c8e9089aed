"""The administrator's pages of the connectors."""

from django.urls import URLPattern, URLResolver, path

from synchronisation.connecteurs import views

app_name = "connecteurs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.liste, name="liste"),
    path("nouveau/", views.modifier, name="nouveau"),
    path("<int:connecteur_id>/", views.connecteur, name="connecteur"),
    path("<int:connecteur_id>/modifier/", views.modifier, name="modifier"),
    path("<int:connecteur_id>/apercu/", views.apercu, name="apercu"),
    path("<int:connecteur_id>/rafraichir/", views.rafraichir, name="rafraichir"),
    path("<int:connecteur_id>/vider/", views.vider, name="vider"),
]
