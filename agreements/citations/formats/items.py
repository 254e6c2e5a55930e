"""What a file for reference managers says of one entry or clause, before any format writes it.

Everything in an item is in one language, that of the title: the reader's, or where the record has no title in it, the
language that it has. A file that mixed languages would be cited in a mixture.
"""

import datetime
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext, override, pgettext

from agreements.base.edtf import Edtf
from agreements.base.languages import Text
from agreements.citations.dates import DateForm
from agreements.citations.facts import CitationFacts, Wording, bracketed, citation_facts, original_title
from agreements.citations.gost import DATES as GOST_DATES
from agreements.models import Clause, Entry


def _in_digits(words: DateForm) -> DateForm:
    limit, bare = ("", "", words.limit[2]), ("", "", "")
    return replace(words, day="y-MM-dd", month="y-MM", limit=limit, within=bare, about=bare)


# Uncertain dates, with their months and their doubt in words.
DATES = {"en": DateForm("en", "d MMMM y", "MMMM y"), **GOST_DATES}
# Days and months in digits, so that a remark ends without the stop of an abbreviation.
DIGITS = {lang: _in_digits(form) for lang, form in DATES.items()}
# What a title says of the parties, and is left out of a short one.
_PARTIES = {
    "en": re.compile(r"\s+between\s.*?(?=\s+on\s|\Z)"),
    "ru": re.compile(r"\s+\[?между\s.*?(?=\s+(?:об?|от)\s|\Z)"),
    "kk": re.compile(r"\A.*?арасындағы\s+"),
}
SHORT = 60


@dataclass(frozen=True)
class Cited:
    """What is put into a file: an entry, or one clause of a document; ``note``: the reader's own."""

    entry: Entry
    clause: Clause | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """The stable key, which also names a file: the id of the document, with the anchor of the clause."""
        return f"{self.entry.record_id}-{self.clause.anchor}" if self.clause else self.entry.record_id


@dataclass(frozen=True)
class Item:
    """The words of one reference. ``container`` is the title of the document of which a clause is cited, else empty."""

    key: str
    title: str
    short_title: str
    original_title: str
    originally: str
    container: str
    lang: str
    authors: tuple[str, ...]
    sides: str
    kind: str
    is_treaty: bool
    date: Edtf
    date_words: str
    place: str
    section: str
    archive: str
    held_in: str
    location: str
    address: str
    text_address: str
    accessed: datetime.date
    abstract: str
    keywords: tuple[str, ...]
    series: str
    remarks: tuple[str, ...]
    signed_at: str
    dated: str
    note: str

    @property
    def is_dated(self) -> bool:
        """Whether the date is certain, so that it may stand as figures; else only its words tell what is known."""
        return bool(self.date.certain)

    @property
    def date_for_zotero(self) -> str:
        """The date as Zotero understands it."""
        return date_for_zotero(self.date, self.lang)

    @property
    def held(self) -> str:
        """Where the original is held, in one line."""
        return ", ".join(filter(None, (self.held_in, self.location)))


def date_for_zotero(date: Edtf, lang: str) -> str:
    """EDTF, and of a set of dates the words in quotation marks: it takes a year out of words that have none."""
    return date.text if date.certain or date.qualifier else f'"{DATES[lang].show(date)}"'


def short_title(title: Text) -> str:
    """A title without the names of the parties, of no more than `SHORT` letters.

    >>> short_title(Text("Agreement between the Test Party and Another on trade", "en"))
    'Agreement on trade'
    """
    short = _PARTIES[title.lang].sub("", title, count=1).strip("[] ") or str(title)
    return textwrap.shorten(short[0].upper() + short[1:], SHORT, placeholder="…")


def item(cited: Cited, *, base_url: str, accessed: datetime.date) -> Item:
    """The words of one reference, for a reader of the language of the page."""
    entry, clause = cited.entry, cited.clause
    lang = entry.title.lang
    facts = citation_facts(entry, wording=Wording(lang), base_url=base_url, accessed=accessed, clause=clause)
    with override(lang):
        title = bracketed(facts.title)
        original = original_title(entry, facts.title)
        reference = clause.reference if clause else ""
        return Item(
            key=cited.key,
            title=_clause_title(reference, clause) if clause else title,
            short_title=", ".join(filter(None, (short_title(facts.title), reference))),
            original_title=str(original),
            originally=gettext("Title in the original: %(title)s") % {"title": original} if original else "",
            container=title if clause else "",
            lang=lang,
            authors=tuple(map(str, facts.authors)),
            sides="-".join(facts.sides),
            kind=facts.own_kind,
            is_treaty=facts.is_treaty,
            date=facts.date,
            date_words=DATES[lang].show(facts.date),
            place=str(facts.place or ""),
            section=reference,
            archive=facts.archive,
            held_in=str(facts.held_in),
            location=_location(facts),
            address=facts.clause_address,
            text_address=facts.official.url if facts.official else "",
            accessed=facts.accessed,
            abstract=str((clause or entry).summary),
            keywords=tuple(str(theme) for theme in (clause or entry).themes.all()),
            series=facts.treaty_series,
            remarks=tuple(map(one_line, _remarks(facts, lang))),
            signed_at=gettext("Place of signature: %(place)s") % {"place": facts.place} if facts.place else "",
            dated="" if facts.date.certain else gettext("Date: %(date)s") % {"date": DATES[lang].show(facts.date)},
            note=cited.note,
        )


def _clause_title(reference: str, clause: Clause) -> str:
    """The number of a clause and its heading, in brackets: headings are the archive's own words."""
    return f"{reference} [{clause.heading}]".strip()


def _location(facts: CitationFacts) -> str:
    """Where in its archive the original is, part by part."""
    words = (
        pgettext("archive", "fonds"),
        pgettext("archive", "inventory"),
        pgettext("archive", "file"),
        pgettext("archive", "sheets"),
    )
    return ", ".join(f"{word} {number}" for word, number in zip(words, facts.location, strict=True) if number)


def _remarks(facts: CitationFacts, lang: str) -> Iterable[str]:
    """Sentences for the facts that no format has a field for."""
    if facts.is_treaty:
        yield gettext("Parties: %(names)s") % {"names": "; ".join(facts.parties)}
    if facts.in_force:
        yield gettext("Entered into force: %(dates)s") % {"dates": DIGITS[lang].show(facts.in_force)}
    if facts.official:
        read = facts.official.accessed
        words = gettext("Text: %(address)s (read on %(date)s)") if read else gettext("Text: %(address)s")
        yield words % {"address": facts.official.url, "date": read.isoformat() if read else ""}
    for register, number in facts.numbers:
        yield f"{register.label}: {number}"


def one_line(text: str | Text) -> str:
    """A value without line breaks or double spaces."""
    return " ".join(text.split())
