"""What a run keeps of the things it changes, so that it can be undone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django.db.models import Field, Model

from commande.models import Commande, LigneCommande
from config.noyau.horloge import maintenant
from synchronisation.models import LigneSync
from synchronisation.services.entrees import Entree

# The columns of an order that a row may change.
COLONNES = (
    "client",
    "ville",
    "adresse",
    "texte_ville",
    "texte_produit",
    "total_annonce",
    "date_commande",
    "sous_total",
    "frais_livraison",
    "total",
    "compteur_upsell",
    "raisons",
    "a_verifier",
    "valeurs_brutes",
    "numero_ligne",
    "version",
)
COLONNES_LIGNE = (
    "variante",
    "quantite",
    "prix_unitaire",
    "origine_prix",
    "offre_pieces",
    "offre_prix",
    "verifiee",
)
COLONNES_TRACE = (
    "numero",
    "resultat",
    "raison",
    "valeurs",
    "differences",
    "empreinte",
    "commande",
    "derniere_execution",
)


def photographier(couples: Sequence[tuple[Entree, Commande]]) -> None:
    """Keep each order, about to be changed by its row, as it is: columns and lines. One query."""
    lignes: dict[int, list[dict[str, Any]]] = {c.pk: [] for _e, c in couples}
    for ligne in LigneCommande.objects.filter(commande__in=list(lignes)).order_by("pk"):
        lignes[ligne.commande_id].append(en_json(ligne, COLONNES_LIGNE))
    for entree, commande in couples:
        entree.avant = {
            "quand": maintenant().isoformat(),
            "etat": commande.etat,
            # The change adds one.
            "version": commande.version + 1,
            "commande": en_json(commande, COLONNES),
            "lignes": lignes[commande.pk],
        }


def traces_de(source_id: int, cles: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the traces that rows have already, by key. One query, none without keys."""
    if not cles:
        return {}
    traces = LigneSync.objects.filter(source=source_id, cle__in=cles)
    return {t.cle: en_json(t, COLONNES_TRACE) for t in traces}


def avant_de(entree: Entree, anciennes: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what to keep with the new trace of a row."""
    ancienne = anciennes.get(entree.cle)
    return entree.avant | ({"trace": ancienne} if ancienne else {})


def en_json(objet: Model, champs: Sequence[str]) -> dict[str, Any]:
    """Return fields of an object as JSON holds them, references by key."""
    return {nom: _simple(getattr(objet, _champ(objet, nom).attname)) for nom in champs}


def remettre(objet: Model, valeurs: Mapping[str, Any]) -> None:
    """Write fields kept by `en_json` back on an object, in memory."""
    for nom, valeur in valeurs.items():
        champ = _champ(objet, nom)
        setattr(objet, champ.attname, champ.to_python(valeur) if isinstance(valeur, str) else valeur)


def _champ(objet: Model, nom: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", objet._meta.get_field(nom))  # noqa: SLF001


def _simple(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return str(valeur)
    return valeur.isoformat() if isinstance(valeur, dt.datetime) else valeur
