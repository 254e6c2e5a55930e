"""Short and former names: the words of a question that the record says otherwise, as the vocabulary tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agreements.base import database
from agreements.base.languages import LANGUAGES, reading_order
from agreements.search import russian
from agreements.search.tokens import Token
from agreements.search.words import WORD, fold

_SHORT = 2  # letters of a word that has no other forms

ShortName = tuple[tuple[str, ...], tuple[str, ...]]
"""Its words, and what the record calls it: first in the language of the short name."""


@dataclass(frozen=True)
class Replaced:
    """Some tokens of a question, from the ``first`` to before ``after``, and what the record calls it."""

    first: int
    after: int
    labels: tuple[str, ...]  # first the one in the language of what was written


def short_names(tokens: Sequence[Token]) -> list[Replaced]:
    """Where the question has short or former names; of two that begin together the longer."""
    spelled = [_words(token.content) for token in tokens]
    known = _by_beginning(_rows()) if tokens else {}
    found: list[Replaced] = []
    first = 0
    while first < len(tokens):
        beginning = _beginnings(spelled[first][0]) if spelled[first] else frozenset()
        names = dict.fromkeys(name for key in beginning for name in known.get(key, ()))
        matches = [(after, labels) for alt, labels in names if (after := _matches(alt, spelled, first))]
        if matches and _is_plain(tokens[first : max(matches)[0]]):
            after, labels = max(matches)
            found.append(Replaced(first, after, labels))
            first = after
        else:
            first += 1
    return found


def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each short name with the labels of what it is for."""
    order = reading_order()
    fields = ", ".join(f"{name}_{lang}" for name in ("alt", "label") for lang in order)
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {fields} FROM agreements_synonym ORDER BY position, key")
        rows = cursor.fetchall()
    found: list[tuple[str, tuple[str, ...]]] = []
    for row in rows:
        alts, called = row[: len(order)], row[len(order) :]
        for number, others in enumerate(alts):
            labels = (called[number], *called[:number], *called[number + 1 :])
            found += [(alt, labels) for alt in others]
    return tuple(found)


@lru_cache(maxsize=len(LANGUAGES))
def _by_beginning(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, list[ShortName]]:
    """The short names by what their first word may be a form of, lest each be held against every word of a question."""
    found: dict[str, list[ShortName]] = {}
    for alt, labels in rows:
        if words := _words(alt):
            for key in _beginnings(words[0]):
                found.setdefault(key, []).append((words, labels))
    return found


def _beginnings(word: str) -> frozenset[str]:
    """What two words that are the same have in common, one of it at least."""
    return frozenset({word}) | (russian.lemmas(word) if len(word) > _SHORT else frozenset())


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in WORD.findall(text))


def _matches(alt: tuple[str, ...], spelled: Sequence[tuple[str, ...]], first: int) -> int:
    """After which token the short name ends that begins with the ``first``; 0 where none does."""
    left = list(alt)
    for number, words in enumerate(spelled[first:], first + 1):
        if len(words) > len(left) or not all(_same(word, other) for word, other in zip(words, left, strict=False)):
            return 0
        left = left[len(words) :]
        if not left:
            return number
    return 0


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    return min(len(word), len(other)) > _SHORT and not russian.lemmas(word).isdisjoint(russian.lemmas(other))


def _is_plain(tokens: Sequence[Token]) -> bool:
    """Whether the tokens are words that may be read otherwise: one of any sign, several without."""
    if len(tokens) == 1:
        return not tokens[0].only_so
    together = len({token.minus for token in tokens}) == 1 and not any(token.either for token in tokens[1:])
    return together and not any(token.phrase or token.only_so for token in tokens)
