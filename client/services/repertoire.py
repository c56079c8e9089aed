"""The clients themselves: found by phone, made where nobody has it."""

from django.utils.translation import gettext as _

from client.models import Client
from config.noyau.erreurs import ErreurSaisie
from config.noyau.telephones import analyser_telephone
from config.noyau.textes import nettoyer
from parametre.models import Ville

NOM_MAX = 200


def lire_telephone_saisi(saisie: str) -> str:
    """Return the E.164 form of what was typed; raise ErreurSaisie with the reason."""
    try:
        return analyser_telephone(saisie)
    except ValueError as raison:
        phrase = _("Le téléphone ne peut pas être lu\u202f: %(raison)s. Corrigez-le.")
        raise ErreurSaisie(phrase % {"raison": raison}, code="telephone") from raison


def client_du_telephone(telephone: str) -> Client | None:
    """Return the client of an E.164 number, first or second, in one query; the first number wins."""
    trouves = Client.objects.filter(telephone=telephone).union(Client.objects.filter(telephone_2=telephone))
    return min(trouves, key=lambda c: (c.telephone != telephone, c.pk), default=None)


def trouver_ou_creer(*, telephone: str, nom_complet: str, ville: Ville | None = None, adresse: str = "") -> Client:
    """Return the client of a phone number, made where nobody has it.

    A client who is known keeps the name and address on file. Two calls at once make one
    client. Raises ErreurSaisie for a number that cannot be read, or a new client without a
    name.
    """
    numero = lire_telephone_saisi(telephone)
    connu = client_du_telephone(numero)
    if connu is not None:
        return connu
    nom = nettoyer(nom_complet)[:NOM_MAX]
    if not nom:
        raise ErreurSaisie(_("Ce téléphone est nouveau\u202f: donnez le nom du client."), code="nom")
    valeurs = {"nom_complet": nom, "ville": ville, "adresse": adresse.replace("\x00", "").strip()}
    return Client.objects.get_or_create(telephone=numero, defaults=valeurs)[0]
