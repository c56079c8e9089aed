"""Accounts of the people who work with the software."""

import secrets

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie
from config.noyau.telephones import analyser_telephone
from config.noyau.textes import nettoyer, normaliser
from parametre.models import Operateur, TypeOperateur

# Without the letters and digits that people take for one another.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def mot_de_passe_aleatoire() -> str:
    """Return a new random password (79 bits), in groups that can be dictated."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def lire_role(texte: str) -> TypeOperateur:
    """Return the role that a text names by its code or its French name. Raises ErreurSaisie."""
    cle = normaliser(texte)
    for role in TypeOperateur:
        if cle in (normaliser(role.value), normaliser(str(role.label))):
            return role
    roles = ", ".join(TypeOperateur.values)
    raise ErreurSaisie(
        _("Rôle inconnu : « %(texte)s ». Rôles possibles : %(roles)s.") % {"texte": texte, "roles": roles}
    )


@transaction.atomic
def creer_compte(
    *, identifiant: str, role: TypeOperateur, mot_de_passe: str, prenom: str = "", nom: str = "", telephone: str = ""
) -> Operateur | None:
    """Create a user and their operator; None, and nothing changed, if the user exists.

    Two names that differ only by case are one user. Raises ErreurSaisie for a name, a
    password or a telephone that cannot be taken.
    """
    if User.objects.filter(username__iexact=identifiant).exists():
        return None
    user = User(username=identifiant, first_name=nettoyer(prenom), last_name=nettoyer(nom))
    try:
        validate_password(mot_de_passe, user)
        user.set_password(mot_de_passe)
        user.full_clean()
        e164 = analyser_telephone(telephone) if telephone.strip() else ""
    except ValidationError as erreur:
        raise ErreurSaisie(" ".join(erreur.messages)) from erreur
    except ValueError as erreur:
        raise ErreurSaisie(
            _("Téléphone « %(texte)s » : %(raison)s.") % {"texte": telephone, "raison": erreur}
        ) from erreur
    user.save()
    return Operateur.objects.create(user=user, type_operateur=role, telephone=e164)
