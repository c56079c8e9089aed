"""What the price of an existing order follows from, read from its stored lines."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import prefetch_related_objects

from commande.etats import AVANT_CONFIRMATION
from commande.models import Commande, LigneCommande, OriginePrix
from commande.prix import ErreurPrix, LigneAPrix, LigneTarifee, Offre, PrixCommande, Tarif, calculer_prix
from commande.tarifs import CHAMPS_TARIF, champs_de, livraison_offerte, promotions_en_cours, tarif_lu
from config.noyau.argent import CENTIME


class LigneLue(NamedTuple):
    """A stored line with what its price and its words need; `tarif` are the prices of its article."""

    variante_id: int | None
    article_id: int | None
    quantite: int
    prix_unitaire: Decimal
    origine_prix: str
    offre_pieces: int | None
    offre_prix: Decimal | None
    modele: int | None = None
    couleur: str | None = None
    pointure: str | None = None
    tarif: tuple[Any, ...] = ()


_EST_PRIX = [champ.startswith("prix") for champ in CHAMPS_TARIF]
# Written out: each list asks, and composing it took three times as long as running it.
_LIGNES = f"""
SELECT li.commande_id, li.variante_id, v.article_id, li.quantite, li.prix_unitaire, li.origine_prix, li.offre_pieces,
    li.offre_prix, a.modele, c.nom, p.nom, {", ".join(f"a.{champ}" for champ in CHAMPS_TARIF)}
FROM commande_lignecommande AS li
LEFT JOIN article_variante AS v ON v.id = li.variante_id LEFT JOIN article_article AS a ON a.id = v.article_id
LEFT JOIN article_couleur AS c ON c.id = v.couleur_id LEFT JOIN article_pointure AS p ON p.id = v.pointure_id
WHERE li.commande_id IN ({{parmi}}) ORDER BY li.id
"""  # noqa: S608


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


def lire_lignes(commandes: Collection[int]) -> dict[int, list[LigneLue]]:
    """Read the lines of orders by primary key, in one query, without an object of the model for each."""
    lues: dict[int, list[LigneLue]] = {pk: [] for pk in commandes}
    if not lues:
        return lues
    with connection.cursor() as curseur:
        curseur.execute(_LIGNES.format(parmi=", ".join(["%s"] * len(lues))), list(lues))
        for pk, variante, article, n, prix, origine, pieces, offre, modele, couleur, pointure, *tarif in curseur:
            lues[pk].append(
                LigneLue(
                    *(
                        variante,
                        article,
                        n,
                        _montant(prix),
                        origine,
                        pieces,
                        _montant(offre),
                        modele,
                        couleur,
                        pointure,
                    ),
                    tarif=tuple(_montant(v) if prix else v for v, prix in zip(tarif, _EST_PRIX, strict=True)),
                )
            )
    return lues


def _montant(valeur: Any) -> Any:
    """Return an amount as read by hand: SQLite keeps a decimal as a binary number."""
    if valeur is None or isinstance(valeur, Decimal):
        return valeur
    return Decimal(str(valeur)).quantize(CENTIME)


def totaux_actuels(
    lignes: Mapping[int, Sequence[LigneLue]], frais: Mapping[int, Decimal | None], offertes: Collection[int]
) -> dict[int, Decimal | None]:
    """Return the total to show of orders not yet confirmed, None where the stored one stands; two queries.

    `frais` of the place of each order, `offertes`: the orders whose delivery is offered already.
    """
    promotions, offerte = _moment(lignes.values(), None)
    return {
        pk: _total(_composition(lot, promotions, frais=frais[pk], offerte=offerte or pk in offertes))
        for pk, lot in lignes.items()
    }


def composer(
    lignes: Mapping[Commande, Sequence[LigneCommande]], *, offerte: bool | None = None
) -> dict[int, Composition]:
    """Return what the present price of each order follows from, by primary key.

    Two queries; the lines come with their variant and article, the orders with their place.
    `offerte`: whether the house offers delivery, for who already read its settings.
    """
    lues = {c: [_lue(li) for li in lot] for c, lot in lignes.items()}
    promotions, partout = _moment(lues.values(), offerte)
    return {
        c.pk: _composition(
            lot,
            promotions,
            frais=c.ville.frais_livraison if c.ville is not None else None,
            offerte=partout or c.livraison_offerte,
        )
        for c, lot in lues.items()
    }


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


def _total(composition: Composition) -> Decimal | None:
    try:
        return composition.prix().total
    except ErreurPrix:
        return None


def _lue(ligne: LigneCommande) -> LigneLue:
    variante = ligne.variante
    return LigneLue(
        ligne.variante_id,
        variante.article_id if variante is not None else None,
        ligne.quantite,
        ligne.prix_unitaire,
        ligne.origine_prix,
        ligne.offre_pieces,
        ligne.offre_prix,
        tarif=champs_de(variante.article) if variante is not None else (),
    )


def _moment(lots: Iterable[Iterable[LigneLue]], offerte: bool | None) -> tuple[dict[int, Decimal], bool]:
    """Return the promotions that run for the articles of these lines, and whether delivery is offered to all."""
    articles = {li.article_id for lot in lots for li in lot if li.article_id is not None}
    promotions = promotions_en_cours(articles) if articles else {}
    return promotions, livraison_offerte() if offerte is None else offerte


def _composition(
    lignes: Sequence[LigneLue], promotions: Mapping[int, Decimal], *, frais: Decimal | None, offerte: bool
) -> Composition:
    return Composition(
        lignes=_a_tarifer(lignes, promotions),
        offres=_offres(lignes),
        remises=frozenset(
            li.article_id for li in lignes if li.article_id is not None and li.origine_prix == OriginePrix.REMISE
        ),
        frais=frais,
        livraison_offerte=offerte,
    )


def _a_tarifer(lignes: Sequence[LigneLue], promotions: Mapping[int, Decimal]) -> tuple[LigneAPrix, ...]:
    """Undo the splits of an earlier pricing: one line for each variant and manual price."""
    quantites: dict[tuple[int | None, Decimal | None], int] = {}
    tarifs: dict[int | None, Tarif] = {}
    for li in lignes:
        cle = (li.variante_id, li.prix_unitaire if li.origine_prix == OriginePrix.MANUEL else None)
        quantites[cle] = quantites.get(cle, 0) + li.quantite
        if li.article_id is not None and li.variante_id not in tarifs:
            tarifs[li.variante_id] = tarif_lu(li.article_id, li.tarif, promotions.get(li.article_id))
    return tuple(
        LigneAPrix(variante, quantite, tarifs.get(variante), manuel)
        for (variante, manuel), quantite in quantites.items()
    )


def _offres(lignes: Sequence[LigneLue]) -> dict[int, Offre]:
    offres: dict[int, Offre] = {}
    for li in lignes:
        if li.article_id is not None and li.offre_pieces and li.offre_prix is not None:
            offres.setdefault(li.article_id, Offre(li.article_id, li.offre_pieces, li.offre_prix))
    return offres


def _ligne_stockee(ligne: LigneCommande) -> LigneTarifee:
    offre = None
    if ligne.variante is not None and ligne.offre_pieces and ligne.offre_prix is not None:
        offre = Offre(ligne.variante.article_id, ligne.offre_pieces, ligne.offre_prix)
    return LigneTarifee(ligne.variante_id, ligne.quantite, ligne.prix_unitaire, OriginePrix(ligne.origine_prix), offre)
