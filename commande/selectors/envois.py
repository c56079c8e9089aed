"""Hand-overs as their pages show them, and the prepared parcels that may leave."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.models import ColisPrevu, Commande, Envoi, LigneCommande
from commande.querysets import CommandeQuerySet
from commande.selectors.listes import PAR_PAGE, decrire_ligne
from config.noyau.argent import ZERO
from config.noyau.exports import Colonne, Genre
from config.noyau.pagination import Page, paginer
from parametre.models import Operateur, TypeOperateur

RECENTS = ("-date", "-id")
# What a screen of parcels to hand over shows at once.
COLIS_PAGE = 200
CLES_PRETS = ("cree_le", "id")


@dataclass(frozen=True, slots=True)
class LieuPret:
    """A place with prepared parcels, and how many."""

    region_id: int | None
    region: str | None
    ville_id: int | None
    ville: str | None
    nombre: int


@dataclass(frozen=True, slots=True)
class Groupe:
    """The prepared parcels of one place on a page."""

    region: str
    ville: str
    commandes: list[Commande]


@dataclass(frozen=True, slots=True)
class LigneBordereau:
    """An order of a hand-over, ready to be written. `montant` is to be collected, in MAD."""

    commande: Commande
    articles: str
    montant: Decimal


@dataclass(frozen=True, slots=True)
class VueEnvoi:
    """A hand-over: what is out, what is still awaited, and what it is worth."""

    envoi: Envoi
    restent: list[Commande]
    partis: int
    montant: Decimal

    @property
    def liste(self) -> int:
        """How many parcels the list has in all."""
        return self.partis + len(self.restent)

    @property
    def complet(self) -> bool:
        """Whether all that is listed was scanned out."""
        return self.partis > 0 and not self.restent


def prets(*, region: int | None = None, ville: int | None = None) -> CommandeQuerySet:
    """Return the prepared orders on no list."""
    libres = Commande.objects.filter(etat=Etat.PREPAREE, colis_prevu=None)
    if region:
        libres = libres.filter(ville__region_id=region)
    return libres.filter(ville_id=ville) if ville else libres


def lieux_prets() -> list[LieuPret]:
    """Return the places that have prepared orders, by region and name, in one query."""
    comptes = prets().order_by("ville__region__nom", "ville__nom", "ville")
    lus = comptes.values_list("ville__region_id", "ville__region__nom", "ville_id", "ville__nom").annotate(
        n=Count("pk")
    )
    return [LieuPret(*ligne) for ligne in lus]


def page_de_prets(commandes: CommandeQuerySet, curseur: str | None) -> tuple[Page[Commande], list[Groupe]]:
    """Return a page of prepared orders, oldest first, and the same by place, in one query."""
    page = paginer(
        commandes.select_related("client", "ville__region"), cles=CLES_PRETS, curseur=curseur, taille=COLIS_PAGE
    )
    return page, [
        Groupe(*lieu, list(siennes)) for lieu, siennes in groupby(sorted(page.elements, key=_lieu), key=_lieu)
    ]


def _lieu(commande: Commande) -> tuple[str, str]:
    return (commande.ville.region.nom, commande.ville.nom) if commande.ville else ("", "")


def livreurs() -> list[Operateur]:
    """Return the active drivers, by name."""
    actifs = Operateur.objects.filter(type_operateur=TypeOperateur.LOGISTIQUE, actif=True)
    return list(actifs.select_related("user").order_by("user__first_name", "user__username"))


def envois_visibles(operateur: Operateur) -> QuerySet[Envoi]:
    """Keep the hand-overs one received or opened, and those being made up; ADMIN sees all."""
    envois = Envoi.objects.select_related("operateur__user")
    if operateur.type_operateur == TypeOperateur.ADMIN:
        return envois
    return envois.filter(Q(operateur=operateur) | Q(ouvert_par=operateur) | Q(clos_le=None))


def page_d_envois(operateur: Operateur, curseur: str | None) -> Page[Envoi]:
    """Return a page of hand-overs, the newest first, each with `partis` and `prevus`, in three queries."""
    page = paginer(envois_visibles(operateur), cles=RECENTS, curseur=curseur, taille=PAR_PAGE)
    ids = [e.pk for e in page.elements]
    partis = dict(Commande.objects.filter(envoi__in=ids).order_by().values_list("envoi").annotate(n=Count("pk")))
    restes = ColisPrevu.objects.filter(envoi__in=ids, commande__etat=Etat.PREPAREE)
    prevus = dict(restes.order_by().values_list("envoi").annotate(n=Count("pk")))
    for envoi in page.elements:
        envoi.partis = partis.get(envoi.pk, 0)  # type: ignore[attr-defined]
        envoi.prevus = prevus.get(envoi.pk, 0)  # type: ignore[attr-defined]
    return page


def colonnes_d_envois() -> tuple[Colonne, ...]:
    """Return the columns of the list of hand-overs as a file."""
    return (
        Colonne(_("Numéro")),
        Colonne(_("Ouvert"), Genre.INSTANT),
        Colonne(_("Clos"), Genre.INSTANT),
        Colonne(_("Livreur"), largeur=24),
        Colonne(_("Transporteur"), largeur=20),
        Colonne(_("N° de suivi"), largeur=20),
        Colonne(_("Colis"), Genre.ENTIER, largeur=8),
    )


def lignes_d_envois(operateur: Operateur) -> Iterator[tuple[object, ...]]:
    """Yield the row of each hand-over that this operator may see, the newest first."""
    envois = envois_visibles(operateur).annotate(partis=Count("commandes")).order_by(*RECENTS)
    for e in envois.iterator(chunk_size=1000):
        qui = str(e.operateur or "")
        yield (e.numero, e.date, e.clos_le, qui, e.transporteur, e.numero_suivi, e.partis)


def envoi_visible_ou_404(operateur: Operateur, envoi_id: int) -> Envoi:
    """Return a hand-over that this operator may see, or raise Http404."""
    envoi = envois_visibles(operateur).filter(pk=envoi_id).first()
    if envoi is None:
        raise Http404(_("Cet envoi n’existe pas, ou il n’est pas le vôtre."))
    return envoi


def vue_envoi(operateur: Operateur, envoi_id: int) -> VueEnvoi:
    """Return a hand-over with its counts, in three queries."""
    envoi = envoi_visible_ou_404(operateur, envoi_id)
    restent = Commande.objects.filter(colis_prevu__envoi=envoi, etat=Etat.PREPAREE)
    # Summed here: SQLite adds decimals in binary floating point.
    totaux = [_du(*couple) for couple in envoi.commandes.values_list("total_confirme", "total")]
    return VueEnvoi(
        envoi=envoi,
        restent=list(restent.select_related("client", "ville").order_by("ville__nom", "numero")),
        partis=len(totaux),
        montant=sum(totaux, ZERO),
    )


def partis_de(envoi: Envoi, curseur: str | None) -> Page[Commande]:
    """Return a page of the orders that left with a hand-over, the last entered first, in one query."""
    commandes: CommandeQuerySet = envoi.commandes.select_related("client", "ville")
    return paginer(commandes, cles=("-id",), curseur=curseur)


def bordereau(envoi: Envoi) -> list[LigneBordereau]:
    """Return every order of a hand-over, by place and number, in two queries."""
    lignes = LigneCommande.objects.select_related("variante__article", "variante__couleur", "variante__pointure")
    commandes = (
        envoi.commandes.select_related("client", "ville")
        .prefetch_related(Prefetch("lignes", queryset=lignes))
        .order_by("ville__nom", "numero")
    )
    return [LigneBordereau(c, _articles(c.lignes.all()), _du(c.total_confirme, c.total)) for c in commandes]


def _du(total_confirme: Decimal | None, total: Decimal) -> Decimal:
    """Return what the parcel was worth when it left: a partial delivery changes `total` afterwards."""
    return total if total_confirme is None else total_confirme


def _articles(lignes: Iterable[LigneCommande]) -> str:
    return ", ".join(decrire_ligne(ligne) for ligne in lignes)
