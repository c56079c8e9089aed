"""Changes an order before it is confirmed: place, address, discounts, manual prices, free delivery."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from commande.composition import Composition, lignes_de
from commande.models import Commande, LigneCommande, OriginePrix
from commande.prix import LigneAPrix
from commande.raisons import SUJETS_ADRESSE, SUJETS_VILLE
from commande.services.repricage import composition_de, enregistrer, ouvrir
from commande.tarifs import livraison_offerte
from config.noyau.argent import arrondir
from config.noyau.erreurs import ErreurSaisie
from config.noyau.textes import nettoyer
from parametre.models import Operateur, Ville

ADRESSE_MAX = 500
PRIX_MAX = Decimal("99999.99")


def changer_ville(*, commande_id: int, ville_id: int, operateur: Operateur, version: int | None = None) -> Commande:
    """Send an order to another place: its fees follow.

    Raises ErreurSaisie for a place that is not served, ErreurDroit, ErreurTransition,
    ErreurConcurrence.
    """
    with transaction.atomic():
        commande = ouvrir(commande_id, operateur, version=version)
        ville = Ville.objects.filter(pk=ville_id, active=True).first()
        if ville is None:
            raise ErreurSaisie(_("Cette ville n’est pas desservie. Choisissez-en une autre."), code="ville_inconnue")
        commande.ville = ville
        return enregistrer(commande, composition_de(commande), champs=["ville"], sujets=SUJETS_VILLE)


def changer_adresse(*, commande_id: int, adresse: str, operateur: Operateur, version: int | None = None) -> Commande:
    """Write the address of an order. Raises ErreurSaisie when empty or beyond 500 characters."""
    propre = "\n".join(ligne for ligne in map(nettoyer, adresse.splitlines()) if ligne)
    if not propre:
        raise ErreurSaisie(_("L’adresse est vide. Écrivez où livrer."), code="adresse_vide")
    if len(propre) > ADRESSE_MAX:
        raise ErreurSaisie(_("L’adresse dépasse 500 caractères. Raccourcissez-la."), code="adresse_longue")
    with transaction.atomic():
        commande = ouvrir(commande_id, operateur, version=version)
        commande.adresse = propre
        return enregistrer(commande, composition_de(commande), champs=["adresse"], sujets=SUJETS_ADRESSE)


def accorder_remise(*, commande_id: int, article_id: int, operateur: Operateur, version: int | None = None) -> Commande:
    """Grant the discount ladder of an article, by its number of pieces, to save a sale.

    It ends the article's offer and leaves manual prices. Raises ErreurPrix when the ladder
    has no price, ErreurSaisie when the order has no such article or already the discount.
    """
    with transaction.atomic():
        commande = ouvrir(commande_id, operateur, version=version)
        composition = composition_de(commande)
        if not any(_est_de(li, article_id) and li.prix_manuel is None for li in composition.lignes):
            raise ErreurSaisie(_("La commande n’a pas cet article à son prix de catalogue."), code="article_absent")
        if article_id in composition.remises:
            raise ErreurSaisie(_("La remise est déjà accordée sur cet article."), code="remise_deja")
        accordee = replace(composition, remises=composition.remises | {article_id})
        return enregistrer(commande, accordee, champs=["lignes"])


def retirer_remise(*, commande_id: int, article_id: int, operateur: Operateur, version: int | None = None) -> Commande:
    """Take a discount back: the article returns to its catalogue price."""
    with transaction.atomic():
        commande = ouvrir(commande_id, operateur, version=version)
        composition = composition_de(commande)
        if article_id not in composition.remises:
            raise ErreurSaisie(_("Aucune remise n’est accordée sur cet article."), code="remise_absente")
        retiree = replace(composition, remises=composition.remises - {article_id})
        return enregistrer(commande, retiree, champs=["lignes"])


def fixer_prix(
    *, commande_id: int, ligne_id: int, prix: Decimal | None, operateur: Operateur, version: int | None = None
) -> Commande:
    """Set by hand the price of one piece of a line, in MAD; None gives back the catalogue price.

    ADMIN only. It holds for the pieces of the same variant priced as this line is. Raises
    ErreurSaisie for a price below 0, beyond 99 999.99 or with more than two decimals.
    """
    montant = None if prix is None else _prix_valable(prix)
    with transaction.atomic():
        commande = ouvrir(commande_id, operateur, version=version, admin=True)
        lignes = lignes_de(commande)
        ligne = next((li for li in lignes if li.pk == ligne_id), None)
        if ligne is None or ligne.variante is None:
            raise ErreurSaisie(_("Cette ligne n’existe plus. Rechargez la page."), code="ligne_inconnue")
        fixee = _avec_prix(composition_de(commande), ligne, _pieces_semblables(ligne, lignes), montant)
        return enregistrer(commande, fixee, champs=["lignes"])


def offrir_livraison(
    *, commande_id: int, operateur: Operateur, offerte: bool = True, version: int | None = None
) -> Commande:
    """Offer the delivery of an order, or make it due again. ADMIN only.

    Raises ErreurSaisie when it cannot be due because the house offers delivery to all.
    """
    with transaction.atomic():
        commande = ouvrir(commande_id, operateur, version=version, admin=True)
        if not offerte and livraison_offerte():
            raise ErreurSaisie(
                _("La livraison est offerte à tous par un réglage. Changez d’abord le réglage."),
                code="livraison_offerte",
            )
        composition = replace(composition_de(commande), livraison_offerte=offerte)
        return enregistrer(commande, composition, champs=["livraison_offerte"])


def _prix_valable(prix: Decimal) -> Decimal:
    if not prix.is_finite() or not 0 <= prix <= PRIX_MAX or prix != arrondir(prix):
        raise ErreurSaisie(
            _("Un prix va de 0 à 99 999,99 DH, avec deux décimales au plus. Corrigez-le."), code="prix_invalide"
        )
    return arrondir(prix)


def _est_de(ligne: LigneAPrix, article_id: int) -> bool:
    return ligne.tarif is not None and ligne.tarif.article_id == article_id


def _manuel(ligne: LigneCommande) -> Decimal | None:
    return ligne.prix_unitaire if ligne.origine_prix == OriginePrix.MANUEL else None


def _pieces_semblables(ligne: LigneCommande, lignes: list[LigneCommande]) -> int:
    """Count the pieces of the variant whose price has the same origin (an offer may span two lines)."""
    return sum(
        li.quantite
        for li in lignes
        if (li.variante_id, li.origine_prix, _manuel(li)) == (ligne.variante_id, ligne.origine_prix, _manuel(ligne))
    )


def _avec_prix(composition: Composition, ligne: LigneCommande, pieces: int, prix: Decimal | None) -> Composition:
    """Give these pieces of a line another manual price, or none."""

    def lignes() -> Iterator[LigneAPrix]:
        for li in composition.lignes:
            if (li.cle, li.prix_manuel) != (ligne.variante_id, _manuel(ligne)):
                yield li
                continue
            if li.quantite > pieces:
                yield replace(li, quantite=li.quantite - pieces)
            yield replace(li, quantite=pieces, prix_manuel=prix)

    return replace(composition, lignes=tuple(lignes()))
