"""The browser itself: it opens the live server, keeps a session and reaches nothing else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from tests import fabrique


def test_a_visitor_reaches_the_live_server(page: Page) -> None:
    reponse = page.goto("/admin/login/")
    assert reponse is not None
    assert reponse.status == 200
    assert page.locator("input[name=password]").count() == 1


def test_a_session_is_open_without_the_form(ouvrir_session: Callable[..., Page]) -> None:
    chef = fabrique.operateur("ADMIN", is_staff=True, is_superuser=True)
    page = ouvrir_session(chef, viewport={"width": 360, "height": 740})
    page.goto("/admin/")
    assert page.locator("#user-tools").count() == 1
    assert page.viewport_size == {"width": 360, "height": 740}


def test_no_other_host_is_reached(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://exemple.invalid/")
