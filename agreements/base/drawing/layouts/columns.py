"""Columns of years, in panels one under another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agreements.base.drawing.layouts.common import LINE, Counted
from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen
from agreements.base.drawing.scales import number_ticks, year_ticks

HIGHEST = 9.5  # a column of the highest number on the scale, in em
LEAST = 1.5  # the lowest panel, in em: room for its scale
YEARS = 7  # at most so many are written below: what fits a telephone


@dataclass(frozen=True)
class Panel:
    """One row of columns: what it counts, and the years where there is something to count."""

    label: str
    cells: Mapping[int, Counted]

    @property
    def most(self) -> int:
        """Its highest column, at least one."""
        return max((cell.count for cell in self.cells.values()), default=1) or 1


def columns(
    panels: Sequence[Panel], first: int, last: int, *, most: int | None = None, named: bool = True, years: int = YEARS
) -> Drawing:
    """Columns of the years from ``first`` to ``last``, a panel for each kind, all on one scale from zero.

    Panels that are drawn apart, under names in the page (not ``named`` here), keep one scale by the ``most`` of all.
    At most so many ``years`` are written below.
    """
    ticks = number_ticks(most or max((panel.most for panel in panels), default=1), 3)
    left = min(3.5 + 2 * len(str(ticks[-1])), 40)
    step = (100 - left) / (last - first + 1)
    label = LINE + 0.6 if named else 0.6

    def high(count: int) -> float:
        return max(count, 0) / ticks[-1] * HIGHEST

    tops = [max(high(panel.most), LEAST) for panel in panels]
    height = sum(top + label + 1.0 for top in tops) + LINE

    def draw_panel(pen: Pen, panel: Panel, y: float, base: float, top: float) -> None:
        if named:
            pen.text("label", left, y + LINE * 0.85, panel.label, hidden=False)
        for tick in ticks:
            if high(tick) <= top:
                pen.line("rule" if tick else "axis", left, base - high(tick), 100, base - high(tick))
                pen.text("note", left, base - high(tick) + 0.3, tick, anchor="end", shift=-0.4)
        for year, cell in sorted(panel.cells.items()):
            x, deep = left + (year - first) * step, high(panel.most) + 0.5
            with pen.link(cell.url, cell.name):
                pen.rect("hit", x, base - deep, step, deep)
                pen.rect("bar", x + step * 0.12, base - high(cell.count), step * 0.76, high(cell.count))

    def draw(pen: Pen) -> None:
        y = 0.0
        for panel, top in zip(panels, tops, strict=True):
            base = y + label + top
            draw_panel(pen, panel, y, base, top)
            y = base + 1.0
        for year in year_ticks(first, last, years):
            x = left + (year - first + 0.5) * step
            pen.text("note", x, y + 0.4, year, anchor="end" if x > 97 else "middle")
            pen.line("axis", x, y - 1.0, x, y - 0.65)

    return Drawing("chart", height, draw)
