"""From words to lexemes: what the index may hold of a word, in whichever language it is.

The prefixes of lexemes are letters that folding removes, so that no word can begin with one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from agreements.base import database

KAZAKH, VOCABULARY, NOTE, TITLE, NAME, EXACT = "қ", "ү", "һ", "ө", "ә", "#"

_LETTERS = str.maketrans("әғқңөұүһі", "агкноуухи")
DROPPED = "'`´‘’ʼ\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff"
"""Signs that folding drops, as a class of a regular expression has them."""

_DROPPED = re.compile(f"[{DROPPED}]+")
WORD = re.compile(r"[\w'’ʼ\u0301]+")
_QUOTED = re.compile(r"('(?:[^']|'')*')(:\*)?")
_MONTH = re.compile(r"\d{4}-\d\d")  # with all its days
_WRITTEN = re.compile(rf"(?:[^\W_]|[{DROPPED}])+")

_ANALYSIS = """
SELECT given.number, given.written, word, search_lexeme(word)
FROM unnest(%s::integer[], %s::text[]) WITH ORDINALITY given(number, written, place)
CROSS JOIN LATERAL regexp_split_to_table(search_fold(given.written), ' ') WITH ORDINALITY words(word, position)
WHERE word <> ''
ORDER BY given.number, given.place, position
"""


def spelled(text: str) -> str:
    """Small letters without signs: Kazakh letters tell what language a word is of, ё is left out as one pleases."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower()).replace("ё", "е")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """As the database function ``search_fold`` reads letters; quick, and near enough to compare words."""
    return spelled(text).translate(_LETTERS)


@dataclass(frozen=True)
class Word:
    """A word, and the lexemes that the index may have it under."""

    folded: str
    lexeme: str  # the stem of an English word
    written: str = ""  # as the reader spelled it, see `spelled`
    forms: tuple[str, ...] = ()  # lexemes of the record that are this word in another form, spelling or script
    beginning: bool = False

    @property
    def known(self) -> list[str]:
        """All lexemes that a whole word may have."""
        return list(dict.fromkeys((self.folded, KAZAKH + self.folded, *self.forms)))

    def lexemes(self) -> list[str]:
        """Members of a tsquery, any of which will do."""
        begins = [quote(self.folded) + ":*", quote(KAZAKH + self.folded) + ":*"] if self.beginning else []
        return [*begins, *(quote(lexeme) for lexeme in self.known)]


@dataclass(frozen=True)
class Term:
    """One thing asked for: a word, or words in a row."""

    text: str
    words: tuple[Word, ...]
    phrase: bool = False
    exact: str = ""
    others: tuple["Term", ...] = field(default=())  # other spellings, or the other side of an OR
    start: int = 0  # where it begins in the question
    only_so: bool = False  # in no other spelling
    all_of: tuple["Term", ...] = ()  # several things that an entry has to have together, in whatever text

    @property
    def spellings(self) -> "tuple[Term, ...]":
        """The term itself and the others that will do for it, as far as they have words."""
        return tuple(term for term in (self, *self.others) if term.words)

    def main(self) -> str:
        """Where the words themselves are in titles, names and texts."""
        return any_of(term._in_a_row("") for term in self.spellings)

    def by_language(self) -> list[str]:
        """The same divided by the language of the words: a text in three of them says it no oftener than one in one."""
        groups: dict[str, list[str]] = {}
        for term in self.spellings:
            if len(term.words) > 1:
                groups.setdefault("", []).append(term._in_a_row(""))
            else:
                for quoted in term.words[0].lexemes():
                    script = "kk" if quoted[1] == KAZAKH else "en" if quoted[1].isascii() else "ru"
                    groups.setdefault(script, []).append(quoted)
        return [any_of(queries) for queries in groups.values()]

    def _in_a_row(self, prefix: str) -> str:
        """The words one after the other, in the family of the prefix."""
        words = [any_of(after(prefix, lexeme) for lexeme in word.lexemes()) for word in self.words]
        return words[0] if len(words) == 1 else f"({' <-> '.join(words)})"

    def placed(self, prefix: str) -> str:
        """The same in a family of lexemes of its own that knows the places of words: notes and vocabulary."""
        return any_of(term._in_a_row(prefix) for term in self.spellings)

    def prefixed(self, *prefixes: str) -> str:
        """The same in families of lexemes that know no order of words: titles and names."""
        return any_of(
            " & ".join(any_of(after(prefix, lexeme) for lexeme in word.lexemes()) for word in term.words)
            for prefix in prefixes
            for term in self.spellings
        )

    def everywhere(self) -> str:
        """Wherever it may be found at all."""
        return any_of([*map(quote, self.lexemes()), self.rows()])

    def lexemes(self) -> list[str]:
        """Of which an entry has some if it has a single word of the term."""
        found: list[str] = []
        for term in (self, *self.others):
            known = term.words[0].known if term._is_single else []
            found += [prefix + lexeme for prefix in ("", VOCABULARY, NOTE) for lexeme in known]
            found += [EXACT + term.exact] if term.exact else []
        return list(dict.fromkeys(found))

    def rows(self) -> str:
        """The query for passages that have more of it than a single word."""
        several = [term for term in self.spellings if not term._is_single]
        months = [quote(EXACT + self.exact) + ":*"] if _MONTH.fullmatch(self.exact) else []
        return any_of([*months, *(term._in_a_row(each) for each in ("", VOCABULARY, NOTE) for term in several)])

    @property
    def _is_single(self) -> bool:
        return len(self.words) == 1 and not self.words[0].beginning


def analyse(texts: Sequence[str]) -> list[list[Word]]:
    """The words of each text, read by the same functions as the index."""
    found: list[list[Word]] = [[] for _ in texts]
    given = [(number, word) for number, text in enumerate(texts) for word in _WRITTEN.findall(text)]
    if given:
        with database.cursor() as cursor:
            cursor.execute(_ANALYSIS, [[number for number, _word in given], [word for _number, word in given]])
            for number, written, folded, lexeme in cursor:
                found[number].append(Word(folded, lexeme, spelled(written)))
    return found


def quote(lexeme: str) -> str:
    """A lexeme as it is written in a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def after(prefix: str, quoted: str) -> str:
    """A quoted lexeme in the family of the prefix."""
    return f"'{prefix}{quoted[1:]}"


def weighing(query: str, weight: str) -> str:
    """The query for lexemes of this weight only."""
    return _QUOTED.sub(lambda lexeme: f"{lexeme[1]}{lexeme[2] or ':'}{weight}", query)


def any_of(queries: Iterable[str]) -> str:
    """The queries joined by OR, in brackets where they need them."""
    known = list(dict.fromkeys(query for query in queries if query))
    return known[0] if len(known) == 1 else f"({' | '.join(known)})" if known else ""
