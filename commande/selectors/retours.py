"""Reads for the returns at the warehouse."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from commande.models import Commande, EtatCommande, RetourAttendu
from config.noyau.horloge import bornes_du_jour, jour_local, maintenant
from config.noyau.pagination import Page, paginer
from config.noyau.textes import code_alphanumerique

ECHANGES_MONTRES = 50
RECUS_MONTRES = 50


def retours_attendus(curseur: str | None) -> Page[Commande]:
    """Return a page of the orders whose pieces come back, oldest first; `rapporte_le`, `pieces` on each."""
    depuis = EtatCommande.objects.filter(commande=OuterRef("pk"), date_fin=None).values("date_debut")[:1]
    attendues = (
        Commande.objects.filter(retour_attendu=True)
        .select_related("client", "ville", "operateur_livraison__user")
        .annotate(rapporte_le=Subquery(depuis), pieces=Sum(F("lignes__declare_bon") + F("lignes__declare_defectueux")))
    )
    return paginer(attendues, cles=("id",), curseur=curseur)


def recherche(code: str) -> int | None:
    """Return the order waiting for its return that a code or a number names."""
    propre = code_alphanumerique(code)
    trouvees = Commande.objects.filter(Q(code_barre=propre) | Q(numero=code), retour_attendu=True)
    return trouvees.values_list("pk", flat=True).first() if propre else None


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


def recus_du_jour() -> QuerySet[Commande]:
    """Return the orders whose return was received today in Casablanca, the newest first."""
    debut, fin = bornes_du_jour(jour_local(maintenant()))
    recues = Commande.objects.filter(retour_recu_le__gte=debut, retour_recu_le__lt=fin)
    complet = recues.select_related("client", "retour_recu_par__user").annotate(
        bonnes=Sum("lignes__retour_bon"), mauvaises=Sum("lignes__retour_defectueux")
    )
    return complet.order_by("-retour_recu_le", "-pk")[:RECUS_MONTRES]


def echanges_attendus() -> QuerySet[RetourAttendu]:
    """Return the old pieces that exchanges on the road or delivered should bring back, oldest first."""
    attendus = RetourAttendu.objects.filter(
        recu_le=None, echange__etat__in=["en_cours_livraison", "livree", "livree_partiellement"]
    )
    return attendus.select_related(
        "echange__client", "ligne__variante__article", "ligne__variante__couleur", "ligne__variante__pointure"
    ).order_by("pk")[:ECHANGES_MONTRES]
