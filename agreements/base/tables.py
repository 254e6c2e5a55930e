"""Tables as files that spreadsheets open."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# What a spreadsheet would take for the beginning of a formula (OWASP, CSV Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV: RFC 4180, with a byte order mark, so that spreadsheets take it for UTF-8 and read Cyrillic."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerows([harmless(value) for value in row] for row in rows)
    return out.getvalue()


def begins_formula(value: Any) -> bool:
    """Whether a spreadsheet would run this value instead of showing it."""
    return isinstance(value, str) and value.startswith(FORMULA)


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{value}" if begins_formula(value) else value
