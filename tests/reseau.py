"""Keeps tests on this machine: no name but the loopback's is resolved, nothing else is contacted."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

tentatives: list[str] = []


class ReseauInterdit(RuntimeError):
    """A test tried to leave this machine."""


def est_local(hote: object) -> bool:
    """Tell whether a host is this machine: loopback, or no host at all."""
    nom = hote.decode() if isinstance(hote, bytes) else str(hote or "")
    if nom in ("", "localhost", "localhost.localdomain"):
        return True
    try:
        adresse = ipaddress.ip_address(nom.partition("%")[0])
    except ValueError:
        return False
    return adresse.is_loopback or adresse.is_unspecified


def _refuser(hote: object) -> None:
    tentatives.append(str(hote))
    raise ReseauInterdit(f"a test tried to reach {hote!r}")


def _garder_nom(fonction: Callable[..., Any]) -> Callable[..., Any]:
    def gardee(hote: object, *args: Any, **kwargs: Any) -> Any:
        if not est_local(hote):
            _refuser(hote)
        return fonction(hote, *args, **kwargs)

    return gardee


def _garder_adresse(methode: Callable[..., Any]) -> Callable[..., Any]:
    def gardee(prise: socket.socket, *args: Any) -> Any:
        # The address is last: sendto(data, [flags,] address).
        if prise.family in (socket.AF_INET, socket.AF_INET6) and not est_local(args[-1][0]):
            _refuser(args[-1][0])
        return methode(prise, *args)

    return gardee


def fermer() -> None:
    """Put the guard on the calls of `socket`; for the rest of the process."""
    for nom in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, nom, _garder_nom(getattr(socket, nom)))
    for nom in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, nom, _garder_adresse(getattr(socket.socket, nom)))
