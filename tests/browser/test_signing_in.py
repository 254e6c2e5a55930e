"""Somebody of the staff signs in on a public site for the first time, and again."""

import time
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.following import follow

PASSWORD = "four test words seventeen"
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
OURS = {"exclude": [".breadcrumbs"]}  # which are Django's


def give(page: Page, server: LiveServer, password: str) -> None:
    page.goto(f"{server.url}/admin/")
    page.get_by_label("Username").fill("test-admin")
    page.get_by_label("Password").fill(password)
    follow(page.get_by_role("button", name="Log in"))


def examine(page: Page, complaints: list[str]) -> None:
    """Nothing was blocked or is wider than a phone; no rule is broken that a machine can check, in light and dark."""
    assert not complaints
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        page.evaluate("Promise.allSettled(document.getAnimations().map(change => change.finished)).then(() => 1)")
        found = Axe().run(page, context=OURS, options=RULES).response["violations"]
        assert not found, (page.url, colours, [(v["id"], v["nodes"][0]["html"]) for v in found])
    page.evaluate("1")  # until what axe itself was blocked from has been told
    complaints.clear()


def test_the_second_step_is_set_up_and_asked_for(
    page: Page, live_server: LiveServer, transactional_db: None, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    user = User.objects.create_superuser("test-admin", password=PASSWORD)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    page.set_viewport_size({"width": 360, "height": 800})
    give(page, live_server, PASSWORD)
    assert page.locator(".qr").evaluate("image => image.naturalWidth") > 100
    code = page.get_by_label("Code from your app")
    expect(code).to_be_focused()
    assert (code.get_attribute("autocomplete"), code.get_attribute("inputmode")) == ("one-time-code", "numeric")
    examine(page, complaints)
    code.fill("12")
    follow(page.get_by_role("button", name="Set up"))
    expect(page.get_by_label("Code from your app")).to_have_attribute("aria-invalid", "true")
    examine(page, complaints)
    app = TOTP(TOTPDevice.objects.get(user=user).bin_key)
    app.time = time.time()
    page.get_by_label("Code from your app").fill(f"{app.token():06d}")
    follow(page.get_by_role("button", name="Set up"))
    expect(page.locator(".recovery-codes li")).to_have_count(8)
    recovery = page.locator(".recovery-codes code").first.inner_text()
    examine(page, complaints)
    follow(page.get_by_role("link", name="I have saved them"))
    expect(page.get_by_role("heading", name="What would you like to work on?")).to_be_visible()
    follow(page.get_by_role("link", name="Your account"))
    examine(page, complaints)
    follow(page.get_by_role("button", name="Sign out everywhere"))

    give(page, live_server, PASSWORD)
    examine(page, complaints)
    follow(page.get_by_role("link", name="Use a recovery code"))
    examine(page, complaints)
    page.get_by_label("Recovery code").fill(recovery)
    follow(page.get_by_role("button", name="Continue"))
    expect(page.locator(".messagelist")).to_contain_text("7 are left")
    follow(page.get_by_role("button", name="Log out"))
    for _ in range(6):
        give(page, live_server, "not the words")
    expect(page.locator(".errornote")).to_contain_text("Please wait 15 minutes")
    examine(page, complaints)
