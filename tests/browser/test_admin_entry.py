"""A cataloguer enters a document, an editor publishes it, a reader finds it."""

import re

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agreements.models import Agreement, State
from agreements.rules.roles import CATALOGUERS, EDITORS
from tests.browser.following import follow

pytestmark = pytest.mark.usefixtures("record")

TITLE = "Test Agreement 17 on Artificial Museums"


@pytest.fixture
def staff(transactional_db: None) -> None:
    """A cataloguer and an editor."""
    for name, group in (("test-cataloguer", CATALOGUERS), ("test-editor", EDITORS)):
        user = User.objects.create_user(name, password="test-pass-17", is_staff=True)
        user.groups.add(Group.objects.get(name=group))


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser finds wrong with the pages: nothing is blocked by the content security policy."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def log_in(page: Page, server: LiveServer, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("test-pass-17")
    follow(page.get_by_role("button", name="Log in"))


def choose(page: Page, field: str, words: str) -> None:
    """Pick from an autocomplete, as one does with the keyboard."""
    page.locator(f"#{field} ~ .select2 .select2-selection").first.click()
    page.locator(".select2-search__field:focus").type(words)
    page.locator(".select2-results__option--highlighted", has_text=words).first.click()


def in_three(page: Page, name: str, words: str) -> None:
    for lang in ("en", "ru", "kk"):
        page.locator(f"#id_{name}_{lang}").fill(f"{words} ({lang})")


def test_a_document_is_entered_reviewed_published_and_found(
    page: Page, live_server: LiveServer, staff: None, complaints: list[str]
) -> None:
    log_in(page, live_server, "test-cataloguer")
    page.goto(f"{live_server.url}/admin/agreements/agreement/add/")
    page.locator("#id_title_en").fill(TITLE)
    page.locator("#id_title_ru").fill("[Тестовое соглашение 17]")
    page.locator("#id_title_kk").fill("[Сынақ келісімі 17]")
    page.locator("#id_kind").select_option("agreement")
    page.locator("#id_level").select_option("institutional")

    for index, side in enumerate(("Russian Federation", "Republic of Kazakhstan")):
        page.locator("#participations-group .add-row a").click()
        choose(page, f"id_participations-{index}-party", side)

    page.locator("#id_signed").fill("2016-05?")
    choose(page, "id_place", "Astana")
    in_three(page, "summary", "Test summary 17")
    page.locator("#clauses-group .add-row a").click()
    page.locator("#id_clauses-0-ref").fill("Article 1")
    in_three(page, "clauses-0-heading", "Test heading 17")
    in_three(page, "clauses-0-summary", "Test provision 17")
    choose(page, "id_clauses-0-themes", "Exhibitions")
    choose(page, "id_themes", "Exhibitions")
    page.locator("#sources-group .add-row a").click()
    page.locator("#id_sources-0-url").fill("https://example.org/test-17")
    page.locator("#id_sources-0-publisher").fill("Test Publisher 17")
    page.locator("#id_sources-0-kind").select_option("news")
    page.locator("#id_sources-0-language").fill("en")
    source = page.locator("#sources-0")
    for fact in ("title", "parties", "date of signature", "clauses"):
        source.get_by_label(fact, exact=True).check()
    page.locator("#id_confidence").select_option("medium")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success").first).to_contain_text(TITLE)

    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Send to review").click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator("#sources-group")).to_contain_text("No source supports this fact: place")
    page.locator("#sources-0").get_by_label("place", exact=True).check()
    page.get_by_role("button", name="Send to review").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    agreement = Agreement.objects.get(title_en=TITLE)
    assert (agreement.state, agreement.record_id) == (State.IN_REVIEW, "2016-05-agreement-artificial-museums")
    assert page.goto(f"{live_server.url}/en/agreements/{agreement.record_id}/").status == 404  # type: ignore[union-attr]

    log_in(page, live_server, "test-editor")
    page.locator("#at-work").get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert complaints == [text for text in complaints if "404" in text], "only the hidden page may have been refused"

    page.goto(f"{live_server.url}/en/agreements/?q=Artificial+Museums")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.locator("main")).to_contain_text("Test provision 17")
    expect(page.locator("main")).to_contain_text("May 2016, inferred")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_form_fits_the_screen(page: Page, live_server: LiveServer, staff: None, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, live_server, "test-editor")
    agreement = Agreement.objects.filter(signatories__isnull=False, clauses__isnull=False)[0]
    for address in ("", "agreements/agreement/", f"agreements/agreement/{agreement.pk}/change/"):
        page.goto(f"{live_server.url}/admin/{address}")
        assert page.evaluate("document.body.scrollWidth") <= width
