"""What an occasion of a row is called beside its name: XIV Forum, the 14th forum, the forum."""

import re
from collections.abc import Iterable, Iterator

from agreements.search.reading.cues import SLOT
from agreements.search.reading.lexicon import Vocabulary

_ROW = 3  # words by which a row of occasions is known without a number
_ROMAN = re.compile(r"(?=.)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_FIGURES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def names_of_occasion(
    name: list[int], vocabulary: Vocabulary, ordinals: Iterable[str], lang: str
) -> Iterator[list[int]]:
    """The name of an occasion and, where it has a Roman number, what else it is called.

    By the number with the words behind it, all or some, or with the last; and, with the others of its row, by three or
    more words without the number: XIV Forum, Forum of Interregional Cooperation. The number is written in figures too,
    alone and with each of the endings ``ordinals`` of the language: 14 форум, 14-й форум.
    """
    yield name
    for at, number in enumerate(name):
        roman = vocabulary.word(number)
        if not _ROMAN.fullmatch(roman):
            continue
        behind = [name[at + 1 : end] for end in range(at + 2, len(name) + 1)]
        yield from (words for words in behind if len(words) >= _ROW)
        figures = (vocabulary.numbers(phrase.replace(SLOT, str(value_of(roman))), lang) for phrase in (SLOT, *ordinals))
        for written in ([number], *figures):
            yield from ([*written, *words] for words in behind)
            if at:
                yield [*written, name[-1]]


def value_of(roman: str) -> int:
    """The value of a Roman number; a figure before a greater one is taken from it.

    >>> value_of("XIV")
    14
    """
    figures = [_FIGURES[letter] for letter in roman]
    return sum(-one if one < after else one for one, after in zip(figures, [*figures[1:], 0], strict=True))
