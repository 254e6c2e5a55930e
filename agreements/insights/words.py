"""Pieces of sentences about numbers."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from babel.lists import format_list
from babel.numbers import format_percent
from django.utils.translation import pgettext, pgettext_lazy

from agreements.base.languages import page_language

Key = TypeVar("Key")

#: Simple fractions in words, as they stand before “documents”: “about three in five documents”.
SHARES = {
    Fraction(1, 10): pgettext_lazy("share of documents", "one in ten"),
    Fraction(1, 5): pgettext_lazy("share of documents", "one in five"),
    Fraction(1, 4): pgettext_lazy("share of documents", "one in four"),
    Fraction(1, 3): pgettext_lazy("share of documents", "one in three"),
    Fraction(2, 5): pgettext_lazy("share of documents", "two in five"),
    Fraction(1, 2): pgettext_lazy("share of documents", "one in two"),
    Fraction(3, 5): pgettext_lazy("share of documents", "three in five"),
    Fraction(2, 3): pgettext_lazy("share of documents", "two in three"),
    Fraction(3, 4): pgettext_lazy("share of documents", "three in four"),
    Fraction(4, 5): pgettext_lazy("share of documents", "four in five"),
    Fraction(9, 10): pgettext_lazy("share of documents", "nine in ten"),
}


def listed(items: Iterable[object]) -> str:
    """“a, b and c” in the language of the page."""
    lang = page_language()
    locale = "en_GB" if lang == "en" else lang  # American English has a comma before “and”
    return format_list([str(item) for item in items], locale=locale)


def year_span(first: int, last: int) -> str:
    """The first and the last year of a span, “2012–2016”; a single year once."""
    return str(first) if first == last else f"{first}–{last}"


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, as the language of the page writes it."""
    return format_percent(part / whole if whole else 0, locale=page_language())


def share_in_words(part: int, whole: int) -> str:
    """The simple fraction nearest to a part of a whole, in words; below one in ten and above nine in ten, per cent."""
    exact = Fraction(part, whole)
    if not min(SHARES) / 2 < exact < 1 - min(SHARES) / 2:
        return pgettext("share of documents", "%(percent)s of") % {"percent": share(part, whole)}
    return str(SHARES[min(SHARES, key=lambda known: abs(known - exact))])


def leading(counts: Mapping[Key, int]) -> tuple[list[Key], int]:
    """Who has the highest count, in the given order, and that count."""
    most = max(counts.values(), default=0)
    return [key for key, count in counts.items() if count == most and most], most
