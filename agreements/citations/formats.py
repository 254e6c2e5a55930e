"""Files for reference managers: BibTeX, RIS and CSL-JSON.

The key of an entry is the id of the document, with the anchor of the clause if one is cited: it never changes. No
format gives an uncertain date as if it were certain.
"""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils import timezone

from agreements.base.languages import page_language
from agreements.citations.dates import DateForm, bounds, is_certain
from agreements.citations.facts import CitationFacts, Wording, bracketed, citation_facts
from agreements.citations.locators import Locator
from agreements.citations.markup import plain
from agreements.models import Clause, Entry

DATE_WORDS = DateForm("en", "y-MM-dd", "y-MM")
LOCATOR = Locator("chicago")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True)
class Format:
    """A file format: its name, its content type, and the function that writes a file from key, summary and facts."""

    name: str
    content_type: str
    write: Callable[[str, str, CitationFacts], str]


def export(
    entry: Entry,
    fmt: str,
    *,
    clause: Clause | None = None,
    base_url: str,
    accessed: datetime.date | None = None,
) -> str:
    """An entry, or one clause of a document, as a file of the format ``fmt`` ("bib", "ris", "json")."""
    reader = page_language()
    facts = citation_facts(
        entry,
        wording=Wording(reader),
        base_url=base_url,
        accessed=accessed or timezone.localdate(),
        clause=clause,
    )
    return FORMATS[fmt].write(entry_key(entry, clause), entry.summary, facts)


def entry_key(entry: Entry, clause: Clause | None = None) -> str:
    """The stable key of an entry, which also names its file."""
    return f"{entry.record_id}-{clause.anchor}" if clause else entry.record_id


def _locator(facts: CitationFacts) -> str:
    return plain(LOCATOR.show(facts, facts.title.lang))


def _notes(facts: CitationFacts) -> list[str]:
    """Sentences for the facts that no format has a field for."""
    notes = []
    if facts.in_force:
        notes.append(f"Entered into force: {DATE_WORDS.show(facts.in_force)}")
    if facts.official:
        read = facts.official.accessed
        notes.append(f"Official text: {facts.official.url}" + (f" (accessed {read.isoformat()})" if read else ""))
    notes += [f"{register.label}: {number}" for register, number in facts.numbers]
    return notes


def _location(facts: CitationFacts) -> list[str]:
    """Where in its archive the original is, part by part."""
    words = ("fonds", "inventory", "file", "sheets")
    return [f"{word} {number}" for word, number in zip(words, facts.location, strict=True) if number]


def _held(facts: CitationFacts) -> str:
    """Where the original is held, in one line."""
    return ", ".join([facts.held_in, *_location(facts)]) if facts.held_in else ""


def _parties(facts: CitationFacts) -> list[str]:
    """A sentence that names the parties of a treaty, since no field does; empty for other documents."""
    return ["Parties: " + "; ".join(facts.parties)] if facts.is_treaty else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- BibTeX ---

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: "\\" + char for char in "{}$&#_%"},
}


def tex(text: str) -> str:
    """``text`` escaped for a BibTeX field. Letters of any script stay as they are: the file is in UTF-8."""
    return "".join(_TEX.get(char, char) for char in " ".join(text.split()))


