"""Dates as a style of citation writes them; an uncertain date is always marked as uncertain."""

import datetime
from dataclasses import dataclass

from babel.dates import format_date

from agreements.base.edtf import Edtf


def bounds(date: Edtf) -> tuple[str, str]:
    """The first and the last date as written, without qualifiers: equal for a single date, "" for an open end.

    >>> bounds(Edtf.parse("2018?"))
    ('2018', '2018')
    >>> bounds(Edtf.parse("[..2015]"))
    ('', '2015')
    """
    if date.text.startswith("["):
        first, last = date.text.strip("[]").split("..")
        return first, last
    plain = date.text.rstrip("?~%")
    return plain, plain


def is_certain(date: Edtf) -> bool:
    """Whether the date is certain: a day, a month or a year without a qualifier, and no set."""
    return not date.qualifier and not date.text.startswith("[")


@dataclass(frozen=True)
class DateForm:
    """How a style writes dates: CLDR patterns for a day, month or year, and words for uncertain dates."""

    locale: str
    day: str
    month: str
    year: str = "y"
    inferred: str = "[{}?]"
    approximate: str = "[ca. {}]"
    both: str = "[ca. {}?]"
    between: str = "[between {} and {}]"
    until: str = "[no later than {}]"
    since: str = "[no earlier than {}]"

    def on(self, day: datetime.date) -> str:
        """A day, with month and year."""
        return str(format_date(day, self.day, locale=self.locale))

    def show(self, date: Edtf) -> str:
        """A date of the record in the words of the style."""
        first, last = (self._plain(text) for text in bounds(date))
        if date.text.startswith("["):
            if first and last:
                return self.between.format(first, last)
            return self.until.format(last) if last else self.since.format(first)
        words = {"?": self.inferred, "~": self.approximate, "%": self.both}
        return words.get(date.qualifier, "{}").format(first)

    def _plain(self, text: str) -> str:
        if not text:
            return ""
        pattern = {4: self.year, 7: self.month}.get(len(text), self.day)
        return str(format_date(datetime.date.fromisoformat((text + "-01-01")[:10]), pattern, locale=self.locale))
