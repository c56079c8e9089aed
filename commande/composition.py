"""What the price of an existing order follows from, read from its stored lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import prefetch_related_objects

from commande.etats import AVANT_CONFIRMATION
from commande.models import Commande, LigneCommande, OriginePrix
from commande.prix import ErreurPrix, LigneAPrix, LigneTarifee, Offre, PrixCommande, Tarif, calculer_prix
from commande.tarifs import livraison_offerte, promotions_en_cours, tarif_de


@dataclass(frozen=True, slots=True)
class Composition:
    """Pieces, offers and discounts by article, and fees: all that the price function wants."""

    lignes: tuple[LigneAPrix, ...]
    offres: Mapping[int, Offre] = field(default_factory=dict)
    remises: frozenset[int] = frozenset()
    frais: Decimal | None = None
    livraison_offerte: bool = False

    def prix(self) -> PrixCommande:
        """Price it. Raises ErreurPrix when a granted discount has no price any more."""
        return calculer_prix(
            self.lignes,
            frais=self.frais,
            livraison_offerte=self.livraison_offerte,
            offres=self.offres,
            remises=self.remises,
        )


def prix_actuels(commande: Commande) -> PrixCommande:
    """Return the price to show: of the present moment before confirmation, the stored one after."""
    return prix_et_composition(commande)[0]


def prix_et_composition(commande: Commande) -> tuple[PrixCommande, Composition | None]:
    """Return the price to show and what it follows from, None once nothing moves any more."""
    prefetch_related_objects([commande], "ville", "lignes__variante__article")
    if commande.etat not in AVANT_CONFIRMATION:
        return _actuel(commande, None), None
    composition = composer({commande: list(commande.lignes.all())})[commande.pk]
    return _actuel(commande, composition), composition


def prix_actuels_en_lot(commandes: Sequence[Commande]) -> dict[int, PrixCommande]:
    """Return the price to show for each order, by primary key.

    At most six queries whatever the number; places and lines already prefetched serve.
    """
    prefetch_related_objects(commandes, "ville", "lignes__variante__article")
    mouvants = [c for c in commandes if c.etat in AVANT_CONFIRMATION]
    actuels = composer({c: list(c.lignes.all()) for c in mouvants}) if mouvants else {}
    return {c.pk: _actuel(c, actuels.get(c.pk)) for c in commandes}


def composer(
    lignes: Mapping[Commande, Sequence[LigneCommande]], *, offerte: bool | None = None
) -> dict[int, Composition]:
    """Return what the present price of each order follows from, by primary key.

    Two queries; the lines come with their variant and article, the orders with their place.
    `offerte`: whether the house offers delivery, for who already read its settings.
    """
    articles = {li.variante.article_id for lot in lignes.values() for li in lot if li.variante is not None}
    promotions = promotions_en_cours(articles) if articles else {}
    if offerte is None:
        offerte = livraison_offerte()
    return {c.pk: _composition(c, lot, promotions, offerte=offerte) for c, lot in lignes.items()}


def lignes_de(commande: Commande) -> list[LigneCommande]:
    """Read the lines of an order with their variant and article, in one query."""
    return list(
        LigneCommande.objects.filter(commande_id=commande.pk).select_related("variante__article").order_by("pk")
    )


def prix_stocke(commande: Commande, lignes: Iterable[LigneCommande]) -> PrixCommande:
    """Return the price as the order holds it."""
    return PrixCommande(
        lignes=tuple(_ligne_stockee(li) for li in lignes),
        compteur_upsell=commande.compteur_upsell,
        sous_total=commande.sous_total,
        frais=commande.frais_livraison,
        livraison_offerte=commande.livraison_offerte,
        total=commande.total,
    )


def _actuel(commande: Commande, composition: Composition | None) -> PrixCommande:
    if composition is not None:
        try:
            return composition.prix()
        except ErreurPrix:
            # The ladder lost its prices after the discount was granted: what was agreed
            # stays on screen, and `confirmer` is what refuses.
            pass
    return prix_stocke(commande, commande.lignes.all())


def _composition(
    commande: Commande, lignes: Sequence[LigneCommande], promotions: Mapping[int, Decimal], *, offerte: bool
) -> Composition:
    ville = commande.ville
    return Composition(
        lignes=_a_tarifer(lignes, promotions),
        offres=_offres(lignes),
        remises=frozenset(
            li.variante.article_id for li in lignes if li.variante is not None and li.origine_prix == OriginePrix.REMISE
        ),
        frais=ville.frais_livraison if ville is not None else None,
        livraison_offerte=offerte or commande.livraison_offerte,
    )


def _a_tarifer(lignes: Sequence[LigneCommande], promotions: Mapping[int, Decimal]) -> tuple[LigneAPrix, ...]:
    """Undo the splits of an earlier pricing: one line for each variant and manual price."""
    quantites: dict[tuple[int | None, Decimal | None], int] = {}
    tarifs: dict[int | None, Tarif] = {}
    for li in lignes:
        cle = (li.variante_id, li.prix_unitaire if li.origine_prix == OriginePrix.MANUEL else None)
        quantites[cle] = quantites.get(cle, 0) + li.quantite
        if li.variante is not None and li.variante_id not in tarifs:
            tarifs[li.variante_id] = tarif_de(li.variante.article, promotions.get(li.variante.article_id))
    return tuple(
        LigneAPrix(variante, quantite, tarifs.get(variante), manuel)
        for (variante, manuel), quantite in quantites.items()
    )


def _offres(lignes: Sequence[LigneCommande]) -> dict[int, Offre]:
    offres: dict[int, Offre] = {}
    for li in lignes:
        if li.variante is not None and li.offre_pieces and li.offre_prix is not None:
            article = li.variante.article_id
            offres.setdefault(article, Offre(article, li.offre_pieces, li.offre_prix))
    return offres


def _ligne_stockee(ligne: LigneCommande) -> LigneTarifee:
    offre = None
    if ligne.variante is not None and ligne.offre_pieces and ligne.offre_prix is not None:
        offre = Offre(ligne.variante.article_id, ligne.offre_pieces, ligne.offre_prix)
    return LigneTarifee(ligne.variante_id, ligne.quantite, ligne.prix_unitaire, OriginePrix(ligne.origine_prix), offre)
