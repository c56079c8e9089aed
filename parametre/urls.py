"""Sign-in, sign-out and the door to each house."""

from django.urls import URLPattern, URLResolver

app_name = "parametre"
urlpatterns: list[URLPattern | URLResolver] = []
