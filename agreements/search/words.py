"""From words to lexemes: what the index may hold of a word, in whichever language it is.

The prefixes of lexemes are letters that folding removes, so that no word can begin with one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from agreements.base import database
from agreements.search import kazakh

KAZAKH, VOCABULARY, NOTE, TITLE, NAME, EXACT = "қ", "ү", "һ", "ө", "ә", "#"

_LETTERS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
_DROPPED = re.compile("['`´‘’ʼ\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
WORD = re.compile(r"[\w'’ʼ\u0301]+")

_ANALYSIS = """
SELECT given.number, word, search_lexeme(word)
FROM unnest(%s::text[]) WITH ORDINALITY given(text, number)
CROSS JOIN LATERAL regexp_split_to_table(search_fold(given.text), ' ') WITH ORDINALITY words(word, position)
WHERE word <> ''
ORDER BY given.number, position
"""

# Words of the record that sound the same, or begin the same and may be other forms of a Kazakh word.
_FORMS = """
SELECT asked.number, false, known.folded, known.lexeme
FROM unnest(%s::integer[], %s::text[]) AS asked(number, stem)
JOIN search_word known ON known.type = %s AND known.sound = search_sound(asked.stem)
UNION
SELECT asked.number, true, known.folded, known.lexeme
FROM unnest(%s::integer[], %s::text[]) AS asked(number, start)
JOIN search_word known
    ON known.type = %s AND known.folded >= asked.start AND known.folded < asked.start || chr(1114111)
"""
_FEWEST_LETTERS = 3
_FEWEST_SOUNDS = 5  # shorter words that sound alike in two languages are seldom the same


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """As the database function ``search_fold`` reads letters; quick, and near enough to compare words."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower().translate(_LETTERS))


@dataclass(frozen=True)
class Word:
    """A word, and the lexemes that the index may have it under."""

    folded: str
    lexeme: str
    forms: tuple[str, ...] = ()  # lexemes of the record that are this word in another form, spelling or script
    beginning: bool = False

    @property
    def is_cyrillic(self) -> bool:
        """Whether it may be a Kazakh word, and long enough to have endings."""
        return re.fullmatch(r"[а-я]{3,}", self.folded) is not None

    @property
    def known(self) -> list[str]:
        """All lexemes that a whole word may have."""
        return list(dict.fromkeys((self.lexeme, KAZAKH + self.folded, *self.forms)))

    def lexemes(self) -> list[str]:
        """Members of a tsquery, any of which will do."""
        if self.beginning:
            return [quote(self.folded) + ":*", quote(KAZAKH + self.folded) + ":*"]
        return [quote(lexeme) for lexeme in self.known]


@dataclass(frozen=True)
class Term:
    """One thing asked for: a word, or words in a row."""

    text: str
    words: tuple[Word, ...]
    phrase: bool = False
    exact: str = ""
    others: tuple["Term", ...] = field(default=())  # other spellings, or the other side of an OR
    start: int = 0  # where it begins in the question

    def main(self) -> str:
        """Where the words themselves are in titles, names and texts."""
        return any_of(term._main() for term in (self, *self.others))

    def _main(self) -> str:
        if len(self.words) <= 1:
            return any_of(lexeme for word in self.words for lexeme in word.lexemes())
        together = " <-> ".join(any_of(word.lexemes()) for word in self.words)
        joined = "".join(word.folded for word in self.words)
        return f"({together})" if self.phrase else any_of([f"({together})", quote(joined)])

    def prefixed(self, *prefixes: str) -> str:
        """The same in families of lexemes of their own, which know no order of words."""
        return any_of(
            " & ".join(any_of(after(prefix, lexeme) for lexeme in word.lexemes()) for word in term.words)
            for prefix in prefixes
            for term in (self, *self.others)
            if term.words
        )

    def everywhere(self) -> str:
        """Wherever it may be found at all."""
        return any_of([*map(quote, self.lexemes(in_text=False)), self.rows(in_text=False)])

    def lexemes(self, *, in_text: bool) -> list[str]:
        """Of which an entry has some if it has a single word of the term; ``in_text``: without notes and vocabulary."""
        found: list[str] = []
        for term in (self, *self.others):
            known = term.words[0].known if term._is_single else []
            found += known
            if not in_text:
                found += [prefix + lexeme for prefix in (VOCABULARY, NOTE) for lexeme in known]
                found += [EXACT + term.exact] if term.exact else []
        return list(dict.fromkeys(found))

    def rows(self, *, in_text: bool) -> str:
        """The query for passages that have more of it than a single word."""
        several = [replace(term, others=()) for term in (self, *self.others) if term.words and not term._is_single]
        prefixed = [term.prefixed(VOCABULARY, NOTE) for term in several if not term.phrase and not in_text]
        return any_of([*(term.main() for term in several), *prefixed])

    @property
    def _is_single(self) -> bool:
        return len(self.words) == 1 and not self.words[0].beginning


def analyse(texts: Sequence[str]) -> list[list[Word]]:
    """The words of each text, read by the same functions as the index."""
    found: list[list[Word]] = [[] for _ in texts]
    if texts:
        with database.cursor() as cursor:
            cursor.execute(_ANALYSIS, [list(texts)])
            for number, folded, lexeme in cursor:
                found[number - 1].append(Word(folded, lexeme))
    return found


def with_forms(texts: list[list[Word]], entry_type: str) -> list[list[Word]]:
    """The words with their other forms and spellings, as far as entries of the type have them."""
    words = [word for text in texts for word in text]
    stems = [
        (number, stem)
        for number, word in enumerate(words)
        for stem in {word.folded, word.lexeme, *(kazakh.stems(word.folded) if word.is_cyrillic else ())}
        if len(stem) >= _FEWEST_SOUNDS and stem.isalpha()
    ]
    starts = [(number, word.folded[:_FEWEST_LETTERS]) for number, word in enumerate(words) if word.is_cyrillic]
    forms: dict[int, list[str]] = {}
    if stems or starts:
        with database.cursor() as cursor:
            cursor.execute(_FORMS, [*_columns(stems), entry_type, *_columns(starts), entry_type])
            for number, begins, folded, lexeme in cursor:
                if not begins:
                    forms.setdefault(number, []).extend((lexeme, KAZAKH + folded))
                elif kazakh.akin(words[number].folded, folded):
                    forms.setdefault(number, []).append(KAZAKH + folded)
    known = iter(replace(word, forms=tuple(sorted(forms.get(number, ())))) for number, word in enumerate(words))
    return [[next(known) for _ in text] for text in texts]


def _columns(pairs: list[tuple[int, str]]) -> tuple[list[int], list[str]]:
    return [number for number, _ in pairs], [text for _, text in pairs]


def quote(lexeme: str) -> str:
    """A lexeme as it is written in a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def after(prefix: str, quoted: str) -> str:
    """A quoted lexeme in the family of the prefix."""
    return f"'{prefix}{quoted[1:]}"


def any_of(queries: Iterable[str]) -> str:
    """The queries joined by OR, in brackets where they need them."""
    known = list(dict.fromkeys(query for query in queries if query))
    return known[0] if len(known) == 1 else f"({' | '.join(known)})" if known else ""
