"""Spans of time, one under another, on one line of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agreements.base.drawing.layouts.common import BAR, GAP, LINE
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen
from agreements.base.drawing.scales import year_ticks

YEARS = 6  # at most so many are written above
SHORTEST = 0.5  # per cent: width of a single day, so that it can be seen


def year_at(year: int, first: int, last: int) -> float:
    """Where a year begins on the years from ``first`` to ``last``, in per cent."""
    return (year - first) * 100 / (last - first + 1)


def _day_at(day: date, first: int, last: int) -> float:
    return (day.year - first + (day.timetuple().tm_yday - 1) / 366) * 100 / (last - first + 1)


@dataclass(frozen=True)
class Span:
    """One span: what it is (lines of text), from when until when, its name in words, and where it leads."""

    label: Sequence[str]
    start: date
    end: date
    url: str
    name: str
    role: str = "bar"

    def starts_at(self, first: int, last: int) -> float:
        """Where it begins on the years from ``first`` to ``last``, in per cent."""
        return _day_at(self.start, first, last)

    def ends_at(self, first: int, last: int) -> float:
        """Where it ends there."""
        return _day_at(self.end, first, last)


def spans(rows: Sequence[Span], first: int, last: int) -> Drawing:
    """Spans of time, one under another, on the years from ``first`` to ``last``."""
    height = LINE + sum(len(row.label) * LINE + BAR + GAP for row in rows)
    ticks = year_ticks(first, last, YEARS)

    def draw(pen: Pen) -> None:
        for year in ticks:
            x = year_at(year, first, last)
            pen.text("note", x, 1.0, year, anchor="middle" if year > first else "start")
        y = LINE
        for row in rows:
            with pen.link(row.url, row.name):
                pen.rect("hit", 0, y, 100, len(row.label) * LINE + BAR + GAP / 2)
                for number, line in enumerate(row.label):
                    pen.text("note" if number else "label", 0, y + LINE * 0.75, line)
                    y += LINE
                for year in ticks:
                    pen.line("rule", year_at(year, first, last), y, year_at(year, first, last), y + BAR)
                x = min(row.starts_at(first, last), 100 - SHORTEST)
                pen.rect(row.role, x, y, max(row.ends_at(first, last) - x, SHORTEST), BAR)
            y += BAR + GAP

    return Drawing("chart", height, draw)
