"""Numbers in a grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from agreements.base.drawing.layouts.common import LINE, Counted, language
from agreements.base.drawing.letters import lines, width
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen

CELL = 1.7  # height of a cell, in em
BETWEEN = 0.3  # between rows
LABELS, ROOM = 38.0, 19.0  # the column of labels, in per cent and in em of the width that files have


@dataclass(frozen=True)
class GridRow:
    """One row of a grid, a cell for each column; ``plain`` numbers have no ground, and are not compared with others.

    The last of the cells is plain in every row of a grid with ``totals``.
    """

    label: str
    cells: Sequence[Counted]
    plain: bool = False


def grid(heads: Sequence[str], rows: Sequence[GridRow], *, totals: bool = False) -> Drawing:
    """Numbers in a grid, each on a ground as deep as it is high; labels are on the left.

    Heads are broken into lines that fit their columns.
    """
    shaded = [[] if row.plain else list(row.cells)[: len(heads) - totals] for row in rows]
    most = max((cell.count for cells in shaded for cell in cells), default=1)
    step = (100 - LABELS) / max(len(heads), 1)
    labels = [lines(row.label, ROOM) for row in rows]
    broken = [_broken(head, ROOM / LABELS * step) for head in heads]
    deepest = max(map(len, broken), default=0)
    top = deepest * LINE + 0.3
    heights = [max(CELL, len(label) * LINE) for label in labels]
    height = top + sum(deep + BETWEEN for deep in heights)

    def draw_cell(pen: Pen, cell: Counted, x: float, y: float, *, plain: bool) -> None:
        middle = x + step / 2
        if cell.count <= 0:
            pen.text("note", middle, y + 1.2, "·", anchor="middle")
            return
        with pen.link(cell.url, cell.name):
            if plain:
                pen.rect("hit", x, y, step - 0.4, CELL)
            else:
                pen.rect("cell", x, y, step - 0.4, CELL, strength=strength(cell.count, most))
            pen.text("label", middle, y + 1.2, cell.count, anchor="middle")

    def draw(pen: Pen) -> None:
        for column, head in enumerate(broken):
            for row, line in enumerate(head, deepest - len(head)):
                pen.text("note", LABELS + (column + 0.5) * step, 1.0 + row * LINE, line, anchor="middle")
        y = top
        for grid_row, label, deep in zip(rows, labels, heights, strict=True):
            for number, line in enumerate(label):
                pen.text("label", 0, y + 1.2 + number * LINE, line, lang=language(grid_row.label))
            for column, cell in enumerate(grid_row.cells):
                plain = grid_row.plain or (totals and column == len(heads) - 1)
                draw_cell(pen, cell, LABELS + column * step, y, plain=plain)
            y += deep + BETWEEN

    return Drawing("chart", height, draw)


def strength(count: int, most: int) -> float:
    """How much of its colour a cell shows: never so much that its number could not be read."""
    return 0.06 + 0.4 * (count / max(most, 1))


def _broken(head: str, room: float) -> list[str]:
    """A head in lines that fit ``room`` (in em), as far as words allow; spans of years break after the dash."""
    if width(head) <= room:
        return [head]
    first, dash, last = head.partition("–")
    return [first + dash, last] if dash else wrap(head, max(int(room * 2), 3), break_long_words=True) or [head]
