"""Ready citations in four styles, for a reader of one of three languages.

Which title is cited, and in which languages the rest is, is said here; how a style writes it, in `gost` and `english`.
APA, Chicago and OSCOLA are written in English, because they have no Russian or Kazakh edition; GOST in Russian, or in
Kazakh for a reader of Kazakh, because the universities of Kazakhstan use the same rules.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from agreements.base.languages import page_language
from agreements.citations.english import apa, chicago, oscola
from agreements.citations.facts import CitationFacts, Wording, citation_facts, is_cited_as_treaty
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
    terms = "kk" if reader == "kk" else "ru"
    return Wording(terms, own=_OWN[terms])


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
