"""The page of a call and what it sends."""

from django.urls import URLPattern, path

from operatConfirme.appel import decisions, editions, views

urlpatterns: list[URLPattern] = [
    path("", views.page, name="commande"),
    path("commencer/", decisions.commencer, name="commencer"),
    path("bail/", decisions.bail, name="bail"),
    path("decision/", decisions.decision, name="decision"),
    path("lignes/", editions.lignes, name="lignes"),
    path("ville/", editions.ville, name="ville"),
    path("adresse/", editions.adresse, name="adresse"),
    path("remise/", editions.remise, name="remise"),
    path("verifier/", editions.verifier, name="verifier"),
    path("note/", editions.note, name="note"),
]
