"""The table of a chart as CSV."""

import csv
import io
from typing import Any

from agreements.insights.chart_parts import Chart

# What a spreadsheet would take for the beginning of a formula (OWASP, CSV Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(chart: Chart) -> str:
    """The table of a chart: UTF-8 with a byte order mark (so that spreadsheets read Cyrillic), RFC 4180."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerows([harmless(value) for value in row] for row in chart.table.plain())
    return out.getvalue()


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
