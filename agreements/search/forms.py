"""The words of the public record that are a word of a question: in another form, spelling or script.

The index has whole words. A question is widened to those of its words that are the same word: English ones of one stem,
Russian ones of one paradigm (`russian`), Kazakh ones with one stem (`kazakh`), and in the other script what sounds the
same. What is found does not depend on which form was asked for.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from agreements.base import database
from agreements.search import kazakh, russian
from agreements.search.sounds import sound
from agreements.search.words import KAZAKH, Word, spelled

_FEWEST_SOUNDS = 5  # shorter words that sound alike in two languages are seldom the same
_MORE_SOUNDS = 5  # what endings add to a word that sounds the same in another script
_FEWEST_SHARED = 3  # letters of a word that Russian and Kazakh write alike
_MOST = 1000  # words; more than there are, but told so, the planner starts no processes for a few rows
_LONGEST = 40  # letters, as the record's words are kept
_CYRILLIC = re.compile("[а-я]{2,}")
_LATIN = re.compile("[a-z]{2,}")

# Words of the record: those given, those of a stem, those of Kazakh that begin so, those that begin to sound so.
_KNOWN = f"""
SELECT 'whole', asked.number, known.word, known.kazakh, known.folded, known.lexeme, known.sound
FROM unnest(%s::integer[], %s::text[]) AS asked(number, text) JOIN search_word known ON known.folded = asked.text
WHERE known.type = %s
UNION ALL
SELECT 'whole', asked.number, known.word, known.kazakh, known.folded, known.lexeme, known.sound
FROM unnest(%s::integer[], %s::text[]) AS asked(number, text) JOIN search_word known ON known.lexeme = asked.text
WHERE known.type = %s
UNION ALL
SELECT 'begins', asked.number, known.word, known.kazakh, known.folded, known.lexeme, known.sound
FROM unnest(%s::integer[], %s::text[]) AS asked(number, text)
CROSS JOIN LATERAL (
    SELECT * FROM search_word known
    WHERE known.folded >= asked.text AND known.folded < asked.text || chr(1114111) AND known.kazakh AND known.type = %s
    LIMIT {_MOST}
) known
UNION ALL
SELECT 'sounds', asked.number, known.word, known.kazakh, known.folded, known.lexeme, known.sound
FROM unnest(%s::integer[], %s::text[]) AS asked(number, text)
CROSS JOIN LATERAL (
    SELECT * FROM search_word known
    WHERE known.sound >= asked.text AND known.sound < asked.text || '~'
        AND length(known.sound) <= length(asked.text) + %s AND known.type = %s
    LIMIT {_MOST}
) known
"""


@dataclass(frozen=True)
class Known:
    """A word of the record."""

    word: str
    kazakh: bool
    folded: str
    lexeme: str
    sound: str

    @property
    def indexed(self) -> str:
        """As the index has it."""
        return KAZAKH + self.folded if self.kazakh else self.folded


@dataclass
class _Asked:
    """A word of a question, and what words of the record can be the same."""

    word: Word
    russian: frozenset[str] = frozenset()
    """Its forms, where it may be Russian."""
    lemmas: frozenset[str] = frozenset()
    """The dictionary forms of those, where the dictionary knows it."""
    whole: list[Known] = field(default_factory=list)
    begins: list[Known] = field(default_factory=list)
    sounds: list[Known] = field(default_factory=list)

    @classmethod
    def of(cls, word: Word) -> "_Asked":
        """Read by the dictionary, as far as it can be Russian."""
        if (
            not _CYRILLIC.fullmatch(word.folded)
            or kazakh.ONLY_KAZAKH.search(word.written)
            or len(word.folded) > _LONGEST
        ):
            return cls(word)
        known = russian.is_known(word.folded)
        return cls(word, russian.forms(word.folded), russian.all_lemmas(word.folded) if known else frozenset())

    @property
    def bases(self) -> list[str]:
        """What its Kazakh forms would be forms of: the word, and what Russian and Kazakh may have in common."""
        shared = [lemma for lemma in sorted(self.lemmas) if len(lemma) >= _FEWEST_SHARED]
        return [self.word.folded, *shared] if _CYRILLIC.fullmatch(self.word.folded) else []

    @property
    def borrowed(self) -> list[str]:
        """Its possible Kazakh stems that are Russian words too, in the same letters."""
        if self.lemmas or not self.bases:
            return []
        return [
            stem
            for stem in kazakh.stems(self.word.folded)
            if len(stem) >= _FEWEST_SHARED
            and not kazakh.ONLY_KAZAKH.search(self.word.written[: len(stem)])
            and russian.is_known(stem)
        ]

    def texts(self) -> Iterator[str]:
        """Whole words to look for."""
        yield from {self.word.folded, *self.russian}
        for stem in self.borrowed:
            yield from russian.forms(stem)

    def stems(self) -> Iterator[str]:
        """The stem of an English word."""
        if _LATIN.fullmatch(self.word.folded):
            yield self.word.lexeme

    def starts(self) -> Iterator[str]:
        """What Kazakh words begin with that can be the same."""
        starts = (_start(base) for base in self.bases)
        yield from {start for start in starts if len(start) > 1}

    def heard(self, stems: Iterable[str] | None = None) -> set[str]:
        """How it sounds without its endings, where that is enough to tell it by; ``stems``: of what it is Kazakh."""
        folded, written = self.word.folded, self.word.written
        if not folded.isalpha() or len(folded) > _LONGEST:
            return set()
        bare = set(self.lemmas)
        if not bare:
            guessed = () if kazakh.ONLY_KAZAKH.search(written) else russian.lemmas(folded)
            bare = {*guessed, *(kazakh.stems(folded) if stems is None else stems)} if self.bases else set()
            bare = bare or {folded, self.word.lexeme}
        return {heard for text in bare if len(heard := sound(text)) >= _FEWEST_SOUNDS}

    def settle(self) -> None:
        """Take a word that stands in Kazakh texts only for a Kazakh one."""
        if {known.kazakh for known in self.whole if known.word == self.word.written} == {True}:
            self.russian = self.lemmas = frozenset()

    def same(self) -> Iterator[Known]:
        """Those of the words found that are the same word."""
        own = self.russian | {self.word.folded}
        stems = set(self.stems())
        found = [known for known in self.whole if known.folded in own or known.lexeme in stems]
        yield from found
        is_russian = bool(self.lemmas) and any(known.folded in self.russian and not known.kazakh for known in found)
        stems_of_it: set[str] = set()
        for base in self.bases:
            is_own = base == self.word.folded
            if is_own and is_russian and base not in self.lemmas:
                continue  # a form of a Russian word of the record is not taken apart as a Kazakh one
            stem, kin = self._kin(base, as_written=not is_own or is_russian)
            yield from kin
            if is_own:
                stems_of_it.add(stem)
                borrowed = russian.forms(stem) if stem in self.borrowed else frozenset()
                yield from (known for known in self.whole if known.folded in borrowed)
        heard = self.heard(stems_of_it)
        # A word of the Russian dictionary is no other one in its own script for its sound: Казань, қазан (October).
        others = [known for known in self.sounds if not (self.lemmas and _CYRILLIC.fullmatch(known.folded))]
        yield from (known for known in others if _sounds_like(known, heard))

    def _kin(self, base: str, *, as_written: bool) -> tuple[str, list[Known]]:
        """The stem of a Kazakh word that most words of the record share, and those that do.

        Whoever types Kazakh letters means them; others may have none: ``as_written`` says that they do.
        """
        start = _start(base)
        written = self.word.written if base == self.word.folded else base
        near = {known for known in self.begins if known.folded.startswith(start) and len(start) > 1}
        shared = Counter(stem for text in {base, *(known.folded for known in near)} for stem in kazakh.stems(text))
        stem = max(kazakh.stems(base), key=lambda stem: (shared[stem], len(stem), stem))
        # What follows a stem may change its end.
        begun = written[: len(stem) - 1] if as_written or kazakh.ONLY_KAZAKH.search(written) else ""
        return stem, [known for known in near if stem in kazakh.stems(known.folded) and known.word.startswith(begun)]


@lru_cache(maxsize=8192)
def _start(base: str) -> str:
    """What all words begin with that share a possible stem with the folded ``base``."""
    shortest = min(map(len, kazakh.stems(base)))
    return base[: max(shortest - 1, 2)]


def _sounds_like(known: Known, heard: set[str]) -> bool:
    """Whether a word of the record sounds so, or does without its endings."""
    if known.sound in heard:
        return True
    if not heard or not known.folded.isalpha():
        return False
    if not _CYRILLIC.fullmatch(known.folded):
        return sound(known.lexeme) in heard
    bare: Iterable[str] = kazakh.stems(known.folded) if known.kazakh else russian.lemmas(known.folded)
    return not heard.isdisjoint(map(sound, bare))


def same_words(words: Sequence[Word], entry_type: str) -> list[list[Known]]:
    """For each word of a question the words of entries of the type that are the same word, in a stable order."""
    asked = [_Asked.of(word) for word in words]
    with database.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [
                *_columns(one.texts() for one in asked),
                entry_type,
                *_columns(one.stems() for one in asked),
                entry_type,
                *_columns(one.starts() for one in asked),
                entry_type,
                *_columns(one.heard() for one in asked),
                _MORE_SOUNDS,
                entry_type,
            ],
        )
        for how, number, word, *columns in cursor:
            getattr(asked[number], how).append(Known(spelled(word), *columns))
    for one in asked:
        one.settle()
    return [sorted(set(one.same()), key=lambda known: (known.folded, known.kazakh, known.word)) for one in asked]


def _columns(texts: Iterable[Iterable[str]]) -> tuple[list[int], list[str]]:
    pairs = [(number, text) for number, found in enumerate(texts) for text in sorted(set(found))]
    return [number for number, _ in pairs], [text for _, text in pairs]


def words_known(texts: Collection[str], entry_type: str) -> set[str]:
    """Those of the folded words that entries of the type have as they are."""
    if not texts:
        return set()
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT folded FROM search_word WHERE folded = ANY (%s) AND type = %s", [sorted(texts), entry_type]
        )
        return {folded for (folded,) in cursor}
