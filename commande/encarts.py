"""Panels that apps above this one put on the administrator's home."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Contexte = Callable[[], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Encart:
    """A panel: its template, and the function that reads what the template wants."""

    gabarit: str
    contexte: Contexte


_encarts: dict[str, Encart] = {}


def ajouter_encart(nom: str, *, gabarit: str, contexte: Contexte) -> None:
    """Put a panel on the home of ADMIN; called once, when the app is ready."""
    _encarts[nom] = Encart(gabarit, contexte)


@dataclass(frozen=True, slots=True)
class EncartLu:
    """A panel of this page: its template and what it shows."""

    gabarit: str
    contexte: Mapping[str, object]


def encarts() -> list[EncartLu]:
    """Read every panel, in the order in which the apps added them."""
    return [EncartLu(e.gabarit, e.contexte()) for e in _encarts.values()]
