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

ONLY_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
"""Letters, before folding, that Russian does not have."""

_VOWEL = "[аеиоуыэюя]"
_VOICELESS = "[бвгджкпстфхцчшщ]"  # at the end of a stem б, в, г, д are said without voice, and endings follow suit
_VOICED = "[аеиоуыэюямнлрйзжь]"

_CONSONANT = "[бвгджзйклмнпрстфхцчшщ]"


def _endings(*after: tuple[str, str]) -> list[re.Pattern[str]]:
    """Endings, each with the sound after which it stands."""
    return [re.compile(rf"(?<={before})(?:{endings})\Z") for before, endings in after]


# Behind a stem stand, in this order, the plural, whose it is, and the case: so that is how they are taken off.
_CASES = _endings(
    (_VOWEL, "ны|ни|нын|нин"),
    ("[ыи]", "н|на|не|нда|нде|нан|нен|ндагы|ндеги"),
    (_VOICED, "да|де|дан|ден|дагы|деги|га|ге|гы|ги|мен|бен"),
    ("[лрйзжь]", "дын|дин"),
    ("[лмнрйзжь]", "ды|ди"),
    ("[мн]", "нын|нин|нан|нен"),
    (_VOICELESS, "та|те|тан|тен|тагы|теги|ка|ке|кы|ки|тын|тин|ты|ти|пен"),
)
_OWNERS = _endings((_VOWEL, "сы|си|мыз|миз"), (_CONSONANT, "ы|и|ымыз|имиз"))
_PLURAL = _endings(("[аеиоуыэюярй]", "лар|лер"), ("[лмнзжь]", "дар|дер"), (_VOICELESS, "тар|тер"))
_MIN_STEM = 2
_HARDENED = {"б": "п", "г": "к"}


@lru_cache(maxsize=8192)
def stems(word: str) -> frozenset[str]:
    """Every possible stem of the folded ``word``.

    >>> sorted(stems("китабы"))
    ['китабы', 'китап']
    """
    forms = {word}
    for endings in (_CASES, _OWNERS, _PLURAL):
        forms |= {
            form[: ending.start()]
            for form in forms
            for pattern in endings
            if (ending := pattern.search(form)) and ending.start() >= _MIN_STEM
        }
    found: set[str] = set()
    for form in forms:
        # A stem hardens where no ending follows (кітап, кітабы); its last narrow vowel may fall out before one
        # (халық, халқы).
        found.add(form[:-1] + _HARDENED.get(form[-1], form[-1]) if form != word else form)
        if len(form) > 3 and form[-2] in "ыи" and form[-1] in "зклнпр":
            found.add(form[:-2] + form[-1])
    return frozenset(found)
