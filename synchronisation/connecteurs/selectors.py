"""Reads for the pages of the connectors."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from config.noyau.argent import en_dirhams
from config.noyau.pagination import Compte, Page, compter, paginer
from synchronisation.connecteurs.champs import CHAMPS
from synchronisation.connecteurs.models import Connecteur, GenreConnecteur
from synchronisation.connecteurs.services import Bilan, Ecart, inutilises, table_de

ECARTS_MONTRES = 100


@dataclass(frozen=True, slots=True)
class Element:
    """An element as a card or a row: its values (name, in words) in the order of the columns."""

    apport: Any
    valeurs: list[tuple[str | Promise, str]]
    lie: Any

    @property
    def disparu(self) -> bool:
        return self.apport.disparu_le is not None


@dataclass(frozen=True, slots=True)
class Contenu:
    """What a connector brought: a page of it, and how much there is."""

    colonnes: list[str | Promise]
    page: Page[Any]
    elements: list[Element]
    presents: Compte
    disparus: Compte
    inutilises: int


@dataclass(frozen=True, slots=True)
class LigneEcart:
    """A difference in words: what becomes of an element, field by field."""

    code: str
    sorte: str
    ton: str
    changements: list[tuple[str, str, str]]


def connecteur_ou_404(connecteur_id: int) -> Connecteur:
    """Return a connector; raises Http404 where there is none."""
    connecteur = Connecteur.objects.filter(pk=connecteur_id).first()
    if connecteur is None:
        raise Http404(_("Ce connecteur n’existe pas."))
    return connecteur


def contenu(connecteur: Connecteur, *, q: str, curseur: str | None) -> Contenu:
    """Return a page of what a connector brought, narrowed by a text, in a fixed number of queries."""
    lien = "article" if connecteur.genre == GenreConnecteur.CATALOGUE else "client"
    tous: QuerySet[Any] = table_de(connecteur).filter(connecteur=connecteur)
    trouves = tous.select_related(lien)
    if q:
        nom = "designation" if lien == "article" else "nom"
        trouves = trouves.filter(Q(code__icontains=q) | Q(**{f"{nom}__icontains": q}))
    page = paginer(trouves, cles=("code", "id"), curseur=curseur)
    champs = CHAMPS[connecteur.genre]
    return Contenu(
        colonnes=[champ.libelle for champ in champs],
        page=page,
        elements=[
            Element(a, [(c.libelle, dire(getattr(a, c.nom))) for c in champs], getattr(a, lien)) for a in page.elements
        ],
        presents=compter(tous.filter(disparu_le=None), plafond=100_000),
        disparus=compter(tous.exclude(disparu_le=None), plafond=100_000),
        inutilises=inutilises(connecteur).count(),
    )


def lignes_du_bilan(connecteur: Connecteur, bilan: Bilan) -> list[LigneEcart]:
    """Return the difference a refresh makes, in words, at most a hundred lines of each sort."""
    noms = {champ.nom: str(champ.libelle) for champ in CHAMPS[connecteur.genre]}
    noms |= {"article": _("Article"), "client": _("Client"), "valeurs": _("Autres valeurs")}

    def dits(sorte: str, ton: str, ecarts: tuple[Ecart, ...]) -> list[LigneEcart]:
        return [
            LigneEcart(e.code, sorte, ton, [(noms[n], dire(a), dire(b)) for n, (a, b) in e.changements.items()])
            for e in ecarts[:ECARTS_MONTRES]
        ]

    def codes(sorte: str, ton: str, liste: tuple[str, ...]) -> list[LigneEcart]:
        return [LigneEcart(code, sorte, ton, []) for code in liste[:ECARTS_MONTRES]]

    return [
        *dits(_("nouveau"), "vert", bilan.nouveaux),
        *dits(_("modifié"), "bleu", bilan.modifies),
        *codes(_("revenu"), "vert", bilan.revenus),
        *codes(_("disparu"), "ambre", bilan.disparus),
    ]


def dire(valeur: object) -> str:
    """Write a value as a person reads it; a dash for nothing."""
    if isinstance(valeur, Decimal):
        return en_dirhams(valeur)
    return "–" if valeur in (None, "") else str(valeur)
