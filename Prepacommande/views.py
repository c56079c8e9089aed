"""Pages of the preparation operator."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commande.pages import Maison, page_commande, page_file
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

MAISON = Maison(
    titre=_("À préparer"),
    nom_accueil="preparation:accueil",
    nom_commande="preparation:commande",
    gabarit="preparation/accueil.html",
    dessin="package",
    vide_titre=_("Aucune commande à préparer"),
    vide_texte=_(
        "Les commandes arrivent ici dès que la confirmation les a conclues avec le client :"
        " une étiquette à imprimer, puis un colis à vérifier."
    ),
    gabarit_actes="preparation/_actes.html",
)


@require_GET
@role_requis(TypeOperateur.PREPARATION)
def accueil(request: RequeteOperateur) -> HttpResponseBase:
    """Show the orders that wait for this operator."""
    return page_file(request, MAISON)


@require_GET
@role_requis(TypeOperateur.PREPARATION)
def commande(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show an order of this operator, or of the pool of their role."""
    return page_commande(request, commande_id, MAISON)
