"""A list of orders as rows of a file: the same orders, order and figures as on screen."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from commande.models import Commande
from commande.querysets import CommandeQuerySet
from commande.selectors.listes import decrire_ligne, lister
from config.noyau.exports import Colonne, Genre
from config.noyau.pagination import Compte
from config.noyau.telephones import afficher_telephone

# Orders read at once: a fixed number of queries for each such part.
PAR_PARTIE = 1000


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
        liste = lister(
            commandes,
            cles=cles,
            curseur=curseur,
            compte=Compte(0, plafonne=False),
            dit_chez=dit_chez,
            taille=PAR_PARTIE,
            entiere=True,
        )
        for rang in liste.rangs:
            yield _ligne(rang.commande, rang.total, rang.chez)
        curseur = liste.page.suivante
        if curseur is None:
            return


def _ligne(commande: Commande, total: Any, chez: str) -> list[Any]:
    articles = list(commande.lignes.all())
    return [
        commande.numero,
        commande.cree_le,
        commande.get_etat_display(),
        commande.client.nom_complet,
        afficher_telephone(commande.client.telephone),
        commande.ville.nom if commande.ville else commande.texte_ville,
        commande.adresse,
        "\u202f; ".join(decrire_ligne(li) for li in articles) or commande.texte_produit,
        sum(li.quantite for li in articles),
        commande.frais_livraison,
        total,
        commande.montant_encaisse,
        chez,
    ]
