"""A real browser against a live server.

Playwright's synchronous interface keeps an event loop running in the thread of the tests, in which Django refuses
to touch the database for fear of blocking that loop. Here nothing else runs on it: the check is switched off for
these tests alone.
"""

from collections.abc import Iterator
from shutil import which
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from archive import variables

# The shell draws the same pages without the windows of a browser around them, in two thirds of the time.
CHROMIUM = variables.text("CHROMIUM", which("chromium-headless-shell") or "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(_server: LiveServer) -> Iterator[Browser]:
    """Chromium, started once, and closed before the server that it may still be talking to."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _server(django_db_setup: None) -> Iterator[LiveServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", _kept)
        server = LiveServer("localhost")
        yield server
        server.stop()


def _kept(handler: StaticFilesHandler, request: HttpRequest, _serve: Any = StaticFilesHandler.serve) -> HttpResponse:
    """Browsers keep style and fonts from page to page, as they do with the archive's own server."""
    response: HttpResponse = _serve(handler, request)
    response["Cache-Control"] = "max-age=3600"
    return response


@pytest.fixture
def reading_room(db: None, _server: LiveServer) -> str:
    """The address of a server with the record, for tests that only read."""
    return str(_server.url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh context, at the size of a laptop, in English."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
