"""The words of a question as they are read one by one, and those of it that are not read but taken as they stand."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agreements.search.tokens import NOT, NOT_BEHIND, OR

_LETTER = r"[^\W_]"
_WITHIN = r"['’ʼ`´\u00ad\u0300-\u036f\u200b-\u200f\u2060]"  # of letters, and what counts for nothing
_WORD = re.compile(f"{_LETTER}(?:{_LETTER}|{_WITHIN})*")
_BREAK = re.compile(r"[,;:.!?()\[\]{}—–|/]")
_INITIAL = re.compile(rf"(?!\d){_LETTER}{_WITHIN}*\.")

# What operators rule, and what names a document by its id or address.
_QUOTED = r'-?["“”„«»‟″][^"“”„«»‟″]*["“”„«»‟″]?'
_OR = f"(?-i:{'|'.join(map(re.escape, sorted(OR, reverse=True)))})"
_NOT = f"(?-i:{'|'.join(sorted(NOT))})"
_NOT_BEHIND = f"(?-i:{'|'.join(sorted(NOT_BEHIND))})"
_LITERAL = re.compile(
    rf"""
      (?:{_QUOTED}|\S+)(?:\s+{_OR}\s+(?:{_QUOTED}|\S+))+
    | {_QUOTED}
    | (?<!\S)\S+\s+{_NOT_BEHIND}\s*\Z
    | (?<!\S){_NOT}\s+\S+
    | (?<!\S)-\S+
    | (?<!\S)[\u2212\u2013\u2014](?=[^\W\d])\S+
    | \S+\*(?!\S)
    | \S*://\S+ | (?<!\S)/?id/\S+
    | (?<![\w-])\d{{4}}(?:-\d\d){{0,2}}-[a-z][a-z0-9-]+
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """A word of a question: where it is, and what is before it."""

    text: str
    start: int
    end: int
    breaks: bool = False
    """Whether a mark of punctuation, or something that is not read, is between it and the word before."""
    comma: bool = False
    """Whether that mark is a comma."""
    hyphen: bool = False
    """Whether a hyphen joins it to the word before."""
    is_initial: bool = False
    """Whether it may be the initial of a name: a letter with a stop."""

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1] != self.text[:1].lower()


def literals(text: str) -> list[tuple[int, int]]:
    """Where quotes, operators, beginnings of words, ids and addresses are."""
    return [found.span() for found in _LITERAL.finditer(text)]


def words(text: str, without: list[tuple[int, int]]) -> list[Token]:
    """The words of a question but for those that are in the spans ``without``."""
    return list(_words(text, sorted(without)))


def count_of(tokens: Sequence[Token]) -> int:
    """How many words they are: those that a hyphen joins are one, but a number and a word are two: 14-форум."""
    before = ["", *(token.text for token in tokens)]
    return sum(not token.hyphen or last.isdigit() for last, token in zip(before, tokens, strict=False))


def _words(text: str, without: list[tuple[int, int]]) -> Iterator[Token]:
    end = 0
    before = ""
    for found in _WORD.finditer(text):
        start, stop = found.span()
        if any(first < stop and start < last for first, last in without):
            continue
        between = text[end:start]
        # The stop after an initial belongs to the name.
        marks = between[1:] if between.startswith(".") and len(before) == 1 else between
        skipped = any(first < start and end <= first for first, last in without)
        breaks = bool(end) and (skipped or bool(_BREAK.search(marks)))
        before = unicodedata.normalize("NFC", found[0])
        is_initial = bool(_INITIAL.match(text, start))
        yield Token(before, start, stop, breaks, "," in marks and not skipped, between in ("-", "‑", "‐"), is_initial)
        end = stop
