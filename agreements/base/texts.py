"""What a text may be, the same for the admin, for files and for commands.

Sources: Unicode Standard Annex #15 (normalisation), chapter 23 (controls, format characters); Unicode Technical
Standard #39 (words of mixed scripts).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Line ends of every system, and what word processors use instead.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, halves of surrogate pairs and code points that are no characters: no text holds them.
_NONCHARACTERS = "".join(chr(plane * 0x10000 + code) for plane in range(17) for code in (0xFFFE, 0xFFFF))
_CONTROLS = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb{_NONCHARACTERS}]")
# Characters that are drawn as nothing at all: soft hyphen, joiners, direction signs, fillers, the byte order mark.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\U000e0000-\U000e0fff"
)
_INVISIBLES = re.compile(f"[{_INVISIBLE}]+")
_EDGES = re.compile(rf"\A[\s{_INVISIBLE}]+|[\s{_INVISIBLE}]+\Z")
_WORD = re.compile(r"[^\W\d_]+")
_NO_LETTERS = re.compile(r"[\W_]+")
# Kazakh letters are often written as their Russian neighbours; some Cyrillic letters look like Latin ones.
_NEIGHBOURS = str.maketrans("әғқңөұүһі", "агкноуухи")
_LOOK_ALIKES = str.maketrans("авекмнорстухѕј", "abekmhopctyxsj")

#: Bytes of Windows-1252 that were read as if they were Latin-1 (WHATWG, Encoding).
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D)
}


def tidy(text: str) -> str:
    """A text of several lines as it is kept: in NFC, with plain line ends, without control characters and outer blanks.

    >>> tidy(" one\\r\\ntwo\\x1b ")
    'one\\ntwo'
    """
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text).translate(_WINDOWS))
    return _EDGES.sub("", unicodedata.normalize("NFC", text))


def tidy_line(text: str) -> str:
    """A text of one line as it is kept: also with single plain blanks, and without characters that nobody sees.

    >>> tidy_line("Test\\u00a0 Party\\u200b 17")
    'Test Party 17'
    """
    return " ".join(_INVISIBLES.sub("", tidy(text)).split())


def has_words_of(text: str, name: str) -> bool:
    """Whether a text has every longer word of a name, whatever ending the word has there.

    >>> has_words_of("Договор между Российской Федерацией и Республикой Казахстан", "Российская Федерация")
    True
    """
    said = [word.lower() for word in _WORD.findall(text)]
    stems = [word.lower()[: max(4, len(word) - 3)] for word in _WORD.findall(name) if len(word) > 3]
    return bool(stems) and all(any(word.startswith(stem) for word in said) for stem in stems)


def fault(text: str, kept: str) -> str:
    """What is wrong with ``text``, which would be kept as ``kept``; empty if nothing is.

    Outer blanks do not count.
    """
    text = text.strip()
    if text == kept:
        return ""
    if "\n" in text and "\n" not in kept:
        return "has a line break where one line belongs; join the lines"
    for char in unicodedata.normalize("NFC", text):
        if char not in kept and not (char.isspace() and char.isprintable()):
            name = unicodedata.name(char, "a control character")
            advice = "write a plain blank" if char.isspace() else "remove it"
            return f"contains U+{ord(char):04X} ({name}); {advice}"
    if not unicodedata.is_normalized("NFC", text):
        return "contains letters built from parts (й as и + ˘); save it in Unicode form NFC"
    return "contains blanks or invisible characters that are not kept; write single plain blanks"


def is_blank(text: str) -> bool:
    """Whether ``text`` has no letter and no digit, apart from invisible characters."""
    return not any(char.isalnum() for char in _INVISIBLES.sub("", text))


def validate_readable(text: str) -> None:
    """Model validator: a text that is given says something; brackets around nothing do not."""
    if text and is_blank(text):
        raise ValidationError(
            _("There is no letter and no digit in this. Write words, or leave it empty."), "unreadable"
        )


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """The first word of a letter's name in Unicode, which for Latin and Cyrillic ones is their script."""
    return unicodedata.name(letter, "").split(" ")[0]


def mixed_words(text: str) -> Iterator[str]:
    """Words that mix Latin and Cyrillic letters: no search for the word finds them.

    >>> list(mixed_words("Гpoмкая речь"))  # р and о are Latin
    ['Гpoмкая']
    """
    for word in dict.fromkeys(_WORD.findall(text)):
        scripts = set(map(_script, word))
        if {"LATIN", "CYRILLIC"} <= scripts:
            yield word


def skeleton(name: str) -> str:
    """What different writings of one name have in common: case, accents, blanks, ё and letters that look alike.

    >>> skeleton("Пробная  Сторона") == skeleton("пробнaя сторона")  # the second with a Latin a
    True
    """
    letters = _INVISIBLES.sub("", unicodedata.normalize("NFKD", name.casefold().translate(_NEIGHBOURS)))
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return _NO_LETTERS.sub(" ", bare.translate(_LOOK_ALIKES)).strip()
