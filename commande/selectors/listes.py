"""The lists of the houses: their rows, and the figures above them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Count, Q, Sum, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from article.models import Variante, code_de
from commande.composition import LigneLue, lire_lignes, totaux_actuels
from commande.etats import AVANT_CONFIRMATION, CLOS, FINAUX, OUVERTS, Etat
from commande.models import Commande, LigneCommande
from commande.querysets import CHAMP_OPERATEUR, CommandeQuerySet, a_soi
from commande.suite import champ_detenteur
from config.noyau.argent import ZERO
from config.noyau.horloge import maintenant
from config.noyau.pagination import Compte, Page, compter, paginer
from parametre.models import Operateur, TypeOperateur

# Arrival decides a queue; a search or an archive shows the newest first.
FILE = ("cree_le", "id")
RECENTES = ("-cree_le", "-id")
# A little more than a screen shows.
PAR_PAGE = 25
_VILLES = """
SELECT v.id, v.nom, r.nom FROM parametre_ville AS v JOIN parametre_region AS r ON r.id = v.region_id
ORDER BY v.nom, r.nom
"""
# Values, not objects: an object of each order, line and article cost more than all the rest of a page.
_COLONNES = (
    "id",
    "numero",
    "cree_le",
    "etat",
    "total",
    "rappel_le",
    "a_verifier",
    "raisons",
    "texte_produit",
    "livraison_offerte",
    "client__nom_complet",
    "client__telephone",
    "ville__nom",
    "ville__frais_livraison",
    *CHAMP_OPERATEUR.values(),
)


@dataclass(frozen=True, slots=True)
class Drapeau:
    """A mark on a row: a word, its colour and icon, and what it means."""

    texte: str
    ton: str
    dessin: str
    titre: str


@dataclass(frozen=True, slots=True)
class Rang:
    """A row of a list. `articles` is its first line in words, `autres` how many lines follow.

    `texte` is what the sheet says of the articles. `total` is None while no article is
    known: the fees alone are no total. `chez` is the operator whose turn it is, where the
    list says it; `tentatives` the number of contacts, where the list counts them.
    """

    id: int
    numero: str
    cree_le: dt.datetime
    etat: str
    client: str
    telephone: str
    ville: str
    articles: str
    autres: int
    texte: str
    total: Decimal | None
    tentatives: int
    drapeaux: tuple[Drapeau, ...]
    chez: str


@dataclass(frozen=True, slots=True)
class Liste:
    """A page of rows and how many there are in all, up to a cap."""

    page: Page[Any]
    rangs: list[Rang]
    compte: Compte


@dataclass(frozen=True, slots=True)
class Lues:
    """A page of orders as values, their lines, the total to show of each and who has it."""

    page: Page[Any]
    lignes: dict[int, list[LigneLue]]
    totaux: dict[int, Decimal | None]
    chez: dict[int, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the row above a list; `filtre` is the query string that lists what it counts."""

    nom: str | Promise
    valeur: int | Decimal
    dessin: str
    filtre: str = ""
    est_montant: bool = False
    ton: str = ""


def lister(
    commandes: CommandeQuerySet,
    *,
    cles: tuple[str, ...],
    curseur: str | None,
    compte: Compte | None = None,
    dit_chez: bool = False,
) -> Liste:
    """Return a page of orders with all that its rows show, in six queries at most.

    `compte` spares the one that counts, where the page knows it already. `dit_chez`: each
    row says who has the order.
    """
    lues = lire(commandes, cles=cles, curseur=curseur, dit_chez=dit_chez)
    instant = maintenant()
    rangs = [_rang(c, lues, instant) for c in lues.page.elements]
    return Liste(page=lues.page, rangs=rangs, compte=compter(commandes) if compte is None else compte)


def lire(
    commandes: CommandeQuerySet,
    *,
    cles: tuple[str, ...],
    curseur: str | None,
    dit_chez: bool = False,
    taille: int = PAR_PAGE,
    de_plus: tuple[str, ...] = (),
) -> Lues:
    """Read a page of orders, in five queries at most; `de_plus` names more columns of each."""
    annotees = tuple(commandes.query.annotations)
    page = paginer(
        commandes.values_list(*_COLONNES, *annotees, *de_plus, named=True), cles=cles, curseur=curseur, taille=taille
    )
    lignes = lire_lignes([c.id for c in page.elements])
    mouvantes = [c for c in page.elements if c.etat in AVANT_CONFIRMATION and lignes[c.id]]
    totaux = {c.id: c.total if lignes[c.id] else None for c in page.elements}
    if mouvantes:
        actuels = totaux_actuels(
            {c.id: lignes[c.id] for c in mouvantes},
            {c.id: c.ville__frais_livraison for c in mouvantes},
            {c.id for c in mouvantes if c.livraison_offerte},
        )
        totaux |= {pk: total for pk, total in actuels.items() if total is not None}
    return Lues(page=page, lignes=lignes, totaux=totaux, chez=_detenteurs(page.elements) if dit_chez else {})


