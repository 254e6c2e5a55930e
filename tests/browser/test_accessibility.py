"""WCAG 2.2 AA as far as a machine can tell (axe-core), on every kind of page, in every language and colour."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TREATY = "2013-11-11-treaty-good-neighbourliness"
OLDER = "1992-05-25-treaty-friendship-cooperation-mutual-assistance"
PAGES = (
    "",
    "agreements/?q=museum&kind=memorandum",
    "agreements/?view=clauses&q=museum",
    "agreements/?q=zzzzqqq",
    f"agreements/{TREATY}/",
    f"compare/?a={OLDER}&b={TREATY}",
    "insights/",
    "parties/",
    "parties/russian-federation/",
    "people/vladimir-putin/",
    "themes/",
    "themes/education/",
    "places/astana/",
    "about/",
    "about/style/",
    "no-such-page/",
)
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What a change of width or colours can break.
LOOKS = {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_a_rule_that_a_machine_can_check(
    page: Page, reading_room: str, language: str, path: str
) -> None:
    axe = Axe()
    page.goto(f"{reading_room}/{language}/{path}")
    looks: list[tuple[int, Literal["light", "dark"], dict[str, Any]]] = [
        (1280, "dark", LOOKS),
        (360, "light", EVERYTHING),
    ]
    if language == "en":  # other words change neither the colours of a width nor what else a wide page has
        looks += [(1280, "light", EVERYTHING), (360, "dark", LOOKS)]
    for width, colours, rules in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        found = axe.run(page, options={"resultTypes": ["violations"], "runOnly": rules}).response["violations"]
        assert not found, (width, colours, [(v["id"], v["nodes"][0]["html"]) for v in found])
