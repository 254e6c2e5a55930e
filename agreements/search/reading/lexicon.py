"""What the archive knows by name: the values of all facets that the public record has, and the cues of questions.

It is kept in the process and made anew where the index or the vocabulary has changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from agreements.search.reading.keys import keys, sounds
from agreements.search.reading.spoken import Token, words
from agreements.search.spelling import distance
from agreements.search.words import fold

_RECENT = 256  # words whose values are kept
_FEWEST_LETTERS = 4  # shorter words that differ by a letter are other words


@dataclass(frozen=True)
class Name:
    """What some words name: ``values`` of a facet, or a cue of the key ``facet``."""

    facet: str
    values: tuple[str, ...]


class _Node:
    """Where the words so far have led to: the names that end here, and where the next word leads."""

    __slots__ = ("names", "next")

    def __init__(self) -> None:
        self.names: tuple[Name, ...] = ()
        self.next: dict[int, _Node] = _NOWHERE

    def to(self, number: int) -> "_Node":
        """The node that a word leads to."""
        if self.next is _NOWHERE:
            self.next = {}
        return self.next.setdefault(number, _Node())


_NOWHERE: dict[int, _Node] = {}


class Vocabulary:
    """All words that names and cues have, each with a number, found by any of their keys."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._by_key: defaultdict[str, set[int]] = defaultdict(set)
        self._written: dict[int, str] = {}
        self._keys: dict[int, frozenset[str]] = {}
        self.skipped: frozenset[str] = frozenset()
        """Keys of words that count for nothing in a name: articles, "of"."""

    def number(self, word: str, lang: str, *, sounding: bool = False, exact: bool = False) -> int:
        """The number of a word of a language.

        ``sounding``: it is found by how it sounds as well; ``exact``: in no other form than this one.
        """
        number = self._numbers.setdefault((word, f"{lang}=" if exact else lang), len(self._numbers))
        if number in self._written and not sounding:
            return number
        self._written[number] = word
        known = frozenset({fold(word)}) if exact else keys(word, lang)
        self._keys[number] = known
        for key in known | (sounds(word) if sounding else frozenset()):
            self._by_key[key].add(number)
        return number

    def keys_of(self, name: Sequence[int]) -> frozenset[str]:
        """The keys of the words of a name."""
        if len(name) == 1:
            return self._keys[name[0]]
        return frozenset().union(*(self._keys[number] for number in name))

    def are_forms(self, one: int, other: int) -> bool:
        """Whether two words can be forms of one."""
        return one == other or not self._keys[one].isdisjoint(self._keys[other])

    def like(self, word: str) -> frozenset[int]:
        """The words that a word of a question can be a form of, or else those that sound the same."""
        found = [self._by_key[key] for key in keys(word) if key in self._by_key]
        if not found:
            found = [self._by_key[key] for key in sounds(word) if key in self._by_key]
        return frozenset().union(*found)

    def word(self, number: int) -> str:
        """The word of a number, as it was first written."""
        return self._written[number]

    def folded(self, number: int) -> str:
        """The word of a number, folded."""
        return fold(self._written[number])

    def forms(self, number: int) -> frozenset[int]:
        """The words that are this word in another form."""
        return self.like(self._written[number])

    def skips(self, word: str) -> bool:
        """Whether the word counts for nothing in a name."""
        return not self.skipped.isdisjoint(keys(word))

    def numbers(self, text: str, lang: str, *, sounding: bool = False, exact: bool = False) -> list[int]:
        """The words of a name that count."""
        return [
            self.number(word, lang, sounding=sounding, exact=exact)
            for word in _words_of_name(text)
            if not self.skips(word)
        ]


@lru_cache(maxsize=8192)
def _words_of_name(text: str) -> tuple[str, ...]:
    """Kept, because all names are read again whenever one changes."""
    return tuple(token.text for token in words(text, []))


