"""What happened when, on one line of years."""

from collections.abc import Sequence
from datetime import date

from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen
from agreements.base.drawing.scales import year_ticks

Days = tuple[date, date]

HEIGHT, AXIS, FOOT = 4.0, 1.25, 3.4  # of the drawing, where its line is, and the years below, in em
INSET = 6.0  # per cent, on either side: room for a year below each end
POINT = 0.42  # half as wide as a point, in em
YEARS = 8  # at most so many are written below
SEEN = 1.0  # per cent: what a date may mean is drawn beside its point where it is longer than this


def timeline(moments: Sequence[Days], first: int, last: int, term: Days | None, *, unending: bool = False) -> Drawing:
    """Points on a line of the years from ``first`` to ``last``, and a term as a bar behind them.

    A moment is the first and the last day that its date may mean; its point is in the middle of them.
    """
    start = date(first, 1, 1)
    whole = date(last, 12, 31) - start

    def at(day: date) -> float:
        return INSET + (day - start) / whole * (100 - 2 * INSET)

    def draw(pen: Pen) -> None:
        if term:
            pen.line("term term--open" if unending else "term", at(term[0]), AXIS, at(term[1]), AXIS)
        pen.line("axis", INSET, AXIS, 100 - INSET, AXIS)
        for earliest, latest in moments:
            if at(latest) - at(earliest) > SEEN:
                pen.line("span", at(earliest), AXIS, at(latest), AXIS)
            pen.circle("point", (at(earliest) + at(latest)) / 2, AXIS, POINT)
        for year in year_ticks(first, last, YEARS):
            pen.text("note", at(date(year, 1, 1)), FOOT, year, anchor="middle")

    return Drawing("timeline", HEIGHT, draw)
