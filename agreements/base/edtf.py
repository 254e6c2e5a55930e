"""Dates as the sources give them: EDTF (ISO 8601-2), never padded to a false day.

The record uses a part of EDTF: a year, a month or a day, each possibly uncertain (``2018?``), approximate
(``2012~``) or both (``2012%``), and "one of a set" (``[2013..2015]``, ``[..2015]``, ``[2015..]``).
Source: Library of Congress, Extended Date/Time Format (EDTF) Specification, levels 0 to 2.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel.dates import format_date
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from agreements.base.languages import page_language

# Mirrored by the database function edtf_upper() and the check constraints, see migrations.
# Digits are 0 to 9; \d would take those of every script.
DATE = r"[1-9][0-9]{3}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
PARTIAL = r"[1-9][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
PROFILE = rf"(?:{DATE}[?~%]?|\[{DATE}\.\.{DATE}\]|\[\.\.{DATE}\]|\[{DATE}\.\.\])"
_SHAPE = re.compile(rf"(?P<date>{DATE})(?P<qualifier>[?~%]?)|\[(?P<first>{DATE})?\.\.(?P<last>{DATE})?\]")


@dataclass(frozen=True)
class Edtf:
    """One date of the record: as written, first and last day it may mean (None: open), and its qualifier."""

    text: str
    lower: datetime.date | None
    upper: datetime.date | None
    qualifier: str

    @classmethod
    def parse(cls, text: str) -> "Edtf":
        """Read ``text``; a ValueError says what is wrong with it."""
        return _parse(text)

    @property
    def year(self) -> int | None:
        """The year under which the date is filed, sorted and counted: its latest."""
        last = self.upper or self.lower
        return last.year if last else None

    @property
    def certain(self) -> str:
        """The year, month or day that this is without doubt, as ISO 8601 writes it; a set of one is that one."""
        shape = _SHAPE.fullmatch(self.text)
        assert shape is not None
        if shape["date"]:
            return "" if self.qualifier else shape["date"]
        return shape["first"] if shape["first"] == shape["last"] else ""

    def reaches_beyond(self, day: datetime.date) -> bool:
        """Whether the date, or either end of a set of dates, begins after ``day``."""
        return any(days[0] > day for date in re.findall(DATE, self.text) if (days := bounds(date)))

    def since(self) -> str:
        """After "from": a year, month or day in the form that a phrase asks for, anything else as it is."""
        return show(self.certain, "inside") if self.certain else str(self)

    def __str__(self) -> str:
        shape = _SHAPE.fullmatch(self.text)
        assert shape is not None
        if self.certain:
            return show(self.certain)
        if shape["date"]:
            match self.qualifier:
                case "?":
                    return gettext("%(date)s, inferred") % {"date": show(shape["date"])}
                case "~":
                    return gettext("about %(date)s") % {"date": show(shape["date"], "about")}
                case "%":
                    return gettext("about %(date)s, inferred") % {"date": show(shape["date"], "about")}
        if shape["first"] and shape["last"]:
            return gettext("between %(first)s and %(last)s") % {
                "first": show(shape["first"], "inside"),
                "last": show(shape["last"], "inside"),
            }
        if shape["last"]:
            return gettext("not later than %(date)s") % {"date": show(shape["last"], "inside")}
        return gettext("not earlier than %(date)s") % {"date": show(shape["first"], "inside")}


def validate_edtf(text: str) -> None:
    """Model validator: a date the record can hold, in the profile of EDTF that it uses."""
    try:
        Edtf.parse(text)
    except ValueError as error:
        raise ValidationError(str(error), code="edtf") from error


@lru_cache(maxsize=4096)
def _parse(text: str) -> Edtf:
    shape = _SHAPE.fullmatch(text)
    if not shape:
        raise ValueError(
            gettext(
                "“%(text)s” is not a valid date. Write 2013, 2013-11 or 2013-11-11; add ? if inferred, ~ if "
                "approximate; [2013..2015] for between, [..2015] for not later than."
            )
            % {"text": text[:40]}
        )
    first = bounds(shape["date"] or shape["first"])
    last = bounds(shape["date"] or shape["last"])
    lower, upper = first and first[0], last and last[1]
    if not lower and not upper:
        raise ValueError(gettext("“%(text)s” names no date at all.") % {"text": text})
    if lower and upper and lower > upper:
        raise ValueError(gettext("“%(text)s” ends before it begins.") % {"text": text})
    return Edtf(text, lower, upper, shape["qualifier"] or "")


def bounds(date: str | None) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of a year, month or day, None of none; a ValueError says that there is no such day."""
    if not date:
        return None
    parts = [int(part) for part in date.split("-")]
    try:
        first = datetime.date(*parts, *(1, 1)[len(parts) - 1 :])
    except ValueError as error:
        raise ValueError(gettext("“%(text)s” is not in the calendar.") % {"text": date}) from error
    match parts:
        case [year]:
            return first, datetime.date(year, 12, 31)
        case [year, month]:
            return first, datetime.date(year, month, calendar.monthrange(year, month)[1])
    return first, first


def show(date: str, form: Literal["alone", "inside", "about"] = "alone") -> str:
    """A year, month or day in the words of the page's language: alone, ``inside`` a phrase, or after ``about``."""
    first = bounds(date)
    assert first is not None
    # Translators: date patterns are those of Unicode CLDR (LDML); quote literal words.
    forms = {
        4: (pgettext("year alone", "y"), pgettext("year inside a phrase", "y"), pgettext("year after about", "y")),
        7: (
            pgettext("month alone", "MMMM y"),
            pgettext("month inside a phrase", "MMMM y"),
            pgettext("month after about", "MMMM y"),
        ),
        10: (pgettext("day", "d MMMM y"), pgettext("day inside a phrase", "d MMMM y"), pgettext("day", "d MMMM y")),
    }[len(date)]
    return format_date(first[0], forms[("alone", "inside", "about").index(form)], locale=page_language())


EDTF_HELP = _(
    "As precise as the source: 2013, 2013-11 or 2013-11-11. Inferred: 2018?, approximate: 2012~, "
    "between: [2013..2015], not later than: [..2015]."
)
