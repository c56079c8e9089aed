"""A list of orders as rows of a file: the same orders, order and figures as on screen."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.querysets import CommandeQuerySet
from commande.selectors.listes import Lues, decrire, lire
from config.noyau.exports import Colonne, Genre
from config.noyau.telephones import afficher_telephone

# Orders read at once: a fixed number of queries for each such part.
PAR_PARTIE = 1000
_DE_PLUS = ("texte_ville", "adresse", "frais_livraison", "montant_encaisse")


def colonnes() -> tuple[Colonne, ...]:
    """Return the columns of an exported list."""
    return (
        Colonne(_("Numéro")),
        Colonne(_("Arrivée"), Genre.INSTANT),
        Colonne(_("État"), largeur=24),
        Colonne(_("Client"), largeur=28),
        Colonne(_("Téléphone")),
        Colonne(_("Ville"), largeur=20),
        Colonne(_("Adresse"), largeur=40),
        Colonne(_("Articles"), largeur=40),
        Colonne(_("Pièces"), Genre.ENTIER, largeur=8),
        Colonne(_("Frais"), Genre.MONTANT, largeur=10),
        Colonne(_("Total"), Genre.MONTANT, largeur=12),
        Colonne(_("Encaissé"), Genre.MONTANT, largeur=12),
        Colonne(_("Chez"), largeur=24),
    )


def lignes(commandes: CommandeQuerySet, *, cles: tuple[str, ...], dit_chez: bool) -> Iterator[list[Any]]:
    """Yield the row of each order, part by part."""
    curseur: str | None = None
    while True:
        lues = lire(commandes, cles=cles, curseur=curseur, dit_chez=dit_chez, taille=PAR_PARTIE, de_plus=_DE_PLUS)
        for commande in lues.page.elements:
            yield _ligne(commande, lues)
        curseur = lues.page.suivante
        if curseur is None:
            return


def _ligne(commande: Any, lues: Lues) -> list[Any]:
    articles = lues.lignes[commande.id]
    return [
        commande.numero,
        commande.cree_le,
        Etat(commande.etat).label,
        commande.client__nom_complet,
        afficher_telephone(commande.client__telephone),
        commande.ville__nom or commande.texte_ville,
        commande.adresse,
        "\u202f; ".join(decrire(li) for li in articles) or commande.texte_produit,
        sum(li.quantite for li in articles),
        commande.frais_livraison,
        lues.totaux[commande.id],
        commande.montant_encaisse,
        lues.chez.get(commande.id, ""),
    ]
