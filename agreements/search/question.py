"""The reader's words, understood: words, "phrases", -without, this OR that.

What no document has is looked for in other spellings; what is still not there is left aside and said so.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from agreements.base import database
from agreements.search.matching import Entries, how_many, most_terms, with_some, with_terms
from agreements.search.naming import all_names
from agreements.search.spelling import corrections
from agreements.search.words import NAME, TITLE, Term, Word, analyse, fold, with_forms

MAX_LENGTH = 300
MAX_TERMS = 12  # words and phrases of a question, without those that it needs for its grammar only
SPARED = 3  # terms that an entry may lack where none has all
_TOKEN = re.compile(r'(?P<minus>(?:(?<=\s)|\A)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»‟″", '"' * 7)
_OR = {"OR", "ИЛИ", "НЕМЕСЕ", "|", "||"}
_AND = {"AND", "&", "&&", "+"}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")

# Words that a question needs for its grammar only. They count where nothing else is asked.
_ENGLISH = """
a an the of in on at by for from to with and or is are was were be been did do does has have had who whom what which
when where how that this these those it its as about between into any all
"""
_RUSSIAN = """
и в во на о об обо по для с со из от до к ко у за при над под а но или что кто где когда как какой какая какие какое
ли же бы не это этот эта эти тот та те был была были быть есть между
"""
_KAZAKH = """
мен бен пен жане туралы ушин арасында арасындагы немесе бойынша кандай кай ким не кашан кайда бул осы сол болды
"""
_GRAMMAR = frozenset(f"{_ENGLISH} {_RUSSIAN} {_KAZAKH}".split())


@dataclass(frozen=True)
class Question:
    """A question in terms of the index: all of ``needed``, none of ``excluded``."""

    needed: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()
    weights: tuple[float, ...] = ()
    missing: tuple[str, ...] = ()  # words that the record does not have
    respelled: tuple[tuple[int, int, str], ...] = ()  # where there is a word that it has in another spelling, and which
    themes: tuple[str, ...] = ()  # themes that several words name together, like "days of culture"
    partly: int = 0  # how many of the needed terms a document must have, where none has them all

    @property
    def asks(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.needed or self.excluded)

    def found(self, entries: Entries) -> Entries:
        """Those of the entries that answer it."""
        if self.partly:
            return with_some(entries, self.needed, self.partly, self.excluded)
        return with_terms(entries, self.needed, self.excluded)

    @cached_property
    def any(self) -> str:
        """The query for passages that have something of what was asked."""
        return " | ".join(query for term in self.needed if (query := term.everywhere()))

    @cached_property
    def together(self) -> str:
        """The words in a row, as in a title."""
        words = [word for term in self.needed for word in term.words]
        if len(words) < 2 or len(self.needed) < 2:
            return ""
        return " <-> ".join(f"({' | '.join(word.lexemes())})" for word in words)

    def _tier(self, *prefixes: str) -> str:
        return " & ".join(query for term in self.needed if (query := term.prefixed(*prefixes)))

    @property
    def title_tier(self) -> str:
        """Every term in the title."""
        return self._tier(TITLE)

    @property
    def name_tier(self) -> str:
        """Every term in the title or among parties, people, places and dates."""
        return self._tier(TITLE, NAME)


def ask(text: str, entry_type: str) -> Question:
    """Understand ``text`` by what entries of the type have."""
    needed, excluded = _parse(text, entry_type)
    if not needed:
        return Question((), tuple(excluded))
    counts, total = how_many(needed, entry_type)
    unknown = [term for term, count in zip(needed, counts, strict=True) if not count]
    respelled: list[tuple[int, int, str]] = []
    missing: list[str] = []
    if unknown:
        found = corrections([term.words[0] for term in unknown if _is_word(term)], entry_type)
        for term in unknown:
            words = found.get(term.words[0].folded, []) if _is_word(term) else []
            if words:
                read = with_forms(analyse(words), entry_type)
                others = tuple(Term(word, tuple(known)) for word, known in zip(words, read, strict=True))
                needed[needed.index(term)] = replace(term, others=(*term.others, *others))
                respelled.append((*_span(term), words[0]))
            elif not term.phrase:
                missing.append(term.text)
        if len(missing) < len(needed):
            needed = [term for term in needed if term.text not in missing]
        counts, total = how_many(needed, entry_type)
    weights = tuple(math.log(1 + (total + 1) / (count + 0.5)) for count in counts)
    question = Question(
        tuple(needed), tuple(excluded), weights, tuple(missing), tuple(respelled), tuple(_themes(needed))
    )
    if len(needed) > 1 and not any(term.phrase for term in needed) and all(counts):
        question = _relaxed(question, entry_type)
    return question


def _relaxed(question: Question, entry_type: str) -> Question:
    """The question itself or, where no entry has all of it, with as many of its terms as one has."""
    wanted = len(question.needed)
    number = most_terms(question.needed, question.excluded, entry_type)
    return replace(question, partly=number) if max(wanted - SPARED, 1) <= number < wanted else question


def _themes(needed: list[Term]) -> list[str]:
    if len(needed) < 2 or not all(term.words for term in needed):
        return []
    query = " & ".join(term.main() for term in needed)
    with database.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM ({all_names('theme')}) themes WHERE search_vector(en, ru, kk) @@ %s::tsquery", [query]
        )
        return [key for (key,) in cursor]


def _is_word(term: Term) -> bool:
    return len(term.words) == 1 and not term.phrase and len(term.words[0].folded) > 3 and term.words[0].folded.isalpha()


def _span(term: Term) -> tuple[int, int]:
    """Where the one word of the term is in the question, without the signs around it."""
    letters = [index for index, letter in enumerate(term.text) if unicodedata.category(letter)[0] in "LMN"]
    return term.start + letters[0], term.start + letters[-1] + 1


def respell(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The question with other words at some positions."""
    for start, end, word in sorted(changes, reverse=True):
        text = text[:start] + word + text[end:]
    return text


