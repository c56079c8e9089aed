"""Puts the pages of every app in their place."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from article.images import image
from config.noyau import sante
from synchronisation.webhooks.views import annonce

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("parametre.urls")),
    path("confirmation/", include("operatConfirme.urls")),
    path("preparation/", include("Prepacommande.urls")),
    path("logistique/", include("operatLogistic.urls")),
    path("pilotage/synchronisation/", include("synchronisation.urls")),
    path("pilotage/connecteurs/", include("synchronisation.connecteurs.urls")),
    path("pilotage/planification/", include("synchronisation.planification.urls")),
    path("pilotage/boutiques/", include("synchronisation.webhooks.urls")),
    path("webhooks/<str:cle>/", annonce, name="annonce"),
    path("pilotage/messages/", include("parametre.messages_urls")),
    path("pilotage/stock/", include("article.urls")),
    path("pilotage/", include("commande.urls")),
    path("media/articles/<str:nom>", image, name="image_article"),
    path("kpis/", include("kpis.urls")),
    path("admin/", admin.site.urls),
    path("sante/", sante.vivant, name="sante"),
    path("sante/pret", sante.pret, name="sante_pret"),
]
