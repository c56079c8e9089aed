"""The lock on each view, and the profile behind it."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.views.decorators.http import require_GET

from parametre.acces import BackendOperateur, RequeteOperateur, operateur_de, peut_ouvrir, role_requis, roles_de
from parametre.models import Operateur, TypeOperateur
from parametre.services.operateurs import assurer_profil
from tests import fabrique


@require_GET
@role_requis(TypeOperateur.PREPARATION, TypeOperateur.ADMIN)
def atelier(request: RequeteOperateur, numero: int) -> HttpResponse:
    return HttpResponse(f"{request.operateur.type_operateur} {numero}")


def requete(user: User | AnonymousUser) -> HttpRequest:
    construite = RequestFactory().get("/")
    construite.user = user  # type: ignore[assignment]
    return construite


def test_a_view_tells_its_roles_through_other_decorators() -> None:
    assert roles_de(atelier) == {"PREPARATION", "ADMIN"}


def test_a_view_without_the_decorator_tells_nothing() -> None:
    assert roles_de(lambda request: request) is None


@pytest.mark.parametrize("roles", [(), ("CHEF",), ("ADMIN", "CHEF")])
def test_a_role_that_does_not_exist_stops_the_import(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Not a role"):
        role_requis(*roles)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["PREPARATION", "ADMIN"])
def test_the_view_finds_its_operator(role: str) -> None:
    reponse = atelier(requete(fabrique.operateur(role).user), 7)
    assert reponse.content == f"{role} 7".encode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["CONFIRMATION", "LOGISTIQUE"])
def test_another_role_is_refused(role: str) -> None:
    with pytest.raises(PermissionDenied):
        atelier(requete(fabrique.operateur(role).user), 7)


@pytest.mark.django_db
def test_an_inactive_operator_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        atelier(requete(fabrique.operateur("PREPARATION", actif=False).user), 7)


@pytest.mark.django_db
def test_a_user_without_a_profile_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        atelier(requete(fabrique.utilisateur(is_superuser=True)), 7)


def test_a_visitor_is_refused() -> None:
    assert operateur_de(requete(AnonymousUser())) is None
    with pytest.raises(PermissionDenied):
        atelier(requete(AnonymousUser()), 7)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "ouverts"),
    [
        ("ADMIN", ["/", "/pilotage/", "/pilotage/synchronisation/", "/kpis/", "/kpis/villes/"]),
        ("CONFIRMATION", ["/", "/confirmation/"]),
        ("PREPARATION", ["/", "/preparation/"]),
        ("LOGISTIQUE", ["/", "/logistique/"]),
    ],
)
def test_a_prefix_belongs_to_one_role(role: str, ouverts: list[str]) -> None:
    chemins = ["/", "/confirmation/", "/preparation/", "/logistique/", "/pilotage/", "/pilotage/synchronisation/"]
    chemins += ["/kpis/", "/kpis/villes/", "/admin/", "/admin/commande/commande/"]
    operateur = fabrique.operateur(role)
    assert [c for c in chemins if peut_ouvrir(operateur.user, operateur, c)] == ouverts


@pytest.mark.django_db
def test_a_session_loads_user_and_operator_in_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    operateur = fabrique.operateur("LOGISTIQUE")
    with django_assert_num_queries(1):
        user = BackendOperateur().get_user(operateur.user.pk)
        assert user is not None
        assert operateur_de(requete(user)) == operateur


@pytest.mark.django_db
def test_a_session_of_somebody_gone_or_disabled_is_nobodys() -> None:
    user = fabrique.utilisateur(is_active=False)
    assert BackendOperateur().get_user(user.pk) is None
    assert BackendOperateur().get_user(user.pk + 1) is None


@pytest.mark.django_db
def test_assurer_profil_makes_one_only_for_a_superuser() -> None:
    chef, simple = fabrique.utilisateur(is_superuser=True), fabrique.utilisateur()
    premier = assurer_profil(user=chef)
    assert premier is not None
    assert assurer_profil(user=User.objects.get(pk=chef.pk)) == premier
    assert assurer_profil(user=simple) is None
    assert list(Operateur.objects.values_list("user_id", "type_operateur")) == [(chef.pk, "ADMIN")]


@pytest.mark.django_db
def test_assurer_profil_leaves_the_profile_of_a_superuser_alone() -> None:
    operateur = fabrique.operateur("LOGISTIQUE", is_superuser=True)
    assert assurer_profil(user=operateur.user) == operateur
    operateur.refresh_from_db()
    assert operateur.type_operateur == "LOGISTIQUE"
