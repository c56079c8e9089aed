"""The administrator's pages of planned tasks."""

from django.urls import URLPattern, URLResolver, path

from synchronisation.planification import vues

app_name = "planification"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", vues.liste, name="liste"),
    path("etat/", vues.etat, name="etat"),
    path("instants/", vues.instants, name="instants"),
    path("nouvelle/", vues.modifier, name="nouvelle"),
    path("<int:tache_id>/", vues.tache, name="tache"),
    path("<int:tache_id>/modifier/", vues.modifier, name="modifier"),
    path("<int:tache_id>/suspendre/", vues.suspendre, name="suspendre"),
    path("<int:tache_id>/lancer/", vues.lancer, name="lancer"),
]