def _rang(c: Any, lues: Lues, instant: dt.datetime) -> Rang:
    lignes = lues.lignes[c.id]
    return Rang(
        id=c.id,
        numero=c.numero,
        cree_le=c.cree_le,
        etat=c.etat,
        client=c.client__nom_complet,
        telephone=c.client__telephone,
        ville=c.ville__nom or "",
        articles=decrire(lignes[0]) if lignes else "",
        autres=max(len(lignes) - 1, 0),
        texte=c.texte_produit,
        total=lues.totaux[c.id],
        tentatives=getattr(c, "tentatives", 0),
        drapeaux=tuple(_drapeaux(c, instant)),
        chez=lues.chez.get(c.id, ""),
    )


def _detenteurs(commandes: Iterable[Any]) -> dict[int, str]:
    """Return the name of the operator whose turn it is, by order, in one query."""
    ids = {c.id: getattr(c, champ) for c in commandes if (champ := champ_detenteur(c.etat))}
    # Asked for even when nobody has anything: a page costs the same whatever it shows.
    operateurs = Operateur.objects.filter(pk__in={*ids.values(), 0}).select_related("user")
    noms = {o.pk: str(o) for o in operateurs}
    return {commande: noms[qui] for commande, qui in ids.items() if qui in noms}


def decrire(ligne: LigneLue) -> str:
    """Say a line in a few words: `YZ244 noir 38`, `2 × YZ244 noir 38`."""
    if ligne.modele is None:
        return _("article à choisir")
    return _en_mots(ligne.quantite, ligne.modele, ligne.couleur, ligne.pointure)


def decrire_ligne(ligne: LigneCommande) -> str:
    """Say a line in memory in the same words."""
    variante = ligne.variante
    if variante is None:
        return _("article à choisir")
    return _en_mots(ligne.quantite, variante.article.modele, variante.couleur, variante.pointure)


def decrire_variante(variante: Variante) -> str:
    """Say a variant in a few words: `YZ244 noir 38`."""
    return _en_mots(1, variante.article.modele, variante.couleur, variante.pointure)


def _en_mots(quantite: int, modele: int, couleur: object, pointure: object) -> str:
    quoi = " ".join([code_de(modele), *(str(v) for v in (couleur, pointure) if v is not None)])
    return quoi if quantite == 1 else f"{quantite}\u00a0× {quoi}"


def _drapeaux(commande: Any, instant: dt.datetime) -> Iterable[Drapeau]:
    if commande.rappel_le is not None and commande.etat in AVANT_CONFIRMATION:
        du = commande.rappel_le <= instant
        yield Drapeau(
            _("rappel dû") if du else _("rappel"), "rouge" if du else "bleu", "clock", _("Le client attend un appel.")
        )
    messages = {r.get("code", ""): str(r.get("message", "")) for r in commande.raisons if isinstance(r, dict)}
    if (probable := messages.pop("doublon_probable", None)) is not None:
        yield Drapeau(_("doublon probable"), "ambre", "copy", probable)
    # The duplicate has its own mark: only what else there is to check is said here.
    if commande.a_verifier and (messages or probable is None):
        yield Drapeau(_("à vérifier"), "ambre", "triangle-alert", " ".join(messages.values()))


@dataclass(frozen=True, slots=True)
class Chiffres:
    """The figures of a house, and how many orders wait for its operator."""

    figures: list[Figure]
    attendent: int


def chiffres(operateur: Operateur) -> Chiffres:
    """Return the figures of the house of a driver or a preparer, live, in one query."""
    return _CHIFFRES[TypeOperateur(operateur.type_operateur)](operateur)


def _chiffres_preparation(operateur: Operateur) -> Chiffres:
    siennes = a_soi(operateur)
    en_main = Q(etat=Etat.EN_PREPARATION) & siennes
    faites = Q(etat=Etat.PREPAREE) & siennes
    n = Commande.objects.filter(Q(etat=Etat.A_IMPRIMER) | en_main | faites).aggregate(
        a_imprimer=Count("pk", filter=Q(etat=Etat.A_IMPRIMER)),
        en_main=Count("pk", filter=en_main),
        faites=Count("pk", filter=faites),
    )
    figures = [
        Figure(gettext_lazy("À imprimer"), n["a_imprimer"], "printer", "?etat=a_imprimer"),
        Figure(gettext_lazy("En préparation, par vous"), n["en_main"], "package-open", "?etat=en_preparation"),
        Figure(gettext_lazy("Préparées, à remettre"), n["faites"], "package-check", "?etat=preparee"),
    ]
    return Chiffres(figures, n["a_imprimer"] + n["en_main"])


