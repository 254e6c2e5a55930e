"""WCAG 2.2 AA as far as a machine can tell (axe-core), on every kind of page, in every language and colour."""

from typing import Literal

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
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
Colours = Literal["light", "dark"]
Look = tuple[str, int, Colours]
# Each page in English at two widths and in both colours, and in another language at the other pair; which, changes from
# page to page: other words change neither the colours of a width nor what it holds.
ENGLISH: list[Look] = [("en", 360, "light"), ("en", 1280, "dark")]
OTHERS: list[Look] = [("ru", 360, "dark"), ("kk", 1280, "light"), ("kk", 360, "dark"), ("ru", 1280, "light")]


@pytest.mark.parametrize(("number", "path"), list(enumerate(PAGES)))
def test_no_page_breaks_a_rule_that_a_machine_can_check(page: Page, reading_room: str, number: int, path: str) -> None:
    axe = Axe()
    for language, width, colours in [*ENGLISH, OTHERS[number % len(OTHERS)]]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        if (address := f"{reading_room}/{language}/{path}") != page.url:
            page.goto(address)
        found = axe.run(page, options=RULES).response["violations"]
        assert not found, (language, width, colours, [(v["id"], v["nodes"][0]["html"]) for v in found])
