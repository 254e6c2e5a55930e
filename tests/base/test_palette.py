"""Every colour is said once, in the style sheet; whoever cannot use it says the same."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from agreements.base.drawing.looks import look
from agreements.base.palette import palette, style_sheet

ROOT = Path(settings.BASE_DIR)
HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")


def test_every_name_that_a_style_sheet_uses_is_a_colour_or_another_token() -> None:
    sheets = "\n".join(style_sheet(f"{name}.css") for name in ("archive", "list", "drawings", "insights", "compare"))
    used = set(re.findall(r"var\(--([a-z0-9-]+)[,)]", sheets))
    others = set(re.findall(r"--([a-z0-9-]+): (?!var\(--light)", sheets))
    assert "accent" in used
    assert used <= palette().keys() | others


def test_no_style_sheet_template_or_module_says_a_colour_of_the_palette_again() -> None:
    tokens = {colour for pair in palette().values() for colour in (pair.light, pair.dark)} - {"#ffffff"}
    for path in (
        *ROOT.glob("static/css/*.css"),
        *ROOT.glob("static/js/*.js"),
        *ROOT.glob("templates/**/*.html"),
        *ROOT.glob("agreements/**/*.py"),
    ):
        text = re.sub(r"--[a-z-]+: var\(--light, \S+\) var\(--dark, \S+\);", "", path.read_text(encoding="utf-8"))
        assert not tokens & {found.lower() for found in HEX.findall(text)}, path


def test_the_sign_of_the_archive_is_in_its_colours() -> None:
    """A browser shows it outside of any page, so it has to bring its colours along."""
    svg = (ROOT / "static/img/favicon.svg").read_text(encoding="utf-8")
    light, dark = svg.split("@media (prefers-color-scheme:dark)")
    accent, paper = palette()["accent"], palette()["paper"]
    assert HEX.findall(light) == [accent.light, paper.light]
    assert HEX.findall(dark) == [accent.dark, paper.dark]


@pytest.mark.django_db
def test_pages_tell_the_browser_their_ground_and_the_style_page_shows_every_colour(
    record: None, client: Client
) -> None:
    page = client.get("/en/about/style/").content.decode()
    grounds = re.findall(r'<meta name="theme-color" content="([^"]+)"', page)
    assert grounds == [palette()["paper"].light, palette()["paper"].dark]
    assert re.findall(r'fill="var\(--([a-z-]+)\)"', page) == list(palette())


def test_looks_of_files_are_those_of_the_style_sheet_in_light_colours() -> None:
    light = {name: colour.light for name, colour in palette().items()}
    assert look("bar") == {"fill": light["accent"]}
    assert look("bar bar--open") == {"fill": light["sheet"], "stroke": light["accent"], "stroke-width": "2"}
    assert look("hit")["fill-opacity"] == "0"
    with pytest.raises(KeyError):
        look("no-such-role")


def test_a_rule_that_browsers_of_2022_would_drop_has_one_before_it_that_they_keep() -> None:
    """By MDN: comparisons in media queries since Safari 16.4, words in place of a drawn sign since 17.4."""
    for path in ROOT.glob("static/css/*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"@(?:media|container)[^{]*[<>]", text), path
        for declared in re.findall(r"\{[^{}]*\bcontent: \"[^\"]*\" / [^{}]*\}", text):
            if "counter(" not in declared:  # of margins of paper, which those browsers do not have
                assert len(re.findall(r"\bcontent:", declared)) == 2, (path, declared)
