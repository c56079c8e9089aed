"""The administrator's pages about orders."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commande.encarts import encarts
from commande.filters import lire_filtres
from commande.models import Commande
from commande.pages import Maison, page_commande, page_liste
from commande.selectors.acces import repreneurs
from commande.selectors.listes import FILE, ensemble, lister
from commande.views_actes import choix_actes
from commande.views_lots import CHOIX
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

MAISON = Maison(
    titre=_("Commandes"),
    nom_accueil="pilotage:commandes",
    nom_commande="pilotage:commande",
    gabarit="pilotage/commandes.html",
    dessin="package",
    vide_titre=_("Aucune commande pour l’instant"),
    vide_texte=_(
        "Les commandes arrivent par la synchronisation d’une feuille. Lancez-en une, ou attendez la prochaine."
    ),
    verifie=True,
    dit_chez=True,
    gabarit_actes="pilotage/_actes.html",
    lots=CHOIX,
    contexte_actes=lambda commande: {"repreneurs": repreneurs(commande), **choix_actes()},
)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def accueil(request: RequeteOperateur) -> HttpResponse:
    """Show where all orders stand, and those that wait for the administrator."""
    situation = ensemble()
    attente = lister(
        Commande.objects.attendent(request.operateur),
        cles=FILE,
        curseur=request.GET.get(PARAMETRE),
        compte=situation.attendent,
        dit_chez=True,
    )
    contexte = {
        "maison": MAISON,
        "figures": situation.figures,
        "termines": situation.termines,
        "liste": attente,
        "page": attente.page,
        "encarts": encarts(),
    }
    return render(request, "pilotage/accueil.html", contexte)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def commandes(request: RequeteOperateur) -> HttpResponseBase:
    """Show all orders, the newest first, by state and by every filter."""
    filtres = lire_filtres(request.GET)
    return page_liste(request, Commande.objects.all(), filtres, MAISON.gabarit, {"maison": MAISON, "etat_vide": "tous"})


@require_GET
@role_requis(TypeOperateur.ADMIN)
def commande(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show an order."""
    return page_commande(request, commande_id, MAISON)
