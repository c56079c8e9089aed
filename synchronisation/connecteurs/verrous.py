"""The queries of the connectors that lock rows."""

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie
from synchronisation.connecteurs.models import Connecteur


def verrouiller_connecteur(connecteur_id: int) -> Connecteur:
    """Lock a connector until the end of the transaction. Raises ErreurSaisie where there is none."""
    connecteur = Connecteur.objects.select_for_update().filter(pk=connecteur_id).first()
    if connecteur is None:
        raise ErreurSaisie(_("Ce connecteur n’existe plus."))
    return connecteur
