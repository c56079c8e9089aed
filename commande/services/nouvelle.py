"""Orders taken by telephone: a new one, or the exchange of a delivered one, each once."""

from collections.abc import Mapping
from functools import partial

from django.utils.translation import gettext as _

from client.services.repertoire import trouver_ou_creer
from commande.models import Commande
from commande.services.echange import creer_echange
from commande.services.saisie import creer_commande
from commande.services.transitions import changer_etat
from commande.services.unefois import une_seule_fois
from config.noyau.erreurs import ErreurSaisie
from parametre.models import Operateur, Ville


def creer_pour_appelant(
    *,
    telephone: str,
    nom_complet: str,
    ville_id: int | None,
    adresse: str,
    lignes: Mapping[int, int],
    operateur: Operateur,
    cle: str,
) -> Commande:
    """Create the order of a client who is on the phone, and begin its call.

    `lignes`: variant -> pieces. The client is found by phone or made. The same `cle` again
    gives the same order. Raises ErreurSaisie, ErreurDroit, ErreurCle; then neither client
    nor order is made.
    """
    appel = {
        "acte": "nouvelle",
        "client": [telephone, nom_complet],
        "ou": [ville_id, adresse],
        "lignes": sorted(lignes.items()),
    }
    acte = partial(_creer, telephone, nom_complet, ville_id, adresse, dict(lignes), operateur)
    return une_seule_fois(operateur=operateur, cle=cle, appel=appel, acte=acte)


def echanger(
    *, commande_id: int, lignes: Mapping[int, int], reprises: Mapping[int, int], operateur: Operateur, cle: str
) -> Commande:
    """Create the exchange of a delivered order and begin its call; the same `cle` gives the same one.

    `lignes`: variant -> pieces to send; `reprises`: line of the delivered order -> pieces
    that come back. Raises what `creer_echange` raises, ErreurCle.
    """
    appel = {
        "acte": "echange",
        "commande": commande_id,
        "lignes": sorted(lignes.items()),
        "reprises": sorted(reprises.items()),
    }
    acte = partial(_echanger, commande_id, dict(lignes), dict(reprises), operateur)
    return une_seule_fois(operateur=operateur, cle=cle, appel=appel, acte=acte)


def _creer(
    telephone: str, nom: str, ville_id: int | None, adresse: str, lignes: Mapping[int, int], operateur: Operateur
) -> Commande:
    ville = Ville.objects.filter(pk=ville_id).first() if ville_id is not None else None
    if ville_id is not None and ville is None:
        raise ErreurSaisie(_("Cette ville n’existe plus. Choisissez-en une autre."), code="ville")
    client = trouver_ou_creer(telephone=telephone, nom_complet=nom, ville=ville, adresse=adresse)
    commande = creer_commande(
        client=client, ville=ville, adresse=adresse.replace("\x00", ""), lignes=lignes.items(), operateur=operateur
    )
    return _commencer(commande, operateur)


def _echanger(
    commande_id: int, lignes: Mapping[int, int], reprises: Mapping[int, int], operateur: Operateur
) -> Commande:
    echange = creer_echange(commande_id=commande_id, lignes=lignes.items(), reprises=reprises, operateur=operateur)
    return _commencer(echange, operateur)


def _commencer(commande: Commande, operateur: Operateur) -> Commande:
    return changer_etat(commande_id=commande.pk, transition="demarrer_confirmation", operateur=operateur)
