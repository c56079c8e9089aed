"""How long a session lives: idle limit and absolute limit."""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from config.noyau.horloge import maintenant

DEBUT, ACTIVITE = "session_debut", "session_activite"
# Written at most that often, so that reading a page does not cost a write.
PAS = 60
# A request the page makes by itself carries this header: nobody is behind it.
ENTETE_SONDAGE = "X-Sondage"


def ouvrir(session: SessionBase) -> None:
    """Start both clocks at the sign-in."""
    session[DEBUT] = session[ACTIVITE] = _secondes()


def expiree(session: SessionBase) -> bool:
    """Tell whether one of the limits has passed; a session without clocks starts them now."""
    if DEBUT not in session or ACTIVITE not in session:
        ouvrir(session)
    ici = _secondes()
    return bool(
        ici - session[ACTIVITE] >= settings.SESSION_INACTIVITE_MAX or ici - session[DEBUT] >= settings.SESSION_DUREE_MAX
    )


def noter_activite(request: HttpRequest) -> None:
    """Keep the session alive, unless the request is a poll that nobody asked for."""
    if ENTETE_SONDAGE in request.headers:
        return
    ici = _secondes()
    if ici - request.session[ACTIVITE] >= min(PAS, settings.SESSION_INACTIVITE_MAX / 4):
        request.session[ACTIVITE] = ici


def _secondes() -> int:
    return int(maintenant().timestamp())
