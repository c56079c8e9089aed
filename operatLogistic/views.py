"""Pages of the logistics operator."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commande.pages import Maison, page_commande, page_file
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

MAISON = Maison(
    titre=_("À livrer"),
    nom_accueil="logistique:accueil",
    nom_commande="logistique:commande",
    gabarit="logistique/accueil.html",
    dessin="truck",
    vide_titre=_("Aucun colis à livrer"),
    vide_texte=_(
        "Les colis arrivent ici dès que la préparation les a vérifiés et fermés."
        " Ceux que vous emportez y restent jusqu’à leur résultat."
    ),
)


@require_GET
@role_requis(TypeOperateur.LOGISTIQUE)
def accueil(request: RequeteOperateur) -> HttpResponseBase:
    """Show the orders that wait for this operator."""
    return page_file(request, MAISON)


@require_GET
@role_requis(TypeOperateur.LOGISTIQUE)
def commande(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Show an order of this operator, or of the pool of their role."""
    return page_commande(request, commande_id, MAISON)
