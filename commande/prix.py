"""The price of an order: pure, exact, and the only place that knows the rules.

The unit price of a line is the first that applies: a price imposed (manual, offer,
discount granted), liquidation, running promotion, upsell ladder, normal price.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from article.models import Phase
from commande.models import OriginePrix
from config.noyau.argent import ZERO, arrondir
from config.noyau.erreurs import ErreurMetier

COMPTEUR_MAX = 4
CENT = Decimal(100)
Echelle = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
SANS_ECHELLE: Echelle = (None, None, None, None)


class ErreurPrix(ErreurMetier):
    """No price follows from what is asked."""

    code = "prix"


@dataclass(frozen=True, slots=True)
class Tarif:
    """The prices of an article at an instant, in MAD for one piece.

    `promotion` is the best percentage of the promotions that run then.
    """

    article_id: int
    prix_unitaire: Decimal
    phase: str = Phase.EN_COURS
    prix_liquidation: Decimal | None = None
    is_upsell: bool = False
    upsell: Echelle = SANS_ECHELLE
    remise: Echelle = SANS_ECHELLE
    promotion: Decimal | None = None

    @property
    def compte_pour_upsell(self) -> bool:
        return self.is_upsell and self.promotion is None and self.phase == Phase.EN_COURS


@dataclass(frozen=True, slots=True)
class Offre:
    """What the sheet promised: `pieces` of an article, in any variant, for `prix` in all."""

    article_id: int
    pieces: int
    prix: Decimal


@dataclass(frozen=True, slots=True)
class LigneAPrix:
    """Pieces to price; `cle` comes back with the price (a variant).

    Without a tariff (no variant known yet), the line is worth its manual price or nothing.
    """

    cle: int | None
    quantite: int
    tarif: Tarif | None
    prix_manuel: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LigneTarifee:
    """Pieces of one key at one price. One line to price can give several of these."""

    cle: int | None
    quantite: int
    prix_unitaire: Decimal
    origine: OriginePrix
    offre: Offre | None = None

    @property
    def montant(self) -> Decimal:
        return self.prix_unitaire * self.quantite


@dataclass(frozen=True, slots=True)
class PrixCommande:
    """An order priced. `frais` is None where the tariff of the place is unknown."""

    lignes: tuple[LigneTarifee, ...]
    compteur_upsell: int
    sous_total: Decimal
    frais: Decimal | None
    livraison_offerte: bool
    total: Decimal
    offres_terminees: tuple[Offre, ...] = ()


@dataclass(frozen=True, slots=True)
class PrixLignes:
    """The lines of an order priced, before its fees."""

    lignes: tuple[LigneTarifee, ...]
    compteur_upsell: int
    sous_total: Decimal
    offres_terminees: tuple[Offre, ...] = ()

    def avec_frais(self, frais: Decimal | None, *, livraison_offerte: bool = False) -> PrixCommande:
        """Add the fees of the place, 0 where delivery is offered."""
        dus = ZERO if livraison_offerte else frais
        total = self.sous_total if dus is None else self.sous_total + dus
        return PrixCommande(
            lignes=self.lignes,
            compteur_upsell=self.compteur_upsell,
            sous_total=self.sous_total,
            frais=dus,
            livraison_offerte=livraison_offerte,
            total=total,
            offres_terminees=self.offres_terminees,
        )


def prix_en_promotion(prix: Decimal, pourcentage: Decimal) -> Decimal:
    """Return a price less a percentage, rounded half up to the centime."""
    return arrondir(prix * (CENT - pourcentage) / CENT)


def palier(echelle: Echelle, niveau: int) -> Decimal | None:
    """Return the price of a level (above 4: level 4), or of the nearest lower one that is set."""
    for prix in reversed(echelle[: max(0, niveau)]):
        if prix is not None:
            return arrondir(prix)
    return None


def repartir(offre: Offre) -> Iterator[tuple[int, Decimal]]:
    """Yield (pieces, price of one) so that the sum is the offer's price exactly, 0.01 apart at most."""
    base, reste = divmod(int(arrondir(offre.prix) * CENT), offre.pieces)
    if reste:
        yield reste, Decimal(base + 1).scaleb(-2)
    yield offre.pieces - reste, Decimal(base).scaleb(-2)


def calculer_lignes(
    lignes: Sequence[LigneAPrix],
    *,
    offres: Mapping[int, Offre] | None = None,
    remises: Collection[int] = (),
) -> PrixLignes:
    """Price the lines of an order.

    `offres` and `remises` belong to articles; a discount granted ends an offer. Raises
    ErreurPrix for a discount on an article whose ladder has no price for its pieces.
    """
    offres = offres or {}
    tenues = _offres_tenues(lignes, offres, remises)
    parts = list(_imposer(lignes, tenues, remises))
    compteur = _compteur_upsell(part for part in parts if isinstance(part, LigneAPrix))
    tarifees = _rassembler(_au_tarif(part, compteur) if isinstance(part, LigneAPrix) else part for part in parts)
    return PrixLignes(
        lignes=tarifees,
        compteur_upsell=compteur,
        sous_total=sum((ligne.montant for ligne in tarifees), ZERO),
        offres_terminees=tuple(offre for article, offre in offres.items() if article not in tenues),
    )


