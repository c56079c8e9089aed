"""Reads of the reference data that several services share."""

from typing import Any

from django.db.models import Count, Max, Min, Q, Subquery, Sum
from django.db.models.functions import Length

from parametre.models import AliasVille, Compteur, Ville

COMPTEUR_VILLES = "villes"


def version_des_villes() -> tuple[Any, ...]:
    """Return what changes whenever villes or their spellings do, by two queries.

    The counter that services advance, and figures over the tables themselves, so that a
    change made around the services (the administration site, a restored backup) is seen too.
    """
    compteur = Compteur.objects.filter(nom=COMPTEUR_VILLES).values("valeur")[:1]
    villes = Ville.objects.aggregate(
        Count("pk"),
        Sum("pk"),
        Sum("region_id"),
        Sum("frais_livraison"),
        Min("nom"),
        Max("nom"),
        longueur=Sum(Length("nom")),
        actives=Count("pk", filter=Q(active=True)),
        compteur=Max(Subquery(compteur)),
    )
    alias = AliasVille.objects.aggregate(
        Count("pk"), Max("pk"), Sum("ville_id"), Min("texte"), Max("texte"), longueur=Sum(Length("texte"))
    )
    return (*villes.values(), *alias.values())
