"""What a reader chose: read from the parameters of a list, and written as its address and as chips."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from agreements.base.database import TooSlow, asking_index
from agreements.base.intervals import Interval
from agreements.base.languages import Text, reading_order
from agreements.models import SearchEntry
from agreements.search.conditions import Conditions, Group, is_of_what_is_known, mark_of, that_meet, together
from agreements.search.entry_types import DOCUMENTS, EntryType
from agreements.search.labels import Label, labels
from agreements.search.naming import moved_values
from agreements.search.parameters import BEST_FIRST, LATEST_FIRST, LITERALLY, Parameters, no_filter, unknown
from agreements.search.pasted import Pasted, ids_in
from agreements.search.question import stands, titled
from agreements.search.reading.pieces import SIGNED, Piece, Reading, words_alone
from agreements.search.reading.reader import read
from agreements.search.results import Chip
from agreements.search.subsets import PARAMETER, subset

_YEARS = re.compile(r"\d{4}-\d{4}")
MOST_SPELLED_OUT = 12  # values of one piece that an address names one by one

Labels = Mapping[str, Mapping[str, Label]]


class Choices:
    """The valid choices among some parameters for entries of a type; ``errors`` say what is wrong, by parameter.

    Values of facets are compared with those that the record has, ``known`` or looked up; with ``trusted`` parameters,
    which the archive itself has chosen, they are not.
    """

    def __init__(
        self,
        params: QueryDict,
        entry_type: EntryType = DOCUMENTS,
        *,
        known: Labels | None = None,
        trusted: bool = False,
    ) -> None:
        self.entry_type = entry_type
        self.pasted = Pasted() if trusted else self._pasted(params.get("q", ""))
        named = self.pasted.of(entry_type.name)
        if named:
            params = params.copy()
            params["q"] = ""
        self._parameters = Parameters(entry_type, params)
        form = self._parameters.form
        form.is_valid()
        given = form.cleaned_data
        self.errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
        self.text: str = " ".join(key for one in named for key in one.keys) or given.get("q") or ""
        self.view: str = given.get("view") or "documents"
        self.page: int = given.get("page") or 1
        self.year_from: int | None = given.get("year_from")
        self.year_to: int | None = given.get("year_to")
        self.signed: Interval | None = given.get("signed")
        self.subsets: list[str] = given.get(PARAMETER) or []
        self.facets: dict[str, list[str]] = {facet: given[facet] for facet in entry_type.panel if given.get(facet)}
        self.is_literal = given.get("reading") == LITERALLY
        self.also: list[Group] = [_group(text) for text in given.get("also") or []]
        self.sort: str = given.get("sort") or self.default_sort
        if self.sort == BEST_FIRST and not self.text:
            self.sort = self.default_sort
        if known is not None:
            self.labels = known
        self.is_literal = self.is_literal or entry_type is not DOCUMENTS
        if not trusted:
            self._leave_out_unknown()

    @staticmethod
    def _pasted(text: str) -> Pasted:
        """What the words name by its id; nothing where the database does not say in time."""
        try:
            return ids_in(" ".join(text.split()))
        except TooSlow:
            return Pasted()

    @property
    def default_sort(self) -> str:
        """Best match first, where there are words to match."""
        return BEST_FIRST if self.text else LATEST_FIRST

    @property
    def has_years(self) -> bool:
        """Whether a first or a last year is chosen."""
        return bool(self.year_from or self.year_to)

    @property
    def _span_of_years(self) -> Interval | None:
        return Interval.of_years(self.year_from, self.year_to)

    @property
    def are_filters(self) -> bool:
        """Whether anything is chosen or read that narrows the record, but for words."""
        return self.has_years or self.conditions.narrow

    @cached_property
    @asking_index()
    def reading(self) -> Reading:
        """How the reader's words are read; as words where the database does not say in time what it knows."""
        text = self.pasted.words_of(self.text)
        if not text or self.is_literal or self.pasted.of(self.entry_type.name):
            return words_alone(text)
        try:
            return self._read(text)
        except TooSlow:
            return words_alone(text)

    def _read(self, text: str) -> Reading:
        entry_type = self.entry_type.name
        reading = read(text, entry_type)
        if not reading.pieces:
            return reading
        # "2013-2015" may stand in a title; and a title that is pasted is no question, unless that finds it as well.
        if _YEARS.fullmatch(text.strip()) and stands(text, entry_type):
            return words_alone(text)
        entries = titled(text, entry_type)
        is_lost = bool(entries) and not that_meet(reading, entry_type).filter(pk__in=entries).exists()
        return words_alone(text) if is_lost else reading

    @property
    def words(self) -> str:
        """Those of the reader's words that are looked for as words."""
        return self.reading.rest

    @cached_property
    def conditions(self) -> Conditions:
        """What is demanded but for the words and the years."""
        return together(self.facets, self.also, self.signed, self._span_of_years, self.subsets, self.reading)

    @cached_property
    @asking_index()
    def labels(self) -> Labels:
        """What the values of the facets are called; `TooSlow` where the database does not say in time."""
        return labels(self.entry_type)

    def _leave_out_unknown(self) -> None:
        """Name values that the record does not have; where it does not say in time what it has, keep them."""
        try:
            known = self.labels if self.facets or self.also else {}
        except TooSlow:
            return
        for facet, values in list(self.facets.items()):
            if not (wrong := [value for value in values if value not in known[facet]]):
                continue
            now = moved_values(self.entry_type.panel[facet], wrong)
            kept = sorted({now.get(value, value) for value in values} & known[facet].keys())
            if wrong := [value for value in wrong if now.get(value) not in kept]:
                self._not_in_the_archive(facet, facet, wrong, all_of_them=not kept)
            self.facets[facet] = self._parameters.form.cleaned_data[facet] = kept
        self.facets = {facet: values for facet, values in self.facets.items() if values}
        for facet, named in self.also:
            if facet not in self.entry_type.panel:
                self.errors.setdefault("also", []).append(no_filter(f"{facet}:{','.join(named)}"))
            elif missing := [value for value in named if value not in known.get(facet, {})]:
                self._not_in_the_archive("also", facet, missing, all_of_them=len(missing) == len(named))
        groups = [(facet, tuple(one for one in named if one in known.get(facet, {}))) for facet, named in self.also]
        self.also = [group for group in groups if group[1]]

    def _not_in_the_archive(self, parameter: str, facet: str, values: list[str], *, all_of_them: bool) -> None:
        label = str(self.entry_type.panel[facet].label)
        self.errors.setdefault(parameter, []).append(unknown(values, label, all_of_them=all_of_them))

    def narrow(self, found: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
        """The rows of the index that the facets, chosen or read, and the chosen years leave."""
        narrowed: QuerySet[SearchEntry] = self._parameters.filter_queryset(found)
        for facet, values in self.conditions.facets.items():
            if facet not in self.facets:
                narrowed = narrowed.filter(facets__overlap=[f"{facet}:{value}" for value in values])
        return narrowed

    # The address

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """Each parameter as it is in an address; there are hundreds of addresses on a page."""
        return self._encode({})

    def _encode(self, changes: Mapping[str, Any]) -> dict[str, str]:
        params: dict[str, Any] = {
            "q": self.text,
            "reading": LITERALLY if self.is_literal and self.entry_type is DOCUMENTS and self.text else None,
            "view": self.view if self.view != "documents" else None,
            "year_from": self.year_from,
            "year_to": self.year_to,
            "signed": self.signed and str(self.signed),
            **{facet: self.facets.get(facet) for facet in self.entry_type.panel},
            "also": [_written(group) for group in self.also],
            PARAMETER: self.subsets,
            "sort": self.sort if self.sort != self.default_sort else None,
            **changes,
        }
        return {name: _encode(name, value) for name, value in params.items()}

    @cached_property
    def _explicit(self) -> dict[str, str]:
        return self._encode(self.spelled_out(self.reading.pieces))

    def spelled_out(self, pieces: Sequence[Piece], words: str | None = None) -> dict[str, Any]:
        """Parameters that say what these pieces of the question say, and ``words``, else those that stay words.

        What no parameter can say stays in the question as it was written.
        """
        words = self.words if words is None else words
        facets: dict[str, list[str]] = dict(self.facets)
        also = [_written(group) for group in self.also]
        signed, marks = self.signed, list(self.subsets)
        kept: list[str] = []
        for piece in pieces:
            mark = mark_of(piece)
            if piece.is_of_facet and not piece.is_excluded and len(piece.values) <= MOST_SPELLED_OUT:
                if piece.name in facets:
                    also.append(_written((piece.name, piece.values)))
                else:
                    facets[piece.name] = list(piece.values)
            elif mark:
                marks.append(mark)
            elif _is_a_span(piece) and (span := _within(signed, piece.values[0])):
                signed = span
            else:
                kept.append(piece.written)
        text = " ".join(filter(None, [words, *kept]))
        return {
            "q": text,
            "reading": LITERALLY if text and not kept else None,
            "signed": signed and str(signed),
            **facets,
            "also": also,
            PARAMETER: list(dict.fromkeys(marks)),
        }

    def are_literal(self, pieces: Sequence[Piece]) -> bool:
        """Whether words beside these pieces are taken literally: where parameters say all of the pieces."""
        return self.spelled_out(pieces, "x")["reading"] is not None

    def asking(self, pieces: Sequence[Piece], words: str | None = None, **changes: Any) -> str:
        """The query string that asks for these pieces and words, spelled out, with ``changes``."""
        parts = self._encode({**self.spelled_out(pieces, words), **changes})
        return "&".join(part for part in parts.values() if part)

    def query(self, **changes: Any) -> str:
        """The canonical query string of the valid parameters, with ``changes``; None or nothing removes one."""
        parts = self._encoded | {name: _encode(name, value) for name, value in changes.items()}
        return "&".join(part for part in parts.values() if part)

    def toggled(self, facet: str, value: str) -> str:
        """The query string with a value of a facet more, or without it where it is chosen."""
        values = self.conditions.facets.get(facet, [])
        changed = [other for other in values if other != value] if value in values else [*values, value]
        if facet in self.facets or facet not in self.conditions.facets:
            return self.query(**{facet: changed})
        parts = self._explicit | {facet: _encode(facet, changed)}
        return "&".join(part for part in parts.values() if part)

    def years_query(self, first: int, last: int) -> str:
        """The query string for these years, or for all where they alone are chosen."""
        alone = (self.year_from, self.year_to) == (first, last)
        years: dict[str, Any] = {"year_from": None if alone else first, "year_to": None if alone else last}
        if not self.reading.named(SIGNED):
            return self.query(**years)
        others = [piece for piece in self.reading.pieces if piece.name != SIGNED]
        return self.asking(others, **years)

    # Chips

    def chips(self, *, named: bool = True) -> list[Chip]:
        """Every choice of the reader's but the words, each with the query that drops it.

        With ``named`` each is called by its name; that asks the database.
        """
        labels = self.labels if named and (self.facets or self.also) else {}
        chips = [
            Chip(str(self.entry_type.panel[facet].label), _label(labels, facet, value), self.toggled(facet, value))
            for facet, values in self.facets.items()
            for value in values
        ]
        if self.has_years:
            years = str(self.entry_type.years)
            chips.append(Chip(years, _ours(self._years()), self.query(year_from=None, year_to=None)))
        if self.signed:
            dates = str(self.entry_type.dates or self.entry_type.years)
            chips.append(Chip(dates, _ours(self.signed.in_words()), self.query(signed=None)))
        for group in self.also:
            facet, values = group
            label = " / ".join(_label(labels, facet, value) for value in values)
            others_also = [_written(other) for other in self.also if other != group]
            chips.append(Chip(str(self.entry_type.panel[facet].label), _ours(label), self.query(also=others_also)))
        for key in self.subsets:
            others = [other for other in self.subsets if other != key]
            label = subset(key).label() if named else key
            kind = _("What is known") if is_of_what_is_known(key) else _("From a chart")
            chips.append(Chip(kind, _ours(label), self.query(**{PARAMETER: others})))
        return chips

    def _years(self) -> str:
        first, last = self.year_from, self.year_to
        if first and last:
            return str(first) if first == last else f"{first}–{last}"
        return _("from %d") % first if first else _("until %d") % (last or 0)


def _is_a_span(piece: Piece) -> bool:
    """Whether one span of time says what the piece demands."""
    return piece.name == SIGNED and len(piece.values) == 1 and not piece.is_excluded


def _label(labels: Labels, facet: str, value: str) -> Text:
    label = labels.get(facet, {}).get(value)
    return label.text if label else _ours(value)


def _group(text: str) -> Group:
    facet, _separator, values = text.partition(":")
    return facet, tuple(values.split(","))


def _written(group: Group) -> str:
    facet, values = group
    return f"{facet}:{','.join(values)}"


def _within(one: Interval | None, other: str) -> Interval | None:
    span = Interval.parse(other)
    return one.within(span) if one else span


def _ours(words: str) -> Text:
    """Words of the archive's own, in the language of the page."""
    return Text(words, reading_order()[0])


def _encode(name: str, value: Any) -> str:
    """A parameter as it is in an address: repeated for each of several values, nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return urlencode([(name, item) for item in sorted(value)])
    return urlencode([(name, value)], safe="/")
