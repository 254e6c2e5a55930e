"""Phrases of cues: words in any inflection, signs, and ``#`` for the place of what is named.

A word that ends with ``*`` is the beginning of one. Where a phrase ends with a stop, no word may follow: "from # on."
is not in "from 2014 on museums". Nothing here asks the database.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agreements.search import kazakh, russian
from agreements.search.words import fold

SLOT, END = "#", ""
SIGNS = str.maketrans("‐‑‒–—―−‘’ʼ", "-------'''")  # one for all dashes, and for all apostrophes
_MOST_KNOWN = 8192


@dataclass(frozen=True)
class Item:
    """A part of a phrase: a word, a sign, or the place of what is named."""

    text: str
    is_word: bool
    is_glued: bool
    """Whether nothing is between it and the part before."""


@dataclass(frozen=True)
class Phrase:
    """A phrase of the cue of a key."""

    key: str
    items: tuple[Item, ...]
    needs: frozenset[str]
    """Its words and signs."""

    @property
    def number(self) -> int | None:
        """The number at the end of the key."""
        last = self.key.rpartition("-")[2]
        return int(last) if last.isdigit() else None


class Phrases:
    """Phrases by the key of their cue, and the words of them that a word of a question can be a form of."""

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        self._all: list[Phrase] = []
        self._beginnings: set[str] = set()
        self._forms: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._meant: dict[str, frozenset[str]] = {}
        for key, alt in cues.items():
            for phrase in alt:
                if items := tuple(self._items(phrase)):
                    self._all.append(Phrase(key, items, frozenset(item.text for item in items) - {SLOT, END}))

    def _items(self, phrase: str) -> Iterator[Item]:
        end, last_is_word = -1, False
        for found in re.finditer(r"\d+|[^\W\d]+\*?|\S", phrase.translate(SIGNS)):
            is_word = found[0][0].isalpha()
            word = fold(found[0]) if is_word else found[0]
            if is_word:
                self._learn(word)
            if word == "." and last_is_word:
                word = END
            last_is_word = is_word
            yield Item(word, is_word, found.start() == end)
            end = found.end()

    def _learn(self, word: str) -> None:
        if word.endswith("*"):
            self._beginnings.add(word)
            return
        forms = {word}
        if has_endings(word):
            forms |= russian.forms(word) if russian.is_known(word) else set()
            for stem in kazakh.stems(word):
                self._stems.setdefault(stem, set()).add(word)
        for form in forms:
            self._forms.setdefault(form, set()).add(word)

    def meant(self, word: str) -> frozenset[str]:
        """The words of phrases that a folded word can be a form of."""
        if word not in self._meant:
            found = set(self._forms.get(word, ()))
            if has_endings(word):
                found = found.union(*(self._stems.get(stem, ()) for stem in kazakh.stems(word)))
            found |= {beginning for beginning in self._beginnings if word.startswith(beginning[:-1])}
            if len(self._meant) >= _MOST_KNOWN:
                self._meant.clear()
            self._meant[word] = frozenset(found)
        return self._meant[word]

    def among(self, words: Iterable[str]) -> Iterator[Phrase]:
        """Those whose words and signs are all among the words and signs of a question."""
        there = set(words)
        there.update(*(self.meant(word) for word in list(there) if word[:1].isalpha()))
        return (phrase for phrase in self._all if phrase.needs <= there)


def has_endings(word: str) -> bool:
    """Whether a folded word may be Russian or Kazakh, and long enough to have endings."""
    return re.fullmatch("[а-я]{3,}", word) is not None
