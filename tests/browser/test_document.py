"""The page of a document in a browser: where one is in it, what was copied, and what goes on paper."""

import re

from playwright.sync_api import Page, expect

TREATY = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"

NOTHING_MOVED = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0));
}).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => resolve(0), 300))"""


def test_a_document_says_where_one_is_and_what_was_copied(page: Page, reading_room: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.emulate_media(reduced_motion="reduce")  # nothing is measured while it moves
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    bar, cite = page.locator("[data-bar]"), page.locator("[data-bar-cite]")

    # At the top: the answers and the summary in sight, no bar.
    expect(bar).to_be_hidden()
    for shown in (".answers", ".lede"):
        box = page.locator(shown).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
    assert page.evaluate(NOTHING_MOVED) < 0.02, "the place of buttons is kept until the script shows them"
    expect(page.get_by_role("button", name="Print")).to_be_visible()

    # At an article: the bar names it, its link cites it, and the contents mark it and nothing else.
    page.evaluate("document.getElementById('clause-2').scrollIntoView({ behavior: 'instant' })")
    expect(bar.locator("[data-bar-part]")).to_have_text("Article 40")
    expect(cite).to_have_attribute("href", re.compile(r"\?cite=2#cite$"))
    expect(cite).to_have_accessible_name("Cite : Article 40")
    expect(page.locator(".contents [aria-current]")).to_have_text("Article 40: Term and languages")
    heading = page.locator("#clause-2 h3").bounding_box()
    below = bar.bounding_box()
    assert heading is not None
    assert below is not None
    assert heading["y"] >= below["y"] + below["height"], "the bar does not cover what an anchor leads to"

    # Copied: what, and where it leads, to be seen and to be heard.
    page.locator("#clause-2 [data-copy]").click()
    said = re.compile(rf"^Copied: \S+/id/{TREATY}#clause-2, which leads to: Article 40$")
    for place in ("#clause-2 [data-copied-here]", "[data-announce]"):
        expect(page.locator(place)).to_have_text(said)
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/id/{TREATY}#clause-2")

    # Back by keyboard to what has been scrolled under the bar: the focus is not left there (WCAG 2.4.11).
    link = page.locator("#clause-2 .clause__itself")
    page.evaluate("scrollBy(0, document.querySelector('#clause-2 .clause__itself').getBoundingClientRect().top - 8)")
    page.locator("#clause-2 .permalink").first.focus()
    page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()
    focused, covering = link.bounding_box(), bar.bounding_box()
    assert focused is not None
    assert covering is not None
    assert focused["y"] >= covering["y"] + covering["height"]

    # On paper: no bar, everything unfolded, the drawing of the family gives way to its list, a foot with the address.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(bar).to_be_hidden()
    assert page.evaluate("[...document.querySelectorAll('main details')].every((details) => details.open)")
    expect(page.locator("#related .drawing").first).to_be_hidden()
    expect(page.locator(".family-list li").first).to_be_visible()
    expect(page.locator(".imprint")).to_contain_text(f"/id/{TREATY}")


def test_languages_stand_beside_each_other_or_one_below_the_other(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/ru/agreements/{TREATY}/languages/")
    page.set_viewport_size({"width": 1280, "height": 740})
    last = page.locator(".breadcrumb li:last-child a").bounding_box()
    assert last is not None
    assert last["width"] > 384, "the last step has the room that is free"
    for width, beside in ((1280, True), (768, True), (320, False)):
        page.set_viewport_size({"width": width, "height": 740})
        cells = page.locator(".in-step tbody tr").first.locator("td")
        boxes = [cells.nth(number).bounding_box() for number in range(3)]
        tops = {round(box["y"]) for box in boxes if box}
        assert len(tops) == (1 if beside else 3)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        name, text = page.locator(".in-step tbody th").first.bounding_box(), boxes[0]
        assert name is not None
        assert text is not None
        assert (name["x"] + name["width"] <= text["x"]) == (width == 1280), "below a desk, its room is the languages'"


def test_the_bar_keeps_its_link_in_sight_on_the_narrowest_window(page: Page, reading_room: str) -> None:
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(f"{reading_room}/kk/agreements/{TREATY}/#related")
    expect(page.locator("[data-bar-part]")).to_have_text("Байланысты құжаттар")
    cite = page.locator("[data-bar-cite]").bounding_box()
    assert cite is not None
    assert cite["x"] + cite["width"] <= 320 - 16
    assert cite["height"] >= 40
    for part, least in ((".bar__title", 180), (".bar__part", 180)):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["width"] >= least, "title and part can be read: each has a line of its own"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("scrollTo(0, 0)")
    head = page.locator(".masthead").bounding_box()
    assert head is not None
    assert head["height"] <= 160, "with letters twice as large, a quarter of the window at most"
