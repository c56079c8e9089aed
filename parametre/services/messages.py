"""Writes of the messages that operators send."""

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from parametre.messages import mots_inconnus
from parametre.models import ModeleMessage, Operateur, TypeOperateur


def enregistrer_modele(*, modele: ModeleMessage, operateur: Operateur) -> ModeleMessage:
    """Write a message, new or changed. Raises ErreurDroit for another role than ADMIN, ErreurSaisie."""
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration écrit les messages."))
    if inconnus := mots_inconnus(modele.texte):
        phrase = _("Aucune commande ne remplit %(mots)s. Prenez un mot de la liste.")
        raise ErreurSaisie(phrase % {"mots": ", ".join(f"{{{mot}}}" for mot in inconnus)}, code="mot_inconnu")
    modele.save()
    return modele
