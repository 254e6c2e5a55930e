"""Sorting by the alphabet of the reader's language, without the help of a locale on the machine.

Python and a database without ICU order Cyrillic by code point, which puts ё after я and the Kazakh letters at the
end. Source for the order of letters: the Kazakh Cyrillic alphabet of 42 letters, which contains the Russian one.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

LETTERS = "абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
KAZAKH = LETTERS.replace("абв", "аәбв")
_PLACE = {letter: chr(0x1000 + place) for place, letter in enumerate(KAZAKH)}
_SKIPPED = "«»“”„\"'’()[] "

Item = TypeVar("Item")


def alphabet_key(text: str) -> str:
    """A key that sorts as a reader expects: case and opening marks do not count, Latin stands before Cyrillic."""
    return "".join(_PLACE.get(letter, letter) for letter in text.lower().lstrip(_SKIPPED))


def in_alphabet(items: Iterable[Item], name: Callable[[Item], str] = str) -> list[Item]:
    """``items`` sorted by their names in the reader's alphabet."""
    return sorted(items, key=lambda item: alphabet_key(name(item)))
