"""Bars from zero, one under another."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.base.drawing.layouts.common import BAR, GAP, LINE, Counted, language
from agreements.base.drawing.letters import lines
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen
from agreements.base.drawing.scales import number_ticks

REACH = 88.0  # how far the longest bar goes, in per cent: its number is behind it
TICKS = 5  # at most so many numbers are written above, beside the zero


@dataclass(frozen=True)
class Bar:
    """One bar of a ranked list; ``tag`` is behind its label, ``note`` behind its number."""

    cell: Counted
    tag: str = ""
    note: str = ""
    role: str = "bar"


def bars(rows: Sequence[Bar]) -> Drawing:
    """Bars from zero, one under another, each under its label."""
    ticks = number_ticks(max((row.cell.count for row in rows), default=0), TICKS)
    labels = [lines(" · ".join(filter(None, (row.cell.label, row.tag)))) for row in rows]
    height = LINE + sum(len(label) * LINE + BAR + GAP for label in labels)

    def reach(count: int) -> float:
        return max(count, 0) / ticks[-1] * REACH

    def draw(pen: Pen) -> None:
        for tick in ticks:
            pen.text("note", reach(tick), 1.0, tick, anchor="middle" if tick else "start")
        y = LINE
        for row, label in zip(rows, labels, strict=True):
            deep = len(label) * LINE + BAR
            if row.cell.count > 0:
                with pen.link(row.cell.url, row.cell.name):
                    pen.rect("hit", 0, y, 100, deep + GAP / 2)
                    draw_row(pen, row, label, y)
            else:
                draw_row(pen, row, label, y)
            y += deep + GAP

    def draw_row(pen: Pen, row: Bar, label: Sequence[str], y: float) -> None:
        for line in label:
            pen.text("label", 0, y + LINE * 0.75, line, shift=0.35, lang=language(row.cell.label))
            y += LINE
        for tick in ticks:  # behind the bar alone: a line through the labels would strike them out
            pen.line("rule" if tick else "axis", reach(tick), y, reach(tick), y + BAR)
        end = reach(row.cell.count)
        pen.rect(row.role, 0, y, end, BAR)
        text = " · ".join(filter(None, (str(row.cell.count), row.note)))
        pen.text("note", end, y + BAR * 0.8, text, shift=0.35)

    return Drawing("chart", height, draw)
