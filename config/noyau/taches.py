"""The registry of the kinds of tasks that the planner runs; apps add their own at start."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class GenreTache:
    """A kind of task: its code, what it says, what it does with the parameters of a task.

    `executer` returns what it did, in one French sentence without personal data; a refusal
    is an ErreurMetier. It must bear being run again: a worker may die in the middle.
    `parametre` names the number it cannot do without, empty where there is none.
    """

    code: str
    libelle: str | Promise
    executer: Callable[[dict[str, Any]], str]
    parametre: str = ""


_registre: dict[str, GenreTache] = {}


def enregistrer(*genres: GenreTache) -> None:
    """Add kinds to the registry; a code given again replaces the kind of that code."""
    for genre in genres:
        _registre[genre.code] = genre


def genre(code: str) -> GenreTache | None:
    """Return the kind of a code, or None where no app registers it."""
    return _registre.get(code)


def genres() -> Iterator[GenreTache]:
    """Yield every kind, in the order of their codes."""
    yield from (_registre[code] for code in sorted(_registre))