def calculer_prix(
    lignes: Sequence[LigneAPrix],
    *,
    frais: Decimal | None,
    livraison_offerte: bool = False,
    offres: Mapping[int, Offre] | None = None,
    remises: Collection[int] = (),
) -> PrixCommande:
    """Price an order, fees included. Raises ErreurPrix as `calculer_lignes` does."""
    prix = calculer_lignes(lignes, offres=offres, remises=remises)
    return prix.avec_frais(frais, livraison_offerte=livraison_offerte)


def _offres_tenues(
    lignes: Sequence[LigneAPrix], offres: Mapping[int, Offre], remises: Collection[int]
) -> dict[int, Offre]:
    """Keep the offers whose pieces are all there; a manual price or a discount takes pieces away."""
    if not offres:
        return {}
    libres: Counter[int] = Counter()
    for ligne in lignes:
        if ligne.tarif is not None and ligne.prix_manuel is None:
            libres[ligne.tarif.article_id] += ligne.quantite
    return {
        article: offre
        for article, offre in offres.items()
        if article not in remises and libres[article] >= offre.pieces > 0
    }


def _imposer(
    lignes: Sequence[LigneAPrix], offres: Mapping[int, Offre], remises: Collection[int]
) -> Iterator[LigneTarifee | LigneAPrix]:
    """Apply the first rule: yield what it prices as priced, the rest as still to price."""
    promis = {article: list(repartir(offre)) for article, offre in offres.items()}
    for ligne in lignes:
        tarif = ligne.tarif
        if tarif is None or ligne.prix_manuel is not None:
            yield _a_la_main(ligne)
        elif tarif.article_id in remises:
            yield LigneTarifee(ligne.cle, ligne.quantite, _prix_remise(tarif, lignes), OriginePrix.REMISE)
        elif tarif.article_id in promis:
            yield from _puiser(ligne, promis[tarif.article_id], offres[tarif.article_id])
        else:
            yield ligne


def _a_la_main(ligne: LigneAPrix) -> LigneTarifee:
    if ligne.prix_manuel is None:
        return LigneTarifee(ligne.cle, ligne.quantite, ZERO, OriginePrix.STANDARD)
    return LigneTarifee(ligne.cle, ligne.quantite, arrondir(ligne.prix_manuel), OriginePrix.MANUEL)


def _prix_remise(tarif: Tarif, lignes: Sequence[LigneAPrix]) -> Decimal:
    article = tarif.article_id
    pieces = sum(li.quantite for li in lignes if li.tarif is not None and li.tarif.article_id == article)
    prix = palier(tarif.remise, pieces)
    if prix is None:
        raise ErreurPrix(
            _("Aucun prix de remise n’est prévu pour %(pieces)d pièce(s) de cet article. Retirez la remise.")
            % {"pieces": pieces},
            code="remise_absente",
        )
    return prix


def _puiser(ligne: LigneAPrix, promis: list[tuple[int, Decimal]], offre: Offre) -> Iterator[LigneTarifee | LigneAPrix]:
    """Take the pieces of a line from what the offer still holds; the rest is to price."""
    reste = ligne.quantite
    while reste and promis:
        disponibles, prix = promis[0]
        prises = min(reste, disponibles)
        yield LigneTarifee(ligne.cle, prises, prix, OriginePrix.OFFRE, offre)
        reste -= prises
        if prises == disponibles:
            promis.pop(0)
        else:
            promis[0] = (disponibles - prises, prix)
    if reste:
        yield replace(ligne, quantite=reste)


def _compteur_upsell(lignes: Iterable[LigneAPrix]) -> int:
    pieces = sum(li.quantite for li in lignes if li.tarif is not None and li.tarif.compte_pour_upsell)
    return min(COMPTEUR_MAX, max(0, pieces - 1))


def _au_tarif(ligne: LigneAPrix, compteur: int) -> LigneTarifee:
    prix, origine = _prix_courant(ligne.tarif, compteur) if ligne.tarif else (ZERO, OriginePrix.STANDARD)
    return LigneTarifee(ligne.cle, ligne.quantite, prix, origine)


def _rassembler(lignes: Iterable[LigneTarifee]) -> tuple[LigneTarifee, ...]:
    """Make one line of those of one key at one price for one reason."""
    par_prix: dict[tuple[object, ...], LigneTarifee] = {}
    for rang, li in enumerate(lignes):
        # Without a variant nothing says that two lines are the same thing.
        cle = (rang if li.cle is None else None, li.cle, li.prix_unitaire, li.origine, li.offre)
        deja = par_prix.get(cle)
        par_prix[cle] = li if deja is None else replace(deja, quantite=deja.quantite + li.quantite)
    return tuple(par_prix.values())


def _prix_courant(tarif: Tarif, compteur: int) -> tuple[Decimal, OriginePrix]:
    """Apply rules 2 to 5."""
    if tarif.phase == Phase.LIQUIDATION and tarif.prix_liquidation is not None:
        return arrondir(tarif.prix_liquidation), OriginePrix.LIQUIDATION
    if tarif.promotion is not None:
        return prix_en_promotion(tarif.prix_unitaire, tarif.promotion), OriginePrix.PROMOTION
    if tarif.compte_pour_upsell:
        prix = palier(tarif.upsell, compteur)
        if prix is not None:
            return prix, OriginePrix.UPSELL
    return arrondir(tarif.prix_unitaire), OriginePrix.STANDARD
