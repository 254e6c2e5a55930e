"""Dates and spans of time in a question, in the usual forms of three languages.

Figures are read here: 2017-11-09, 9.11.2017, 11.2017, 2017. What the words around them say (since, «до», «кейін»…) is
in the cues of the vocabulary whose keys begin with ``date-``; a phrase of them has ``#`` where a date stands:

- ``date-year``, ``date-day``: how a year and a day are written: "year #", «# г», "#th of";
- ``date-decade``, ``date-decade-1990``: "#s", «#-е», "nineties";
- ``date-months-6-8``: from the sixth to the eighth month of a year, "summer of #";
- ``date-in``: the date itself; ``date-since``, ``date-until``: from it on, or up to it; ``date-after``, ``date-before``
  the same without it; ``date-between``: from the first to the second;
- ``date-of-in-force-date``: a date or span of the entry into force, "entered into force #";
- ``date-last``, ``date-last-10``: so many years up to today, "last # years"; ``date-ago-1``: the year so long ago.

Words count in any inflection. Nothing here asks the database.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from agreements.base.intervals import Interval
from agreements.search.reading.date_spans import (
    EARLIEST,
    IMPOSSIBLE,
    LATEST,
    Day,
    Part,
    Span,
    between,
    days,
    days_of,
    months_of,
    spans,
)
from agreements.search.reading.date_tokens import NONE, Token, tokens
from agreements.search.reading.months import month_of
from agreements.search.reading.phrases import END, SLOT, Item, Phrase, Phrases

_SEPARATORS = frozenset("-./")

# What signs say, in any language.
_SIGNS = {"date-since": ("#/..",), "date-until": ("../#",), "date-between": ("# - #", "# / #")}

Cues = Mapping[str, Sequence[str]]
Slots = Callable[[int], Iterable[tuple[int, Any]]]
"""What can stand in the place of a date from a token on: where each ends, and what it is."""


@dataclass(frozen=True)
class Dated:
    """A date or a span of time in a question: where it stands, and its first and last day (None: open)."""

    start: int
    end: int
    first: Day | None
    last: Day | None
    of: str = ""
    """What it is the date of, as a mark of a subset; of the signature unless something else is said."""

    @property
    def interval(self) -> str:
        """The interval of ISO 8601-1 by which an address names it: ``2012/2016``, ``2014/..``, ``2017-11``."""
        return str(Interval(self.first, self.last))


def dates_in(text: str, cues: Cues, today: Day | None = None) -> list[Dated]:
    """The dates and spans in the text, in their order; none overlaps another. ``cues``: phrases by the key of the cue.

    >>> [one.interval for one in dates_in("museums since 2014", {"date-since": ["since #"]})]
    ['2014/..']
    """
    phrases = _compiled(tuple((key, tuple(alt)) for key, alt in cues.items() if key.startswith("date-")))
    return list(_Reader(text, phrases, today or datetime.date.today()).dated())


@lru_cache(maxsize=8)
def _compiled(cues: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases:
    known = dict(cues)
    return Phrases(known | {key: (*known.get(key, ()), *signs) for key, signs in _SIGNS.items()})


def _group(key: str) -> str:
    """What a phrase is read with: years, days and decades are parts of spans, and these of what is around them."""
    kind = key.split("-")[1]
    return kind if kind in ("year", "day", "decade", "months", "in", "of") else "span"


class _Reader:
    """A question, token by token, and what can be read from each on: where that ends, and what it is."""

    def __init__(self, text: str, phrases: Phrases, today: Day) -> None:
        self._today = today
        self._tokens = tokens(text)
        self._meant = phrases.meant
        self._phrases: dict[str, list[Phrase]] = {}
        for phrase in phrases.among(token.text for token in self._tokens):
            self._phrases.setdefault(_group(phrase.key), []).append(phrase)
        self._known: dict[tuple[Any, int], list[Any]] = {}

    def dated(self) -> Iterator[Dated]:
        """Each date or span; of those that begin with one token the longest."""
        at = 0
        while at < len(self._tokens):
            found = [(end, span) for end, span in self._around(at) if self._stands_alone(at, end)]
            end, span = max(found, key=lambda pair: (pair[0], pair[1].is_possible), default=(at, IMPOSSIBLE))
            if span.is_possible:
                yield Dated(self._tokens[at].start, self._tokens[end - 1].end, span.first, span.last, span.of)
            at = max(end, at + 1)

    def _around(self, at: int) -> Iterator[tuple[int, Span]]:
        """Spans, with what is said before or behind them of what they are."""
        yield from self._in(at)
        for phrase, end, [span] in self._read("of", at, self._in):
            yield end, replace(span, of=phrase.key.removeprefix("date-of-"))

    def _in(self, at: int) -> Iterator[tuple[int, Span]]:
        """Spans, with the preposition before them."""
        yield from self._spans(at)
        for _phrase, end, [span] in self._read("in", at, self._spans):
            yield end, span

    def _once(self, at: int, ask: Callable[[int], Iterable[Any]]) -> list[Any]:
        """What is asked of a token, which several phrases do."""
        key = ask.__name__, at
        if key not in self._known:
            self._known[key] = list(ask(at))
        return self._known[key]

    def _spans(self, at: int) -> list[tuple[int, Span]]:
        return self._once(at, self._read_spans)

    def _read_spans(self, at: int) -> Iterator[tuple[int, Span]]:
        yield from self._dates(at)
        for phrase, end, found in self._read("span", at, self._dates_and_parts):
            if span := self._span(phrase, found):
                yield end, span

    def _span(self, phrase: Phrase, found: list[Any]) -> Span | None:
        """What a phrase says of the dates in it."""
        year = self._today.year
        if IMPOSSIBLE in found:
            return IMPOSSIBLE
        match phrase.key.split("-")[1], found:
            case "last", []:
                return Span(Day(year - (phrase.number or 0), 1, 1), None)
            case "last", [Part(None, int(number))]:
                return Span(Day(year - number, 1, 1), None)
            case "ago", []:
                return Span(*days(year - (phrase.number or 0)))
            case "since", [Span() as date]:
                return Span(date.first, None)
            case "until", [Span() as date]:
                return Span(None, date.last)
            case "after", [Span(_, last)] if last:
                return Span(last + datetime.timedelta(1), None)
            case "before", [Span(first, _)] if first:
                return Span(None, first - datetime.timedelta(1))
            case "between", [Span() | Part() as one, Span() | Part() as other]:
                return between(one, other)
        return None

    def _dates_and_parts(self, at: int) -> Iterator[tuple[int, Span | Part]]:
        yield from self._dates(at)
        for end, month, day in self._parts(at):
            yield end, Part(month, day)

    def _dates(self, at: int) -> list[tuple[int, Span]]:
        """Years, months, days and decades."""
        return self._once(at, self._read_dates)

    def _read_dates(self, at: int) -> Iterator[tuple[int, Span]]:
        yield from self._decades(at)
        yield from self._figures(at)
        for phrase, end, [year] in self._read("months", at, self._years):
            yield end, months_of(year, phrase.key)
        for _phrase, end, [span] in self._read("year", at, self._figures):  # 9.11.2017 г.
            yield end, span
        yield from self._written(at)

    def _decades(self, at: int) -> Iterator[tuple[int, Span]]:
        for phrase, end, found in self._read("decade", at, self._tens):
            if year := (found[0] if found else phrase.number):
                yield end, Span(Day(year, 1, 1), Day(year + 9, 12, 31), is_decade=True)

    def _tens(self, at: int) -> Iterator[tuple[int, int]]:
        """The year with which a decade begins: 1990, or 90 of the latest century in which that is past."""
        token = self._token(at)
        if token.number is None or token.number % 10:
            return
        if token.figures == 2:
            year = 2000 + token.number
            yield at + 1, year if year <= self._today.year else year - 100
        elif token.figures == 4 and EARLIEST <= token.number <= LATEST:
            yield at + 1, token.number

    def _figures(self, at: int) -> Iterator[tuple[int, Span]]:
        """What is written in figures alone: 2017-11-09, 9.11.2017, 9.11.17, 2017-11, 11.2017, 2012–16."""
        for length in (3, 5):
            tokens = self._tokens[at : at + length]
            signs = tokens[1::2]
            parts = [token.number for token in tokens[::2]]
            if len(tokens) < length or None in parts or len({sign.text for sign in signs}) > 1:
                return
            if signs[0].text not in _SEPARATORS or not all(self._is_glued(at + number) for number in range(1, length)):
                return
            end = at + length
            if self._continues(at, end, signs[0].text):
                continue
            match [token.figures for token in tokens[::2]], parts:
                case [4, 2], [int(year), int(number)] if number > year % 100 and (number > 12 or signs[0].is_dash):
                    yield from spans(end, year, last_year=year - year % 100 + number)
                case [4, 1 | 2], [int(year), int(month)]:
                    yield from spans(end, year, month)
                case [1 | 2, 4], [int(month), int(year)]:
                    yield from spans(end, year, month)
                case [4, 1 | 2, 1 | 2], [int(year), int(month), int(day)]:
                    yield from spans(end, year, month, day)
                case [1 | 2, 1 | 2, 4], [int(day), int(month), int(year)]:
                    yield from spans(end, year, month, day)
                case [1 | 2, 1 | 2, 2], [int(day), int(month), int(year)]:
                    known = [span for century in (2000, 1900) for span in spans(end, century + year, month, day)]
                    yield from [one for one in known if one[1].first and one[1].first <= self._today][:1]

    def _continues(self, start: int, end: int, sign: str) -> bool:
        """Whether the same sign goes before or follows: nothing in 2013/11/11/05 is a date."""
        before = start > 0 and self._is_glued(start) and self._tokens[start - 1].text == sign
        return before or (self._is_glued(end) and self._is_glued(end + 1) and self._tokens[end].text == sign)

    def _written(self, at: int) -> Iterator[tuple[int, Span]]:
        """A year alone; a month and a day in words, with the year before or behind them."""
        for end, year in self._years(at):
            yield from spans(end, year)
            for end_of_part, month, day in self._parts(self._after_comma(end)):
                if month:
                    yield from spans(end_of_part, year, month, day)
            for end_of_days, month, first, last in self._days_in_a_row(self._after_comma(end)):
                yield end_of_days, days_of(year, month, first, last)
        for end, month, day in self._parts(at):
            if month:
                for end_of_year, year in self._years(self._after_comma(end)):
                    yield from spans(end_of_year, year, month, day)
        for end, month, first, last in self._days_in_a_row(at):
            for end_of_year, year in self._years(self._after_comma(end)):
                yield end_of_year, days_of(year, month, first, last)

    def _days_in_a_row(self, at: int) -> Iterator[tuple[int, int, int, int]]:
        """24–27 тамыз, August 24–27: where they end, the month, the first and the last."""
        for end, month, first in self._parts(at):
            if first is None or self._token(end).text != "-":
                continue
            for end_of_last, month_of_last, last in self._parts(end + 1):
                if last is not None and (month is None) != (month_of_last is None):
                    yield end_of_last, month or month_of_last or 0, first, last

    def _years(self, at: int) -> list[tuple[int, int]]:
        """A year, without and with the word for it."""
        return self._once(at, self._read_years)

    def _read_years(self, at: int) -> Iterator[tuple[int, int]]:
        yield from self._year(at)
        for _phrase, end, [year] in self._read("year", at, self._year):
            yield end, year

    def _year(self, at: int) -> Iterator[tuple[int, int]]:
        token = self._token(at)
        if token.number is not None and token.figures == 4 and EARLIEST <= token.number <= LATEST:
            yield at + 1, token.number

    def _parts(self, at: int) -> list[tuple[int, int | None, int | None]]:
        """A month, a day, or both, in words: where it ends, the month and the day."""
        return self._once(at, self._read_parts)

    def _read_parts(self, at: int) -> Iterator[tuple[int, int | None, int | None]]:
        if month := month_of(self._token(at).text):
            yield at + 1, month, None
            for end, day in self._days(at + 1):
                yield end, month, day
        for end, day in self._days(at):
            yield end, None, day
            if month := month_of(self._token(end).text):
                yield end + 1, month, day

    def _days(self, at: int) -> Iterator[tuple[int, int]]:
        yield from self._day(at)
        for _phrase, end, [day] in self._read("day", at, self._day):
            yield end, day

    def _day(self, at: int) -> Iterator[tuple[int, int]]:
        token = self._token(at)
        if token.number is not None and token.figures < 3:
            yield at + 1, token.number

    # Phrases and tokens

    def _read(self, group: str, at: int, slots: Slots) -> Iterator[tuple[Phrase, int, list[Any]]]:
        """The phrases that stand here: where each ends, and what stands in its places; every way to read them."""
        for phrase in self._phrases.get(group, ()):
            for end, found in self._match(phrase.items, 0, at, slots):
                yield phrase, end, found

    def _match(self, items: Sequence[Item], number: int, at: int, slots: Slots) -> Iterator[tuple[int, list[Any]]]:
        if number == len(items):
            yield at, []
            return
        item = items[number]
        if item.text == END:
            if not self._token(at).text[:1].isalnum():
                yield at, []
            return
        if at >= len(self._tokens) or (item.is_glued and not self._is_glued(at)):
            return
        if item.text == SLOT:
            starts = slots(at)
        else:
            text = self._tokens[at].text
            stands = item.text == text or (item.is_word and item.text in self._meant(text))
            starts = [(at + 1, None)] if stands else []
        for end, found in starts:
            for last, others in self._match(items, number + 1, end, slots):
                yield last, [found, *others] if item.text == SLOT else others

    def _token(self, at: int) -> Token:
        return self._tokens[at] if at < len(self._tokens) else NONE

    def _after_comma(self, at: int) -> int:
        return at + (self._token(at).text == ",")

    def _is_glued(self, at: int) -> bool:
        """Whether nothing is between the token and the one before it."""
        return 0 < at < len(self._tokens) and self._tokens[at - 1].end == self._tokens[at].start

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether it is no part of something longer: a number, a word, an id, an address, a paragraph."""
        before, behind = self._token(start - 1) if start else NONE, self._token(end)
        if before.text == "№":
            return False
        if self._is_glued(start):
            is_joined = before.text in ("/", ".", "_") and self._is_glued(start - 1)
            if is_joined or before.text == "-" or before.text[-1].isalnum():
                return False
        if not self._is_glued(end):
            return True
        is_joined = behind.text in ("-", "/", ".", "_") and self._is_glued(end + 1)
        return not (behind.text[0].isalnum() or (is_joined and self._token(end + 1).text[0].isalnum()))
