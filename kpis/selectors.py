"""Counts that are cheap and right; rates come with their own page."""

from django.utils.translation import gettext_lazy as _

from client.models import Client
from commande.etats import OUVERTS
from commande.models import Commande
from commande.selectors.listes import Figure, compter_par_etat
from config.noyau.horloge import bornes_du_jour, jour_local, maintenant


def reperes() -> list[Figure]:
    """Return the counts of the moment, in three queries; today is the day of Casablanca."""
    par_etat = compter_par_etat(Commande.objects.all())
    debut, fin = bornes_du_jour(jour_local(maintenant()))
    arrivees = Commande.objects.filter(cree_le__gte=debut, cree_le__lt=fin).count()
    return [
        Figure(_("Arrivées aujourd’hui"), arrivees, "inbox"),
        Figure(_("En chemin"), sum(par_etat.get(e, 0) for e in OUVERTS), "package"),
        Figure(_("Commandes en tout"), sum(par_etat.values()), "layers"),
        Figure(_("Clients"), Client.objects.count(), "users"),
    ]
