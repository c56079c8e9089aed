"""The administrator's pages of the announcements of shops."""

from django.urls import URLPattern, URLResolver, path

from synchronisation.webhooks import views

app_name = "webhooks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.points, name="points"),
    path("rejouer/", views.rejouer, name="rejouer"),
    path("<int:point_id>/changer/", views.changer, name="changer"),
    path("annonces/<int:reception_id>/", views.reception, name="reception"),
]