def bibtex(key: str, summary: str, facts: CitationFacts) -> str:
    """A BibTeX entry: always @misc, since the standard styles have no treaty and @misc requires no field.

    A treaty has no author, because all styles cite it by title; it is sorted by ``key`` (btxdoc, 3.2). The parties of
    any other document are its authors, in braces so that BibTeX does not split their names.
    """
    first, _ = bounds(facts.date)
    certain = is_certain(facts.date)
    fields = {
        "author": "" if facts.is_treaty else " and ".join("{" + tex(name) + "}" for name in facts.parties),
        "key": tex(facts.title) if facts.is_treaty else "",
        "title": "{" + tex(bracketed(facts.title)) + "}",
        "howpublished": tex(", ".join(filter(None, (facts.kind, facts.place)))),
        "year": first[:4] if certain else tex(DATE_WORDS.show(facts.date)),
        "month": MONTHS[int(first[5:7]) - 1] if certain and len(first) > 4 else "",
        "day": str(int(first[8:])) if certain and len(first) == 10 else "",
        "url": quote(facts.clause_address, safe=":/?#[]@!$&'()*+,;=%~"),
        "urldate": facts.accessed.isoformat(),
        "library": tex(_held(facts)),
        "langid": {"en": "english", "ru": "russian"}.get(facts.title.lang, ""),
        "note": tex(". ".join(filter(None, (_capital(_locator(facts)), *_parties(facts), *_notes(facts))))),
        "abstract": tex(summary),
    }
    lines = [
        f"  {name} = {value}" if name == "month" else f"  {name} = {{{value}}}"
        for name, value in fields.items()
        if value
    ]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}\n"


# --- RIS ---


def ris(key: str, summary: str, facts: CitationFacts) -> str:
    """A RIS record (Research Information Systems, tags of 2011): lines end with CR LF, one value a line.

    A treaty is a statute (the format has only cases and bills besides), anything else a report. DA is
    YYYY/MM/DD/other information; the last part says that a date is uncertain.
    """
    first, last = bounds(facts.date)
    year, month, day = [*(last or first).split("-"), "", ""][:3]
    doubt = "" if is_certain(facts.date) else DATE_WORDS.show(facts.date)
    lines = [
        ("TY", "STAT" if facts.is_treaty else "RPRT"),
        ("ID", key),
        ("TI", bracketed(facts.title)),
        # A comma would divide a family name from a given one.
        *(("AU", name.replace(",", " –")) for name in facts.parties),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/{doubt}"),
        ("CY", facts.place or ""),
        ("M3", facts.kind),
        ("SE", _locator(facts)),
        ("LA", facts.title.lang),
        ("AB", summary),
        *(("N1", note) for note in _notes(facts)),
        ("AV", _held(facts)),
        ("DB", facts.archive),
        ("UR", facts.clause_address),
        ("L2", facts.official.url if facts.official else ""),
        ("Y2", f"{facts.accessed:%Y/%m/%d}/"),
        ("ER", None),
    ]
    return "".join(f"{tag}  - {' '.join((value or '').split())}\r\n" for tag, value in lines if value or value is None)


# --- CSL-JSON ---


def csl_date(facts: CitationFacts) -> dict[str, Any]:
    """The date of signature as a CSL date variable: the known parts, with ``circa`` if it is uncertain."""
    first, last = bounds(facts.date)
    if not first or not last:
        return {"literal": DATE_WORDS.show(facts.date)}
    parts = [[int(part) for part in text.split("-")] for text in dict.fromkeys((first, last))]
    return {"date-parts": parts} if is_certain(facts.date) else {"date-parts": parts, "circa": True}


def csl_json(key: str, summary: str, facts: CitationFacts) -> str:
    """A CSL-JSON array of one item (CSL 1.0.2): a treaty without author, or a report of the parties."""
    accessed = facts.accessed
    item: dict[str, Any] = {
        "id": key,
        "type": "treaty" if facts.is_treaty else "report",
        "title": bracketed(facts.title),
        "author": [] if facts.is_treaty else [{"literal": name} for name in facts.parties],
        "issued": csl_date(facts),
        "event-place": facts.place,
        "genre": facts.kind,
        "section": _locator(facts),
        "number": facts.treaty_series,
        "archive": facts.held_in,
        "archive_location": ", ".join(_location(facts)),
        "language": facts.title.lang,
        "abstract": summary,
        "note": ". ".join((*_parties(facts), *_notes(facts))),
        "source": facts.archive,
        "URL": facts.clause_address,
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex", bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", ris),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
