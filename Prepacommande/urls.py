"""Pages of the preparation operator."""

from django.urls import URLPattern, URLResolver

app_name = "preparation"
urlpatterns: list[URLPattern | URLResolver] = []
