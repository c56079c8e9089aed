"""Addresses of what is printed."""

from django.urls import URLPattern, URLResolver, path

from Prepacommande.impression import variantes, vues

urlpatterns: list[URLPattern | URLResolver] = [
    path("imprimer/", vues.a_imprimer, name="a_imprimer"),
    path("imprimer/lancer/", vues.imprimer, name="imprimer"),
    path("imprimer/lots/<int:impression_id>/", vues.lot, name="lot"),
    path("imprimer/lots/<int:impression_id>/etiquettes.pdf", vues.lot_pdf, name="lot_pdf"),
    path("imprimer/duplicata/", vues.reimprimer, name="reimprimer"),
    path("etiquettes-variantes/", variantes.choisir, name="etiquettes_variantes"),
    path("etiquettes-variantes/etiquettes.pdf", variantes.pdf, name="etiquettes_variantes_pdf"),
]
