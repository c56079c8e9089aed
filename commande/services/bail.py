"""The lease of a call that lasts: renewed while somebody is on the phone."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.models import Commande
from config.noyau.erreurs import ErreurConcurrence
from config.noyau.horloge import maintenant
from parametre.models import Operateur, Reglages


def prolonger_bail(*, commande_id: int, operateur: Operateur) -> dt.datetime:
    """Keep an order in hand for the time of a lease from now, and return when that ends.

    One conditional write, which leaves the version alone. Raises ErreurConcurrence when
    the call is over, or the order is somebody else's or in somebody else's hands.
    """
    instant = maintenant()
    reglages = Reglages.objects.filter(pk=1).first() or Reglages()
    jusqua = instant + dt.timedelta(minutes=reglages.bail_minutes)
    libre = Q(occupee_par=None) | Q(occupee_par=operateur) | Q(occupee_jusqua=None) | Q(occupee_jusqua__lte=instant)
    sienne = Commande.objects.filter(
        libre, pk=commande_id, operateur_confirmation=operateur, etat=Etat.EN_COURS_CONFIRMATION
    )
    if not sienne.update(occupee_par=operateur, occupee_jusqua=jusqua):
        raise ErreurConcurrence(_("Cet appel n’est plus en cours chez vous. Rechargez la page."))
    return jusqua
