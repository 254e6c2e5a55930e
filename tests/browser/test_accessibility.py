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
    f"agreements/{TREATY}/",
    f"compare/?a={OLDER}&b={TREATY}",
    f"kept/?ids={OLDER},{TREATY}.clause-1,2013-nothing#{OLDER}=Test",
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
# The list again, for what it says above the documents.
VARIANTS = (
    "agreements/?view=clauses&q=museum",
    "agreements/?q=zzzzqqq",
    "agreements/?q=%D1%86%D0%B8%D1%80%D0%BA",
    "agreements/?q=memoranda+signed+in+Astana+since+2014",
    "agreements/?q=memoranda+signed+in+Vladivostok",
)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"label-content-name-mismatch": {"enabled": True}},  # what is seen of a link is what it is called
}
CONTRAST = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast"]}, "rules": {}}
Colours = Literal["light", "dark"]
Looks = list[tuple[str, int, Colours, dict[str, Any]]]
# Each width in both colours, and each language: other words change neither the colours of a width nor what it holds,
# and other colours change nothing but the contrast.
LOOKS: Looks = [
    ("en", 360, "light", RULES),
    ("en", 1280, "dark", CONTRAST),
    ("ru", 360, "dark", RULES),
    ("kk", 1280, "light", RULES),
]


@pytest.mark.parametrize(("path", "looks"), [*((path, LOOKS) for path in PAGES), *((p, LOOKS[2:]) for p in VARIANTS)])
def test_no_page_breaks_a_rule_that_a_machine_can_check(page: Page, reading_room: str, path: str, looks: Looks) -> None:
    axe = Axe()
    for language, width, colours, rules in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        if (address := f"{reading_room}/{language}/{path}") != page.url:
            page.goto(address)
        found = axe.run(page, options=rules).response["violations"]
        assert not found, (language, width, colours, [(v["id"], v["nodes"][0]["html"]) for v in found])
