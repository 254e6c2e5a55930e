"""Where things are in a drawing: one function a kind of picture, over plain numbers, labels, days and addresses."""

from agreements.base.drawing.layouts.bars import Bar, bars
from agreements.base.drawing.layouts.columns import Panel, columns
from agreements.base.drawing.layouts.grid import GridRow, grid
from agreements.base.drawing.layouts.histogram import YearsLink, histogram
from agreements.base.drawing.layouts.marks import bar_mark, span_mark, years_line
from agreements.base.drawing.layouts.spans import Span, spans
from agreements.base.drawing.layouts.timeline import timeline
from agreements.base.drawing.layouts.tree import Box, Line, tree

__all__ = [
    "Bar",
    "Box",
    "GridRow",
    "Line",
    "Panel",
    "Span",
    "YearsLink",
    "bar_mark",
    "bars",
    "columns",
    "grid",
    "histogram",
    "span_mark",
    "spans",
    "timeline",
    "tree",
    "years_line",
]
