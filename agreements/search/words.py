"""From words to lexemes: what the index may hold of a word, in whichever language it is.

The marks before lexemes are letters that folding removes, so that no word can begin with one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from agreements.search import kazakh

KAZAKH, SOUND, VOCABULARY, NOTE, TITLE, NAME, EXACT = "қ", "ұ", "ү", "һ", "ө", "ә", "#"

_LETTERS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
_DROPPED = re.compile("['`´‘’ʼ\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
WORD = re.compile(r"[\w'’ʼ\u0301]+")

_ANALYSIS = """
SELECT given.number, word.word,
    CASE
        WHEN word.word ~ '^[a-z]+$' THEN (ts_lexize('search_english', search_spelling(word.word)))[1]
        WHEN word.word ~ '^[а-я]+$' THEN (ts_lexize('search_russian', word.word))[1]
        ELSE word.word
    END AS stem,
    search_sound(word.word)
FROM unnest(%s::text[]) WITH ORDINALITY given(text, number)
CROSS JOIN LATERAL regexp_split_to_table(search_fold(given.text), ' ') WITH ORDINALITY word(word, place)
WHERE word.word <> ''
ORDER BY given.number, word.place
"""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """As the database function ``search_fold`` reads letters; quick, and near enough to compare beginnings."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower().translate(_LETTERS))


@dataclass(frozen=True)
class Word:
    """A word with all that the index may have it under."""

    folded: str
    stem: str
    sound: str
    beginning: bool = False

    def lexemes(self) -> list[str]:
        """The words of texts, as members of a tsquery."""
        if self.beginning:
            return [quote(self.folded) + ":*", quote(KAZAKH + self.folded) + ":*"]
        return [
            quote(self.stem),
            *(quote(KAZAKH + stem) + (":*" if stem.isalpha() else "") for stem in kazakh.stems(self.folded)),
        ]

    def sounds(self) -> list[str]:
        """How a name sounds, also without a Russian ending."""
        return [quote(SOUND + self.sound)] if len(self.sound) > 2 else []


@dataclass(frozen=True)
class Term:
    """One thing asked for: a word, or words that stand together."""

    text: str
    words: tuple[Word, ...]
    phrase: bool = False
    exact: str = ""
    others: tuple["Term", ...] = field(default=())  # other spellings, or the other side of an OR

    def main(self) -> str:
        """Where the words themselves stand in titles, names and texts."""
        return _any(term._main() for term in (self, *self.others))

    def _main(self) -> str:
        if not self.words:
            return ""
        if len(self.words) == 1:
            return _any([*self.words[0].lexemes(), *self.words[0].sounds()])
        together = " <-> ".join(_any(word.lexemes()) for word in self.words)
        joined = "".join(word.folded for word in self.words)
        return together if self.phrase else _any([f"({together})", quote(joined)])

    def marked(self, mark: str) -> str:
        """The same in another family of lexemes, which knows no order of words."""
        return _any(
            " & ".join(
                _any(_after(mark, lexeme) for lexeme in [*word.lexemes(), *word.sounds()]) for word in term.words
            )
            for term in (self, *self.others)
            if term.words
        )

    def tier(self, *marks: str) -> str:
        """Whether the term stands in the title, or among the names."""
        return _any(self.marked(mark) for mark in marks)

    def everywhere(self) -> str:
        """Wherever it may be found at all."""
        parts = [self.main()]
        if not self.phrase:
            parts += [self.marked(VOCABULARY), self.marked(NOTE)]
        parts += [quote(EXACT + term.exact) for term in (self, *self.others) if term.exact]
        return _any(parts)


def analyse(texts: Sequence[str]) -> list[list[Word]]:
    """The words of each text, read by the same functions as the index."""
    found: list[list[Word]] = [[] for _ in texts]
    if texts:
        with connection.cursor() as cursor:
            cursor.execute(_ANALYSIS, [list(texts)])
            for number, folded, stem, sound in cursor:
                found[number - 1].append(Word(folded, stem or folded, sound))
    return found


def quote(lexeme: str) -> str:
    """A lexeme as it is written in a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _after(mark: str, quoted: str) -> str:
    return f"'{mark}{quoted[1:]}"


def _any(parts: Iterable[str]) -> str:
    known = list(dict.fromkeys(part for part in parts if part))
    return known[0] if len(known) == 1 else f"({' | '.join(known)})" if known else ""
