"""What a page is operated by: a pointer, keys, colours of the reader's own, and a browser that is some years old."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

TREATY = "2013-11-11-treaty-good-neighbourliness"


def test_a_suggestion_is_taken_when_the_left_button_is_let_go_and_not_before(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/")
    page.get_by_role("combobox").press_sequentially("Nazarb")
    suggestions = page.get_by_role("listbox", name="Suggestions")
    option = suggestions.get_by_role("option").first
    option.wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    option.hover()
    page.mouse.down(button="right")
    page.mouse.up(button="right")
    option.hover()
    page.mouse.down()
    page.mouse.move(5, 790)
    page.mouse.up()
    assert page.evaluate("1") == 1
    assert asked == []
    if not suggestions.is_visible():
        page.get_by_role("combobox").press("ArrowDown")
    option.click()
    expect(page).to_have_url(re.compile("/en/(people|agreements|parties)/"))


CONTRAST = """
(selector) => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const parts = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : backgroundColor;
  };
  return [...document.querySelectorAll(selector)].map((field) => {
    const letters = getComputedStyle(field, "::placeholder");
    const both = [light(ground(field)), light(letters.color)].sort();
    return letters.opacity === "1" ? (both[1] + 0.05) / (both[0] + 0.05) : 0;
  });
}
"""


def test_what_a_field_says_before_one_types_can_be_read_in_both_colours(page: Page, reading_room: str) -> None:
    page.goto(f"{reading_room}/en/agreements/")
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found = page.evaluate(CONTRAST, "input[placeholder]")
        assert len(found) > 1
        assert min(found) >= 4.5, (colours, found)


def test_where_colours_are_forced_the_focus_and_the_edge_of_a_button_are_seen(page: Page, reading_room: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{reading_room}/en/agreements/?q=culture")
    button = page.get_by_role("button", name="Search").first
    edge = button.evaluate(
        "button => getComputedStyle(button).borderTopWidth + getComputedStyle(button).borderTopStyle"
    )
    assert re.fullmatch(r"[1-9][\d.]*px(solid|outset)", edge)
    text = page.evaluate("getComputedStyle(document.body).color")
    page.locator("#year-2017").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    rings = page.evaluate(
        """[document.activeElement, ...document.activeElement.querySelectorAll("*")].map((part) => {
          const { outlineStyle, outlineWidth, outlineColor, stroke, strokeWidth } = getComputedStyle(part);
          return outlineStyle === "none" ? [stroke, parseFloat(strokeWidth)] : [outlineColor, parseFloat(outlineWidth)];
        })"""
    )
    system = {text, page.evaluate("(() => { const one = document.createElement('i'); one.style.color = 'Highlight';"
                                  "document.body.append(one); return getComputedStyle(one).color })()")}  # fmt: skip
    assert any(colour in system and width >= 2 for colour, width in rings), rings


@pytest.mark.parametrize("path", ["agreements/", f"agreements/{TREATY}/"])
def test_filters_and_contents_are_open_on_a_laptop_in_a_browser_of_some_years_ago(
    page: Page, reading_room: str, path: str
) -> None:
    """Firefox before 143 and Safari before 18.4 cannot style what is inside of <details>."""

    def older(route: Route) -> None:
        style = route.fetch()
        route.fulfill(response=style, body=style.text().replace("::details-content", "::unknown"))

    page.route("**/*.css", older)
    page.goto(f"{reading_room}/en/{path}")
    inside = page.locator(
        "#f-kind-treaty" if path == "agreements/" else "nav a[href='#sources'], aside a[href='#sources']"
    )
    expect(inside.first).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    expect(inside.first).to_be_hidden()
