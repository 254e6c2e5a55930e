"""Parts of a citation: escaped HTML with ``lang`` on texts in other languages, and plain text made from it."""

import html
import re

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from agreements.base.languages import Text

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

_QUOTE = re.compile(r"”(?:</\w+>)?\Z")
_WORD = re.compile(r"[^\W\d_][\w’']*")


def headline(title: str, small: frozenset[str]) -> str:
    """An English title with capitals for major words, the first and the last word, and both halves of a compound."""
    words = list(_WORD.finditer(title))
    result = title
    for position, word in enumerate(words):
        text, start, before = word[0], word.start(), title[: word.start()][-1:]
        inside = 0 < position < len(words) - 1
        # The second half of a name keeps its own spelling: Tatar-inform.
        in_name = before == "-" and position > 1 and words[position - 1][0][0].isupper()
        if text.islower() and not (inside and text in small) and not before.isdigit() and not in_name:
            result = result[:start] + text[0].upper() + result[start + 1 :]
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

    The Chicago Manual of Style 17, 6.9; Publication Manual of the APA 7, 6.7.
    """
    quote = _QUOTE.search(markup)
    if quote:
        return mark_safe(markup[: quote.start()] + stop + quote[0])
    return markup if stop == "." and markup.endswith(".") else format_html("{}{}", markup, stop)


def plain(markup: str) -> str:
    """The citation as text for the clipboard."""
    return html.unescape(strip_tags(markup))
