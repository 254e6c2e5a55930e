"""Nothing moves while a page comes over a slow line: its script after the text, and its fonts after the first picture.

The line itself is not imitated, which would take minutes: what comes late on it is held back until the page has been
drawn without it. What then moves, the browser tells by itself (Layout Instability).
"""

import pytest
from playwright.sync_api import Page, Route

TREATY = "2013-11-11-treaty-good-neighbourliness"
PAGES = ("", "agreements/", f"agreements/{TREATY}/", "people/vladimir-putin/", "insights/", f"kept/?ids={TREATY}")
MOST = 0.02  # of the screen, times how far; Google takes 0.1 for good

MOVED = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const of = entry.sources.map(({ node }) => node?.className || node?.parentElement?.className || node?.nodeName);
    window.moved.push([entry.value, of.join(", ")]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_nothing_moves_on_a_telephone_when_fonts_and_script_come_late(
    page: Page, reading_room: str, language: str
) -> None:
    late: list[Route] = []
    for kind in ("**/*.woff2", "**/archive.js", "**/kept.js"):
        page.route(kind, lambda route: late.append(route))
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(MOVED)
    fonts: dict[str, set[str]] = {}
    for path in PAGES:
        late.clear()
        page.goto(f"{reading_room}/{language}/{path}", wait_until="commit")
        page.locator("footer").last.wait_for()
        page.evaluate(DRAWN)
        assert {route.request.url.rpartition(".")[2] for route in late} == {"js", "woff2"}, path
        fonts[path] = {route.request.url.rpartition("/")[2] for route in late if route.request.url.endswith("woff2")}
        for route in late:
            route.continue_()
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready.then(() => 1)")
        page.evaluate(DRAWN)
        moved = page.evaluate("window.moved")
        assert sum(value for value, _of in moved) < MOST, (path, moved)
    # Whoever has seen the list has the fonts of all pages: the first document would weigh twice as much otherwise.
    assert set().union(*fonts.values()) == fonts["agreements/"], fonts
