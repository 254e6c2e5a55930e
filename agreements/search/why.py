"""Why an entry was found, for its card in a list.

A card marks the words in what it shows anyway. Where they stand in something else, a line says what that is; where they
stand nowhere, the terms say it under which the entry is catalogued.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.base import database
from agreements.base.languages import LANGUAGES, Text, page_language
from agreements.models import Agreement, Entry, Signatory, Term
from agreements.search.choices import Choices
from agreements.search.highlights import Highlighter, Marked
from agreements.search.question import Question
from agreements.search.reading.pieces import SIGNED
from agreements.search.results import Catalogued, ClauseHit, Group, Line
from agreements.search.said import (
    Value,
    Way,
    fetch_places,
    fetching,
    parties,
    places,
    regions,
    signatories,
    stated,
    titles,
)
from agreements.search.where_found import Found, Terms, exact, where_found
from agreements.search.words import KAZAKH, fold
from agreements.search.words import Term as Needed

LINES = 3
_FIRST_PIECE = 1000  # terms are fewer
#: Pieces of questions that a card may show nowhere, or only in another language.
_NAMED = ("signatory", "party", "place", "occasion", "region")
_BETWEEN = "\x1e"  # between the names of a term, as the view of the vocabulary has them

_NAMES = """
SELECT facet, value, en, ru, kk FROM search_vocabulary
WHERE facet || ':' || value = ANY (%s)
"""


@dataclass
class Why:
    """Why one entry was found."""

    highlighter: Highlighter
    lines: list[Line] = field(default_factory=list)
    """What its card does not show otherwise, the best first; `LINES` at most."""
    catalogued: list[Catalogued] = field(default_factory=list)
    """The terms by which it was found, where words that were asked for stand nowhere in it."""
    without: list[str] = field(default_factory=list)
    """What was asked for and it does not have at all."""
    is_dated: bool = False
    """Whether its date was asked for."""

    @property
    def tells_occasion(self) -> bool:
        """Whether a line tells of the occasion, so that the card need not."""
        return self._tells(_("Occasion"))

    @property
    def tells_signatories(self) -> bool:
        """Whether a line tells who signed, so that the card need not."""
        return self._tells(_("Signed by"))

    def _tells(self, label: str) -> bool:
        return any(line.label == label for line in self.lines)

    def marked(self, value: "Text | Term") -> Marked:
        """A text of the card with the words marked; of a term by whose other words it was found, the whole label."""
        if isinstance(value, Term):
            label = value.label
            text = self.highlighter.marked(label, label.lang)
            found = [(term.facet, term.key) for term in self.catalogued]
            is_found = not text.terms and (value.scheme, value.pk) in found
            return Marked(_whole(label), label.lang) if is_found else text
        return self.highlighter.marked(value, value.lang)


@dataclass(frozen=True)
class Sought:
    """What was read in a question and not left as words: numbers for its pieces, which follow those of terms."""

    names: Mapping[str, int] = field(default_factory=dict)
    """What the values of a piece are called, in any language, with its number."""
    lines: Terms = frozenset()
    """The pieces that a card may show nowhere: people, parties, places and regions."""
    is_dated: bool = False
    """Whether there is a date among them."""

    @classmethod
    def of(cls, choices: Choices) -> "Sought":
        """The pieces of the question of these choices."""
        pieces, names, lines = choices.reading.pieces, dict[str, int](), set[int]()
        for number, piece in enumerate(pieces, _FIRST_PIECE):
            if not piece.is_of_facet:
                continue
            labels = choices.labels.get(piece.name, {})
            for label in filter(None, map(labels.get, piece.values)):
                names |= dict.fromkeys(filter(None, [label.text, *label.names]), number)
            if piece.name in _NAMED:
                lines.add(number)
        return cls(names, frozenset(lines), any(piece.name == SIGNED for piece in pieces))

    def __bool__(self) -> bool:
        return bool(self.names) or self.is_dated


@dataclass(frozen=True)
class Asked:
    """All by which entries can have been found."""

    needed: Sequence[Needed]
    words: Terms
    """The terms that are demanded, and not only worth to be shown."""
    sought: Sought
    is_partial: bool

    @classmethod
    def of(cls, told: Question, question: Question, sought: Sought) -> "Asked":
        """The terms to be told of, and what was read beside them."""
        demanded = {term.text for term in question.needed}
        words = frozenset(number for number, term in enumerate(told.needed) if term.text in demanded)
        return cls(told.needed, words, sought, bool(question.partly))


class Reasons:
    """Why each of some entries was found; ``shown`` tells what the card of each shows anyway."""

    def __init__(
        self,
        entries: Sequence[Entry],
        asked: Asked,
        highlighter: Highlighter,
        choices: Choices,
        shown: Callable[[Entry], Iterable[Text]],
    ) -> None:
        self._asked = asked
        self._kind = choices.entry_type
        self._labels = choices.labels
        self._highlighter = highlighter
        self._shown = shown
        self._found = where_found([entry.pk for entry in entries], asked.needed, asked.sought.lines)
        self._why = {entry.pk: self._of(entry) for entry in entries}
        self._read_lines(entries)

    def of(self, entry: Entry) -> Why:
        """Why this entry was found."""
        return self._why[entry.pk]

    def of_clause(self, hit: ClauseHit) -> Why:
        """Why this clause was found: by its own words, by those of its document, by its themes."""
        document = self._why[hit.clause.agreement_id]
        found = self._found[hit.clause.agreement_id]
        title = self._highlighter.marked(hit.clause.agreement.title, hit.clause.agreement.title.lang)
        lines = [line for line in document.lines if not line.terms <= hit.terms]
        told = hit.terms.union(title.terms, *(line.terms for line in lines))
        themes = [f"theme:{theme.pk}" for theme in hit.clause.themes.all()]
        return Why(self._highlighter, lines, self._of_values(themes, found.anywhere - told), is_dated=document.is_dated)

    @property
    def unsaid(self) -> list[int]:
        """The terms that stand in no text of these entries, though some were found by them."""
        anywhere = _all(found.anywhere for found in self._found.values())
        return sorted((anywhere - _all(found.own for found in self._found.values())) & self._asked.words)

    def catalogued(self, terms: Collection[int]) -> list[Catalogued]:
        """The vocabulary by which the entries were found for these terms: what most were found by first."""
        times: dict[tuple[str, str], int] = {}
        first: dict[tuple[str, str], Catalogued] = {}
        for why in self._why.values():
            for term in why.catalogued:
                if not term.terms.isdisjoint(terms):
                    key = term.facet, term.key
                    times[key] = times.get(key, 0) + 1
                    first.setdefault(key, term)
        return sorted(first.values(), key=lambda term: -times[term.facet, term.key])

    def groups(self, entries: Sequence[Entry]) -> list[Group]:
        """First those that have the words, then those that are only catalogued under them; one where they are mixed."""
        has_words = [not any(term.terms & self._asked.words for term in self.of(entry).catalogued) for entry in entries]
        first = sum(has_words)
        if len(self._asked.words) != 1 or first == len(entries) or not all(has_words[:first]):
            return [Group(list(entries))]
        [word] = self._asked.words
        rest = Group(list(entries[first:]), self._asked.needed[word].text, self.catalogued([word]))
        return [Group(list(entries[:first])), rest] if first else [rest]

    def _of(self, entry: Entry) -> Why:
        found = self._found[entry.pk]
        why = Why(self._highlighter, catalogued=self._of_values(found.values, found.anywhere - found.own))
        if self._asked.is_partial:
            lacking = (self._asked.needed[number].text for number in sorted(self._asked.words - found.anywhere))
            why.without = list(dict.fromkeys(lacking))
        return why

    # Vocabulary

    def _of_values(self, values: Iterable[str], terms: Terms) -> list[Catalogued]:
        """The values of facets by which these terms are found."""
        if not terms:
            return []
        read = ((value, self._names.get(value, frozenset()) & terms) for value in sorted(values))
        return [self._catalogued(value, named) for value, named in read if named]

    def _catalogued(self, value: str, terms: Terms) -> Catalogued:
        name, _colon, key = value.partition(":")
        facet = self._kind.panel[name]
        label = self._labels.get(name, {}).get(key)
        url = reverse(facet.page, args=[key]) if facet.page else f"?{urlencode({name: key})}"
        return Catalogued(name, key, label.text if label else Text(key, page_language()), url, terms)

    @cached_property
    def _names(self) -> dict[str, Terms]:
        """The values by which these entries can be found, with the terms that their names have."""
        values = {value for found in self._found.values() for value in found.values if self._is_searched(value)}
        with database.cursor() as cursor:
            cursor.execute(_NAMES, [sorted(values)])
            rows = cursor.fetchall()
        return {f"{facet}:{value}": self._named(zip(LANGUAGES, names, strict=True)) for facet, value, *names in rows}

    def _is_searched(self, value: str) -> bool:
        facet = self._kind.panel.get(value.partition(":")[0])
        return facet is not None and facet.searched

    def _named(self, names: Iterable[tuple[str, str | None]]) -> Terms:
        terms: set[int] = set()
        for lang, several in names:
            for name in (several or "").split(_BETWEEN):
                terms |= self._highlighter.marked(name, lang).terms
        return frozenset(terms)

    # Lines

    def _read_lines(self, entries: Sequence[Entry]) -> None:
        """Look for the words that no card shows, in one kind of text after the other until all are there."""
        left = {entry.pk: self._not_shown(entry) for entry in entries}
        for source in _SOURCES:
            wanted = {entry.pk: left[entry.pk] & source.of(self._found[entry.pk]) for entry in entries}
            some = [entry for entry in entries if wanted[entry.pk] and isinstance(entry, source.model)]
            if some:
                source.fetch(some)
            for entry in some:
                if source.after_clauses:
                    left[entry.pk] -= _all(hit.terms for hit in getattr(entry, "clause_hits", ()))
                self._add_lines(entry, source, left)

    def _add_lines(self, entry: Entry, source: "_Source", left: dict[int, Terms]) -> None:
        lines = self.of(entry).lines
        for label, ways in source.values(entry):
            if not left[entry.pk] or len(lines) == LINES:
                break
            if line := self._line(label, ways, left[entry.pk]):
                lines.append(line)
                left[entry.pk] -= line.terms

    def _not_shown(self, entry: Entry) -> Terms:
        """The terms in its title and facts, without those that its card shows."""
        why, found = self.of(entry), self._found[entry.pk]
        left = found.stated - _all(self._highlighter.marked(text, text.lang).terms for text in self._shown(entry))
        dated = left & self._dated(entry) if left else left
        why.is_dated = bool(dated) or self._asked.sought.is_dated
        return left - dated

    def _line(self, label: Any, ways: Sequence[Way], left: Terms) -> Line | None:
        """A value in the first of the reader's languages in which it has some of the terms that are left."""
        for way in ways:
            parts = [self._highlighter.snippet(part, part.lang) for part in way if part]
            if terms := _all(part.terms for part in parts) & left:
                lang = next(part.lang for part in parts if part.terms & left)
                return Line(str(label), _together(parts, lang), lang, terms)
        return None

    def _dated(self, entry: Entry) -> Terms:
        """The terms that are its date, or in it, in any language."""
        if not self._tells_dates or not (date := entry.date):
            return frozenset()
        day = getattr(entry, self._kind.date)
        terms = {number for number, term in enumerate(self._asked.needed) if day in exact(term)}
        for lang in LANGUAGES:
            with override(lang):
                terms |= self._highlighter.marked(str(date), lang).terms
        return frozenset(terms)

    @cached_property
    def _tells_dates(self) -> bool:
        """Whether there is a number or a month among the words."""
        known = {lexeme for term in self._asked.needed for each in term.spellings for lexeme in _lexemes(each)}
        return any(lexeme.isdigit() for lexeme in known) or not known.isdisjoint(_months())


