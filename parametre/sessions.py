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


def expiree(request: HttpRequest) -> bool:
    """Tell whether one of the limits has passed."""
    debut, activite = _horloges(request)
    ici = _secondes()
    return ici - activite >= settings.SESSION_INACTIVITE_MAX or ici - debut >= settings.SESSION_DUREE_MAX


def noter_activite(request: HttpRequest) -> None:
    """Keep the session alive, unless the request is a poll that nobody asked for."""
    if ENTETE_SONDAGE in request.headers:
        return
    debut, activite = _horloges(request)
    ici = _secondes()
    if ici - activite >= min(PAS, settings.SESSION_INACTIVITE_MAX / 4):
        request.session[DEBUT], request.session[ACTIVITE] = debut, ici


def _horloges(request: HttpRequest) -> tuple[int, int]:
    """Return when the session began and was last used; one opened elsewhere began at the sign-in."""
    session = request.session
    if DEBUT in session and ACTIVITE in session:
        return session[DEBUT], session[ACTIVITE]
    connexion = getattr(request.user, "last_login", None)
    entree = int(connexion.timestamp()) if connexion else _secondes()
    return entree, entree


def _secondes() -> int:
    return int(maintenant().timestamp())
