"""Pages of the confirmation operator."""

from django.urls import URLPattern, URLResolver

app_name = "confirmation"
urlpatterns: list[URLPattern | URLResolver] = []
