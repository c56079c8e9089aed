"""The states of an order and, as data, every transition between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Etat(models.TextChoices):
    NON_AFFECTEE = "non_affectee", _("Non affectée")
    AFFECTEE = "affectee", _("Affectée")
    EN_COURS_CONFIRMATION = "en_cours_confirmation", _("En cours de confirmation")
    CONFIRMEE = "confirmee", _("Confirmée")
    A_IMPRIMER = "a_imprimer", _("À imprimer")
    EN_PREPARATION = "en_preparation", _("En préparation")
    PREPAREE = "preparee", _("Préparée")
    EN_COURS_LIVRAISON = "en_cours_livraison", _("En cours de livraison")
    REPORTEE = "reportee", _("Reportée")
    LIVREE = "livree", _("Livrée")
    LIVREE_PARTIELLEMENT = "livree_partiellement", _("Livrée partiellement")
    RETOURNEE = "retournee", _("Retournée")
    ERRONEE = "erronee", _("Erronée")
    ANNULEE = "annulee", _("Annulée")
    DOUBLON = "doublon", _("Doublon")


FINAUX = frozenset({Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT, Etat.RETOURNEE})
CLOS = frozenset({Etat.ERRONEE, Etat.ANNULEE, Etat.DOUBLON})
# States from which somebody still has something to do.
OUVERTS = tuple(e for e in Etat if e not in FINAUX | CLOS)
# Before confirmer: no stock is held, prices still move.
AVANT_CONFIRMATION = (Etat.NON_AFFECTEE, Etat.AFFECTEE, Etat.EN_COURS_CONFIRMATION)