@dataclass(frozen=True)
class Token:
    """A word or a phrase as the reader wrote it."""

    text: str  # with its sign and its quotation marks
    content: str
    start: int  # of the content
    phrase: bool
    minus: bool
    either: str  # the word for OR before it

    @property
    def is_telling(self) -> bool:
        """Whether leaving it out changes what is found."""
        word = fold(self.content)
        return self.phrase or self.minus or (word not in _GRAMMAR and any(letter.isalnum() for letter in word))


def _every_token(text: str) -> list[Token]:
    """What the reader wrote."""
    tokens: list[Token] = []
    either = ""
    for found in _TOKEN.finditer(text.translate(_QUOTES)):
        word = found["word"] or ""
        if word in _OR:
            either = word if tokens else ""
        elif word not in _AND and (content := word or found["phrase"]):
            kind = "word" if word else "phrase"
            written = text[found.start() : found.end()]
            tokens.append(Token(written, content, found.start(kind), not word, bool(found["minus"]), either))
            either = ""
    return tokens


def _tokens(text: str) -> list[Token]:
    """What the reader wrote, as far as it is read."""
    tokens = _every_token(text)
    telling = accumulate(token.is_telling for token in tokens)
    return [token for token, number in zip(tokens, telling, strict=True) if number <= MAX_TERMS]


def used(text: str) -> int:
    """How many characters of the question are looked for: no more than `MAX_LENGTH`, where one may stand for many."""
    lengths = accumulate(len(unicodedata.normalize("NFKC", letter)) for letter in text)
    return sum(length <= MAX_LENGTH for length in lengths)


def unread(text: str) -> str:
    """The end of the question that is not looked for, because there are too many words before it."""
    first = next(iter(_every_token(text)[len(_tokens(text)) :]), None)
    return text[first.start - first.text.index(first.content) :] if first else ""


@dataclass(frozen=True)
class Thing:
    """One thing that is asked for: a word or a phrase, with its minus or with all that ORs join to it."""

    tokens: list[Token]

    @property
    def written(self) -> str:
        """As the reader wrote it."""
        first, *others = self.tokens
        return " ".join([first.text, *(f"{token.either} {token.text}" for token in others)])

    @property
    def name(self) -> str:
        """The same, to be put in quotation marks."""
        first = self.tokens[0]
        return first.content if first.phrase and not first.minus and len(self.tokens) == 1 else self.written

    @property
    def is_telling(self) -> bool:
        """Whether leaving it out changes what is found."""
        return any(token.is_telling for token in self.tokens)


def leave_out(text: str) -> list[tuple[str, str]]:
    """The name of each thing that is asked for, and the question without it; nothing where there is only one."""
    things: list[Thing] = []
    wanted: list[Token] = []  # what an OR would join
    for token in _tokens(text):
        if token.either and wanted and not token.minus:
            wanted.append(token)
        else:
            things.append(Thing([token]))
            wanted = wanted if token.minus else things[-1].tokens
    telling = [thing for thing in things if thing.is_telling]
    if len(telling) < 2:
        return []
    return [(thing.name, " ".join(other.written for other in things if other is not thing)) for thing in telling]


def _parse(text: str, entry_type: str) -> tuple[list[Term], list[Term]]:
    """Terms that are needed (their ORs in ``others``), and terms that must not be there."""
    tokens = _tokens(text)
    read = with_forms(analyse([token.content for token in tokens]), entry_type)
    needed: list[Term] = []
    excluded: list[Term] = []
    for token, words in zip(tokens, read, strict=True):
        term = replace(_term(token.content, token.phrase, words), start=token.start)
        if not term.words:
            continue
        if token.minus:
            excluded.append(term)
        elif token.either and needed:
            needed[-1] = replace(needed[-1], others=(*needed[-1].others, term))
        else:
            needed.append(term)
    telling = [term for term in needed if term.phrase or term.others or term.words[0].folded not in _GRAMMAR]
    return telling or needed, excluded


def _term(text: str, phrase: bool, words: list[Word]) -> Term:
    exact = text.lower() if _ID.fullmatch(text.lower()) else ""
    if day := _DAY.fullmatch(text):
        exact = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if text.endswith("*") and len(words) == 1 and len(words[0].folded) > 1:
        words = [replace(words[0], beginning=True)]
    return Term(text, tuple(words), phrase and len(words) > 1, exact)
