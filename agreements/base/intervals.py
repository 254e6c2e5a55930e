"""Spans of time as an address names them: intervals of ISO 8601-1, each end a year, a month or a day.

``2012/2016``, ``2014/..`` (from 2014 on), ``../2009`` (up to 2009), ``2017-11`` and ``2013-11-11`` (a month, a day). A
span has one name: ``2012-01-01/2012-12-31`` is ``2012``.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.base.edtf import DATE, bounds, show

_SHAPE = re.compile(rf"(?P<alone>{DATE})|(?:(?P<first>{DATE})|\.\.)/(?:(?P<last>{DATE})|\.\.)")
_OPEN = ".."


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
        if self._alone:
            return self._alone
        return f"{self._begins() or _OPEN}/{self._ends() or _OPEN}"

    def within(self, other: "Interval") -> "Interval | None":
        """What the two have in common; None where that is nothing."""
        first = max(filter(None, (self.first, other.first)), default=None)
        last = min(filter(None, (self.last, other.last)), default=None)
        return None if first and last and first > last else Interval(first, last)

    @property
    def years(self) -> tuple[int | None, int | None] | None:
        """The first and the last year of a span of whole years; None for any other."""
        begins, ends = self._begins(), self._ends()
        if len(begins) > len("2013") or len(ends) > len("2013"):
            return None
        return int(begins) if begins else None, int(ends) if ends else None

    def in_words(self) -> str:
        """The span in the language of the page."""
        if self._alone:
            return show(self._alone)
        begins, ends = self._begins(), self._ends()
        if self.years:
            if begins and ends:
                return f"{begins}–{ends}"
            return _("from %d") % int(begins) if begins else _("until %d") % int(ends)
        if begins and ends:
            return f"{show(begins)} – {show(ends)}"
        if begins:
            return _("not earlier than %(date)s") % {"date": show(begins, inside=True)}
        return _("not later than %(date)s") % {"date": show(ends, inside=True)}

    @property
    def _alone(self) -> str:
        """The one year, month or day that it is; empty for a span of several."""
        for length in (4, 7, 10):
            name = self.first.isoformat()[:length] if self.first else ""
            if name and bounds(name) == (self.first, self.last):
                return name
        return ""

    def _begins(self) -> str:
        """The longest year, month or day that begins with the first day."""
        if not self.first:
            return ""
        length = 10 if self.first.day > 1 else 7 if self.first.month > 1 else 4
        return self.first.isoformat()[:length]

    def _ends(self) -> str:
        """The longest year, month or day that ends with the last day."""
        if not self.last:
            return ""
        within = self.last.day < calendar.monthrange(self.last.year, self.last.month)[1]
        length = 10 if within else 7 if self.last.month < 12 else 4
        return self.last.isoformat()[:length]
