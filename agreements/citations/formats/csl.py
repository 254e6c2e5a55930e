"""CSL-JSON (CSL 1.0.2), for citation processors."""

import json
from typing import Any

from agreements.citations.dates import bounds
from agreements.citations.formats.items import Item


def csl_date(item: Item) -> dict[str, Any]:
    """The date of signature as a date variable: its parts, or in words if it is not certain.

    ``circa`` would not do: of the styles that we cite by, GOST and OSCOLA print such a date as a certain one.
    """
    if not item.is_dated:
        return {"literal": item.date_words}
    return {"date-parts": [[int(part) for part in bounds(item.date)[0].split("-")]]}


def csl_json(item: Item) -> str:
    """One item: a treaty without author, a report of its parties, or a clause as a chapter of either.

    Place and archive are where the official styles look for them, which differs: ``publisher-place`` (GOST),
    ``genre`` (APA, OSCOLA, Chicago), ``references`` (treaties and chapters in APA and Chicago), ``container-title`` of
    treaties, ``publisher`` of the rest. The line ``type: treaty`` of the note is for programs that have no such type,
    and keep the note.
    """
    accessed = item.accessed
    kind = ", ".join(filter(None, (item.kind, item.place))) if item.kind else item.signed_at
    # Not in ``original-title``: Chicago and APA call that published, and give Russian the capitals of English.
    remarks = (item.originally, *item.remarks)
    apart = item.is_treaty or item.container
    treaty = item.is_treaty and not item.container
    fields: dict[str, Any] = {
        "id": item.key,
        "type": "chapter" if item.container else "treaty" if treaty else "report",
        "title": item.title,
        "container-title": item.container or (item.archive if treaty else ""),
        "author": [{"literal": name} for name in item.authors],
        "issued": csl_date(item),
        "event-place": item.place,
        "publisher-place": item.place,
        "publisher": "" if treaty else item.archive,
        "genre": "" if item.container else kind,
        "section": item.section,
        "references": ". ".join(filter(None, (item.signed_at, item.series))) if apart else "",
        "archive": item.held_in,
        "archive_location": item.location,
        "language": item.lang,
        "keyword": ", ".join(item.keywords),
        "abstract": item.abstract,
        "note": "\n".join(filter(None, ("type: treaty" if treaty else "", ". ".join(filter(None, remarks))))),
        "annote": item.note,
        "source": item.archive,
        "URL": item.address,
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
    }
    text = json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False, indent=2)
    return "\n".join(f"  {line}" for line in text.splitlines())
