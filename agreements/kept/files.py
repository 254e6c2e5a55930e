"""The files of a reading list. A note is whole in each of them: the request that brings it has its bound."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from agreements.base.languages import LANGUAGES
from agreements.base.tables import as_csv
from agreements.citations import Cited, in_list, name_in_list
from agreements.citations.lists import Together
from agreements.exports import columns
from agreements.exports.references import references
from agreements.exports.rows import Item
from agreements.kept.dossier import as_docx
from agreements.kept.reading_list import Line

ENTRIES_ONLY = ("ris", "json")
"""The formats that have no place for a remark between entries, where a false entry would be cited."""


def cited(lines: Sequence[Line], style: str, site: str, day: datetime.date) -> list[tuple[Line, Together]]:
    """The lines, each with how it is cited beside the others; nothing where the archive does not have it."""
    items = [Cited(line.item.agreement, line.item.clause) for line in lines if line.item]
    shown = iter(in_list(items, style, base_url=site, accessed=day))
    return [(line, next(shown) if line.item else ()) for line in lines]


def as_file(lines: Sequence[Line], fmt: str, style: str, *, address: str, site: str, day: datetime.date) -> str | bytes:
    """The lines in the format ``fmt``: "docx", "csv", "bib", "ris" or "json".

    What the archive does not have, or has withdrawn, is named with its note in Word and CSV, and in BibTeX in comments.
    The others have no room for what is no entry (`ENTRIES_ONLY`).
    """
    match fmt:
        case "docx":
            shown = cited(lines, style, site, day)
            name = name_in_list(style, (together for _line, together in shown))
            return as_docx(shown, name, site + address, day)
        case "csv":
            return as_csv(_rows(lines, site))
    entries = references(map(_item, filter(_is_here, lines)), fmt, base_url=site, accessed=day)
    return entries + "".join(_comments(lines)) if fmt == "bib" else entries


def _is_here(line: Line) -> bool:
    return line.item is not None


def _item(line: Line) -> Item:
    assert line.item is not None
    return replace(line.item, note=line.told)


def _rows(lines: Iterable[Line], site: str) -> Iterator[list[Any]]:
    shown = columns.of_reading_list(site)
    yield [column.name for column in shown]
    for line in lines:
        if line.item:
            yield [column.value(_item(line)) for column in shown]
        else:
            gone = line.withdrawn
            titles = {f"title_{lang}": getattr(gone, f"title_{lang}") for lang in LANGUAGES} if gone else {}
            named = {"id": line.key.record_id, "clause": line.key.clause or "", "note": line.told, **titles}
            yield [named.get(column.name, "") for column in shown]


def _comments(lines: Iterable[Line]) -> Iterator[str]:
    """Lines between entries, which programs pass over, as long as no @ begins an entry in them."""
    for line in lines:
        if not line.item:
            told = f"{line.name}: {line.told}".replace("@", "(at)")
            yield "\n" + "".join(f"% {text}\n" for text in told.splitlines())
