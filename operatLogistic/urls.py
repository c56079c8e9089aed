"""Pages of the logistics operator."""

from django.urls import URLPattern, URLResolver

app_name = "logistique"
urlpatterns: list[URLPattern | URLResolver] = []
