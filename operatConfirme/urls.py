"""Pages of the confirmation operator."""

from django.urls import URLPattern, URLResolver, include, path

from operatConfirme import messages, nouvelle, recherche, resultats, views

app_name = "confirmation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("compteurs/", views.compteurs, name="compteurs"),
    path("suivante/", views.suivante, name="suivante"),
    path("recherche/", recherche.recherche, name="recherche"),
    path("nouvelle/", nouvelle.nouvelle, name="nouvelle"),
    path("nouvelle/echange/<int:commande_id>/", nouvelle.echange, name="echange"),
    path("resultats/", resultats.mes_resultats, name="resultats"),
    path("commandes/<int:commande_id>/message/", messages.messages_client, name="message"),
    path("commandes/<int:commande_id>/", include("operatConfirme.appel.urls")),
]
