"""What stands before every view: sessions that end, the right house, the reason of a refused form."""

import logging
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from parametre import sessions
from parametre.acces import est_publique, maison_de, peut_ouvrir, roles_de
from parametre.models import Operateur
from parametre.services.operateurs import assurer_profil
from parametre.views import sans_profil

journal = logging.getLogger(__name__)

Suite = Callable[[HttpRequest], HttpResponseBase]
PREFIXE_API = "/api/"


class SessionTimeoutMiddleware:
    """Ends a session left idle too long, or open too long whatever was done in it."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if est_publique(request) or not request.user.is_authenticated:
            return self.get_response(request)
        if sessions.expiree(request):
            journal.info("Session expired", extra={"user_id": request.user.pk})
            logout(request)
            if not _est_api(request):
                messages.info(request, _("Votre session a pris fin. Identifiez-vous pour reprendre où vous étiez."))
            return vers_connexion(request)
        sessions.noter_activite(request)
        return self.get_response(request)


class RoleRoutingMiddleware:
    """Lets each operator into the house of their role, and nobody else anywhere.

    A view that does not say who may open it is refused.
    """

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if est_publique(request):
            return self.get_response(request)
        reponse = _refuser(request) or self.get_response(request)
        # What a shared computer must not show after the sign-out.
        patch_cache_control(reponse, no_store=True, private=True)
        return reponse

    def process_view(
        self, request: HttpRequest, vue: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if est_publique(request) or request.path.startswith("/admin/"):
            return None
        roles = roles_de(vue)
        if roles is None:
            raise PermissionDenied
        operateur = _profil(request)
        if operateur is not None and operateur.type_operateur in roles:
            return None
        return _renvoyer(request, operateur)


class CSRFDebugMiddleware:
    """With DEBUG, logs why a form was refused: what was there, never its value."""

    def __init__(self, get_response: Suite) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        raison = getattr(request, "csrf_raison", None)
        if raison is not None:
            journal.warning(
                "CSRF check failed",
                extra={
                    "raison": raison,
                    "methode": request.method,
                    "chemin": request.path,
                    "cookie_present": settings.CSRF_COOKIE_NAME in request.COOKIES,
                    "champ_present": "csrfmiddlewaretoken" in request.POST,
                    "entete_present": settings.CSRF_HEADER_NAME in request.META,
                    "origine": request.headers.get("Origin", ""),
                    "hote": request.get_host(),
                },
            )
        return reponse


def vers_connexion(request: HttpRequest) -> HttpResponse:
    """Send a request to the sign-in, from where it comes back; an API call gets 401."""
    if _est_api(request):
        return _json(401, "non_identifie", _("Identifiez-vous pour appeler cette adresse."))
    suite = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    if _htmx(request):
        suite = _htmx(request).current_url_abs_path or ""
    parametre = f"?{urlencode({'next': suite}, safe='/')}" if suite not in ("", "/") else ""
    return _aller(request, settings.LOGIN_URL + parametre)


def _refuser(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a request that must not reach its page, None for one that may."""
    if not request.user.is_authenticated:
        return vers_connexion(request)
    operateur = _profil(request)
    if operateur is None:
        return _sans_profil(request)
    if not operateur.actif:
        return _inactif(request)
    if not peut_ouvrir(request.user, operateur, request.path):
        return _renvoyer(request, operateur)
    return None


def _sans_profil(request: HttpRequest) -> HttpResponse:
    if _est_api(request):
        return _json(403, "sans_profil", _("Ce compte n’a pas de profil d’opérateur."))
    return sans_profil(request)


def _inactif(request: HttpRequest) -> HttpResponse:
    journal.info("Inactive operator signed out", extra={"user_id": request.user.pk})
    logout(request)
    phrase = _("Votre compte d’opérateur est désactivé. Adressez-vous à l’administration.")
    if _est_api(request):
        return _json(403, "inactif", phrase)
    messages.error(request, phrase)
    return _aller(request, settings.LOGIN_URL)


def _renvoyer(request: HttpRequest, operateur: Operateur | None) -> HttpResponse:
    """Send an operator home from another role's page, with a word about it."""
    phrase = _("Cette page est celle d’une autre équipe. Vous êtes de retour sur la vôtre.")
    if operateur is None or _est_api(request):
        return _json(403, "role", phrase)
    messages.warning(request, phrase)
    return _aller(request, maison_de(operateur))


def _profil(request: HttpRequest) -> Operateur | None:
    return assurer_profil(user=request.user) if isinstance(request.user, User) else None


def _aller(request: HttpRequest, adresse: str) -> HttpResponse:
    """Redirect; an htmx request must change the page, not swap the sign-in into a fragment."""
    return HttpResponseClientRedirect(adresse) if _htmx(request) else redirect(adresse)


def _htmx(request: HttpRequest) -> HtmxDetails:
    return cast("HtmxDetails", request.htmx)  # type: ignore[attr-defined]


def _est_api(request: HttpRequest) -> bool:
    return request.path.startswith(PREFIXE_API)


def _json(statut: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail}, status=statut)
