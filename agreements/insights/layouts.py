"""The four kinds of picture: bars, columns of years, a grid of numbers, and spans of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING

from agreements.insights.drawing import LINE, Drawing, Pen, lines, nice_ticks, year_ticks

if TYPE_CHECKING:
    from agreements.insights.shapes import Cell

BAR = 1.05  # thickness of a bar and height of the line beside it, in em
GAP = 0.85  # between rows, in em
REACH = 88.0  # how far the longest bar goes, in per cent: its number stands behind it


@dataclass(frozen=True)
class Bar:
    """One bar of a ranked list; ``tag`` stands behind its label, ``note`` behind its number."""

    cell: "Cell"
    tag: str = ""
    note: str = ""
    role: str = "bar"


def bars(rows: Sequence[Bar]) -> Drawing:
    """Bars from zero, one under another, each under its label."""
    ticks = nice_ticks(max((row.cell.count for row in rows), default=0))
    unit = REACH / ticks[-1]
    labels = [lines(" · ".join(filter(None, (row.cell.label, row.tag)))) for row in rows]
    height = LINE + sum(len(label) * LINE + BAR + GAP for label in labels)

    def draw(pen: Pen) -> None:
        for tick in ticks:
            pen.text("note", tick * unit, 1.0, tick, anchor="middle" if tick else "start")
            pen.line("rule" if tick else "axis", tick * unit, LINE, tick * unit, height)
        y = LINE
        for row, label in zip(rows, labels, strict=True):
            deep = len(label) * LINE + BAR
            if row.cell.count:
                pen.open_link(row.cell.url, row.cell.name)
                pen.rect("hit", 0, y, 100, deep + GAP / 2)
            for line in label:
                pen.text("label", 0, y + LINE * 0.75, line, shift=0.35, lang=getattr(row.cell.label, "lang", None))
                y += LINE
            pen.rect(row.role, 0, y, row.cell.count * unit, BAR)
            words = " · ".join(filter(None, (str(row.cell.count), row.note)))
            pen.text("note", row.cell.count * unit, y + BAR * 0.8, words, shift=0.35)
            if row.cell.count:
                pen.close_link()
            y += BAR + GAP

    return Drawing(height, draw)


@dataclass(frozen=True)
class Panel:
    """One row of small columns: what it counts, and the years where there is something to count."""

    label: str
    cells: Mapping[int, "Cell"]

    @property
    def most(self) -> int:
        """Its highest column."""
        return max((cell.count for cell in self.cells.values()), default=0)


def columns(panels: Sequence[Panel], first: int, last: int) -> Drawing:
    """Columns of years, a panel for each kind, all on one scale from zero and over the same years."""
    ticks = nice_ticks(max((panel.most for panel in panels), default=0), 3)
    unit = 6 / ticks[-1]
    left = 3.5 + 2 * len(str(ticks[-1]))
    step = (100 - left) / (last - first + 1)
    tops = [max(1, panel.most) * unit for panel in panels]
    height = sum(top + LINE + 1.6 for top in tops) + LINE

    def draw(pen: Pen) -> None:
        y = 0.0
        for panel, top in zip(panels, tops, strict=True):
            pen.text("label", left, y + LINE * 0.85, panel.label, hidden=False)
            base = y + LINE + 0.6 + top
            for tick in ticks:
                if tick <= panel.most:
                    pen.line("rule" if tick else "axis", left, base - tick * unit, 100, base - tick * unit)
                    pen.text("note", left, base - tick * unit + 0.3, tick, anchor="end", shift=-0.4)
            for year, cell in sorted(panel.cells.items()):
                x = left + (year - first) * step
                pen.open_link(cell.url, cell.name)
                pen.rect("hit", x, base - top - 0.5, step, top + 0.5)
                pen.rect("bar", x + step * 0.12, base - cell.count * unit, step * 0.76, cell.count * unit)
                pen.close_link()
            y = base + 1.0
        for year in year_ticks(first, last):
            x = left + (year - first + 0.5) * step
            pen.text("note", x, y + 0.4, year, anchor="end" if x > 97 else "middle")
            pen.line("axis", x, y - 1.0, x, y - 0.65)

    return Drawing(height, draw)


@dataclass(frozen=True)
class GridRow:
    """One row of a grid, a cell for each column."""

    label: str
    cells: Sequence["Cell"]


def _broken(head: str, room: int) -> list[str]:
    """A head in lines of at most ``room`` letters, as far as its words allow; spans of years break after the dash."""
    if len(head) <= room:
        return [head]
    first, dash, last = head.partition("–")
    return [first + dash, last] if dash else wrap(head, room, break_long_words=False)


def grid(heads: Sequence[str], rows: Sequence[GridRow]) -> Drawing:
    """Numbers in a grid, each on a ground as deep as it is high; in a long grid the heads come again.

    Heads that are too long for their columns are broken into lines, or stand upright if a word is too long.
    """
    cell_height, every = 1.7, 8
    most = max((cell.count for row in rows for cell in row.cells), default=0) or 1
    step = 100 / max(len(heads), 1)
    room = max(5, 40 // max(len(heads), 1))  # letters, on the narrowest screen
    broken = [_broken(head, room) for head in heads]
    if upright := any(len(line) > room for head in broken for line in head):
        broken = [[head] for head in heads]
    deep = max(len(head) for head in broken)
    head_height = max(len(head) for head in heads) * 0.55 + 0.8 if upright else deep * LINE + 0.2
    repeats = 1 if upright else max(1, -(-len(rows) // every))
    labels = [lines(row.label) for row in rows]
    height = repeats * head_height + sum(len(label) * LINE + cell_height + GAP for label in labels)

    def draw_heads(pen: Pen, y: float) -> None:
        for column, head in enumerate(broken):
            middle = (column + 0.5) * step
            if upright:
                pen.upright("note", middle, y + head_height - 0.4, head[0])
                continue
            for number, line in enumerate(head, deep - len(head)):
                pen.text("note", middle, y + 1.0 + number * LINE, line, anchor="middle")

    def draw(pen: Pen) -> None:
        y = 0.0
        for place, (row, label) in enumerate(zip(rows, labels, strict=True)):
            if place == 0 or (not upright and place % every == 0):
                draw_heads(pen, y)
                y += head_height
            for line in label:
                pen.text("label", 0, y + LINE * 0.75, line, lang=getattr(row.label, "lang", None))
                y += LINE
            for column, cell in enumerate(row.cells):
                x, middle = column * step, (column + 0.5) * step
                if not cell.count:
                    pen.text("note", middle, y + 1.2, "·", anchor="middle")
                    continue
                pen.open_link(cell.url, cell.name)
                pen.rect("cell", x, y, step - 0.4, cell_height, strength=0.06 + 0.4 * cell.count / most)
                pen.text("label", middle, y + 1.2, cell.count, anchor="middle")
                pen.close_link()
            y += cell_height + GAP

    return Drawing(height, draw)


@dataclass(frozen=True)
class Span:
    """One document over time: what it is (lines of text), from when until when, and its page."""

    label: Sequence[str]
    start: date
    end: date
    url: str
    name: str
    role: str = "bar"


def spans(rows: Sequence[Span], first: int, last: int) -> Drawing:
    """Spans of time, one under another, on one line of years."""
    unit = 100 / (last - first + 1)
    height = LINE + sum(len(row.label) * LINE + BAR + GAP for row in rows)

    def place(day: date) -> float:
        return (day.year - first + (day.timetuple().tm_yday - 1) / 366) * unit

    def draw(pen: Pen) -> None:
        for year in year_ticks(first, last, 6):
            pen.line("rule", (year - first) * unit, LINE, (year - first) * unit, height)
            pen.text("note", (year - first) * unit, 1.0, year, anchor="middle" if year > first else "start")
        y = LINE
        for row in rows:
            pen.open_link(row.url, row.name)
            pen.rect("hit", 0, y, 100, len(row.label) * LINE + BAR + GAP / 2)
            for number, line in enumerate(row.label):
                pen.text("note" if number else "label", 0, y + LINE * 0.75, line)
                y += LINE
            x, right = place(row.start), place(row.end)
            pen.rect(row.role, x, y, max(right - x, 0.5), BAR)
            pen.close_link()
            y += BAR + GAP

    return Drawing(height, draw)
