"""The administrator's pages about the stock."""

from article.pages_stock import MaisonStock, adresses_stock
from parametre.models import TypeOperateur

app_name = "stock"
urlpatterns = adresses_stock(TypeOperateur.ADMIN, MaisonStock(espace="stock", nom_commande="pilotage:commande"))