def _lexemes(term: Needed) -> Iterator[str]:
    return (lexeme.removeprefix(KAZAKH) for word in term.words for lexeme in word.known)


@lru_cache(maxsize=1)
def _months() -> frozenset[str]:
    """The names of months, as the index has words."""
    named = (Locale.parse(lang).months[use]["wide"].values() for lang in LANGUAGES for use in ("format", "stand-alone"))
    return frozenset(fold(name) for names in named for name in names)


def _all(several: Iterable[Terms]) -> Terms:
    return frozenset[int]().union(*several)


def _whole(text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text)


def _together(parts: Iterable[Marked], lang: str) -> SafeString:
    foreign = '<span lang="{}">{}</span>'
    said = (part.html if part.lang == lang else format_html(foreign, part.lang, part.html) for part in parts)
    return mark_safe(", ".join(said))


# --- Where words may stand ---


@dataclass(frozen=True)
class _Source:
    """One kind of texts in which words may stand."""

    model: type[Entry]
    values: Callable[[Any], Iterator[Value]]
    fetch: Callable[[list[Any]], None] = lambda entries: None
    """Fetches what is needed for it."""
    of: Callable[[Found], Terms] = attrgetter("named")
    """The terms that may be in it."""
    after_clauses: bool = False
    """Whether the clauses that the card shows say it better."""


_SIGNATORIES = fetching(Prefetch("signatories", Signatory.objects.select_related("person")))
_STATED = attrgetter("stated")

#: Names first, as the order of the hits has them too; then what is short.
_SOURCES = (
    _Source(Entry, titles),
    _Source(Agreement, signatories, _SIGNATORIES),
    _Source(Agreement, parties, fetching("participations__party")),
    _Source(Agreement, places, fetch_places),
    _Source(Agreement, regions, fetching("regions")),
    _Source(Entry, stated(are_long=False), of=_STATED),
    _Source(Agreement, signatories, _SIGNATORIES, of=_STATED),  # by their offices
    _Source(Entry, stated(are_long=True), of=_STATED, after_clauses=True),
)
