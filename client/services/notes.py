"""What the team keeps in mind about a client."""

from django.utils.translation import gettext as _

from client.models import Client
from config.noyau.erreurs import ErreurSaisie

NOTE_MAX = 1000


def noter_client(*, client_id: int, note: str) -> None:
    """Write the note of a client; an empty text takes it away.

    Raises ErreurSaisie beyond 1000 characters. Who may is the caller's business: a client
    belongs to nobody, the order through which they are seen does.
    """
    propre = note.replace("\x00", "").strip()
    if len(propre) > NOTE_MAX:
        raise ErreurSaisie(_("La note dépasse %(n)d caractères. Raccourcissez-la.") % {"n": NOTE_MAX})
    Client.objects.filter(pk=client_id).update(note=propre)
