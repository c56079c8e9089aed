"""Pages of the preparation operator."""

from django.urls import URLPattern, URLResolver, include, path

from article.pages_stock import MaisonStock, adresses_stock
from parametre.models import TypeOperateur
from Prepacommande import retours, views

STOCK = adresses_stock(
    TypeOperateur.PREPARATION,
    MaisonStock(espace="preparation:stock", nom_etiquettes="preparation:etiquettes_variantes"),
)

app_name = "preparation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("", include("Prepacommande.impression.urls")),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
    path("", include("Prepacommande.colis.urls")),
    path("", include(retours.urlpatterns)),
    path("stock/", include((STOCK, "stock"))),
]