class Lexicon:
    """All names, by their words: whole names in a row, and names that have some words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._root = _Node()
        self._with_word: dict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._around: dict[tuple[str, bool], defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._having = lru_cache(maxsize=_RECENT)(self._values_with)
        self._named: defaultdict[tuple[str, str], set[tuple[int, ...]]] = defaultdict(set)

    def add(self, facet: str, values: Iterable[str], name: Sequence[int], *, by_part: bool = False) -> None:
        """A name of values of a facet; ``by_part``: some words of it name them too."""
        if not name:
            return
        node = self._root
        for number in name:
            node = node.to(number)
        known = next((one for one in node.names if one.facet == facet), None)
        if known:
            values = dict.fromkeys([*known.values, *values])
        named = tuple(values)
        node.names = (*(one for one in node.names if one is not known), Name(facet, named))
        for value in named:
            self._named[facet, value].add(tuple(name))
            if by_part:
                for number in name:
                    self._with_word[facet][number].add(value)

    def add_context(self, facet: str, value: str, numbers: Iterable[int], *, is_named: bool) -> None:
        """Words that may stand beside a part of the name of a value; ``is_named``: it says the same in other words.

        Alone they name nothing.
        """
        for number in numbers:
            self._around[facet, is_named][number].add(value)

    def beginning(self, asked: "Sequence[Asked]", start: int, stop: int | None = None) -> Iterator[tuple[int, Name]]:
        """Each name that the words from ``start`` on are, with where it ends; the longest are last."""
        yield from self._from(self._root, asked, start, len(asked) if stop is None else stop)

    def _from(self, node: _Node, asked: "Sequence[Asked]", at: int, stop: int) -> Iterator[tuple[int, Name]]:
        begun = node is not self._root
        while begun and at < stop and asked[at].skipped and not (node.next.keys() & asked[at].like):
            at += 1
        if at >= stop:
            return
        joined = asked[at].joined_like
        for like, length in ((asked[at].like, 1), *([(joined, 2)] if joined and at + 1 < stop else [])):
            for number in sorted(node.next.keys() & like) if len(like) < len(node.next) else like & node.next.keys():
                after = node.next[number]
                yield from ((at + length, name) for name in after.names)
                yield from self._from(after, asked, at + length, stop)

    def with_words(self, facet: str, likes: Sequence[frozenset[int]]) -> set[str]:
        """The values of a facet whose names have all of these words, or some and the others beside them."""
        named, around = self._with_word[facet], [self._around[facet, is_named] for is_named in (True, False)]
        if not any(named.keys() & like and not any(words.keys() & like for words in around) for like in likes):
            return set()
        for is_wide in (False, True):
            found: set[str] | None = None
            for like in likes:
                having = self._having(facet, like, is_wide)
                found = having if found is None else found & having
                if not found:
                    break
            if found:
                return set(found)
        return set()

    def _values_with(self, facet: str, like: frozenset[int], is_wide: bool) -> set[str]:
        tables = [self._with_word[facet], self._around[facet, True]]
        tables += [self._around[facet, False]] if is_wide else []
        return {value for table in tables for number in like if number in table for value in table[number]}

    def is_whole(self, facet: str, value: str, likes: Sequence[frozenset[int]]) -> bool:
        """Whether these words are all of a name of the value, which may say its country in other words."""
        said = frozenset().union(*likes)
        country = {number for number, values in self._around[facet, True].items() if value in values}
        known = said | country if said & country else said
        return any(all(self._is_among(number, known) for number in name) for name in self.names_of(facet, value))

    def _is_among(self, number: int, known: frozenset[int] | set[int]) -> bool:
        """Whether a word is among some, in whatever form."""
        return number in known or not self.vocabulary.forms(number).isdisjoint(known)

    def names_of(self, facet: str, value: str) -> set[tuple[int, ...]]:
        """The names of a value, each as the numbers of its words."""
        return self._named.get((facet, value), set())

    def near(self, facet: str, text: str) -> list[str]:
        """The values of a facet in whose names a word differs by a letter from one of the text."""
        asked_for = {fold(token.text) for token in words(text, []) if len(token.text) >= _FEWEST_LETTERS}
        found: dict[str, None] = {}
        for (of_facet, value), names in self._named.items():
            if of_facet == facet:
                known = {self.vocabulary.folded(number) for name in names for number in name}
                if any(_differ_by_one(one, other) for one in asked_for for other in known):
                    found[value] = None
        return list(found)


def _differ_by_one(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other or (one[0] != other[0] and one[1:2] != other[1:2]):
        return False
    return distance(one, other) == 1


@dataclass(frozen=True)
class Asked:
    """A word of a question, as far as the lexicon knows it."""

    token: Token
    like: frozenset[int]
    skipped: bool
    joined_like: frozenset[int] = frozenset()
    """The same of it together with the word that a hyphen joins to it."""


def asked(vocabulary: Vocabulary, tokens: Sequence[Token]) -> list[Asked]:
    """The words of a question in terms of the lexicon."""
    found = []
    for token, after in zip_longest(tokens, tokens[1:]):
        joined = vocabulary.like(token.text + after.text) if after and after.hyphen else frozenset()
        found.append(Asked(token, vocabulary.like(token.text), vocabulary.skips(token.text), joined))
    return found
