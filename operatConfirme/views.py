"""Pages of the confirmation operator."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commande.pages import Maison, page_commande, page_file
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

MAISON = Maison(
    titre=_("À confirmer"),
    nom_accueil="confirmation:accueil",
    nom_commande="confirmation:commande",
    gabarit="confirmation/accueil.html",
    dessin="phone",
    vide_titre=_("Aucune commande à confirmer"),
    vide_texte=_(
        "Les commandes arrivent des feuilles synchronisées, puis l’administration vous les affecte."
        " La prochaine apparaîtra ici."
    ),
    verifie=True,
)


@require_GET
@role_requis(TypeOperateur.CONFIRMATION)
def accueil(request: RequeteOperateur) -> HttpResponse:
    """Show the orders that wait for this operator."""
    return page_file(request, MAISON)


@require_GET
@role_requis(TypeOperateur.CONFIRMATION)
def commande(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show an order of this operator, or of the pool of their role."""
    return page_commande(request, commande_id, MAISON)
