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
# Each letter of the alphabet by its place, from U+0400 on: letters there are capitals, which no key holds.
_PLACE = {letter: chr(0x400 + place) for place, letter in enumerate(LETTERS)}


def _key_of(letter: str) -> str:
    """A Latin letter without its marks, a Cyrillic one by its place, both small."""
    bare = unicodedata.normalize("NFD", letter)[0]
    if bare.isascii():
        return bare.lower()
    small = letter.lower()
    return _PLACE.get(small, small)


# Latin with marks as far as U+017F, Cyrillic as far as U+052F.
_CHARACTERS = [*map(chr, range(ord("A"), ord("Z") + 1)), *map(chr, range(0xC0, 0x180)), *map(chr, range(0x400, 0x530))]
KEYS = {letter: key for letter in _CHARACTERS if len(key := _key_of(letter)) == 1 and key != letter}
_TABLE = str.maketrans(KEYS)

Item = TypeVar("Item")


def alphabet_key(text: str) -> str:
    """A key that sorts as a reader expects: case and marks around it do not count, Latin stands before Cyrillic."""
    return text.strip(SKIPPED).translate(_TABLE)


def in_alphabet(items: Iterable[Item], name: Callable[[Item], str] = str) -> list[Item]:
    """``items`` sorted by their names in the reader's alphabet."""
    return sorted(items, key=lambda item: alphabet_key(name(item)))
