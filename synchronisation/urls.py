"""The administrator's pages about sources and runs."""

from django.urls import URLPattern, URLResolver, path

from synchronisation import views

app_name = "synchronisation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.executions, name="executions"),
    path("executions/<int:execution_id>/", views.execution, name="execution"),
]
