"""Who may open which page: everything is closed unless a view says otherwise."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from parametre.models import Operateur, TypeOperateur

P = ParamSpec("P")

# The only views that open without signing in, by URL name.
VUES_PUBLIQUES = frozenset(
    {
        "parametre:connexion",
        "parametre:deconnexion",
        "parametre:api_racine",
        "parametre:api_absente",
        "annonce",
        "sante",
        "sante_pret",
    }
)

MAISONS: dict[str, str] = {
    TypeOperateur.ADMIN: "/pilotage/",
    TypeOperateur.CONFIRMATION: "/confirmation/",
    TypeOperateur.PREPARATION: "/preparation/",
    TypeOperateur.LOGISTIQUE: "/logistique/",
}
# The only role that may open what lies under each address.
ROLES_DES_CHEMINS: dict[str, str] = {chemin: role for role, chemin in MAISONS.items()} | {"/kpis/": TypeOperateur.ADMIN}
ADMIN_DJANGO = "/admin/"


class RequeteOperateur(HttpRequest):
    """A request whose operator is known and active."""

    operateur: Operateur
    user: User


VueOperateur = Callable[Concatenate[RequeteOperateur, P], HttpResponseBase]
Vue = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def role_requis(*types: str) -> Callable[[VueOperateur[P]], Vue[P]]:
    """Open a view to the operators of these roles, and to nobody else.

    The view finds its operator in `request.operateur`. Written under
    `@require_GET` or `@require_POST`. Raises PermissionDenied for anybody else: the
    middleware has already sent them home, this is the second lock.
    """
    roles = frozenset(str(t) for t in types)
    if not roles <= set(TypeOperateur.values) or not roles:
        raise ValueError(f"Not a role: {types}")

    def decorer(vue: VueOperateur[P]) -> Vue[P]:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            operateur = operateur_de(request)
            if operateur is None or not operateur.actif or operateur.type_operateur not in roles:
                raise PermissionDenied
            connue = cast("RequeteOperateur", request)
            connue.operateur = operateur
            return vue(connue, *args, **kwargs)

        gardee.roles_requis = roles  # type: ignore[attr-defined]
        return cast("Vue[P]", gardee)

    return decorer


def est_publique(request: HttpRequest) -> bool:
    """Tell whether a request needs no session: a static file or one of the public views."""
    if request.path.startswith(settings.STATIC_URL):
        return True
    try:
        return resolve(request.path_info).view_name in VUES_PUBLIQUES
    except Resolver404:
        return False


def peut_ouvrir(user: User, operateur: Operateur, chemin: str) -> bool:
    """Tell whether an operator may open what lies at an address, as far as its prefix says."""
    if chemin.startswith(ADMIN_DJANGO):
        return user.is_superuser or (user.is_staff and operateur.type_operateur == TypeOperateur.ADMIN)
    return all(
        operateur.type_operateur == role for debut, role in ROLES_DES_CHEMINS.items() if chemin.startswith(debut)
    )


def roles_de(vue: object) -> frozenset[str] | None:
    """Return the roles a view is open to, None where it does not say."""
    roles: frozenset[str] | None = getattr(vue, "roles_requis", None)
    return roles


def operateur_de(request: HttpRequest) -> Operateur | None:
    """Return the operator of the signed-in user, None without a session or a profile."""
    user: User | AnonymousUser | None = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    operateur: Operateur | None = getattr(user, "operateur", None)
    return operateur


def maison_de(operateur: Operateur) -> str:
    """Return the address of the home of an operator's role."""
    return MAISONS[operateur.type_operateur]


def adresse_client(request: HttpRequest) -> str:
    """Return the address a sign-in comes from.

    Behind our proxy it is the last one of X-Forwarded-For, the only one that the proxy
    wrote; without a proxy that header is whatever the sender liked.
    """
    relais = request.headers.get("X-Forwarded-For", "") if settings.DERRIERE_PROXY else ""
    directe: str = request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(relais.rpartition(",")[2].strip()))
    except ValueError:
        return directe


class BackendOperateur(ModelBackend):
    """Loads the user of a session and their operator in one query."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("operateur").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
