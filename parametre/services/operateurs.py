"""Profiles of users."""

from django.contrib.auth.models import User

from parametre.models import Operateur, TypeOperateur


def assurer_profil(*, user: User) -> Operateur | None:
    """Return the operator of a user, made as ADMIN for a superuser who has none.

    None for anybody else without a profile. Two calls at once make one profile.
    """
    operateur: Operateur | None = getattr(user, "operateur", None)
    if operateur is None and user.is_superuser:
        operateur, _cree = Operateur.objects.get_or_create(user=user, defaults={"type_operateur": TypeOperateur.ADMIN})
        user.operateur = operateur  # It may remember that there was none.
    return operateur