def _chiffres_logistique(operateur: Operateur) -> Chiffres:
    siennes = a_soi(operateur)
    en_route = Q(etat=Etat.EN_COURS_LIVRAISON) & siennes
    reportees = Q(etat=Etat.REPORTEE) & siennes
    n = Commande.objects.filter(Q(etat=Etat.PREPAREE) | en_route | reportees).aggregate(
        preparees=Count("pk", filter=Q(etat=Etat.PREPAREE)),
        en_route=Count("pk", filter=en_route),
        reportees=Count("pk", filter=reportees),
        a_encaisser=Sum("total", filter=en_route),
    )
    figures = [
        Figure(gettext_lazy("Prêtes à partir"), n["preparees"], "package-check", "?etat=preparee"),
        Figure(gettext_lazy("En livraison"), n["en_route"], "truck", "?etat=en_cours_livraison"),
        Figure(gettext_lazy("Reportées"), n["reportees"], "calendar-clock", "?etat=reportee"),
        Figure(gettext_lazy("À encaisser"), n["a_encaisser"] or ZERO, "banknote", est_montant=True),
    ]
    return Chiffres(figures, n["preparees"] + n["en_route"] + n["reportees"])


_DESSINS_OUVERTS: dict[Etat, tuple[str | Promise, str]] = {
    Etat.NON_AFFECTEE: (gettext_lazy("Non affectées"), "circle-dashed"),
    Etat.AFFECTEE: (gettext_lazy("Affectées"), "user-check"),
    Etat.EN_COURS_CONFIRMATION: (gettext_lazy("En cours"), "phone-call"),
    Etat.CONFIRMEE: (gettext_lazy("Confirmées"), "check"),
    Etat.A_IMPRIMER: (gettext_lazy("À imprimer"), "printer"),
    Etat.EN_PREPARATION: (gettext_lazy("Préparation"), "package-open"),
    Etat.PREPAREE: (gettext_lazy("Préparées"), "package-check"),
    Etat.EN_COURS_LIVRAISON: (gettext_lazy("En livraison"), "truck"),
    Etat.REPORTEE: (gettext_lazy("Reportées"), "calendar-clock"),
}


@dataclass(frozen=True, slots=True)
class Termine:
    """How many orders ended in a state."""

    code: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Where all orders stand: what is under way, what is over, how many wait for the administrator."""

    figures: list[Figure]
    termines: list[Termine]
    attendent: Compte


def ensemble() -> Ensemble:
    """Return the figures of the administrator's home, live, in one query."""
    par_etat, a_verifier = _compter_et_a_verifier()
    # As CommandeQuerySet.attendent: all that nobody has, and what is to be checked elsewhere.
    attendent = sum(a_verifier.values()) - a_verifier.get(Etat.NON_AFFECTEE, 0) + par_etat.get(Etat.NON_AFFECTEE, 0)
    # With the usual setting an order never rests in `confirmee`: no column for nothing.
    montres = [e for e in OUVERTS if e != Etat.CONFIRMEE or par_etat.get(e)]
    return Ensemble(
        figures=[
            Figure(gettext_lazy("À vérifier"), sum(a_verifier.values()), "triangle-alert", "?verifier=1"),
            *(Figure(*_figure_ouverte(e, par_etat.get(e, 0))) for e in montres),
        ],
        termines=[Termine(e, par_etat.get(e, 0)) for e in Etat if e in FINAUX | CLOS],
        attendent=Compte(nombre=attendent, plafonne=False),
    )


def _figure_ouverte(etat: Etat, combien: int) -> tuple[str | Promise, int, str, str]:
    nom, dessin = _DESSINS_OUVERTS[etat]
    return nom, combien, dessin, f"?etat={etat}"


_CHIFFRES = {
    TypeOperateur.PREPARATION: _chiffres_preparation,
    TypeOperateur.LOGISTIQUE: _chiffres_logistique,
}


def _compter_et_a_verifier() -> tuple[dict[str, int], dict[str, int]]:
    """Count orders by state, and those to be checked before confirmation; each half has its index."""
    ouvertes = Commande.objects.filter(etat__in=AVANT_CONFIRMATION, a_verifier=True)
    toutes, a_verifier = (
        lot.order_by().values("etat").annotate(partie=Value(partie), n=Count("pk")).values_list("etat", "partie", "n")
        for partie, lot in enumerate((Commande.objects.all(), ouvertes))
    )
    comptes: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for etat, partie, n in toutes.union(a_verifier, all=True):
        comptes[partie][etat] = n
    return comptes


def compter_par_etat(commandes: CommandeQuerySet) -> dict[str, int]:
    """Count orders by state; all of them in one walk over an index."""
    return dict(commandes.order_by().values_list("etat").annotate(n=Count("pk")))


def choix_villes() -> list[tuple[int, str]]:
    """Return every place by name, (key, name), in one query; its region tells homonyms apart."""
    with connection.cursor() as curseur:
        curseur.execute(_VILLES)
        lignes = curseur.fetchall()
    noms = [nom for _pk, nom, _region in lignes]
    homonymes = {nom for nom, suivant in pairwise(noms) if nom == suivant}
    return [(pk, f"{nom} ({region})" if nom in homonymes else nom) for pk, nom, region in lignes]
