"""Parts of a citation: escaped HTML with ``lang`` on texts in other languages, and plain text made from it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from agreements.base.languages import Text

# The forms of one style: where in a work each is used, and its HTML.
Forms = Iterator[tuple[str, SafeString]]

# Words that stay lower-case in a title in headline style.
# The Chicago Manual of Style 17, 8.159: articles, prepositions of any length, to, as, and, but, for, or, nor.
CHICAGO_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "but",
        "for",
        "or",
        "nor",
        "to",
        "as",
        "about",
        "above",
        "across",
        "after",
        "against",
        "along",
        "among",
        "around",
        "at",
        "before",
        "behind",
        "below",
        "between",
        "beyond",
        "by",
        "concerning",
        "during",
        "from",
        "in",
        "into",
        "near",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "over",
        "since",
        "through",
        "toward",
        "towards",
        "under",
        "until",
        "up",
        "upon",
        "via",
        "with",
        "within",
        "without",
    ]
)
# Publication Manual of the APA 7, 6.17: every word of four letters or more is major.
APA_SMALL = frozenset(word for word in CHICAGO_SMALL if len(word) < 4)

# What cannot stand alone as a word (Chicago 8.161): the word behind its hyphen stays small.
CHICAGO_PREFIXES = frozenset(
    ["anti", "bi", "co", "counter", "de", "ex", "extra", "inter", "intra", "micro", "mid", "mini", "multi", "non",
     "over", "post", "pre", "pro", "re", "semi", "sub", "super", "trans", "tri", "ultra", "un", "under", "vice"]
)  # fmt: skip

_WORD = re.compile(r"[^\W_][\w’']*")
# What begins a subtitle: a colon, the end of a sentence, a dash between spaces or a long one.
_BREAK = re.compile(r"(?:[:?!—]|\s[–-])[”’»)\]]*\s*[“‘«(\[]*\Z|[^.\s]{3,}\.\s+[“‘«(\[]*\Z")
_SUBTITLE = re.compile(r"(: [“‘«(\[]*)(\w)")
_BEHIND = re.compile(r"(?:’?”)?(?:</\w+>)*\Z")
_ENDED = re.compile(r"[.?!…]\Z")
# A title of the kind "Memorandum of Cooperation": the ordinary noun is no name.
_ORDINARY = re.compile(r"\A(\w+ (?:of|on) )(Cooperation|Partnership|Understanding|Intent)(?= (?:between|in|on|with)\b)")


def headline(title: str, small: frozenset[str], prefixes: frozenset[str] = frozenset()) -> str:
    """An English title with capitals for major words, the first and the last word, and both halves of a compound.

    The first word after a colon or a dash is a first word, and digits are words: what stands before them is not last.
    What follows one of ``prefixes`` and a hyphen is part of the same word.
    """
    words = list(_WORD.finditer(title))
    result = title
    for position, word in enumerate(words):
        text, start, before = word[0], word.start(), title[: word.start()]
        inside = 0 < position < len(words) - 1 and not _BREAK.search(before)
        # The second half of a name keeps its own spelling: Tatar-inform.
        in_name = before[-1:] == "-" and position > 1 and words[position - 1][0][0].isupper()
        prefixed = before[-1:] == "-" and position > 0 and words[position - 1][0].lower() in prefixes
        kept = before[-1:].isdigit() or in_name or prefixed
        if text.islower() and not (inside and text in small) and not kept:
            result = result[:start] + text[0].upper() + result[start + 1 :]
    return result


def chicago_case(title: str) -> str:
    """An English title in the headline style of Chicago (8.159, 8.161)."""
    return headline(title, CHICAGO_SMALL, CHICAGO_PREFIXES)


def subtitled(title: str) -> str:
    """A title with a capital after a colon, and otherwise in the capitals of its language.

    >>> subtitled("Мосты через границу: меморандум")
    'Мосты через границу: Меморандум'
    """
    return _SUBTITLE.sub(lambda found: found[1] + found[2].upper(), title)


def sentence(title: str) -> str:
    """An English title in sentence case, as far as words can be told from names (APA 7, 6.17).

    The first word of a subtitle has a capital, and cooperation, as what the document is of, has none.
    """
    result = _ORDINARY.sub(lambda found: found[1] + found[2].lower(), title)
    for word in _WORD.finditer(result):
        if word[0].islower() and _BREAK.search(result[: word.start()]):
            result = result[: word.start()] + word[0][0].upper() + result[word.start() + 1 :]
    return result


def joined(*parts: str, sep: str = ", ") -> SafeString:
    """The parts that are not empty, joined by ``sep``; text that is not yet HTML is escaped."""
    return mark_safe(sep.join(format_html("{}", part) for part in parts if part))


def in_language(text: Text, language: str, *, italic: bool = False, shown: str | None = None) -> SafeString:
    """A text, with ``lang`` if its language is not the citation's (``language``); ``shown`` replaces its words."""
    lang = format_html(' lang="{}"', text.lang) if text.lang != language else SafeString("")
    shown = str(text) if shown is None else shown
    if italic:
        return format_html("<i{}>{}</i>", lang, shown)
    return format_html("<span{}>{}</span>", lang, shown) if lang else format_html("{}", shown)


def closed(markup: SafeString, stop: str) -> SafeString:
    """``markup`` with a comma or full stop after it, inside a closing quotation mark as in American styles.

    No full stop follows another mark that ends a sentence, or the stop of an abbreviation. The Chicago Manual of Style
    17, 6.9, 6.14, 6.124; Publication Manual of the APA 7, 6.7, 9.19.
    """
    behind = _BEHIND.search(markup)
    assert behind is not None
    inside = markup[: behind.start()]
    if stop == "." and _ENDED.search(inside):
        return markup
    return mark_safe(f"{inside}{stop}{behind[0]}" if "”" in behind[0] else f"{markup}{stop}")


def plain(markup: str) -> str:
    """The citation as text for the clipboard."""
    return html.unescape(strip_tags(markup))


@dataclass(frozen=True)
class Run:
    """A piece of a citation in one face and one language; ``lang`` is "" for that of the citation."""

    text: str
    italic: bool = False
    lang: str = ""


class _Runs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self.open: list[tuple[bool, str]] = [(False, "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        italic, lang = self.open[-1]
        self.open.append((italic or tag == "i", dict(attrs).get("lang") or lang))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.runs.append(Run(data, *self.open[-1]))


def runs(markup: str) -> list[Run]:
    """The citation in pieces, for files that have their own way to say what is in italics.

    >>> runs('A &amp; B, <i lang="ru">В</i>')
    [Run(text='A & B, ', italic=False, lang=''), Run(text='В', italic=True, lang='ru')]
    """
    parser = _Runs()
    parser.feed(markup)
    parser.close()
    return parser.runs
