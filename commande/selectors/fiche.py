"""All that the page of an order shows, in a number of queries that does not grow with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from article.models import Variante
from commande.composition import Composition, prix_et_composition
from commande.etats import AVANT_CONFIRMATION, Etat
from commande.models import Commande, LigneCommande, OriginePrix
from commande.prix import LigneTarifee, PrixCommande
from commande.querysets import CommandeQuerySet
from commande.selectors.acces import commande_visible_ou_404, est_visible
from commande.selectors.autour import Breve, Evenement, evenements_de, voisines_de
from commande.suite import Suite, suite_de
from config.noyau.argent import en_dirhams
from config.noyau.textes import normaliser
from parametre.models import Operateur, Ville

_OPERATEURS = ("operateur_confirmation__user", "operateur_preparation__user", "operateur_livraison__user")
_COLONNES = (
    "n commande",
    "no commande",
    "numero",
    "statut",
    "operateur",
    "client",
    "telephone",
    "ville",
    "adresse",
    "produit",
    "quantite",
    "prix",
    "total",
    "date creation",
    "date",
    "motifs",
)


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """A line as priced at present. `stock` is None where no variant is chosen yet."""

    variante: Variante | None
    quantite: int
    prix_unitaire: Decimal
    montant: Decimal
    origine: str
    stock: int | None
    manque: bool


@dataclass(frozen=True, slots=True)
class CandidatFiche:
    """What an unresolved text may mean; `stock` for a variant, `commande` for a neighbour."""

    libelle: str
    stock: int | None = None
    commande: Breve | None = None
    visible: bool = False


@dataclass(frozen=True, slots=True)
class RaisonFiche:
    message: str
    texte: str
    candidats: tuple[CandidatFiche, ...]


@dataclass(frozen=True, slots=True)
class AutreCommande:
    commande: Commande | Breve
    visible: bool


@dataclass(frozen=True, slots=True)
class Fiche:
    """The page of an order. `ecart` compares what the sheet announced with the sum of the lines, in words.

    `composition` is what the price follows from, None once nothing moves any more.
    """

    commande: Commande
    prix: PrixCommande
    lignes: list[LigneFiche]
    ecart: str
    raisons: list[RaisonFiche]
    evenements: list[Evenement]
    liees: list[AutreCommande]
    autres: list[AutreCommande]
    autres_par_etat: list[tuple[str, int]]
    autres_total: int
    valeurs_brutes: list[tuple[str, str]]
    delai: str
    prix_mouvants: bool
    composition: Composition | None

    @property
    def suite(self) -> Suite:
        return suite_de(self.commande)


def fiche(operateur: Operateur, commande_id: int) -> Fiche:
    """Return the page of an order this operator may see; raises Http404 otherwise."""
    return fiche_de(operateur, commande_visible_ou_404(operateur, commande_id, parmi=_complete()))


def fiche_de(operateur: Operateur, commande: Commande) -> Fiche:
    """Return the page of an order that this operator may see, read with its client and place."""
    prix, composition = prix_et_composition(commande)
    voisines = voisines_de(commande, _candidats(commande, "commande"))
    return Fiche(
        commande=commande,
        prix=prix,
        lignes=_lignes(commande, prix),
        ecart=_ecart(commande.total_annonce, prix),
        raisons=_raisons(commande, {c.pk: c for c in voisines.liees}, operateur),
        evenements=evenements_de(commande.pk),
        liees=[AutreCommande(c, est_visible(operateur, c)) for c in voisines.liees if c.est_liee_a(commande)],
        autres=[AutreCommande(c, est_visible(operateur, c)) for c in voisines.autres],
        autres_par_etat=[(str(Etat(e).label), n) for e, n in voisines.par_etat.items()],
        autres_total=sum(voisines.par_etat.values()),
        valeurs_brutes=valeurs_de_la_feuille(commande.valeurs_brutes),
        delai=delai_en_mots(commande.ville),
        prix_mouvants=commande.etat in AVANT_CONFIRMATION,
        composition=composition,
    )


def lignes_completes() -> "Prefetch[Any]":
    """Have orders come with their lines, and with what their lines are of."""
    lignes = LigneCommande.objects.select_related("variante__article", "variante__couleur", "variante__pointure")
    return Prefetch("lignes", queryset=lignes)


def _complete() -> CommandeQuerySet:
    """Return orders with all that the page of one shows."""
    autour = ("client__ville", "ville__region", "source", "execution", "envoi", *_OPERATEURS)
    return Commande.objects.select_related(*autour).prefetch_related(lignes_completes())


def _lignes(commande: Commande, prix: PrixCommande) -> list[LigneFiche]:
    variantes = {li.variante_id: li.variante for li in commande.lignes.all()}
    demandes: dict[int | None, int] = {}
    for tarifee in prix.lignes:
        demandes[tarifee.cle] = demandes.get(tarifee.cle, 0) + tarifee.quantite
    # Once confirmed, the pieces of this order have already left the stock.
    attend_le_stock = commande.etat in AVANT_CONFIRMATION
    return [
        _ligne(variantes.get(t.cle), t, prix.compteur_upsell, demandes[t.cle] if attend_le_stock else 0)
        for t in prix.lignes
    ]


def _ligne(variante: Variante | None, tarifee: LigneTarifee, niveau: int, demande: int) -> LigneFiche:
    stock = variante.qte_disponible if variante is not None else None
    return LigneFiche(
        variante=variante,
        quantite=tarifee.quantite,
        prix_unitaire=tarifee.prix_unitaire,
        montant=tarifee.montant,
        origine=_origine(tarifee, niveau),
        stock=stock,
        manque=stock is not None and stock < demande,
    )


def _origine(tarifee: LigneTarifee, niveau: int) -> str:
    if tarifee.offre is not None and tarifee.origine == OriginePrix.OFFRE:
        return ngettext(
            "Offre : %(pieces)d pièce pour %(prix)s", "Offre : %(pieces)d pièces pour %(prix)s", tarifee.offre.pieces
        ) % {
            "pieces": tarifee.offre.pieces,
            "prix": en_dirhams(tarifee.offre.prix),
        }
    if tarifee.origine == OriginePrix.UPSELL:
        return _("Upsell, niveau %(niveau)d") % {"niveau": niveau}
    return str(tarifee.origine.label)


def _ecart(annonce: Decimal | None, prix: PrixCommande) -> str:
    """Say how an announced amount differs from the sum of the lines; nothing without lines."""
    if annonce is None or not prix.lignes:
        return ""
    if annonce == prix.sous_total:
        return _("égal au sous-total")
    difference = en_dirhams(abs(annonce - prix.sous_total))
    phrase = (
        _("%(montant)s de plus que le sous-total")
        if annonce > prix.sous_total
        else _("%(montant)s de moins que le sous-total")
    )
    return phrase % {"montant": difference}


def _candidats(commande: Commande, genre: str) -> set[int]:
    """Return the ids that the reasons of an order propose for one kind of thing."""
    return {
        c["id"]
        for r in _entrees(commande.raisons)
        for c in _entrees(r.get("candidats"))
        if c.get("type") == genre and isinstance(c.get("id"), int)
    }


def _entrees(liste: object) -> Iterable[Mapping[str, Any]]:
    return [e for e in liste if isinstance(e, dict)] if isinstance(liste, list) else []


def _raisons(commande: Commande, commandes: Mapping[int, Breve], operateur: Operateur) -> list[RaisonFiche]:
    variantes = _candidats(commande, "variante")
    stocks = dict(Variante.objects.filter(pk__in=variantes).values_list("pk", "qte_disponible"))

    def candidat(c: Mapping[str, Any]) -> CandidatFiche:
        voisine = commandes.get(c.get("id", 0)) if c.get("type") == "commande" else None
        return CandidatFiche(
            libelle=str(c.get("libelle", "")),
            stock=stocks.get(c.get("id", 0)) if c.get("type") == "variante" else None,
            commande=voisine,
            visible=voisine is not None and est_visible(operateur, voisine),
        )

    return [
        RaisonFiche(
            message=str(r.get("message", "")),
            texte=str(r.get("texte", "")),
            candidats=tuple(candidat(c) for c in _entrees(r.get("candidats"))),
        )
        for r in _entrees(commande.raisons)
    ]


def delai_en_mots(ville: Ville | None) -> str:
    """Say when the carrier goes to a place: its weekdays, its days, or what the tariff says."""
    if ville is None:
        return ""
    semaine = [jour for jour in ville.jours_livraison if jour in range(1, 8)]
    if 0 < len(semaine) < 7:
        return ", ".join(str(WEEKDAYS[jour - 1]).lower() for jour in semaine)
    if semaine:
        return _("chaque jour")
    if ville.delai_jours is not None:
        return _("%(heures)d h") % {"heures": ville.delai_jours * 24}
    return ville.delai


def valeurs_de_la_feuille(valeurs: object) -> list[tuple[str, str]]:
    """Return the cells of a row in the usual order of a sheet.

    The database does not keep the order of the keys. Headers nobody expects come last.
    """
    if not isinstance(valeurs, dict):
        return []
    rangs = {nom: rang for rang, nom in enumerate(_COLONNES)}
    colonnes = sorted(valeurs, key=lambda colonne: (rangs.get(normaliser(colonne), len(rangs)), colonne))
    return [(colonne, "" if valeurs[colonne] is None else str(valeurs[colonne])) for colonne in colonnes]
