"""Single marks for a page that sets labels and numbers as its own text: each is drawn in a place of its own."""

from collections.abc import Sequence

from agreements.base.drawing.layouts.common import BAR
from agreements.base.drawing.layouts.spans import SHORTEST, Span, year_at
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen
from agreements.base.drawing.scales import year_ticks

AXIS = 1.5  # height of a line of years, in em


def bar_mark(role: str, count: int, most: int) -> Drawing:
    """A bar from zero: the whole width for the ``most`` of its chart."""
    width = max(count, 0) / max(most, 1) * 100

    def draw(pen: Pen) -> None:
        pen.rect(role, 0, 0, min(width, 100), BAR)

    return Drawing("mark", BAR, draw)


def span_mark(span: Span, first: int, last: int, years: Sequence[int]) -> Drawing:
    """A span of time on the years from ``first`` to ``last``, with a line at the beginning of some ``years``."""

    def draw(pen: Pen) -> None:
        for year in years:
            x = year_at(year, first, last)
            pen.line("rule", x, 0, x, BAR)
        start = min(span.starts_at(first, last), 100 - SHORTEST)
        pen.rect(span.role, start, 0, max(span.ends_at(first, last) - start, SHORTEST), BAR)

    return Drawing("mark", BAR, draw)


def years_line(first: int, last: int, at_most: int) -> tuple[Drawing, list[int]]:
    """Round years between two, written where they begin, and which they are."""
    years = year_ticks(first, last, at_most)

    def draw(pen: Pen) -> None:
        for year in years:
            x = year_at(year, first, last)
            pen.text("note", x, 1.0, year, anchor="end" if x > 90 else "start" if x < 5 else "middle")

    return Drawing("mark", AXIS, draw), years
