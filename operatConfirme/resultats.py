"""What this operator achieved, and every order they had."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commande.filters import lire_filtres
from commande.models import Commande
from commande.pages import Maison, page_liste, veut_le_fragment
from commande.selectors.resultats import JOURS, resultats
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

HISTORIQUE = Maison(
    titre=_("Mes commandes"),
    nom_accueil="confirmation:resultats",
    nom_commande="confirmation:commande",
    gabarit="confirmation/resultats.html",
    dessin="history",
    vide_titre=_("Aucune commande encore"),
    vide_texte=_("Chaque commande que vous avez appelée reste ici, avec ce qu’elle est devenue."),
)


@require_GET
@role_requis(TypeOperateur.CONFIRMATION)
def mes_resultats(request: RequeteOperateur) -> HttpResponseBase:
    """Show the last days of this operator, and their orders, the newest first."""
    commandes = Commande.objects.visibles_par(request.operateur)
    contexte: dict[str, Any] = {"maison": HISTORIQUE, "etat_vide": "tous"}
    if not veut_le_fragment(request):
        contexte |= {"resultats": resultats(request.operateur), "nombre_jours": JOURS}
    return page_liste(request, commandes, lire_filtres(request.GET), HISTORIQUE.gabarit, contexte)
