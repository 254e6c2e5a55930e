"""Numbers in a grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from agreements.base.drawing.layouts.common import GAP, LINE, Counted, language
from agreements.base.drawing.letters import lines
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen

CELL = 1.7  # height of a cell, in em
REPEATED = 8  # after so many rows the heads come again


@dataclass(frozen=True)
class GridRow:
    """One row of a grid, a cell for each column."""

    label: str
    cells: Sequence[Counted]


def grid(heads: Sequence[str], rows: Sequence[GridRow]) -> Drawing:
    """Numbers in a grid, each on a ground as deep as it is high; in a long grid the heads come again.

    Heads that are too long for their columns are broken into lines, or are written upright if a word is too long.
    """
    most = max((cell.count for row in rows for cell in row.cells), default=1)
    step = 100 / max(len(heads), 1)
    labels = [lines(row.label) for row in rows]
    head = _Heads(heads, step)
    repeats = 1 if head.upright else max(1, -(-len(rows) // REPEATED))
    height = repeats * head.height + sum(len(label) * LINE + CELL + GAP for label in labels)

    def draw_cell(pen: Pen, cell: Counted, x: float, y: float) -> None:
        middle = x + step / 2
        if cell.count <= 0:
            pen.text("note", middle, y + 1.2, "·", anchor="middle")
            return
        with pen.link(cell.url, cell.name):
            pen.rect("cell", x, y, step - 0.4, CELL, strength=0.06 + 0.4 * (cell.count / most))
            pen.text("label", middle, y + 1.2, cell.count, anchor="middle")

    def draw(pen: Pen) -> None:
        y = 0.0
        for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
            if number == 0 or (not head.upright and number % REPEATED == 0):
                head.draw(pen, y)
                y += head.height
            for line in label:
                pen.text("label", 0, y + LINE * 0.75, line, lang=language(row.label))
                y += LINE
            for column, cell in enumerate(row.cells):
                draw_cell(pen, cell, column * step, y)
            y += CELL + GAP

    return Drawing("chart", height, draw)


class _Heads:
    """The heads of a grid: in lines, or upright where a word is too long for its column on the narrowest screen."""

    def __init__(self, heads: Sequence[str], step: float) -> None:
        self._step = step
        letters = max(5, 40 // max(len(heads), 1))
        self._broken = [_broken(head, letters) for head in heads]
        self.upright = any(len(line) > letters for head in self._broken for line in head)
        if self.upright:
            self._broken = [[head] for head in heads]
            self.height = max(len(head) for head in heads) * 0.55 + 0.8
        else:
            self.height = max(map(len, self._broken), default=0) * LINE + 0.2

    def draw(self, pen: Pen, y: float) -> None:
        """Draw them from ``y`` down."""
        deepest = max(map(len, self._broken), default=0)
        for column, head in enumerate(self._broken):
            middle = (column + 0.5) * self._step
            if self.upright:
                pen.upright("note", middle, y + self.height - 0.4, head[0])
                continue
            for row, line in enumerate(head, deepest - len(head)):
                pen.text("note", middle, y + 1.0 + row * LINE, line, anchor="middle")


def _broken(head: str, letters: int) -> list[str]:
    """A head in lines of at most so many letters, as far as words allow; spans of years break after the dash."""
    if len(head) <= letters:
        return [head]
    first, dash, last = head.partition("–")
    return [first + dash, last] if dash else wrap(head, letters, break_long_words=False)
