"""Where things are in drawings: sound over any numbers, labels, days and addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from agreements.base.drawing import layouts
from agreements.base.drawing.outputs import Drawing
from agreements.base.languages import Text
from tests.base.drawn import named, sound, within


@dataclass(frozen=True)
class Cell:
    """A number of a chart."""

    label: str
    count: int
    url: str = "/list?a=1&b=2"
    name: str = "Test: 1"


# Lengths that say what the numbers say


def lengths(drawing: Drawing, role: str, *names: str) -> list[tuple[float, ...]]:
    """Some lengths of each rectangle with such a role, without their units."""
    rects = [rect for rect in named(sound(drawing), "rect") if role in rect.attrib["class"].split()]
    return [tuple(float(rect.attrib[name].rstrip("em%")) for name in names) for rect in rects]


def test_bars_are_as_long_as_their_numbers() -> None:
    drawing = layouts.bars([layouts.Bar(Cell("Test", count)) for count in (10, 5, 0)])
    (longest,), (half,), (none,) = lengths(drawing, "bar", "width")
    assert (longest / 2, 0) == (half, none)
    assert longest > 80


def test_columns_of_all_panels_are_on_one_scale_from_zero() -> None:
    panels = [layouts.Panel(f"Test {most}", {2000: Cell("Test", most), 2002: Cell("Test", 2)}) for most in (8, 4)]
    bars = lengths(layouts.columns(panels, 2000, 2002), "bar", "x", "height", "y")
    heights = [height for _x, height, _y in bars]
    assert heights == [heights[0], heights[0] / 4, heights[0] / 2, heights[0] / 4]
    feet = [y + height for _x, height, y in bars]
    assert feet == pytest.approx([feet[0], feet[0], feet[2], feet[2]], abs=0.02)
    lefts = [x for x, _height, _y in bars]
    assert lefts[:2] == lefts[2:]
    assert lefts[1] - lefts[0] > 50


def test_cells_are_as_deep_as_their_numbers() -> None:
    row = layouts.GridRow("Test", [Cell("Test", 4), Cell("Test", 2), Cell("Test", 0)])
    drawing = layouts.grid(["a", "b", "c"], [row])
    assert lengths(drawing, "cell", "x", "fill-opacity") == [(38, 0.46), (pytest.approx(58.67), 0.26)]


def test_totals_have_no_ground_and_do_not_make_cells_paler() -> None:
    rows = [
        layouts.GridRow("Test", [Cell("Test", 4), Cell("Test", 40)]),
        layouts.GridRow("All", [Cell("Test", 400), Cell("Test", 4000)], plain=True),
    ]
    assert lengths(layouts.grid(["a", "all"], rows, totals=True), "cell", "x", "fill-opacity") == [(38, 0.46)]


def test_a_span_goes_from_its_first_to_its_last_day() -> None:
    rows = [
        layouts.Span(["Test"], date(2010, 1, 1), date(2014, 1, 1), "/test/", "Test"),
        layouts.Span(["Test"], date(2019, 12, 31), date(2019, 12, 31), "/test/", "Test"),
    ]
    whole, day = lengths(layouts.spans(rows, 2010, 2019), "bar", "x", "width")
    assert whole == (0, 40)
    assert day == (99.5, 0.5)


def test_a_single_bar_is_its_share_of_the_highest() -> None:
    (width,), (all_of_it,) = (lengths(layouts.bar_mark("bar", count, 8), "bar", "width")[0] for count in (2, 8))
    assert (width, all_of_it) == (25, 100)


def test_a_single_span_lies_where_it_does_among_others() -> None:
    span = layouts.Span(["Test"], date(2010, 1, 1), date(2014, 1, 1), "/test/", "Test")
    assert lengths(layouts.span_mark(span, 2005, 2014, [2010]), "bar", "x", "width") == [(50, 40)]
    axis, years = layouts.years_line(2005, 2014, 2)
    assert years == [2005, 2010]
    assert [text.attrib["x"] for text in named(sound(axis), "text")] == ["0%", "50%"]


def test_a_term_and_what_a_date_may_mean_are_as_long_as_their_days() -> None:
    year = (date(2010, 1, 1), date(2010, 12, 31))
    elements = sound(layouts.timeline([year], 2010, 2019, (date(2010, 1, 1), date(2019, 12, 31))))
    ends = {
        line.attrib["class"]: [float(line.attrib[x][:-1]) for x in ("x1", "x2")] for line in named(elements, "line")
    }
    assert ends["term"] == ends["axis"] == [6, 94]
    assert ends["span"] == pytest.approx([6, 6 + 8.8], abs=0.05)
    (point,) = named(elements, "circle")
    assert float(point.attrib["cx"][:-1]) == pytest.approx(6 + 4.4, abs=0.05)


def test_columns_that_are_not_chosen_are_paler() -> None:
    drawing = layouts.histogram(
        {2000: 1, 2001: 2, 2002: 2},
        lambda *years: layouts.YearsLink("/", "Test", "test"),
        links=3,
        labels=8,
        chosen={2001},
    )
    ((start,),) = lengths(drawing, "bar--on", "x")
    assert start == pytest.approx(33.33 + 4, abs=0.02)
    assert len(lengths(drawing, "bar--off", "x")) == 2


# Hostile numbers and labels

HOSTILE = "<&\"'>\x00\x0b\ud800\u202e]]>"
words = some.text(max_size=300) | some.sampled_from([HOSTILE, "W" * 250, "", " "])
counts = some.integers(-(10**9), 10**18) | some.sampled_from([0, 1, -1])
cells = some.builds(Cell, words, counts, some.sampled_from(["", "/list?a=1&b=2", f"/{HOSTILE}"]), words)
years = some.tuples(some.integers(1, 9999), some.integers(1, 9999)).map(sorted).map(tuple)
days = some.dates(date(1, 1, 1), date(9999, 12, 31))
roles = some.sampled_from(["bar", "bar bar--second", "bar bar--third", "bar bar--open"])


@given(rows=some.lists(some.builds(layouts.Bar, cells, words, words, roles), max_size=5))
def test_bars_are_sound_for_any_counts(rows: list[layouts.Bar]) -> None:
    elements = sound(layouts.bars(rows))
    within(elements)
    assert len(named(elements, "a")) == sum(row.cell.count > 0 and row.cell.url != "" for row in rows)


@given(heads=some.lists(words, max_size=8), rows=some.lists(some.lists(cells, max_size=8), max_size=20), label=words)
def test_a_grid_is_sound_for_any_counts(heads: list[str], rows: list[list[Cell]], label: str) -> None:
    numbers = [row[: len(heads)] for row in rows]
    elements = sound(layouts.grid(heads, [layouts.GridRow(label, row) for row in numbers]))
    within(elements)
    assert len(named(elements, "rect")) == sum(cell.count > 0 for row in numbers for cell in row)


@given(years=years, panels=some.lists(some.tuples(words, some.lists(cells, max_size=4)), max_size=4))
def test_columns_are_sound_for_any_counts(years: tuple[int, int], panels: list[tuple[str, list[Cell]]]) -> None:
    first, last = years
    found = [
        layouts.Panel(label, {first + number: cell for number, cell in enumerate(row) if first + number <= last})
        for label, row in panels
    ]
    within(sound(layouts.columns(found, first, last)))


@given(
    rows=some.lists(
        some.builds(layouts.Span, some.lists(words, max_size=3), days, days, words, words, roles), max_size=5
    )
)
def test_spans_are_sound_even_where_an_end_is_before_its_beginning(rows: list[layouts.Span]) -> None:
    first = min((min(row.start, row.end).year for row in rows), default=2000)
    last = max((max(row.start, row.end).year for row in rows), default=2000)
    within(sound(layouts.spans(rows, first, last)))


@given(count=counts, most=counts, role=roles)
def test_a_single_bar_is_sound_for_any_counts(count: int, most: int, role: str) -> None:
    within(sound(layouts.bar_mark(role, count, most)))


@given(span=some.builds(layouts.Span, some.lists(words, max_size=1), days, days, words, words, roles), years=years)
def test_a_single_span_is_sound_on_any_years(span: layouts.Span, years: tuple[int, int]) -> None:
    first, last = min(years[0], span.start.year, span.end.year), max(years[1], span.start.year, span.end.year)
    axis, ticks = layouts.years_line(first, last, 4)
    assert 1 <= len(named(sound(axis), "text")) <= 4
    within(sound(layouts.span_mark(span, first, last, ticks)))


@given(
    moments=some.lists(some.tuples(days, days).map(sorted).map(tuple), min_size=1, max_size=5), unending=some.booleans()
)
def test_a_timeline_is_sound_over_any_days(moments: list[tuple[date, date]], unending: bool) -> None:
    first, last = min(day for day, _last in moments).year, max(day for _first, day in moments).year
    elements = sound(layouts.timeline(moments, first, last, moments[0], unending=unending))
    points = [float(point.attrib["cx"].removesuffix("%")) for point in named(elements, "circle")]
    assert len(points) == len(moments)
    assert all(6 <= point <= 94 for point in points)
    assert 1 <= len(named(elements, "text")) <= 8


def test_an_end_in_the_far_future_still_has_years_below_it() -> None:
    elements = sound(layouts.timeline([(date(2010, 1, 1), date(2010, 1, 1))], 2010, 9999, None))
    assert 2 <= len(named(elements, "text")) <= 8


@given(
    first=some.integers(1, 9000),
    numbers=some.lists(counts, min_size=1, max_size=400),
    links=some.integers(1, 40),
    labels=some.integers(8, 20),
    chosen=some.none() | some.sets(some.integers(1, 9400), max_size=5),
    said=words,
)
def test_a_histogram_is_sound_for_any_counts(
    first: int, numbers: list[int], links: int, labels: int, chosen: set[int] | None, said: str
) -> None:
    def link(begin: int, end: int, count: int) -> layouts.YearsLink:
        assert count == sum(max(number, 0) for number in numbers[begin - first : end - first + 1]) > 0
        return layouts.YearsLink(f"/list?from={begin}&to={end}", said, f"year-{begin}")

    found = dict(enumerate(numbers, first))
    elements = sound(layouts.histogram(found, link, links=links, labels=labels, crowded=8, chosen=chosen))
    within(elements)
    assert len(named(elements, "a")) <= links
    assert 1 <= len(named(elements, "text")) <= labels


def test_a_year_of_few_among_very_many_can_still_be_seen() -> None:
    drawing = layouts.histogram(
        {2000: 1, 2001: 10**6}, lambda *years: layouts.YearsLink("/", "Test", "test"), links=2, labels=8
    )
    columns = [rect for rect in named(sound(drawing), "rect") if rect.get("class") == "bar"]
    assert [float(rect.attrib["height"].removesuffix("em")) for rect in columns] == [0.2, pytest.approx(6.64)]


LABEL = some.just("label")
boxes = some.builds(
    layouts.Box,
    some.lists(some.builds(layouts.Line, words, LABEL, some.none()), max_size=4),
    some.tuples(days, days).map(sorted).map(tuple),
    some.sampled_from(["", "/documents/test/"]),
)


@given(
    content=some.lists(some.builds(layouts.Lane, words, some.lists(boxes, max_size=8)), max_size=3),
    here=some.tuples(words, some.tuples(days, days).map(sorted).map(tuple)),
    room=some.sampled_from([0.0, 20.5, 52.0]),
)
def test_boxes_in_lanes_do_not_overlap_and_none_loses_a_word(
    content: list[layouts.Lane], here: tuple[str, tuple[date, date]], room: float
) -> None:
    all_days = [here[1], *(box.days for lane in content for box in lane.boxes)]
    first, last = min(day for day, _last in all_days).year, max(day for _first, day in all_days).year
    elements = sound(layouts.lanes(content, here, first, last, room))
    within(elements)
    rects = [
        tuple(float(rect.attrib[name].rstrip("em%")) for name in ("x", "y", "width", "height"))
        for rect in named(elements, "rect")
    ]
    assert len(rects) == sum(len(lane.boxes) for lane in content)
    for (x, y, width, height), (other_x, other_y, other_width, other_height) in combinations(rects, 2):
        beside = x + width <= other_x or other_x + other_width <= x
        assert beside or y + height <= other_y or other_y + other_height <= y


@pytest.mark.parametrize(
    "draw",
    [
        lambda cell: layouts.bars([layouts.Bar(cell)]),
        lambda cell: layouts.grid(["Test"], [layouts.GridRow(cell.label, [cell])]),
    ],
    ids=["bars", "grid"],
)
def test_labels_keep_their_language(draw: Callable[[Cell], Drawing]) -> None:
    elements = sound(draw(Cell(Text("Тест", "ru"), 3)))
    assert {text.text: text.get("lang") for text in named(elements, "text")}["Тест"] == "ru"
