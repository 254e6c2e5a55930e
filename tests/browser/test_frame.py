"""The frame of every page, on a telephone and on a laptop, with and without a script."""

import pytest
from playwright.sync_api import Browser, Page, expect

TREATY = "2013-11-11-treaty-good-neighbourliness"
HEAD = 56  # pixels: one line on a telephone
PARTS = """
[...document.querySelectorAll(".masthead__inner > *")].filter((part) => part.checkVisibility()).map((part) => {
  const { top, bottom } = part.getBoundingClientRect();
  return (top + bottom) / 2;
})
"""
LINES = "name => name.getBoundingClientRect().height / parseFloat(getComputedStyle(name).lineHeight)"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_head_is_one_line_in_which_nothing_wraps(page: Page, reading_room: str, language: str) -> None:
    page.goto(f"{reading_room}/{language}/about/")
    for width in (360, 412, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("document.fonts.ready")
        height = page.locator(".masthead").evaluate("head => head.getBoundingClientRect().height")
        assert height <= HEAD, width
        middles = page.evaluate(PARTS)
        assert max(middles) - min(middles) < 4, width
        assert page.locator(".wordmark__name").evaluate(LINES) < 1.5, width


def test_menu_languages_and_search_unfold_on_a_telephone_without_a_script(browser: Browser, reading_room: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    for fold, folded in (
        (".fold--sections", page.get_by_role("link", name="Insights")),
        (".fold--search", page.get_by_role("searchbox")),
        (".fold--tongues", page.get_by_role("link", name="Қазақша")),
        (".drawer", page.get_by_role("link", name="Sources", exact=True)),
    ):
        expect(folded).to_be_hidden()
        page.locator(fold).locator("summary").click()
        expect(folded).to_be_visible()
        page.locator(fold).locator("summary").click()
        expect(folded).to_be_hidden()
    page.locator(".fold--search summary").click()
    page.get_by_role("searchbox").fill("museum")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("[data-result-count]")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    for part in (".places a", ".tongues a", "#facet-kind", "#f-kind-treaty"):
        expect(page.locator(part).first).to_be_visible()
    context.close()


def test_what_is_unfolded_closes_on_escape_and_elsewhere_and_keeps_the_focus(page: Page, reading_room: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{reading_room}/en/agreements/{TREATY}/#sources")
    menu, box = page.locator(".fold--sections summary"), page.locator("#q")
    menu.press("Enter")
    expect(page.get_by_role("link", name="Insights")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Insights")).to_be_hidden()
    expect(menu).to_be_focused()
    page.locator(".fold--search summary").click()
    expect(box).to_be_focused()
    page.locator(".fold--tongues summary").click()
    expect(box).to_be_hidden()
    page.mouse.click(3, 500)  # beside the text, where nothing leads elsewhere
    expect(page.get_by_role("link", name="Қазақша")).to_be_hidden()
    page.locator(".fold--tongues summary").click()
    page.get_by_role("link", name="Қазақша").click()
    expect(page).to_have_url(f"{reading_room}/kk/agreements/{TREATY}/#sources")


def test_the_window_has_the_colours_that_the_reader_chose(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/about/")
    grounds = "[...document.querySelectorAll('meta[name=theme-color]')].map((ground) => ground.content)"
    light, dark = page.evaluate(grounds)
    page.get_by_role("button", name="Dark mode").click()
    assert page.evaluate(grounds) == [dark, dark]
    page.reload()
    assert page.evaluate(grounds) == [dark, dark]
    page.get_by_role("button", name="Dark mode").click()
    assert page.evaluate(grounds) == [light, light]


def test_the_sheet_of_filters_stays_open_until_the_reader_closes_it(page: Page, reading_room: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{reading_room}/en/agreements/")
    opener, show = page.locator("#facets > summary"), page.locator(".sheet__foot .button--main")
    opener.click()
    sheet = page.get_by_role("dialog", name="Narrow the result")
    expect(sheet).to_be_in_viewport(ratio=1)
    assert sheet.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    expect(page.locator("#sheet-title")).to_be_focused()
    expect(show).to_be_in_viewport()
    expect(page.get_by_role("link", name="Clear all")).to_be_hidden()

    page.locator("#f-kind-treaty").click()
    expect(show).to_have_text("Show 2 documents")
    expect(page.locator("#f-kind-treaty")).to_be_focused()
    expect(page.locator("[data-announce]")).to_have_text("2 documents")
    page.get_by_label("from").fill("2010")
    page.get_by_role("button", name="Apply").click()
    expect(show).to_have_text("Show 1 document")
    expect(sheet).to_be_visible()
    assert page.evaluate("document.querySelector('.masthead').inert")
    page.locator("#facet-region > summary").click()
    page.locator("#facet-region a").first.hover()
    scrolled = sheet.evaluate("sheet => sheet.scrollTop")
    page.locator("#facet-region a").first.click()
    expect(page.locator("#facet-region a").first).to_have_attribute("aria-current", "true")
    assert sheet.evaluate("sheet => sheet.scrollTop") == scrolled > 0

    show.click()
    expect(sheet).to_have_count(0)
    expect(page.locator("#result-heading")).to_be_focused()
    expect(page.locator("#result-heading")).to_be_in_viewport()
    assert not page.evaluate("document.querySelector('.masthead').inert")
    opener.click()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    opener.click()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(sheet).to_have_count(0)
    expect(page.locator("#f-kind-treaty")).to_be_visible()
    assert not page.evaluate("document.querySelector('.results').inert")


def test_the_filters_stay_open_on_a_telephone_without_a_script(browser: Browser, reading_room: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(f"{reading_room}/en/agreements/")
    page.locator("#facets > summary").click()
    for pressed in (".wordmark", "#f-kind-treaty"):
        box = page.locator(pressed).bounding_box()
        assert box is not None
        assert box["height"] >= 44, "as high as a finger"
    names = page.locator(".card__parties--cut").first
    expect(names).to_be_visible()
    expect(page.locator(".tag--folded").first).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 740})
    expect(names).to_be_hidden()
    expect(page.locator(".tag--folded").first).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#f-kind-treaty").click()
    expect(page.locator("#f-kind-treaty")).to_have_attribute("aria-current", "true")
    expect(page.locator("#f-kind-treaty")).to_be_visible()
    page.get_by_label("from").fill("2010")
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator("#f-kind-treaty")).to_be_visible()
    page.get_by_role("link", name="Show 1 document").click()
    expect(page.locator("#f-kind-treaty")).to_be_hidden()
    expect(page.locator("#result-heading")).to_be_in_viewport()
    context.close()


def test_a_suggestion_is_taken_by_a_whole_click_and_not_by_a_press(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/about/")
    page.locator("#q").press_sequentially("Nazarb")
    option = page.get_by_role("listbox", name="Suggestions").get_by_role("option").first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box
    option.click(button="right")
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 300)
    page.mouse.up()
    expect(page).to_have_url(f"{reading_room}/en/about/")
    page.locator("#q").press("ArrowDown")
    page.get_by_role("option").first.click()
    expect(page).not_to_have_url(f"{reading_room}/en/about/")
