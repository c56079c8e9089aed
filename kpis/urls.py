"""The administrator's pages of figures."""

from django.urls import URLPattern, URLResolver, path

from kpis import views

app_name = "kpis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
]
