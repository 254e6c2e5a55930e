"""The days that a date is, and those from one date to another."""

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass

EARLIEST, LATEST = 1500, 2199  # another number of four figures is hardly a year

Day = datetime.date


@dataclass(frozen=True)
class Span:
    """The days of a date: of a year, a month, a day, a decade, or of several."""

    first: Day | None
    last: Day | None
    is_decade: bool = False
    of: str = ""
    """What it is the date of, where that is not the signature."""

    @property
    def is_possible(self) -> bool:
        """Whether there is such a date."""
        return self.first is not None or self.last is not None


IMPOSSIBLE = Span(None, None)  # 31 February: no date, and nothing in it is another


@dataclass(frozen=True)
class Part:
    """A date without its year, as it begins a span: the 9th, May, the 9th of May."""

    month: int | None
    day: int | None


def days(year: int, month: int | None = None, day: int | None = None) -> tuple[Day, Day]:
    """The first and the last day; a ValueError says that there is none."""
    first = Day(year, 1 if month is None else month, 1 if day is None else day)
    if day is not None:
        return first, first
    last_month = month or 12
    return first, Day(year, last_month, calendar.monthrange(year, last_month)[1])


def spans(
    end: int, year: int, month: int | None = None, day: int | None = None, *, last_year: int | None = None
) -> Iterator[tuple[int, Span]]:
    """The date that ends at a token, if there is such a day."""
    if not EARLIEST <= year <= LATEST:
        return
    try:
        first, last = days(year, month, day)
    except ValueError:
        yield end, IMPOSSIBLE
    else:
        yield end, Span(first, Day(last_year, 12, 31) if last_year else last)


def days_of(year: int, month: int, first: int, last: int) -> Span:
    """From one day of a month to another."""
    try:
        return Span(Day(year, month, first), Day(year, month, last)) if first <= last else IMPOSSIBLE
    except ValueError:
        return IMPOSSIBLE


def months_of(year: int, key: str) -> Span:
    """From the first to the last of the months that the key of a cue ends with: ``date-months-6-8``."""
    first, last = key.split("-")[-2:]
    return Span(days(year, int(first))[0], days(year, int(last))[1])


def between(one: Span | Part, other: Span | Part) -> Span | None:
    """From the first day of one date to the last of another; what one of them leaves unsaid, the other says."""
    if isinstance(one, Part):
        if isinstance(other, Part):
            return None
        begins = _begins(one, other)
        return Span(begins, other.last) if begins else None
    if isinstance(other, Part):
        ends = _ends(one, other)
        return Span(one.first, ends) if ends else None
    if other.is_decade and not one.is_decade:  # 2010–2020 жылдары: two years
        return None
    first, last = (one, other) if (one.first or Day.min) <= (other.first or Day.min) else (other, one)
    return Span(first.first, last.last)


def _is_longer(date: Span) -> bool:
    """Whether it is more than a month, so that it says no month."""
    return not date.first or not date.last or (date.last - date.first).days > 30


def _begins(part: Part, date: Span) -> Day | None:
    """The first day of a date whose year, and perhaps month, is that of another, later one."""
    if _is_longer(date) or not date.first or not date.last or (part.day and date.first != date.last):
        return None
    month = part.month or date.first.month
    year = date.first.year - (month > date.first.month)  # from November to March 2017
    try:
        begins = Day(year, month, part.day or 1)
    except ValueError:
        return None
    return begins if begins <= date.last else None


def _ends(date: Span, part: Part) -> Day | None:
    """The last day of a date whose year is that of another, earlier one: from March 2018 to November."""
    if _is_longer(date) or not date.first or not part.month or (part.day and date.first != date.last):
        return None
    try:
        ends = days(date.first.year + (part.month < date.first.month), part.month, part.day)[1]
    except ValueError:
        return None
    return ends if ends >= date.first else None
