"""Reads for the returns at the warehouse."""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.models import Commande, EtatCommande, RetourAttendu
from commande.querysets import CommandeQuerySet
from config.noyau.horloge import bornes_du_jour, jour_local, maintenant
from config.noyau.pagination import Page, paginer
from config.noyau.textes import code_alphanumerique
from parametre.models import Operateur

MONTRES = 50
CLES = ("id",)


@dataclass(frozen=True, slots=True)
class Recu:
    """What was received of an order, or of the old pieces of an exchange."""

    numero: str
    client: str
    bonnes: int
    mauvaises: int
    instant: dt.datetime | None
    par: Operateur | None
    echange: bool = False


def attendues() -> CommandeQuerySet:
    """Return the orders whose pieces come back."""
    return Commande.objects.filter(retour_attendu=True)


def retours_attendus(curseur: str | None) -> Page[Commande]:
    """Return a page of the orders whose pieces come back, oldest first; `rapporte_le`, `pieces` on each."""
    depuis = EtatCommande.objects.filter(commande=OuterRef("pk"), date_fin=None).values("date_debut")[:1]
    completes = (
        attendues()
        .select_related("client", "ville", "operateur_livraison__user")
        .annotate(rapporte_le=Subquery(depuis), pieces=Sum(F("lignes__declare_bon") + F("lignes__declare_defectueux")))
    )
    return paginer(completes, cles=CLES, curseur=curseur)


def recherche(code: str) -> int | None:
    """Return the order waiting for its return that a code or a number names."""
    propre = code_alphanumerique(code)
    trouvees = Commande.objects.filter(Q(code_barre=propre) | Q(numero=code), retour_attendu=True)
    return trouvees.values_list("pk", flat=True).first() if propre else None


def echanges_du_code(code: str) -> list[RetourAttendu]:
    """Return the old pieces that a code names: of the exchange, of the order it replaces, or of the piece itself."""
    propre = code_alphanumerique(code)
    if not propre:
        return []
    nomme = (
        Q(echange__code_barre=propre)
        | Q(echange__numero=code)
        | Q(ligne__commande__code_barre=propre)
        | Q(ligne__commande__numero=code)
        | Q(ligne__variante__code_barre=propre)
        | Q(ligne__variante__reference=code)
    )
    return list(_echanges().filter(nomme)[:MONTRES])


def retour_attendu_ou_404(commande_id: int) -> Commande:
    """Return an order whose pieces come back, with its lines; raises Http404 for any other."""
    commande = (
        Commande.objects.filter(pk=commande_id, retour_attendu=True)
        .select_related("client", "operateur_livraison__user")
        .prefetch_related("lignes__variante__article", "lignes__variante__couleur", "lignes__variante__pointure")
        .first()
    )
    if commande is None:
        raise Http404(_("Aucun retour n’attend pour cette commande, ou il a déjà été reçu."))
    return commande


def recus_du_jour() -> tuple[list[Recu], int]:
    """Return what the warehouse received today in Casablanca, the newest first, and how much it was in all."""
    debut, fin = bornes_du_jour(jour_local(maintenant()))
    commandes = Commande.objects.filter(retour_recu_le__gte=debut, retour_recu_le__lt=fin)
    pieces = RetourAttendu.objects.filter(recu_le__gte=debut, recu_le__lt=fin)
    sommes = {"bonnes": Sum("lignes__retour_bon"), "mauvaises": Sum("lignes__retour_defectueux")}
    completes = commandes.select_related("client", "retour_recu_par__user").annotate(**sommes)
    lus = [
        Recu(c.numero, c.client.nom_complet, c.bonnes or 0, c.mauvaises or 0, c.retour_recu_le, c.retour_recu_par)  # type: ignore[attr-defined]
        for c in completes.order_by("-retour_recu_le", "-pk")[:MONTRES]
    ]
    lus += [
        Recu(r.echange.numero, r.echange.client.nom_complet, r.bon, r.defectueux, r.recu_le, r.operateur, echange=True)
        for r in pieces.select_related("echange__client", "operateur__user").order_by("-recu_le", "-pk")[:MONTRES]
    ]
    lus.sort(key=attrgetter("instant"), reverse=True)
    return lus[:MONTRES], commandes.count() + pieces.count()


def echanges_attendus() -> tuple[list[RetourAttendu], bool]:
    """Return the old pieces that exchanges should bring back, oldest first, and whether some are left out."""
    lus = list(_echanges()[: MONTRES + 1])
    return lus[:MONTRES], len(lus) > MONTRES


def _echanges() -> QuerySet[RetourAttendu]:
    attendus = RetourAttendu.objects.filter(
        recu_le=None, echange__etat__in=[Etat.EN_COURS_LIVRAISON, Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT]
    )
    return attendus.select_related(
        "echange__client", "ligne__variante__article", "ligne__variante__couleur", "ligne__variante__pointure"
    ).order_by("pk")
