"""The files of the stock: what stands on the shelves, and the ledger of a variant."""

from django.utils.translation import gettext_lazy as _

from article.models import MouvementStock, Variante
from config.noyau.exports import Colonne, Genre, Ligne

LOT_EXPORT = 2000
COLONNES_STOCK = (
    Colonne(_("Modèle")),
    Colonne(_("Nom"), largeur=32),
    Colonne(_("Couleur")),
    Colonne(_("Pointure")),
    Colonne(_("Référence"), largeur=32),
    Colonne(_("Code"), largeur=24),
    Colonne(_("Stock"), Genre.ENTIER),
    Colonne(_("Seuil"), Genre.ENTIER),
)
COLONNES_MOUVEMENTS = (
    Colonne(_("Quand"), Genre.INSTANT),
    Colonne(_("Quoi")),
    Colonne(_("Pièces"), Genre.ENTIER),
    Colonne(_("Solde"), Genre.ENTIER),
    Colonne(_("Commande")),
    Colonne(_("Par"), largeur=24),
    Colonne(_("Motif"), largeur=40),
)


def ligne_de_stock(variante: Variante) -> Ligne:
    """Return the row of a variant whose article, colour and size are in memory."""
    return (
        variante.article.code,
        variante.article.nom,
        variante.couleur or "",
        variante.pointure or "",
        variante.reference,
        variante.code_barre,
        variante.qte_disponible,
        variante.seuil_alerte,
    )


def ligne_de_mouvement(mouvement: MouvementStock) -> Ligne:
    """Return the row of a movement whose order and operator are in memory."""
    return (
        mouvement.date,
        mouvement.get_type_display(),
        mouvement.delta,
        mouvement.solde_apres,
        mouvement.commande or "",
        mouvement.operateur or "",
        mouvement.motif,
    )
