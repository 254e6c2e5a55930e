"""RIS (Research Information Systems, tags of 2011): lines end with CR LF, one value a line."""

from agreements.citations.dates import bounds
from agreements.citations.formats.items import Item, one_line


def ris(item: Item) -> str:
    """A record: a government document for a treaty, a report for another document, a chapter for a clause.

    An author ends with a comma, the form in which importers keep the name of a body whole, whatever commas it has. A
    year that is not certain is in words in PY, so that no program takes it for one that is; DA has the date as EDTF,
    which Zotero reads, or, of a set of dates, the words in quotation marks, which it leaves alone. M2 becomes Zotero's
    Extra, where its styles look for the type that RIS lacks.
    """
    lines = [
        ("TY", "CHAP" if item.container else "GOVDOC" if item.is_treaty else "RPRT"),
        ("ID", item.key),
        ("TI", item.title),
        *(("AU", f"{name},") for name in item.authors),
        ("T2", item.container),
        *_date(item),
        ("CY", item.place),
        ("PB", item.archive),
        ("M3", item.kind),
        ("M2", "Type: treaty" if item.is_treaty and not item.container else ""),
        ("SE", item.section),
        ("LA", item.lang),
        ("AB", item.abstract),
        *(("KW", word) for word in item.keywords),
        *(("N1", remark) for remark in (item.originally, *item.remarks, item.note)),
        ("AV", item.held),
        ("DP", item.archive),
        ("UR", item.address),
        ("L2", item.text_address),
        ("Y2", f"{item.accessed:%Y/%m/%d}/"),
        ("ER", None),
    ]
    return "".join(f"{tag}  - {one_line(value or '')}\r\n" for tag, value in lines if value or value is None)


def _date(item: Item) -> list[tuple[str, str]]:
    if not item.is_dated:
        return [("PY", item.date_words), ("DA", item.date_for_zotero)]
    year, month, day = [*bounds(item.date)[0].split("-"), "", ""][:3]
    return [("PY", year), ("DA", f"{year}/{month}/{day}/")]
