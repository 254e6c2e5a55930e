"""The words, numbers and signs of a question, as its dates are read from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from agreements.search.reading.months import is_short
from agreements.search.reading.phrases import SIGNS
from agreements.search.words import fold

_MOST = 400  # a question has fewer
_TOKEN = re.compile(r"\d+|(?:[^\W\d_][\u00ad\u0300-\u036f\u200b]*)+|\S")
_QUOTES = frozenset("«»\"“”„‟'’‘")
_ABBREVIATION = 2  # letters: «гг.»; and the short names of months


@dataclass(frozen=True)
class Token:
    """A word, a number or a sign of the question."""

    text: str
    """Folded; the hyphen for any dash."""

    start: int
    end: int
    number: int | None = None
    figures: int = 0
    is_dash: bool = False
    """Whether it is a dash and no hyphen."""


NONE = Token("", 0, 0)


def tokens(text: str) -> list[Token]:
    """The words, numbers and signs: an abbreviation with its stop, a day without the quotation marks around it."""
    found: list[Token] = []
    for one in islice(_TOKEN.finditer(text), _MOST):
        sign = one[0]
        if sign[0].isdigit():
            number = int(sign) if len(sign) < 5 and sign.isdecimal() else None
            found.append(Token(sign, one.start(), one.end(), number, len(sign)))
        elif sign[0].isalpha():
            found.append(Token(fold(sign) or sign, one.start(), one.end()))
        elif sign == "." and found and found[-1].end == one.start() and _is_short(found[-1].text):
            found[-1] = replace(found[-1], end=one.end())
        else:
            plain = sign.translate(SIGNS)
            found.append(Token(plain, one.start(), one.end(), is_dash=plain == "-" != sign))
    return list(_unquoted(found))


def _is_short(word: str) -> bool:
    return word.isalpha() and (len(word) <= _ABBREVIATION or is_short(word))


def _unquoted(tokens: list[Token]) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        match tokens[at : at + 3]:
            case [opening, day, closing] if opening.text in _QUOTES and closing.text in _QUOTES and 0 < day.figures < 3:
                yield replace(day, start=opening.start, end=closing.end)
                at += 3
            case _:
                yield tokens[at]
                at += 1
