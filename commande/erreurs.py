"""Refusals of the workflow."""

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurMetier


class ErreurIntrouvable(ErreurMetier):
    """What was named does not exist."""

    code = "introuvable"

    @classmethod
    def commande(cls) -> "ErreurIntrouvable":
        return cls(_("Cette commande n’existe pas. Revenez à la liste et réessayez."))


class ErreurCle(ErreurMetier):
    """An idempotency key was given again with another call."""

    code = "cle"


class ErreurPrixChange(ErreurMetier):
    """The total moved since the operator saw it; both amounts are named."""

    code = "prix_change"


class ErreurArticle(ErreurMetier):
    """What was scanned does not belong in the parcel, or not once more."""

    code = "article"


class ErreurCodeInconnu(ErreurMetier):
    """What was scanned is neither an article nor an order."""

    code = "code_inconnu"
