"""A real Chromium, driven by Playwright, on the live test server."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident
from time import monotonic, sleep
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client

from fund.models import User

# Playwright's own loop makes Django believe that it is called from async code; each test is one thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONGEST_ANSWER, LAST_WORD = 10.0, 0.05  # seconds
WIDTHS = {"wide": 1100, "narrow": 320}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A database in a file, as on a real machine: one in memory is locked at once where two requests meet."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("e2e") / "fund.sqlite3")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install -y chromium")
        pytest.skip("Chromium is not on the PATH, so nobody can look. apt-get install -y chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="uv run --group e2e pytest tests/e2e")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any, live_server: Any, transactional_db: None) -> Iterator[Callable[..., Any]]:
    """Open a window in which this person is signed in: `browse(ann, 320)`.

    What the console complains of fails, and so does a page that asks anything of another site.
    """
    contexts: list[Any] = []
    complaints: list[str] = []
    asked_elsewhere: set[str] = set()
    ours = (f"{live_server.url}/", "data:", "blob:", "about:")

    def open_window(person: User | None = None, width: int = 1100, **options: Any) -> Any:
        # Reduced motion: the design system scrolls smoothly, and a click lands where a thing was a moment ago.
        usual = {"base_url": live_server.url, "locale": "en-GB", "reduced_motion": "reduce"}
        context = chromium.new_context(viewport={"width": width, "height": 900}, **(usual | options))
        context.set_default_timeout(10_000)
        context.on("request", lambda asked: None if asked.url.startswith(ours) else asked_elsewhere.add(asked.url))
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        return page

    with all_answered():
        yield open_window
        for context in contexts:
            context.close()
    assert complaints == []
    assert asked_elsewhere == set()


@contextmanager
def all_answered() -> Iterator[None]:
    """Wait at the end until the server has answered what the pages still asked as they closed, such as a last save.

    Else it would write into the database while that is emptied for the next test.
    """
    asked: set[int] = set()

    def began(**_: Any) -> None:
        asked.add(get_ident())

    def ended(**_: Any) -> None:
        asked.discard(get_ident())

    request_started.connect(began)
    request_finished.connect(ended)
    try:
        yield
        until = monotonic() + LONGEST_ANSWER
        sleep(LAST_WORD)
        while asked and monotonic() < until:
            sleep(LAST_WORD)
    finally:
        request_started.disconnect(began)
        request_finished.disconnect(ended)


def _is_complaint(message: Any) -> bool:
    """Errors of scripts and of the content policy; an answer such as 404 or 422 is what the test asked for."""
    return message.type == "error" and "the server responded with a status of" not in message.text
