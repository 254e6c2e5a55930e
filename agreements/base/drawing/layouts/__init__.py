"""Where things are in a drawing: one function a kind of picture, over plain numbers, labels, days and addresses."""

from agreements.base.drawing.layouts.bars import Bar, bars
from agreements.base.drawing.layouts.columns import Panel, columns
from agreements.base.drawing.layouts.grid import GridRow, grid
from agreements.base.drawing.layouts.histogram import YearsLink, histogram
from agreements.base.drawing.layouts.lanes import Box, Lane, Line, lanes
from agreements.base.drawing.layouts.marks import bar_mark, span_mark, years_line
from agreements.base.drawing.layouts.spans import Span, spans
from agreements.base.drawing.layouts.timeline import timeline

__all__ = [
    "Bar",
    "Box",
    "GridRow",
    "Lane",
    "Line",
    "Panel",
    "Span",
    "YearsLink",
    "bar_mark",
    "bars",
    "columns",
    "grid",
    "histogram",
    "lanes",
    "span_mark",
    "spans",
    "timeline",
    "years_line",
]
