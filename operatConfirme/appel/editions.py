"""Changes of an order during its call: each one service call, answered in place."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from client.services.notes import noter_client
from commande.models import Commande
from commande.services.decision import choisir_candidat
from commande.services.edition import accorder_remise, changer_adresse, changer_ville, retirer_remise
from commande.services.promesses import offre_promise
from commande.services.saisie import modifier_lignes
from config.noyau.erreurs import ErreurSaisie
from operatConfirme.appel import gestes
from operatConfirme.appel.forms import entier, version
from operatConfirme.appel.reponses import modifier
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def lignes(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Add, change or take away pieces."""

    def acte(commande: Commande) -> None:
        avant = [(v, n) for v, n in commande.lignes.values_list("variante_id", "quantite") if v is not None]
        offre = None
        if request.POST.get("geste") == "ajouter":
            offre = offre_promise(commande, entier(request.POST, "vers"))
        modifier_lignes(
            commande_id=commande.pk,
            lignes=_geste(request, avant, offre.pieces if offre else 1),
            operateur=request.operateur,
            version=version(request.POST),
            offre=offre,
        )

    return modifier(request, commande_id, acte)


def _geste(request: RequeteOperateur, avant: gestes.Lignes, ajoutees: int) -> gestes.Lignes:
    donnees = request.POST
    geste = donnees.get("geste", "")
    if geste == "ajouter":
        return gestes.ajouter(avant, entier(donnees, "vers"), ajoutees)
    if geste == "regler":
        return gestes.regler(avant, entier(donnees, "de"), entier(donnees, "pieces"))
    if geste == "remplacer":
        pieces = entier(donnees, "pieces", defaut=0) or None
        return gestes.remplacer(avant, entier(donnees, "de"), entier(donnees, "vers"), pieces)
    raise ErreurSaisie(_("Ce geste n’existe pas. Rechargez la page, puis recommencez."))


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def ville(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Send the order to another place."""

    def acte(commande: Commande) -> None:
        changer_ville(
            commande_id=commande.pk,
            ville_id=entier(request.POST, "ville"),
            operateur=request.operateur,
            version=version(request.POST),
        )

    return modifier(request, commande_id, acte)


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def adresse(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Write the address."""

    def acte(commande: Commande) -> None:
        changer_adresse(
            commande_id=commande.pk,
            adresse=request.POST.get("adresse", ""),
            operateur=request.operateur,
            version=version(request.POST),
        )

    return modifier(request, commande_id, acte)


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def remise(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Grant the discount of an article, or take it back."""

    def acte(commande: Commande) -> None:
        service = retirer_remise if request.POST.get("geste") == "retirer" else accorder_remise
        service(
            commande_id=commande.pk,
            article_id=entier(request.POST, "article"),
            operateur=request.operateur,
            version=version(request.POST),
        )

    return modifier(request, commande_id, acte)


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def verifier(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Settle a reason by one of its candidates, and teach its spelling when asked."""

    def acte(commande: Commande) -> None:
        choisir_candidat(
            commande_id=commande.pk,
            code=request.POST.get("code", ""),
            candidat_id=entier(request.POST, "candidat"),
            retenir=request.POST.get("retenir") == "1",
            operateur=request.operateur,
            version=version(request.POST),
        )

    return modifier(request, commande_id, acte)


@require_POST
@role_requis(TypeOperateur.CONFIRMATION)
def note(request: RequeteOperateur, commande_id: int) -> HttpResponse:
    """Write the note of the client."""

    def acte(commande: Commande) -> None:
        noter_client(client_id=commande.client_id, note=request.POST.get("note", ""))

    return modifier(request, commande_id, acte)
