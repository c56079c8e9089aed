"""Every address of the project, as the router knows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Adresse:
    """A pattern with its full name (empty where it has none) and its view."""

    nom: str
    motif: str
    vue: Callable[..., Any]


def adresses() -> list[Adresse]:
    """Return every address of the project but those of the Django admin."""
    return [a for a in _parcourir(get_resolver().url_patterns, "", "") if not a.nom.startswith("admin:")]


def adresses_admin() -> list[Adresse]:
    """Return every address of the Django admin."""
    return [a for a in _parcourir(get_resolver().url_patterns, "", "") if a.motif.startswith("admin/")]


def _parcourir(motifs: list[URLPattern | URLResolver], espace: str, prefixe: str) -> Iterator[Adresse]:
    for motif in motifs:
        chemin = prefixe + str(motif.pattern)
        if isinstance(motif, URLResolver):
            sous = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from _parcourir(motif.url_patterns, sous, chemin)
        else:
            yield Adresse(f"{espace}{motif.name}" if motif.name else espace, chemin, motif.callback)
