"""Sign-in, sign-out, the door to each house, and the answers when something is refused."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parametre.acces import RequeteOperateur, maison_de, role_requis
from parametre.forms import FormulaireConnexion
from parametre.models import TypeOperateur
from parametre.services.operateurs import assurer_profil
from parametre.sessions import ouvrir

journal = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@csrf_protect
@never_cache
def connexion(request: HttpRequest) -> HttpResponse:
    """Sign a person in and take them where they were going."""
    suite = suite_sure(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(suite)
    form = FormulaireConnexion(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        login(request, user)
        ouvrir(request.session)
        assurer_profil(user=user)
        journal.info("Signed in", extra={"user_id": user.pk})
        return redirect(suite)
    return render(request, "connexion.html", {"form": form, "suite": suite})


def suite_sure(request: HttpRequest) -> str:
    """Return where to go after the sign-in: `next` if it is on this site, otherwise home."""
    suite = request.POST.get("next") or request.GET.get("next") or ""
    sure = url_has_allowed_host_and_scheme(suite, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return suite if sure and suite.startswith("/") else "/"


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """Sign out; the session and what it held are gone."""
    if request.user.is_authenticated:
        journal.info("Signed out", extra={"user_id": request.user.pk})
    logout(request)
    messages.success(request, _("Votre session est fermée."))
    return redirect("parametre:connexion")


@require_GET
@role_requis(*TypeOperateur.values)
def accueil(request: RequeteOperateur) -> HttpResponse:
    """Send each role to its house."""
    return redirect(maison_de(request.operateur))


@never_cache
def connexion_bloquee(
    request: HttpRequest, _reponse: HttpResponse | None = None, _identifiants: dict[str, Any] | None = None
) -> HttpResponse:
    """Say that the sign-in is locked for a while, for this name from this address."""
    return render(
        request,
        "connexion.html",
        {"form": FormulaireConnexion(request), "suite": suite_sure(request), "bloquee": True},
        status=429,
    )


def sans_profil(request: HttpRequest) -> HttpResponse:
    """Explain to a user without a profile why no page opens, with the way out."""
    return render(request, "sans_profil.html", status=403)


def refus_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form that came too late or from elsewhere; nothing was changed."""
    request.csrf_raison = reason  # type: ignore[attr-defined]
    return render(request, "403_csrf.html", status=403)


def api_absente(_request: HttpRequest, chemin: str = "") -> JsonResponse:  # noqa: ARG001
    """Answer in JSON that this address of the API does not exist."""
    return JsonResponse({"code": "introuvable", "detail": _("Cette adresse n’existe pas.")}, status=404)
