"""Files for reference managers: BibTeX, RIS and CSL-JSON.

The key of an entry is the id of the document, with the anchor of the clause if one is cited: it never changes. No
format gives an uncertain date as if it were certain.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from agreements.citations.formats.bibtex import bibtex
from agreements.citations.formats.csl import csl_json
from agreements.citations.formats.items import Cited, Item, item
from agreements.citations.formats.ris import ris
from agreements.entries.representations import TYPES
from agreements.models import AgreementQuerySet, Clause, Entry

__all__ = ["FORMATS", "Cited", "Format", "export", "export_all", "with_cited"]


@dataclass(frozen=True)
class Format:
    """A file format: its name, its content type, and how items are written; ``between`` divides them."""

    name: str
    content_type: str
    write: Callable[[Item], str]
    between: str = "\n"
    start: str = ""
    end: str = ""


FORMATS = {
    "bib": Format("BibTeX", TYPES["bib"], bibtex),
    "ris": Format("RIS", TYPES["ris"], ris, between="\r\n"),
    "json": Format("CSL-JSON", TYPES["json"], csl_json, ",\n", "[\n", "\n]\n"),
}


def with_cited(documents: AgreementQuerySet) -> AgreementQuerySet:
    """Documents with all that files say of them, in a constant number of queries."""
    return documents.for_list().prefetch_related("sources")


def export_all(
    cited: Iterable[Cited], fmt: str, *, base_url: str, accessed: datetime.date | None = None
) -> Iterator[str]:
    """A file of the format ``fmt`` ("bib", "ris", "json") of many entries and clauses, part by part.

    In their order, in the language of the page. ``base_url`` is the address of the archive. Read documents by
    `with_cited`, and clauses with their ``themes``, and no query is asked here.
    """
    form, read = FORMATS[fmt], accessed or timezone.localdate()
    yield form.start
    for number, one in enumerate(cited):
        yield (form.between if number else "") + form.write(item(one, base_url=base_url, accessed=read))
    yield form.end


def export(
    entry: Entry,
    fmt: str,
    *,
    clause: Clause | None = None,
    base_url: str,
    accessed: datetime.date | None = None,
) -> str:
    """An entry, or one clause of a document, as a file of the format ``fmt`` ("bib", "ris", "json")."""
    return "".join(export_all([Cited(entry, clause)], fmt, base_url=base_url, accessed=accessed))
