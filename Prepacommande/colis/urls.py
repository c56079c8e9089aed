"""Addresses of the bench, under `/preparation/`."""

from django.urls import URLPattern, URLResolver, path

from Prepacommande.colis import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("colis/", views.attente, name="colis"),
    path("colis/ouvrir/", views.ouvrir, name="colis_ouvrir"),
    path("colis/<int:commande_id>/", views.commande, name="colis_commande"),
    path("colis/<int:commande_id>/scan/", views.scan, name="colis_scan"),
    path("colis/<int:commande_id>/ligne/", views.ligne, name="colis_ligne"),
    path("colis/<int:commande_id>/terminer/", views.terminer, name="colis_terminer"),
    path("colis/<int:commande_id>/manque/", views.manque, name="colis_manque"),
    path("commandes/<int:commande_id>/renvoyer/", views.renvoyer, name="renvoyer"),
]
