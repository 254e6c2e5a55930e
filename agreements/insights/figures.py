"""What a chart looks like: for the page, labels and numbers as its own text beside marks; for a file, one drawing.

A page can wrap text, enlarge it and speak it; a drawing in a file has to carry its words itself. Both are of the same
rows. Of long rankings the page shows the first; all are in the table below it and in the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from agreements.base.drawing import layouts
from agreements.base.drawing.layouts.common import Counted
from agreements.base.drawing.outputs import Drawing

TOP, LATEST = 12, 8  # rows of a ranking, and documents one by one, on the page
SHADES = 8  # of a cell of a heat map, as many as insights.css has
YEARS = 4  # below a small row of columns, and beside a span


class Figure(Protocol):
    """A figure: the template that shows it on a page, and the drawing for a file."""

    @property
    def template(self) -> str: ...
    @property
    def drawing(self) -> Drawing: ...
    @property
    def hidden(self) -> int:
        """How many rows the page leaves to the table."""
        ...


@dataclass(frozen=True)
class Bars:
    """A ranking. ``legend`` tells what the colours and signs of bars mean; ``long`` labels stand above their bars."""

    rows: Sequence[layouts.Bar]
    legend: Sequence["Key"] = ()
    long: bool = False
    top: int = TOP
    template: ClassVar[str] = "insights/bars.html"

    @property
    def hidden(self) -> int:
        """How many rows the page leaves to the table."""
        return max(len(self.rows) - self.top, 0)

    @property
    def shown(self) -> Iterator[tuple[layouts.Bar, SafeString, "Key | None"]]:
        """The first rows: each with its bar and with what its colour means."""
        most = max((row.cell.count for row in self.rows), default=1)
        keys = {key.role: key for key in self.legend}
        for row in self.rows[: self.top]:
            yield row, layouts.bar_mark(row.role, row.cell.count, most).page(), keys.get(row.role)

    @property
    def drawing(self) -> Drawing:
        """All of them, for a file: there the legend is written behind each label."""
        keys = {key.role: key.word for key in self.legend}
        return layouts.bars([layouts.Bar(row.cell, keys.get(row.role, ""), row.note, row.role) for row in self.rows])


@dataclass(frozen=True)
class Key:
    """What bars of a ``role`` are: the word for one of them, the words of the legend, and a sign beside the colour."""

    role: str
    word: str
    words: str
    sign: str

    @property
    def mark(self) -> SafeString:
        """A piece of such a bar."""
        return layouts.bar_mark(self.role, 1, 1).page()


@dataclass(frozen=True)
class HeatRow:
    """A row of a heat map: its cells, and the whole row as one number."""

    label: str
    cells: Sequence[Counted]
    total: Counted


@dataclass(frozen=True)
class Heat:
    """Numbers in a grid, deeper where they are higher; ``foot`` is what all rows are parts of."""

    corner: str
    heads: Sequence[str]
    total: str
    rows: Sequence[HeatRow]
    foot: HeatRow
    template: ClassVar[str] = "insights/heat.html"

    @property
    def hidden(self) -> int:
        """How many rows the page leaves to the table."""
        return max(len(self.rows) - TOP, 0)

    @property
    def shown(self) -> Iterator[tuple[HeatRow, list[tuple[Counted, int]]]]:
        """The first rows: each cell with its shade, from 1."""
        most = max((cell.count for row in self.rows for cell in row.cells), default=1)
        for row in self.rows[:TOP]:
            yield row, [(cell, -(-cell.count * SHADES // max(most, 1))) for cell in row.cells]

    @property
    def parts(self) -> list[list[str]]:
        """The heads, where a line may end in a span of years."""
        return [
            [f"{first}{dash}", last] if last else [first]
            for first, dash, last in (h.partition("–") for h in self.heads)
        ]

    @property
    def drawing(self) -> Drawing:
        """All rows, for a file."""
        rows = [layouts.GridRow(row.label, [*row.cells, row.total]) for row in self.rows]
        foot = layouts.GridRow(self.foot.label, [*self.foot.cells, self.foot.total], plain=True)
        return layouts.grid([*self.heads, self.total], [*rows, foot], totals=True)


@dataclass(frozen=True)
class Columns:
    """Columns of years: all documents, and the parts of them in small."""

    panels: Sequence[layouts.Panel]
    first: int
    last: int
    template: ClassVar[str] = "insights/columns.html"
    hidden: ClassVar[int] = 0

    @cached_property
    def _most(self) -> int:
        return max((panel.most for panel in self.panels), default=1)

    def _picture(self, panel: layouts.Panel, **more: Any) -> SafeString:
        drawing = layouts.columns([panel], self.first, self.last, most=self._most, named=False, **more)
        return drawing.page(panel.label)

    @property
    def whole(self) -> tuple[str, SafeString]:
        """The name and the picture of the first panel."""
        return self.panels[0].label, self._picture(self.panels[0])

    @property
    def parts(self) -> list[tuple[str, SafeString]]:
        """The names and pictures of the others, on the same scale."""
        return [(panel.label, self._picture(panel, years=YEARS)) for panel in self.panels[1:]]

    @property
    def drawing(self) -> Drawing:
        """All panels, for a file."""
        return layouts.columns(self.panels, self.first, self.last)


@dataclass(frozen=True)
class Spans:
    """Spans of time, one under another; ``labels`` are those of the page: what each is, and of whom."""

    rows: Sequence[layouts.Span]
    labels: Sequence[tuple[str, str]]
    legend: Sequence[Key]
    template: ClassVar[str] = "insights/spans.html"

    @property
    def hidden(self) -> int:
        """How many rows the page leaves to the table."""
        return max(len(self.rows) - LATEST, 0)

    @cached_property
    def _years(self) -> tuple[int, int]:
        return min(row.start.year for row in self.rows), max(row.end.year for row in self.rows)

    @property
    def axis(self) -> SafeString:
        """The years above the spans."""
        return layouts.years_line(*self._years, YEARS)[0].page()

    @property
    def shown(self) -> Iterator[tuple[layouts.Span, tuple[str, str], SafeString]]:
        """The last rows, each with its label and its span: the latest documents."""
        _axis, years = layouts.years_line(*self._years, YEARS)
        for row, label in zip(self.rows[-LATEST:], self.labels[-LATEST:], strict=True):
            yield row, label, layouts.span_mark(row, *self._years, years).page()

    @property
    def drawing(self) -> Drawing:
        """All of them, for a file."""
        return layouts.spans(self.rows, *self._years)
