"""Whole journeys of a reader, in a real browser."""

import re

from playwright.sync_api import Browser, Page, expect

TREATY = "2013-11-11-treaty-good-neighbourliness"


def test_from_the_front_page_to_a_clause_and_back(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/")
    page.get_by_role("combobox").fill("neighbourliness")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("document")
    page.locator("#f-kind-treaty").click()
    expect(page).to_have_url(re.compile("kind=treaty"))
    expect(page.get_by_role("link", name=re.compile("Remove:"))).to_have_count(1)
    page.get_by_role("link", name=re.compile("Good-Neighbourliness and Alliance")).first.click()
    page.get_by_role("navigation", name="On this page").get_by_role(
        "link", name=re.compile("Character of relations")
    ).click()
    expect(page).to_have_url(re.compile(r"#clause-1$"))
    expect(page.locator("#clause-1")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name="Back to the results").click()
    expect(page).to_have_url(re.compile(r"/en/agreements/\?.*kind=treaty"))


def test_filters_change_the_list_in_place_and_back_undoes_them(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    everything = page.locator("[data-result-count]").inner_text()
    page.evaluate("window.untouched = true")
    page.locator("#f-kind-treaty").click()
    expect(page.locator("[data-result-count]")).not_to_have_text(everything)
    assert page.evaluate("window.untouched")
    page.go_back()
    expect(page.locator("[data-result-count]")).to_have_text(everything)


def test_suggestions_are_used_from_the_keyboard(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/")
    box = page.get_by_role("combobox")
    box.press_sequentially("Nazarb")
    listbox = page.get_by_role("listbox", name="Suggestions")
    expect(listbox).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    option = listbox.get_by_role("option").first
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Escape")
    expect(listbox).to_be_hidden()
    expect(box).to_have_value("Nazarb")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/en/(people|agreements|parties)/"))


def test_the_colours_chosen_are_remembered(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/")
    switch = page.get_by_role("button", name="Dark mode")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    page.goto(f"{reading_room}/ru/agreements/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_everything_works_without_javascript(browser: Browser, reading_room: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{reading_room}/en/agreements/")
    page.locator("#facets > summary").click()
    page.locator("#f-kind-treaty").click()
    expect(page.locator("[data-result-count]")).to_have_text("2 documents")
    page.get_by_role("link", name=re.compile("Good-Neighbourliness and Alliance")).first.click()
    expect(page.locator("#clause-1")).to_be_visible()
    context.close()


def test_a_page_is_read_from_its_start_by_keyboard(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
