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


@dataclass(frozen=True)
class Span:
    """One span: what it is (lines of text), from when until when, its name in words, and where it leads."""

    label: Sequence[str]
    start: date
    end: date
    url: str
    name: str
    role: str = "bar"


def spans(rows: Sequence[Span], first: int, last: int) -> Drawing:
    """Spans of time, one under another, on the years from ``first`` to ``last``."""
    unit = 100 / (last - first + 1)
    height = LINE + sum(len(row.label) * LINE + BAR + GAP for row in rows)

    def at(day: date) -> float:
        return (day.year - first + (day.timetuple().tm_yday - 1) / 366) * unit

    def draw(pen: Pen) -> None:
        for year in year_ticks(first, last, YEARS):
            x = (year - first) * unit
            pen.line("rule", x, LINE, x, height)
            pen.text("note", x, 1.0, year, anchor="middle" if year > first else "start")
        y = LINE
        for row in rows:
            with pen.link(row.url, row.name):
                pen.rect("hit", 0, y, 100, len(row.label) * LINE + BAR + GAP / 2)
                for number, line in enumerate(row.label):
                    pen.text("note" if number else "label", 0, y + LINE * 0.75, line)
                    y += LINE
                x = min(at(row.start), 100 - SHORTEST)
                pen.rect(row.role, x, y, max(at(row.end) - x, SHORTEST), BAR)
            y += BAR + GAP

    return Drawing("chart", height, draw)
