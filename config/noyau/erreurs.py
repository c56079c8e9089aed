"""Refusals of the business rules."""


class ErreurMetier(Exception):
    """A rule refused; nothing was changed.

    `phrase` is a French sentence fit for the screen; `code` is stable, for the API
    and for tests.
    """

    code = "refus"

    def __init__(self, phrase: str, *, code: str | None = None) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        if code is not None:
            self.code = code


class ErreurDroit(ErreurMetier):
    """The role or the ownership does not allow the act."""

    code = "droit"


class ErreurTransition(ErreurMetier):
    """The order is not in a state from which the transition leaves."""

    code = "transition"


class ErreurSaisie(ErreurMetier):
    """A value that was given is missing or wrong."""

    code = "saisie"


class ErreurStock(ErreurMetier):
    """The stock does not cover what is asked."""

    code = "stock"


class ErreurConcurrence(ErreurMetier):
    """Somebody else changed the same thing in between."""

    code = "concurrence"
