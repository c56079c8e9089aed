"""Where the invented orders live: the places, articles and people that the database holds."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from article.models import Variante
from commande.demo.caisse import Caisse, ouvrir_caisse
from commande.demo.calendrier import Calendrier
from commande.models import Envoi
from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import bornes_du_jour
from config.noyau.textes import normaliser
from parametre.models import Operateur, Reglages, TypeOperateur, Ville

T = TypeVar("T")
# Orders for one of the smallest places.
_GRANDES = {
    "casablanca": 160, "rabat": 60, "marrakech": 60, "fes": 55, "tanger": 55, "agadir": 45, "sale": 40, "meknes": 35,
    "oujda": 25, "kenitra": 25, "tetouan": 22, "temara": 22, "mohammedia": 18, "safi": 18, "el jadida": 18,
    "beni mellal": 15, "nador": 15, "settat": 10, "khouribga": 10, "larache": 9, "laayoune": 8, "berrechid": 8,
}  # fmt: skip
# From April to September, and the rest of the year, by the first letters of the category.
_ETE, _HIVER = {"san": 1.6, "sdl": 1.6, "mul": 1.5, "sab": 1.3}, {"bot": 2.0, "cha": 1.4, "bas": 1.2, "moc": 1.2}
_POINTURES = {"36": 0.5, "37": 0.9, "38": 1.3, "39": 1.4, "40": 1.1, "41": 0.8, "42": 0.9, "43": 0.7}
_DELAI_INCONNU = 2
_DELAI_MAX = 6


class Urne(Generic[T]):
    """Things to draw from, each with its weight."""

    __slots__ = ("choses", "cumul", "somme")

    def __init__(self, choses: Sequence[T], poids: Iterable[float]) -> None:
        self.choses = choses
        self.cumul = list(accumulate(poids))
        self.somme = self.cumul[-1]

    def tirer(self, hasard: Random) -> T:
        return self.choses[bisect_right(self.cumul, hasard.random() * self.somme)]


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place: fees in MAD, days of road, and how lucky parcels are there (1: as elsewhere).

    `region` is the rank of its region among those served.
    """

    id: int
    nom: str
    region: int
    frais: Decimal
    delai: int
    chance: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A variant: its text in a sheet, and its share of what is sold."""

    id: int
    article_id: int
    texte: str
    part: float


@dataclass(frozen=True, slots=True)
class Agent:
    """An operator: how well (1: as the others) and how slowly they work."""

    id: int
    talent: float
    lenteur: float


@dataclass(frozen=True, slots=True)
class Rayons:
    """What is sold, by season, and the variants of each article."""

    ete: Urne[Piece]
    hiver: Urne[Piece]
    soeurs: dict[int, list[Piece]]

    def du_mois(self, mois: int) -> Urne[Piece]:
        """Return what clients want in a month."""
        return self.ete if 4 <= mois <= 9 else self.hiver


@dataclass(slots=True)
class Monde:
    calendrier: Calendrier
    caisse: Caisse
    lieux: Urne[Lieu]
    rayons: Rayons
    equipes: dict[str, list[Agent]]
    soldes: dict[int, int]
    bail: int
    envois: dict[tuple[int, int], int] = field(default_factory=dict)


def decrire_monde(instant: dt.datetime, hasard: Random) -> Monde:
    """Read the reference data, the stock locked, and give everybody a character.

    Raises ErreurSaisie when there is nothing to sell, nowhere to send or nobody to work.
    """
    calendrier = Calendrier(instant)
    # First, so that two runs at once wait for each other. Lines may still point at variants.
    stock = Variante.objects.select_for_update(no_key=True).order_by("pk")
    soldes = dict(stock.values_list("pk", "qte_disponible"))
    equipes = _equipes(hasard)
    return Monde(
        calendrier=calendrier,
        caisse=ouvrir_caisse(calendrier),
        lieux=_lieux(hasard),
        rayons=_rayons(hasard),
        equipes=equipes,
        soldes=soldes,
        bail=60 * (Reglages.objects.filter(pk=1).first() or Reglages()).bail_minutes,
        envois=_envois_ouverts(calendrier),
    )


def manques() -> list[str]:
    """Name what a demonstration cannot do without and the database does not hold."""
    roles = set(Operateur.objects.filter(actif=True).values_list("type_operateur", flat=True))
    presents = {
        "villes": Ville.objects.filter(active=True, frais_livraison__isnull=False).exists(),
        "articles": Variante.objects.filter(article__actif=True).exists(),
        "operateurs": roles >= set(TypeOperateur.values),
    }
    return [nom for nom, present in presents.items() if not present]


def _equipes(hasard: Random) -> dict[str, list[Agent]]:
    """Return the active operators by role: some better, some slower, as good as usual together."""
    par_role: dict[str, list[int]] = {role: [] for role in TypeOperateur.values}
    for pk, role in Operateur.objects.filter(actif=True).order_by("pk").values_list("pk", "type_operateur"):
        par_role[role].append(pk)
    if not all(par_role.values()):
        raise ErreurSaisie("Il manque un opérateur actif pour un des rôles : créez-les avec creer_operateurs.")
    equipes = {}
    for role, cles in par_role.items():
        talents = _autour_de_1([hasard.gauss(1, 0.13) for _pk in cles], [1.0] * len(cles))
        lenteurs = [min(2.0, max(0.5, hasard.gauss(1, 0.3))) for _pk in cles]
        equipes[role] = [Agent(*agent) for agent in zip(cles, talents, lenteurs, strict=True)]
    return equipes


def _autour_de_1(valeurs: Sequence[float], poids: Sequence[float]) -> list[float]:
    """Scale some values so that their weighted mean is 1, none far from it."""
    moyenne = sum(v * p for v, p in zip(valeurs, poids, strict=True)) / sum(poids)
    return [min(1.3, max(0.65, v / moyenne)) for v in valeurs]


def _lieux(hasard: Random) -> Urne[Lieu]:
    villes = list(Ville.objects.filter(active=True, frais_livraison__isnull=False).order_by("pk"))
    if not villes:
        raise ErreurSaisie("Aucune ville active avec un tarif : importez-les avec importer_villes.")
    poids = [_GRANDES.get(normaliser(ville.nom), 0.5 + 2 * hasard.random()) for ville in villes]
    chances = _autour_de_1([hasard.gauss(1, 0.12) for _ville in villes], poids)
    regions: dict[int, int] = {}
    lieux = [_lieu(v, c, regions.setdefault(v.region_id, len(regions))) for v, c in zip(villes, chances, strict=True)]
    return Urne(lieux, poids)


def _lieu(ville: Ville, chance: float, region: int) -> Lieu:
    delai = _DELAI_INCONNU if ville.delai_jours is None else min(ville.delai_jours, _DELAI_MAX)
    assert ville.frais_livraison is not None  # noqa: S101
    return Lieu(ville.pk, ville.nom, region, ville.frais_livraison, delai, chance)


def _rayons(hasard: Random) -> Rayons:
    pieces: list[Piece] = []
    saisons: list[tuple[float, float]] = []
    soeurs: dict[int, list[Piece]] = defaultdict(list)
    succes: dict[int, float] = {}
    variantes = Variante.objects.filter(article__actif=True).order_by("pk")
    for v in variantes.select_related("article__categorie", "couleur", "pointure"):
        pointure = v.pointure.nom if v.pointure else "--"
        texte = f"{v.article.reference} - {pointure} / {v.couleur.nom if v.couleur else '--'}"
        # A few articles make most of the sales.
        part = succes.setdefault(v.article_id, hasard.paretovariate(1.3)) * _POINTURES.get(pointure, 0.8)
        debut = normaliser(v.article.categorie.nom)[:3]
        piece = Piece(v.pk, v.article_id, texte, part)
        pieces.append(piece)
        soeurs[v.article_id].append(piece)
        saisons.append((part * _ETE.get(debut, 1.0), part * _HIVER.get(debut, 1.0)))
    if not pieces:
        raise ErreurSaisie("Aucun article en vente : importez-les avec importer_articles.")
    ete, hiver = (Urne(pieces, [poids[n] for poids in saisons]) for n in (0, 1))
    return Rayons(ete, hiver, dict(soeurs))


def _envois_ouverts(calendrier: Calendrier) -> dict[tuple[int, int], int]:
    """Return today's hand-overs that are still open: (driver, day) -> hand-over."""
    debut, fin = bornes_du_jour(calendrier.aujourdhui)
    ouverts = Envoi.objects.filter(clos_le=None, date__gte=debut, date__lt=fin, operateur__isnull=False)
    rang = calendrier.rang(calendrier.fin)
    return {(livreur, rang): pk for livreur, pk in ouverts.order_by("-pk").values_list("operateur_id", "pk")}
