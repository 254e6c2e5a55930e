"""Sorting by the alphabet of the reader's language, without the help of a locale on the machine.

Python and a database without ICU order Cyrillic by code point, which puts ё after я and the Kazakh letters at the
end. Source for the order of letters: the Kazakh Cyrillic alphabet of 42 letters, which contains the Russian one.
The database function ``search_alphabet`` makes the same keys.
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
SKIPPED = "«»‹›“”„‟‘’‚\"'()[] \u00a0"
# Each letter of the alphabet by its rank, from U+0400 on: letters there are capitals, which no key holds.
_RANKED = {letter: chr(0x400 + rank) for rank, letter in enumerate(LETTERS)}


def _key_of(letter: str) -> str:
    """A Latin letter without diacritics, a Cyrillic one by its rank, both in lower case."""
    bare = unicodedata.normalize("NFD", letter)[0]
    if bare.isascii():
        return bare.lower()
    small = letter.lower()
    return _RANKED.get(small, small)


# Latin with diacritics up to U+017F, Cyrillic up to U+052F.
_CHARACTERS = [*map(chr, range(ord("A"), ord("Z") + 1)), *map(chr, range(0xC0, 0x180)), *map(chr, range(0x400, 0x530))]
KEYS = {letter: key for letter in _CHARACTERS if len(key := _key_of(letter)) == 1 and key != letter}
_TABLE = str.maketrans(KEYS)

Item = TypeVar("Item")


def alphabet_key(text: str) -> str:
    """A key that sorts as a reader expects: case and outer punctuation do not count, Latin comes before Cyrillic."""
    return text.strip(SKIPPED).translate(_TABLE)


def in_alphabet(items: Iterable[Item], name: Callable[[Item], str] = str) -> list[Item]:
    """``items`` sorted by their names in the reader's alphabet."""
    return sorted(items, key=lambda item: alphabet_key(name(item)))
