"""Ready citations in four styles, for a reader of one of three languages.

Which title is cited, and in which languages the rest is, is said here; how a style writes it, in `gost` and `english`.
APA, Chicago and OSCOLA are written in English, because they have no Russian or Kazakh edition; GOST in Russian or
Kazakh, as the title is, because the universities of Kazakhstan use the same rules.
"""

import datetime
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from agreements.base.languages import page_language
from agreements.citations.english import apa, apa_rank, apa_series, chicago, oscola
from agreements.citations.facts import CitationFacts, Wording, citation_facts, is_cited_as_treaty, titles
from agreements.citations.gost import gost
from agreements.citations.markup import Forms, plain
from agreements.models import Clause, Entry

NAMES = {"gost": "ГОСТ Р 7.0.5–2008", "apa": "APA 7", "chicago": "Chicago 17", "oscola": "OSCOLA 4"}
FIRST = {"en": "apa"}
"""The style that readers of a language need most, where it is not the first of all."""
LABELS = {
    "reference": gettext_lazy("Reference list"),
    "in-text": gettext_lazy("In the text"),
    "note": gettext_lazy("Footnote"),
    "bibliography": gettext_lazy("Bibliography"),
}
# The languages of the titles that are looked for among those of sources, best first. A document of these sides is made
# in Russian and Kazakh: for who reads them, its English title is a translation, whoever gave it.
_OWN = {"en": ("en", "ru", "kk"), "ru": ("ru", "kk"), "kk": ("kk", "ru")}


@dataclass(frozen=True)
class Citation:
    """One citation: its style, where in a work it is used (``form``), and its words as HTML and as plain text."""

    style: str
    name: str
    form: str
    label: str
    lang: str
    html: SafeString
    text: str

    @property
    def name_lang(self) -> str:
        """The language of the name of the style; empty where it is a proper name."""
        return "ru" if self.style == "gost" else ""

    @property
    def key(self) -> str:
        """Identifies it among the citations of one document."""
        return f"{self.style}-{self.form}"


def _gost(entry: Entry, reader: str) -> Wording:
    """All of a description is in the language of the document, which is that of its title (GOST R 7.0.100–2018, 4.8).

    The language of the reader decides where sources give titles in both, and where the title is ours.
    """
    reader = "kk" if reader == "kk" else "ru"
    wording = Wording(reader, own=_OWN[reader])
    title = wording.title(titles(entry))
    return replace(wording, terms=title.lang) if title.lang in _OWN[reader] else wording


def _apa(entry: Entry, reader: str) -> Wording:
    return Wording("en", own=_OWN[reader], names="en", latin=True)


def _chicago(entry: Entry, reader: str) -> Wording:
    """A treaty is named in English (The Bluebook, 21.4.1)."""
    return Wording("en") if is_cited_as_treaty(entry) else _oscola(entry, reader)


def _oscola(entry: Entry, reader: str) -> Wording:
    english = reader == "en"
    return Wording("en", own=_OWN[reader], names="en" if english else "", latin=english)


Writer = Callable[[CitationFacts, str], Forms]
STYLES: dict[str, tuple[Writer, Callable[[Entry, str], Wording]]] = {
    "gost": (gost, _gost),
    "apa": (apa, _apa),
    "chicago": (chicago, _chicago),
    "oscola": (oscola, _oscola),
}


def in_order(language: str) -> tuple[str, ...]:
    """The styles in the order in which readers of a language look for them."""
    return tuple(sorted(NAMES, key=lambda style: style != FIRST.get(language)))


def cite(
    entry: Entry,
    *,
    clause: Clause | None = None,
    language: str | None = None,
    accessed: datetime.date,
    base_url: str,
    styles: Iterable[str] = (),
    letter: str = "",
) -> list[Citation]:
    """The ready citations of an entry, or of one clause of a document, for a reader of ``language``.

    In these ``styles``, or in all, in the order of the language.

    All that it asks for is there in an entry of ``for_list().prefetch_related("sources")``: no query is made then.
    """
    reader = language or page_language()
    citations = []
    for style in tuple(styles) or in_order(reader):
        write, in_words = STYLES[style]
        wording = in_words(entry, reader)
        facts = citation_facts(
            entry, wording=wording, base_url=base_url, accessed=accessed, clause=clause, letter=letter
        )
        for form, markup in write(facts, wording.terms):
            label = str(LABELS[form])
            citations.append(Citation(style, NAMES[style], form, label, wording.terms, markup, plain(markup)))
    return citations


def listed(
    entry: Entry,
    style: str,
    *,
    clause: Clause | None = None,
    language: str | None = None,
    accessed: datetime.date,
    base_url: str,
    letter: str = "",
) -> Citation:
    """The one citation of an entry or clause for a list of references: a footnote where the style has no other.

    A clause is cited in a footnote, because a bibliography names whole documents. ``letter`` is the one of `letters`.
    """
    forms = cite(
        entry,
        clause=clause,
        language=language,
        accessed=accessed,
        base_url=base_url,
        styles=(style,),
        letter=letter,
    )
    by_form = {citation.form: citation for citation in forms}
    wanted = ("reference", "note") if clause else ("reference", "bibliography", "note")
    return next(by_form[form] for form in wanted if form in by_form)


def letters(entries: Iterable[Entry], style: str, *, language: str | None = None) -> dict[str, str]:
    """The letters that entries of one list need, by id: in APA, where authors and year are the same (8.19, 9.47).

    The order of the letters is that of a list of references in APA, whatever the order of this one. An entry of which
    several clauses are cited is one work.
    """
    if style != "apa":
        return {}
    reader = language or page_language()
    series: dict[tuple[str, ...], dict[str, CitationFacts]] = {}
    for entry in entries:
        wording = _apa(entry, reader)
        facts = citation_facts(entry, wording=wording, base_url="", accessed=datetime.date.min)
        if same := apa_series(facts):
            series.setdefault(same, {})[entry.record_id] = facts
    return {
        record_id: letter(number)
        for works in series.values()
        if len(works) > 1
        for number, record_id in enumerate(sorted(works, key=lambda one: apa_rank(works[one])))
    }


def letter(number: int) -> str:
    """Letters in their order, after z with a second one.

    >>> [letter(number) for number in (0, 25, 26, 27)]
    ['a', 'z', 'aa', 'ab']
    """
    before, last = divmod(number, 26)
    return (letter(before - 1) if before else "") + string.ascii_lowercase[last]
