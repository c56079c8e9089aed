"""The administrator's pages about sources and runs."""

from django.urls import URLPattern, URLResolver

app_name = "synchronisation"
urlpatterns: list[URLPattern | URLResolver] = []
