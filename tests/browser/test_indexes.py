"""The box above an index narrows it: what has all the words stays, with its headings, and it is said how many."""

import re

from playwright.sync_api import Page, expect


def test_an_index_is_narrowed_while_one_types(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/kk/parties/")
    entries = page.locator("[data-index] li:visible")
    whole = entries.count()
    page.fill("#find", "ОМБЫ облыс")
    assert 0 < entries.count() < whole
    for text in entries.all_inner_texts():
        assert "омбы" in text.lower()
        assert "облыс" in text.lower()
    expect(page.locator("[data-announce]")).to_have_text(re.compile(rf": {entries.count()}$"))
    assert page.locator("[data-index] h3:visible").count() < page.locator("[data-index] h3").count()
    page.fill("#find", "zzzz")
    expect(page.locator("[data-nothing]")).to_be_visible()
    expect(entries).to_have_count(0)
    page.fill("#find", "")
    expect(entries).to_have_count(whole)
    expect(page.locator("[data-announce]")).to_have_text("")
