"""Many entries in one file for reference managers, in BibTeX, RIS or CSL-JSON.

The main fields are in the language of the page, as in the file of one entry. What the formats have no second field
for stands beside them in every language: BibTeX ignores fields that it does not know, RIS has translated titles (TT)
and repeated notes, CSL-JSON keeps such values in ``custom`` (CSL 1.0.2).
"""

import datetime
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from agreements.base.languages import LANGUAGES, page_language
from agreements.citations.formats import FORMATS, export, tex
from agreements.exports.rows import Item

__all__ = ["FORMATS", "references"]


def references(items: Iterable[Item], fmt: str, *, base_url: str, accessed: datetime.date) -> str:
    """The items as one file of the format ``fmt`` ("bib", "ris", "json"), with the notes of the reader."""
    written = (
        (item, export(item.agreement, fmt, clause=item.clause, base_url=base_url, accessed=accessed)) for item in items
    )
    return _JOINED[fmt](written)


Written = Iterable[tuple[Item, str]]


def _texts(item: Item) -> dict[str, dict[str, str]]:
    """Title, summary and parties in every language that has them, and the heading of a clause."""
    described: Any = item.clause or item.agreement
    texts = {
        "title": {lang: getattr(item.agreement, f"title_{lang}") for lang in LANGUAGES},
        "heading": {lang: getattr(item.clause, f"heading_{lang}") for lang in LANGUAGES} if item.clause else {},
        "summary": {lang: getattr(described, f"summary_{lang}") for lang in LANGUAGES},
        "parties": {lang: _parties(item, lang) for lang in LANGUAGES},
    }
    return {name: {lang: text for lang, text in versions.items() if text} for name, versions in texts.items()}


def _parties(item: Item, lang: str) -> str:
    with override(lang):
        return "; ".join(participation.party.name for participation in item.agreement.participations.all())


def _bibtex(written: Written) -> str:
    entries = []
    for item, text in written:
        fields = {f"{name}_{lang}": value for name, texts in _texts(item).items() for lang, value in texts.items()}
        if item.note:
            fields["annote"] = item.note
        more = "".join(f",\n  {name} = {{{tex(value)}}}" for name, value in fields.items())
        entries.append(text.rstrip().removesuffix("}").rstrip().removesuffix(",") + more + "\n}\n")
    return "\n".join(entries)


def _ris(written: Written) -> str:
    entries = []
    for item, text in written:
        texts, shown = _texts(item), page_language()
        lines = [f"TT  - {title}" for lang, title in texts["title"].items() if lang != shown]
        lines += [
            f"N1  - {name.capitalize()} ({lang}): {_line(value)}"
            for name in ("heading", "summary", "parties")
            for lang, value in texts[name].items()
        ]
        if item.note:
            lines.append(f"RN  - {_line(item.note)}")
        body, _end, _nothing = text.rpartition("ER  - ")
        entries.append(body + "".join(f"{line}\r\n" for line in lines) + "ER  - \r\n")
    return "\r\n".join(entries)


def _line(text: str) -> str:
    return " ".join(text.split())


def _csl(written: Written) -> str:
    entries = []
    for item, text in written:
        for entry in json.loads(text):
            entry["custom"] = {name: texts for name, texts in _texts(item).items() if texts}
            if item.note:
                entry["annote"] = item.note
            entries.append(entry)
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


_JOINED = {"bib": _bibtex, "ris": _ris, "json": _csl}
