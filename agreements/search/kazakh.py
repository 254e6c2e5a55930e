"""Kazakh words without their endings. PostgreSQL has no stemmer for Kazakh, and it hardly needs one.

The language is agglutinative: a word is its stem and then endings, one after the other. So the index keeps whole
words, and a word of the question is cut back to what may be its stem and matched as a beginning. Endings depend on
the sound before them, which tells most of them from the stem's own letters.
Source: Muhamedowa, R. (2016), Kazakh: A Comprehensive Grammar, Routledge, chapter 2.
All words here are folded (see the database function ``search_fold``): ә = а, і = и, қ = к and so on.
"""

import re
from functools import lru_cache

_VOWEL = "[аеиоуыэюя]"
_VOICELESS = "[бвгджкпстфхцчшщ]"  # at the end of a stem б, в, г, д are said without voice, and endings follow suit
_VOICED = "[аеиоуыэюямнлрйзж]"

# What may be taken off the end of a word, after what sound. The longest that fits goes first.
_ENDINGS = [
    rf"(?<={_VOWEL})(?:ндагы|ндеги|нда|нде|нан|нен|на|не|нын|нин|сын|син|сы|си|ны|ни|лар|лер|мыз|миз)",
    rf"(?<={_VOICED})(?:дагы|деги|дан|ден|да|де|га|ге|гы|ги|мен|бен|лык|лик)",
    r"(?<=[мнлрйзж])(?:дар|дер|дын|дин|ды|ди|нан|нен|нын|нин)",
    r"(?<=[рй])(?:лар|лер)",
    rf"(?<={_VOICELESS})(?:тагы|теги|тан|тен|та|те|ка|ке|кы|ки|тар|тер|тын|тин|ты|ти|пен)",
    r"(?<=[бвгджзйклмнпрстфхцчшщ])(?:ына|ине|ын|ин|ы|и)",
    r"(?<=[ыи])н",
]
_ENDING = re.compile(rf"(?:{'|'.join(_ENDINGS)})\Z")
_MIN_STEM = 3

_HARD_AND_SOFT = {"п": "б", "к": "г", "б": "п", "г": "к"}


@lru_cache(maxsize=8192)
def stems(word: str) -> tuple[str, ...]:
    """What the folded ``word`` and its other forms begin with.

    >>> stems("мадениетине")
    ('мадениет',)
    >>> stems("китабы")
    ('китаб', 'китап')
    """
    if not re.fullmatch(r"[а-я]{3,}", word):
        return (word,)
    stem = word
    while (ending := _longest_ending(stem)) and len(stem) - len(ending) >= _MIN_STEM:
        stem = stem.removesuffix(ending)
    found = [stem]
    if other := _HARD_AND_SOFT.get(stem[-1]):
        found.append(stem[:-1] + other)
    # A narrow vowel falls out before an ending: халық, халқы.
    if len(stem) >= 5 and stem[-2] in "ыи" and stem[-1] in "кнрл":
        found.append(stem[:-2] + stem[-1])
    return tuple(found)


def _longest_ending(word: str) -> str:
    found = _ENDING.search(word)
    return found[0] if found else ""
