"""Forms of Kazakh words. PostgreSQL has no stemmer for Kazakh.

The language is agglutinative: a word is its stem and then endings, one after the other. Where the stem ends cannot
always be told (облысы is облыс + ы, but could be облы + сы), so none is chosen: two words are taken for forms of one
where they have a possible stem in common. An ending depends on the sound before it, which keeps most of them apart
from the stem's own letters.
Source: Muhamedowa, R. (2016), Kazakh: A Comprehensive Grammar, Routledge, chapter 2.
All words here are folded (see the database function ``search_fold``): ә = а, і = и, қ = к and so on.
"""

import re
from functools import lru_cache

_VOWEL = "[аеиоуыэюя]"
_VOICELESS = "[бвгджкпстфхцчшщ]"  # at the end of a stem б, в, г, д are said without voice, and endings follow suit
_VOICED = "[аеиоуыэюямнлрйзжь]"

# What may be taken off the end of a word, after what sound.
_ENDINGS = [
    re.compile(rf"(?<={before})(?:{endings})\Z")
    for before, endings in (
        (_VOWEL, "сы|си|ны|ни|нын|нин|мыз|миз"),
        ("[ыи]", "н|на|не|нда|нде|нан|нен|ндагы|ндеги"),
        (_VOICED, "да|де|дан|ден|дагы|деги|га|ге|гы|ги|мен|бен"),
        ("[аеиоуыэюярй]", "лар|лер"),
        ("[лмнзжь]", "дар|дер"),
        ("[лрйзжь]", "дын|дин"),
        ("[лмнрйзжь]", "ды|ди"),
        ("[мн]", "нын|нин|нан|нен"),
        (_VOICELESS, "та|те|тан|тен|тагы|теги|ка|ке|кы|ки|тар|тер|тын|тин|ты|ти|пен"),
        ("[бвгджзйклмнпрстфхцчшщ]", "ы|и"),
    )
]
_MIN_STEM = 3
_HARDENED = {"б": "п", "г": "к"}


@lru_cache(maxsize=32768)
def stems(word: str) -> frozenset[str]:
    """Every possible stem of the folded ``word``.

    >>> sorted(stems("китабы"))
    ['китабы', 'китап']
    """
    found: set[str] = set()
    left = [word]
    while left:
        form = left.pop()
        # A stem hardens where no ending follows (кітап, кітабы); its last narrow vowel may fall out before one
        # (халық, халқы).
        found.add(form[:-1] + _HARDENED.get(form[-1], form[-1]) if form != word else form)
        if len(form) > 4 and form[-2] in "ыи" and form[-1] in "клнпр":
            found.add(form[:-2] + form[-1])
        cuts = [ending.start() for endings in _ENDINGS if (ending := endings.search(form))]
        left += [form[:cut] for cut in cuts if cut >= _MIN_STEM]
    return frozenset(found)


def akin(one: str, other: str) -> bool:
    """Whether two folded words can be forms of one Kazakh word."""
    return one == other or not stems(one).isdisjoint(stems(other))
