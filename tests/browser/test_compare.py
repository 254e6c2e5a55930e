"""Choosing two documents in a list, and reading them side by side, in a real browser."""

from playwright.sync_api import Page, expect

from tests.browser.following import follow

OLDER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
TREATY = "2013-11-11-treaty-good-neighbourliness"

COLUMNS = """() => new Set([...document.querySelectorAll(".compare tbody tr:first-child td")].map(
  (cell) => cell.getBoundingClientRect().left)).size"""


def test_two_documents_are_ticked_on_two_pages_of_a_list_and_compared(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    button, state = page.locator("[data-compare] button"), page.locator("[data-compare-state]")
    height = page.evaluate("document.documentElement.scrollHeight")
    expect(button).to_be_disabled()
    page.locator("[name=pick]").first.check()
    expect(state).to_have_text("One document is ticked: tick one more.")
    assert page.evaluate("document.documentElement.scrollHeight") == height, "nothing moves"
    expect(button).to_be_in_viewport()
    page.locator(".pages a[rel~=next]").click()
    page.wait_for_url("**page=2**")
    expect(page.locator("[data-in-place]")).not_to_have_attribute("aria-busy", "true")
    page.locator("[name=pick]").nth(2).check()
    expect(state).to_have_text("Two documents are ticked.")
    follow(button)
    expect(page.locator("h1")).to_have_text("Comparison of two documents")
    assert page.locator(".compare__title").count() == 2


def test_titles_and_heads_stand_over_the_columns_of_a_comparison_and_stay_in_sight(
    page: Page, reading_room: str
) -> None:
    page.goto(f"{reading_room}/ru/compare/?a={TREATY}&b={OLDER}")
    lefts = page.evaluate(
        """() => [".compare__pair li", ".compare thead th:nth-child(n+2)", ".compare tbody tr:first-child td"].map(
          (two) => [...document.querySelectorAll(two)].slice(0, 2).map((cell) => cell.getBoundingClientRect().left))"""
    )
    assert lefts[0] == lefts[1] == lefts[2]
    heads = page.locator(".compare--clauses thead th").first
    page.locator(".compare--clauses tbody tr").last.scroll_into_view_if_needed()
    expect(heads).to_be_in_viewport()
    # Letters of twice the size leave no room for three columns on a tablet: the two sides stand one below the other.
    page.set_viewport_size({"width": 768, "height": 900})
    assert page.evaluate(COLUMNS) == 2
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(COLUMNS) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
