"""The administrator's pages about sources and runs."""

from django.urls import URLPattern, URLResolver, path

from synchronisation import views
from synchronisation.pages import depots, rejets, sources

app_name = "synchronisation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.executions, name="executions"),
    path("executions/<int:execution_id>/", views.execution, name="execution"),
    path("executions/<int:execution_id>/annuler/", views.annuler, name="execution_annuler"),
    path("sources/", sources.liste, name="sources"),
    path("sources/nouvelle/", sources.modifier, name="source_nouvelle"),
    path("sources/<int:source_id>/", sources.source, name="source"),
    path("sources/<int:source_id>/modifier/", sources.modifier, name="source_modifier"),
    path("sources/<int:source_id>/etat/", sources.etat, name="source_etat"),
    path("sources/<int:source_id>/executer/", sources.executer, name="source_executer"),
    path("sources/<int:source_id>/tester/", sources.tester, name="source_tester"),
    path("sources/<int:source_id>/colonnes/", sources.correspondance, name="source_colonnes"),
    path("sources/<int:source_id>/sante/", sources.sante, name="source_sante"),
    path("sources/<int:source_id>/sante.<str:genre>", sources.sante_export, name="source_sante_export"),
    path("sources/<int:source_id>/rejets/", rejets.liste, name="rejets"),
    path("sources/<int:source_id>/rejets/rejouer/", rejets.rejouer, name="rejets_rejouer"),
    path("rejets/<int:ligne_id>/", rejets.corriger, name="rejet"),
    path("fichiers/", depots.deposer, name="depot_nouveau"),
    path("fichiers/<int:depot_id>/", depots.depot, name="depot"),
    path("fichiers/<int:depot_id>/appliquer/", depots.appliquer, name="depot_appliquer"),
    path("fichiers/<int:depot_id>/abandonner/", depots.abandonner, name="depot_abandonner"),
]
