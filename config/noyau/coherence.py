"""The registry of the laws that the data must obey; apps add their own at start."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Anomalie:
    """One row that breaks a law: which, and how."""

    objet: str
    detail: str

    def __str__(self) -> str:
        return f"{self.objet} : {self.detail}"


@dataclass(frozen=True)
class Controle:
    """A law: its code, what it says, how to find the rows that break it, perhaps how to mend them.

    `reparer` returns the number of rows mended.
    """

    code: str
    libelle: str
    chercher: Callable[[], Iterable[Anomalie]]
    reparer: Callable[[], int] | None = None


_registre: dict[str, Controle] = {}


def enregistrer(*controles: Controle) -> None:
    """Add laws to the registry; a code given again replaces the law of that code."""
    for controle in controles:
        _registre[controle.code] = controle


def controles() -> Iterator[Controle]:
    """Yield every law, in the order of their codes."""
    yield from (_registre[code] for code in sorted(_registre))
