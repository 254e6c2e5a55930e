"""A table as a workbook of Excel (Office Open XML).

Libraries for office files are loaded with the first file that needs them: many processes never make one.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from agreements.base.tables import begins_formula

LONGEST = 32_767  # characters of a cell; Excel repairs, that is destroys, a file with a longer one
WIDTH = 18
WIDTHS = {"id": 30, "address": 30, "summary": 60, "notes": 60, "title": 60, "heading": 40, "note": 60}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def as_xlsx(name: str, rows: Iterable[Sequence[Any]], about: Sequence[tuple[str, str]], day: datetime.date) -> bytes:
    """A workbook with the table as its first sheet, called ``name``, and what is to say about it as the second.

    Every text is stored as text: no formula is run, and none is made of it when somebody edits the cell.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"

    def cell(value: Any, *, bold: bool = False) -> Any:
        if not isinstance(value, str):
            return value
        text = _CONTROLS.sub("", value)
        made = WriteOnlyCell(sheet, value=text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
        made.data_type = "s"
        if begins_formula(text):
            made.quotePrefix = True
        if bold:
            made.font = Font(bold=True)
        return made

    for number, row in enumerate(rows):
        if not number:
            for place, column in enumerate(row, 1):
                sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(
                    column.rpartition("_")[0] or column, 18
                )
        sheet.append([cell(value, bold=not number) for value in row])
    told = book.create_sheet("about")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 24, 100
    for line in about:
        told.append([cell(value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue(), day)


def steady(office: bytes, day: datetime.date) -> bytes:
    """An office file without the time of day in it: the same content is the same file, and has one ``ETag``."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for info in made.infolist():
            content = made.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode(), content)
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, content)
    return out.getvalue()
