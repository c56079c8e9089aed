"""The hand-overs to delivery."""

import datetime as dt

from commande.models import Envoi
from commande.verrous import verrouiller_operateur
from config.noyau.horloge import bornes_du_jour, jour_local
from parametre.services.compteurs import avancer


def envoi_du_jour(livreur_id: int, instant: dt.datetime) -> Envoi:
    """Return the open hand-over of a driver for the local day of an instant, made if there is none.

    The driver's row is locked, so that two parcels at once never open two hand-overs.
    """
    debut, fin = bornes_du_jour(jour_local(instant))
    du_jour = Envoi.objects.filter(operateur_id=livreur_id, clos_le=None, date__gte=debut, date__lt=fin).order_by("pk")
    existant = du_jour.first()
    if existant is not None:
        return existant
    verrouiller_operateur(livreur_id)
    return du_jour.first() or Envoi.objects.create(
        numero=f"ENV-{avancer('envoi'):06d}", operateur_id=livreur_id, date=instant
    )
