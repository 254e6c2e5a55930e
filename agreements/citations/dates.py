"""Dates as a style of citation writes them; an uncertain date is always marked as uncertain."""

import datetime
from dataclasses import dataclass

from babel.dates import format_date

from agreements.base.edtf import Edtf

# «Между» wants the instrumental: a table of our own, because CLDR has the nominative and the genitive only.
RUSSIAN_INSTRUMENTAL = (
    "январём", "февралём", "мартом", "апрелем", "маем", "июнем",
    "июлем", "августом", "сентябрём", "октябрём", "ноябрём", "декабрём",
)  # fmt: skip


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


Patterns = tuple[str, str, str]


@dataclass(frozen=True)
class DateForm:
    """How a style writes dates: CLDR patterns for a day, month or year, and words for uncertain dates.

    Where the words before or after a date ask for another form of it, there are patterns of day, month and year for
    it: ``limit`` (not later than), ``within`` two dates, ``about`` a date; "" is as outside.
    """

    locale: str
    day: str
    month: str
    year: str = "y"
    limit: Patterns = ("", "", "")
    within: Patterns = ("", "", "")
    about: Patterns = ("", "", "")
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
        """A date of the record in the words of the style; a style that names years alone has one year for a set in it.

        >>> DateForm("en", "y", "y").show(Edtf.parse("[2013-05..2013-06]"))
        '2013'
        """
        first, last = bounds(date)
        if first == last:
            words = {"?": self.inferred, "~": self.approximate, "%": self.both}.get(date.qualifier, "{}")
            return words.format(self._plain(first, self.about if date.qualifier in ("~", "%") else None))
        if not first or not last:
            return (self.until if last else self.since).format(self._plain(last or first, self.limit))
        ends = self._plain(first, self.within), self._plain(last, self.within)
        if ends[0] == ends[1]:
            return self._plain(first)
        words = self.between.replace("–", " – ") if any(" " in end for end in ends) else self.between
        # The year of a day is between commas: "May 1, 2013, and May 31, 2013" (Chicago 6.38).
        return words.format(f"{ends[0]}," if ", " in ends[0] else ends[0], ends[1])

    def _plain(self, text: str, patterns: Patterns | None = None) -> str:
        place = {4: 2, 7: 1}.get(len(text), 0)
        pattern = (patterns or ("", "", ""))[place] or (self.day, self.month, self.year)[place]
        day = datetime.date.fromisoformat((text + "-01-01")[:10])
        # @ is no letter of CLDR's patterns: the month in the instrumental.
        pattern = pattern.replace("@", f"'{RUSSIAN_INSTRUMENTAL[day.month - 1]}'")
        return str(format_date(day, pattern, locale=self.locale))
