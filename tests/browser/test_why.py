"""What a result says of itself, in a real browser: what is announced, seen, and reached."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

NEAR = "/agreements/?q=%D1%86%D0%B8%D1%80%D0%BA"  # цирк, a word of no document and of one theme
READ = "/agreements/?q=memoranda+signed+in+Astana+since+2014+zyxword"


def test_what_is_no_full_answer_is_announced_as_what_it_is(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en{NEAR}")
    number = page.locator("#f-kind-agreement .facet__count").inner_text()
    page.locator("#f-kind-agreement").click()
    said = "No document contains “цирк”. Catalogued under Performing arts and guest performances:"
    expect(page.locator("[data-announce]")).to_have_text(f"{said} {number} documents")
    expect(page.locator("[data-result-count]")).to_have_text(f"{number} documents")


def test_a_piece_that_is_dropped_in_place_leaves_the_box_as_well(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en{READ}")
    expect(page.locator(".piece")).to_have_count(4)
    page.get_by_role("link", name="Ignore “zyxword”").click()
    expect(page.locator(".piece")).to_have_count(0)
    expect(page.locator("#q")).to_have_value("")
    expect(page.get_by_role("link", name="Remove: Kind of document: Memorandum")).to_be_visible()
    expect(page.get_by_role("link", name="Remove: Date of signature: from 2014")).to_be_visible()
    expect(page.locator("#result-heading")).to_be_focused()


def test_a_piece_is_changed_by_keyboard_alone(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en{READ}")
    page.locator(".piece__others > summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"Remove: {chosen}")).to_be_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ru", "dark"), ("kk", "light")])
def test_nothing_of_it_is_cut_on_a_phone_with_large_letters(
    browser: Browser, reading_room: str, lang: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    for query in (NEAR, "/agreements/?q=%D0%BE%D0%BF%D0%B5%D1%80%D0%B0", "/agreements/?place=omsk", READ):
        page.goto(f"{reading_room}/{lang}{query}")
        for fold in page.locator(".reading__fold > summary").all():
            fold.click()
        for other in page.locator(".piece__others > summary").all():
            other.click()
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    context.close()
