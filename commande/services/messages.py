"""Messages to the client of an order: filled in, opened, noted as a contact."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commande.composition import prix_actuels
from commande.models import Commande, TypeOperation
from commande.prix import PrixCommande
from commande.querysets import CommandeQuerySet
from commande.selectors.acces import commande_visible_ou_404
from commande.selectors.listes import decrire_ligne
from commande.services.decision import Contact, decider
from config.noyau.argent import en_dirhams
from config.noyau.erreurs import ErreurSaisie
from parametre.messages import lien_sms, lien_whatsapp, rendre
from parametre.models import Canal, ModeleMessage, Operateur

TYPES = {Canal.WHATSAPP: TypeOperation.WHATSAPP_MESSAGE, Canal.SMS: TypeOperation.SMS}


@dataclass(frozen=True, slots=True)
class MessagePret:
    """A message filled in for an order; a link is empty where the message is not meant for it."""

    modele_id: int
    nom: str
    langue: str
    texte: str
    whatsapp: str
    sms: str


def messages_pour(
    commande: Commande, *, operateur: Operateur | None = None, prix: PrixCommande | None = None
) -> list[MessagePret]:
    """Return the messages on offer, filled in for an order.

    One query where its client, place and lines are in memory and its price is given.
    """
    modeles = list(ModeleMessage.objects.filter(actif=True))
    if not modeles:
        return []
    valeurs = valeurs_de(commande, prix or prix_actuels(commande), operateur)
    return [_preparer(modele, commande, valeurs) for modele in modeles]


def commandes_completes() -> CommandeQuerySet:
    """Return orders that come with all that a message says of them."""
    complet = Commande.objects.select_related("client", "ville")
    return complet.prefetch_related(
        "lignes__variante__article", "lignes__variante__couleur", "lignes__variante__pointure"
    )


def valeurs_de(commande: Commande, prix: PrixCommande, operateur: Operateur | None) -> dict[str, str]:
    """Return what each word of a message becomes for an order."""
    lignes = [decrire_ligne(ligne) for ligne in commande.lignes.all()]
    return {
        "client": commande.client.nom_complet,
        "numero": commande.numero,
        "articles": ", ".join(lignes),
        "total": en_dirhams(prix.total) if lignes else "",
        "ville": commande.ville.nom if commande.ville else "",
        "adresse": commande.adresse,
        "operateur": (operateur.user.first_name or str(operateur)) if operateur else "",
    }


def noter_message(*, commande_id: int, modele_id: int, canal: str, operateur: Operateur, cle: str) -> MessagePret:
    """Note that a message was opened and return it filled in; the same `cle` notes it once.

    Raises ErreurSaisie for a message or a channel that is not on offer, Http404 and what
    `enregistrer_operation` raises for an order of somebody else.
    """
    commande = commande_visible_ou_404(operateur, commande_id, parmi=commandes_completes())
    prets = {m.modele_id: m for m in messages_pour(commande, operateur=operateur)}
    pret = prets.get(modele_id)
    type_operation = TYPES.get(Canal(canal)) if canal in Canal.values else None
    if pret is None or type_operation is None or not (pret.sms if canal == Canal.SMS else pret.whatsapp):
        raise ErreurSaisie(_("Ce message n’est plus proposé. Rechargez la page."), code="message")
    contact = Contact(type=type_operation, conclusion=_("Message «\u202f%(nom)s\u202f»") % {"nom": pret.nom})
    decider(commande_id=commande_id, operateur=operateur, contact=contact, cle=cle)
    return pret


def _preparer(modele: ModeleMessage, commande: Commande, valeurs: dict[str, str]) -> MessagePret:
    texte, telephone = rendre(modele.texte, valeurs), commande.client.telephone
    return MessagePret(
        modele_id=modele.pk,
        nom=modele.nom,
        langue=modele.langue,
        texte=texte,
        whatsapp="" if modele.canal == Canal.SMS else lien_whatsapp(telephone, texte),
        sms="" if modele.canal == Canal.WHATSAPP else lien_sms(telephone, texte),
    )
