"""The pen and its two outputs, a page and a file, for all numbers and words."""

import math
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as some

from agreements.base.drawing.outputs import Drawing, drawing_file, fitted
from agreements.base.drawing.pen import FilePen, PagePen, Pen
from tests.base.drawn import SITE, SVG, parsed


@pytest.fixture(params=["page", "file"])
def pen(request: pytest.FixtureRequest) -> Pen:
    """A pen of each kind."""
    return PagePen() if request.param == "page" else FilePen(SITE)


@given(words=some.text(), number=some.floats(allow_nan=False, allow_infinity=False, width=32))
def test_everything_drawn_is_well_formed_and_says_what_it_was_given(words: str, number: float) -> None:
    for pen in (PagePen(), FilePen(SITE)):
        with pen.link(words, words, key=words):
            pen.text("label", number, number, words, lang=words, shift=number)
        found = parsed(pen.written())
        written = re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", words).replace(
            "\r\n", "\n"
        )
        texts = [element.text or "" for element in found if element.tag in (f"{SVG}title", f"{SVG}text")]
        assert texts == [written.replace("\r", "\n")] * (2 if words else 1)


def test_words_are_escaped_even_where_somebody_called_them_safe(pen: Pen) -> None:
    pen.text("label", 0, 0, mark_safe("<script>alert(1)</script>"))
    assert "<script" not in pen.written()


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_the_pen_refuses_what_is_no_number(pen: Pen, number: float) -> None:
    strokes: tuple[Callable[[], object], ...] = (
        lambda: pen.rect("bar", 0, 0, number, 1),
        lambda: pen.line("axis", 0, number, 1, 1),
        lambda: pen.circle("point", 0, 0, number),
        lambda: pen.path("edge", [(0, 0), (number, 1)]),
        lambda: pen.text("label", number, 0, "Test"),
    )
    for draw in strokes:
        with pytest.raises(ValueError, match="cannot be drawn"):
            draw()


def test_a_negative_size_is_none(pen: Pen) -> None:
    pen.rect("bar", 5, 5, -1, -0.001)
    pen.circle("point", 5, 5, -1)
    rect, circle = parsed(pen.written())
    assert (rect.get("width"), rect.get("height"), circle.get("r")) == ("0%", "0em", "0em")


def test_lengths_have_two_decimals_at_most_and_zero_has_no_sign(pen: Pen) -> None:
    pen.line("axis", 1 / 3, -0.001, 100.0, 1.5)
    (line,) = parsed(pen.written())
    assert [line.get(name) for name in ("x1", "y1", "x2", "y2")] == ["0.33%", "0em", "100%", "1.5em"]


def test_a_page_has_classes_and_names_and_a_file_has_colours_and_whole_addresses() -> None:
    page, alone = PagePen(), FilePen(SITE)
    for pen in (page, alone):
        with pen.link("/list?a=1", "Test: 1", key="test-1", current=True):
            pen.rect("bar bar--second", 0, 0, 1, 1, strength=0.5, corner=0.25)
            pen.text("label", 0, 0, "Test")
    link, title, rect, text = parsed(page.written())
    assert link.attrib == {
        "href": "/list?a=1", "aria-label": "Test: 1", "rel": "nofollow", "id": "test-1", "aria-current": "true",
    }  # fmt: skip
    assert title.text == "Test: 1"
    assert rect.get("class") == "bar bar--second"
    assert text.get("aria-hidden") == "true", "the link has said it"
    link, title, rect, text = parsed(alone.written())
    assert link.attrib == {"href": f"{SITE}/list?a=1"}
    assert title.text == "Test: 1"
    assert rect.get("fill", "").startswith("#")
    assert "class" not in rect.attrib
    assert "aria-hidden" not in text.attrib
    assert (rect.get("fill-opacity"), rect.get("rx")) == ("0.5", "0.25em")


def test_what_leads_nowhere_has_a_name_and_no_address() -> None:
    pen = PagePen()
    with pen.link("", "Test: 1"):
        pen.rect("bar", 0, 0, 1, 1)
    group, *_inside = parsed(pen.written())
    assert (group.tag, group.attrib) == (f"{SVG}g", {"role": "img", "aria-label": "Test: 1"})


def test_only_lists_are_kept_from_crawlers() -> None:
    pen = PagePen()
    with pen.link("/documents/test/", "Test"):
        pen.rect("bar", 0, 0, 1, 1)
    assert "rel" not in parsed(pen.written())[0].attrib


def test_a_path_goes_through_the_units_of_the_drawing_or_keeps_its_shape(pen: Pen) -> None:
    pen.path("edge", [(0, 0), (100, 3)], [(50, 1), (50, 2)])
    pen.path("edge", [(-1, -0.5), (0, 0)], at=(25, 2))
    frame, path, fixed, sign = parsed(pen.written())
    assert (frame.get("width"), frame.get("height"), frame.get("viewBox")) == ("100%", "3em", "0 0 100 3")
    assert frame.get("preserveAspectRatio") == "none"
    assert path.get("d") == "M0 0L100 3M50 1L50 2"
    assert path.get("vector-effect") == "non-scaling-stroke"
    assert (fixed.get("x"), fixed.get("y"), fixed.get("viewBox")) == ("25%", "2em", "0 0 1 1")
    assert sign.get("d") == "M-1 -0.5L0 0"


def test_words_have_the_language_they_are_in(pen: Pen) -> None:
    pen.text("label", 0, 0, "Тест", lang="ru")
    pen.text("label", 0, 0, "Test")
    first, second = parsed(pen.written())
    assert (first.get("lang"), second.get("lang")) == ("ru", None)


# Outputs


def draw_something(pen: Pen) -> None:
    pen.rect("bar", 0, 0, 50, 1)


def test_a_drawing_has_a_name_or_is_hidden_from_listeners() -> None:
    drawing = Drawing("chart", 2.5, draw_something)
    svg, _rect = parsed(drawing.page('Test "name"'))
    assert (svg.get("class"), svg.get("height")) == ("drawing chart", "2.5em")
    assert (svg.get("role"), svg.get("aria-label")) == ("group", 'Test "name"')
    svg, _rect = parsed(drawing.page())
    assert svg.get("aria-hidden") == "true"
    assert "role" not in svg.attrib


def test_two_that_are_fitted_are_told_apart_by_their_classes() -> None:
    both = fitted(Drawing("chart", 2, draw_something), Drawing("chart", 1, draw_something), "Test")
    frame, narrow, _rect, wide, _rect = parsed(both)
    assert frame.get("class") == "fitted fitted--chart"
    assert (narrow.get("class"), narrow.get("height")) == ("drawing chart narrow", "2em")
    assert (wide.get("class"), wide.get("height")) == ("drawing chart wide", "1em")


@given(title=some.text(), notes=some.lists(some.text(), max_size=3))
def test_a_file_is_well_formed_and_has_all_its_words(title: str, notes: list[str]) -> None:
    root = ElementTree.fromstring(drawing_file(Drawing("chart", 2, draw_something), SITE, title, notes).encode())
    assert root.find(f"{SVG}title") is not None
    said = "".join(text.text or "" for text in root.iter(f"{SVG}text"))
    letters = re.sub(r"[^\w]", "", title + "".join(notes))
    assert set(letters) <= set(said) | {"\ufffd"}
