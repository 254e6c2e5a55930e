"""What a reader wrote: words, "phrases", -without, NOT this, this OR that, begin*, =only so."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from agreements.search.words import DROPPED, fold

MAX_LENGTH = 500
MOST_TOKENS = 80  # with those that it needs for its grammar
MAX_TERMS = 12  # words and phrases of a question, without those that it needs for its grammar only
_TOKEN = re.compile(r'(?P<minus>(?:(?<=\s)|\A)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_MINUS = re.compile(r"(?:(?<=\s)|\A)[\u2212\u2013\u2014](?=[^\W\d])")  # signs that can mean nothing else there
_QUOTES = str.maketrans("“”„«»‟″", '"' * 7)
OR = {"OR", "ИЛИ", "НЕМЕСЕ", "|", "||"}
_AND = {"AND", "&", "&&", "+"}
NOT = {"NOT", "НЕ", "ЕМЕС"}
NOT_BEHIND = {"ЕМЕС"}  # at the end, the word before it
_SHOUTED = 4  # words; in a longer text that is all in capitals, such as a title, none of them is an operator
_LETTER = rf"(?:[^\W_]|[{DROPPED}])"
# Full stops, slashes and other signs divide words as a space does; a hyphen divides two parts of one word.
_PIECE = re.compile(rf"{_LETTER}+(?:[-\u2010\u2011]{_LETTER}+)*\*?")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})[.,]?")
_GLUED = re.compile(r"(\d+)([^\W\d_]+)")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")

# Words that a question needs for its grammar only. They count where nothing else is asked.
_ENGLISH = """
a an the of in on at by for from to with and or is are was were be been did do does has have had who whom what which
when where how that this these those it its as about between into any all while than such also if but so they their
"""
_RUSSIAN = """
и в во на о об обо про по для с со из от до к ко у за при над под а но или что кто где когда как какой какая какие какое
ли же бы не это этот эта эти тот та те был была были быть есть между г гг
"""
_KAZAKH = """
мен бен пен жане туралы ушин арасында арасындагы немесе бойынша кандай кай ким не кашан кайда бул осы сол болды ж жж
"""
GRAMMAR = frozenset(f"{_ENGLISH} {_RUSSIAN} {_KAZAKH}".split())


@dataclass(frozen=True)
class Token:
    """A word or a phrase as the reader wrote it."""

    text: str  # with its signs and its quotation marks
    content: str
    start: int  # of the content
    phrase: bool = False
    minus: bool = False
    only_so: bool = False
    """Whether no other form or spelling will do."""
    initial: bool = False
    """Whether it is one letter for a name."""
    either: str = ""  # the word for OR before it
    glued: bool = False
    """Whether it is several words without spaces, behind a minus: what has all of them is left out."""

    @property
    def is_telling(self) -> bool:
        """Whether leaving it out changes what is found."""
        word = fold(self.content)
        said = self.phrase or self.minus or self.only_so
        return said or (not self.initial and word not in GRAMMAR and any(letter.isalnum() for letter in word))

    @property
    def is_part_telling(self) -> bool:
        """Whether it says something among others: an initial or a word of grammar does not."""
        return replace(self, minus=False).is_telling

    @property
    def exact(self) -> str:
        """What of an entry it may name: its id, or its day of signature."""
        if day := _DAY.fullmatch(self.content):
            return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
        small = self.content.lower()
        return small if _ID.fullmatch(small) else ""


def every_token(text: str) -> list[Token]:
    """All that the reader wrote."""
    plain = _MINUS.sub("-", text.translate(_QUOTES))
    shouted = text.isupper() and len(text.split()) > _SHOUTED
    tokens: list[Token] = []
    either, excluded, is_behind = "", -1, False
    for found in _TOKEN.finditer(plain):
        word = found["word"] or ""
        if not shouted and word in OR:
            either = word if tokens else ""
        elif not shouted and word in NOT:
            excluded, is_behind = found.start(), word in NOT_BEHIND
        elif shouted or word not in _AND:
            new = list(_read(found, text))
            if new and excluded >= 0:
                new = [_excluded(new, found, text[excluded : found.end()])]
            if new and either:
                new[0] = replace(new[0], either=either)
            if new:
                either, excluded = "", -1
            tokens += new
    if excluded >= 0 and is_behind and tokens:
        last = tokens[-1]
        tokens[-1] = replace(last, minus=True, text=f"-{last.text}")
    return tokens


def _excluded(tokens: list[Token], found: re.Match[str], written: str) -> Token:
    """What stands between two spaces, left out as behind a minus: several words without spaces as a whole."""
    first, *others = tokens
    if others:
        return Token(written, found["word"], found.start("word"), minus=True, glued=True)
    return replace(first, minus=True, text=written)


def _read(found: re.Match[str], text: str) -> Iterator[Token]:
    """The tokens of what stands between two spaces, or between quotation marks."""
    minus, written = bool(found["minus"]), text[found.start() : found.end()]
    if found["word"] is None:
        if content := found["phrase"]:
            yield Token(written, content, found.start("phrase"), phrase=True, minus=minus)
        return
    word, start = found["word"], found.start("word")
    if _DAY.fullmatch(word):
        yield Token(written, word, start, minus=minus)
        return
    pieces = [part for piece in _PIECE.finditer(word) for part in _parts(piece)]
    if minus and len(pieces) > 1:
        yield Token(written, word, start, minus=True, glued=True)
        return
    for place, piece in pieces:
        only_so = word[:place] == "="
        signs = "-" * minus + "=" * only_so
        initial = len(piece) == 1 and piece.isalpha() and word[place + 1 : place + 2] == "."
        yield Token(signs + piece, piece, start + place, minus=minus, only_so=only_so, initial=initial)


def _parts(piece: re.Match[str]) -> Iterator[tuple[int, str]]:
    """A piece of a token and where it is; of a year and an abbreviation without a space between them, both."""
    glued = _GLUED.fullmatch(piece[0])
    if glued and fold(glued[2]) in GRAMMAR:
        yield from ((piece.start() + glued.start(part), glued[part]) for part in (1, 2))
    else:
        yield piece.start(), piece[0]


def parts_of(token: Token) -> list[Token]:
    """The words of a glued token, each behind the minus."""
    parts = every_token(token.content)
    return [replace(part, start=token.start + part.start, minus=True) for part in parts]


def tokens_of(text: str) -> list[Token]:
    """What the reader wrote, as far as it is read."""
    tokens = every_token(text)
    telling = accumulate(token.is_telling for token in tokens)
    return [token for token, number in zip(tokens, telling, strict=True) if number <= MAX_TERMS][:MOST_TOKENS]


def used(text: str) -> int:
    """How many characters of the question are looked for: no more than `MAX_LENGTH`, where one may stand for many.

    Where there is more, no word is cut in two, unless it is too long by itself.
    """
    lengths = accumulate(len(unicodedata.normalize("NFKC", letter)) for letter in text)
    longest = sum(length <= MAX_LENGTH for length in lengths)
    if longest < len(text) and not text[longest].isspace():
        return text.rfind(" ", 0, longest) + 1 or longest
    return longest


def unread(text: str) -> str:
    """The end of the question that is not looked for, because there are too many words before it."""
    first = next(iter(every_token(text)[len(tokens_of(text)) :]), None)
    return text[first.start - first.text.index(first.content) :] if first else ""


def respell(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The question with other words at some positions."""
    for start, end, word in sorted(changes, reverse=True):
        text = text[:start] + word + text[end:]
    return text


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
    for token in tokens_of(text):
        if token.either and wanted and not token.minus:
            wanted.append(token)
        else:
            things.append(Thing([token]))
            wanted = wanted if token.minus else things[-1].tokens
    telling = [thing for thing in things if thing.is_telling]
    if len(telling) < 2:
        return []
    return [(thing.name, " ".join(other.written for other in things if other is not thing)) for thing in telling]
