"""Letters of two scripts that look alike, typed for each other.

A word of two scripts is of one of them where all its letters of the other have a double there: M and c in «Mocква» are
М and с. Source: Unicode Technical Standard 39, confusables; of small letters also those that a capital is typed for.
"""

import re

LATIN = "ABCEHIKMOPTXYacehikmoptxy"
CYRILLIC = "АВСЕНІКМОРТХУасеһікмортху"
_TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
_TO_LATIN = str.maketrans(CYRILLIC, LATIN)
_WORD = re.compile(r"[^\W\d_]+")
_OF_LATIN = re.compile("[A-Za-z]")
_OF_CYRILLIC = re.compile("[\u0400-\u04ff]")


def unmixed(text: str) -> str:
    """The text with each word of two scripts in the one whose letters can stand for all others; as long as before.

    The database function ``search_unmixed`` does the same with the texts of the record.

    >>> unmixed("Mocква") == "Москва"
    True
    """
    return _WORD.sub(lambda word: _unmixed(word[0]), text)


def _unmixed(word: str) -> str:
    if not (_OF_LATIN.search(word) and _OF_CYRILLIC.search(word)):
        return word
    return double(word, _TO_CYRILLIC) or double(word, _TO_LATIN) or word


def double(word: str, script: dict[int, int] = _TO_CYRILLIC) -> str:
    """The word in letters of one script only, where each of the other has a double in it; nothing where one has not."""
    others = _OF_LATIN if script is _TO_CYRILLIC else _OF_CYRILLIC
    turned = word.translate(script)
    return "" if others.search(turned) else turned


def doubles(word: str) -> list[str]:
    """What a word of one script may have been typed for in the other.

    >>> doubles("PK") == ["РК"]
    True
    """
    found = (double(word, _TO_CYRILLIC), double(word, _TO_LATIN))
    return [other for other in found if other and other != word]
