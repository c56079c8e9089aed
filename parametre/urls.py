"""Sign-in, sign-out and the door to each house."""

from django.urls import URLPattern, URLResolver, path

from parametre import views

app_name = "parametre"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("connexion/", views.connexion, name="connexion"),
    path("deconnexion/", views.deconnexion, name="deconnexion"),
    path("api/", views.api_absente, name="api_racine"),
    path("api/<path:chemin>", views.api_absente, name="api_absente"),
]
