"""The administrator's pages about orders."""

from django.urls import URLPattern, URLResolver, path

from commande import views, views_actes, views_livraison

app_name = "pilotage"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("commandes/", views.commandes, name="commandes"),
    path("commandes/<int:commande_id>/", views.commande, name="commande"),
    path("commandes/<int:commande_id>/confier/", views_livraison.confier, name="confier"),
    path("commandes/<int:commande_id>/agir/", views_actes.agir, name="agir"),
    path("envois/", views_livraison.envois, name="envois"),
    path("envois/<int:envoi_id>/", views_livraison.envoi, name="envoi"),
    path("envois/<int:envoi_id>/bordereau.pdf", views_livraison.envoi_pdf, name="envoi_pdf"),
    path("envois/<int:envoi_id>/bordereau.xlsx", views_livraison.envoi_xlsx, name="envoi_xlsx"),
    path("caisse/", views_livraison.caisse, name="caisse"),
]
