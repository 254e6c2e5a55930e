"""Spans of time as an address names them: intervals of ISO 8601-1, each end a year, a month or a day.

``2012/2016``, ``2014/..`` (from 2014 on), ``../2009`` (up to 2009), ``2017-11`` and ``2013-11-11`` (a month, a day). A
span has one name: ``2012-01-01/2012-12-31`` is ``2012``.
"""

import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.base.edtf import DATE, bounds, show

_SHAPE = re.compile(rf"(?P<alone>{DATE})|(?:(?P<first>{DATE})|\.\.)/(?:(?P<last>{DATE})|\.\.)")
_OPEN = ".."
_LENGTHS = (4, 7, 10)  # of a year, a month and a day


@dataclass(frozen=True)
class Interval:
    """The first and the last day of a span; None where it is open, as one of the two may be."""

    first: datetime.date | None
    last: datetime.date | None

    @classmethod
    def of_years(cls, first: int | None, last: int | None) -> "Interval | None":
        """From the first day of a year to the last of another; None where neither is known."""
        if not (first or last):
            return None
        return cls(datetime.date(first, 1, 1) if first else None, datetime.date(last, 12, 31) if last else None)

    @classmethod
    def parse(cls, text: str) -> "Interval":
        """Read ``text``; a ValueError says that it is no interval, or that it ends before it begins."""
        shape = _SHAPE.fullmatch(text)
        if not shape:
            raise ValueError(f"{text} is no interval")
        begins, ends = bounds(shape["alone"] or shape["first"]), bounds(shape["alone"] or shape["last"])
        first, last = begins and begins[0], ends and ends[1]
        if not (first or last) or (first and last and first > last):
            raise ValueError(f"{text} is no span of time")
        return cls(first, last)

    def __str__(self) -> str:
        begins, ends = self._names
        return begins if begins == ends else f"{begins or _OPEN}/{ends or _OPEN}"

    def within(self, other: "Interval") -> "Interval | None":
        """What the two have in common; None where that is nothing."""
        first = max(filter(None, (self.first, other.first)), default=None)
        last = min(filter(None, (self.last, other.last)), default=None)
        return None if first and last and first > last else Interval(first, last)

    @property
    def years(self) -> tuple[int | None, int | None] | None:
        """The first and the last year of a span of whole years; None for any other."""
        begins, ends = self._names
        if self._length > _LENGTHS[0]:
            return None
        return int(begins) if begins else None, int(ends) if ends else None

    def in_words(self) -> str:
        """The span in the language of the page."""
        begins, ends = self._names
        if begins == ends:
            return show(begins)
        if self.years:
            if begins and ends:
                return f"{begins}–{ends}"
            return _("from %d") % int(begins) if begins else _("until %d") % int(ends)
        if begins and ends:
            return f"{show(begins)} – {show(ends)}"
        if begins:
            return _("not earlier than %(date)s") % {"date": show(begins, "inside")}
        return _("not later than %(date)s") % {"date": show(ends, "inside")}

    @property
    def _length(self) -> int:
        """How many characters name either end: of a year, a month or a day, the longest that will do."""
        return next(
            length
            for length in _LENGTHS
            if not (self.first and _bounds(self.first, length)[0] != self.first)
            and not (self.last and _bounds(self.last, length)[1] != self.last)
        )

    @property
    def _names(self) -> tuple[str, str]:
        """The first and the last year, month or day; empty where it is open."""
        length = self._length
        first, last = (day.isoformat()[:length] if day else "" for day in (self.first, self.last))
        return first, last


def _bounds(day: datetime.date, length: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of the year, month or day that a day is in."""
    found = bounds(day.isoformat()[:length])
    assert found is not None
    return found
