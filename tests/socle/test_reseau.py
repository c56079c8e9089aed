"""Tests stay on this machine."""

import contextlib
import socket
import urllib.request

import pytest

from tests.reseau import ReseauInterdit, est_local


@pytest.mark.parametrize("hote", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "0.0.0.0", "", None, b"localhost"])  # noqa: S104
def test_this_machine_is_local(hote: object) -> None:
    assert est_local(hote)


@pytest.mark.parametrize("hote", ["exemple.invalid", "10.0.0.1", "8.8.8.8", "2001:db8::1", b"exemple.invalid"])
def test_everything_else_is_not(hote: object) -> None:
    assert not est_local(hote)


@pytest.mark.parametrize("adresse", ["http://exemple.invalid/", "http://192.0.2.1/"])
def test_another_host_cannot_be_contacted(adresse: str, sans_reseau: list[str]) -> None:
    with pytest.raises(ReseauInterdit):
        urllib.request.urlopen(adresse, timeout=1)  # noqa: S310
    assert len(sans_reseau) == 1
    sans_reseau.clear()


def test_an_attempt_that_the_code_swallows_is_still_seen(sans_reseau: list[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as prise, contextlib.suppress(Exception):
        prise.sendto(b"x", ("192.0.2.1", 9))
    assert sans_reseau == ["192.0.2.1"]
    sans_reseau.clear()


def test_the_loopback_can_be_contacted() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as serveur,
        socket.create_connection(serveur.getsockname(), timeout=1) as client,
    ):
        assert client.getpeername() == serveur.getsockname()
