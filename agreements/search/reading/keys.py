"""By what two words are taken for forms of one: keys that both have, in whichever language they are.

A question does not say its language, so that a word of it may have keys of several; a name is of one.
"""

import re
from functools import lru_cache
from sys import intern

from agreements.search import kazakh, russian
from agreements.search.sounds import sound
from agreements.search.words import fold

_CYRILLIC = re.compile("[а-я]+")
_LATIN = re.compile("[a-z]+")
_SOUNDING = 5  # letters; shorter words that sound alike are seldom the same

# As the database function search_spelling() reads words; a test holds them against each other.
_SPELLINGS = [
    pair.split("/")
    for pair in (
        *("isation/ization", "programme/program", "centre/center"),
        *("theatre/theater", "neighbour/neighbor", "labour/labor"),
    )
]


@lru_cache(maxsize=8192)
def keys(word: str, lang: str = "") -> frozenset[str]:
    """The keys of a word as somebody wrote it; of a name, whose language is known, those of the language alone."""
    folded = fold(word)
    found = {folded}
    if _LATIN.fullmatch(folded):
        found.add("e:" + _singular(folded))
    elif _CYRILLIC.fullmatch(folded):
        if lang != "kk" and not kazakh.ONLY_KAZAKH.search(word):
            found |= {"r:" + lemma for lemma in russian.lemmas(folded)}
            # Of a name that the dictionary does not know a form is known by the name, and not the other way round.
            if not lang:
                found.add("f:" + folded)
            elif not russian.is_known(folded):
                found |= {"f:" + form for form in russian.forms(folded)}
        if lang in ("", "kk"):
            found |= {"k:" + stem for stem in kazakh.stems(folded)}
    return frozenset(map(intern, found))


@lru_cache(maxsize=2048)
def sounds(word: str) -> frozenset[str]:
    """How a name may sound, whatever its spelling, script and case; nothing for a short one."""
    folded = fold(word)
    if len(folded) < _SOUNDING or not folded.isalpha():
        return frozenset()
    forms = {folded}
    if _CYRILLIC.fullmatch(folded):
        if not kazakh.ONLY_KAZAKH.search(word):
            forms |= russian.lemmas(folded)
        forms |= kazakh.stems(folded)
    return frozenset(intern("s:" + sound(form)) for form in forms if len(form) >= _SOUNDING)


def is_plural(folded: str) -> bool:
    """Whether a folded word is the plural of an English noun."""
    return bool(_LATIN.fullmatch(folded)) and _spelled(folded) != _singular(folded)


def _spelled(folded: str) -> str:
    for british, american in _SPELLINGS:
        folded = folded.replace(british, american)
    return folded


def _singular(folded: str) -> str:
    """An English noun without its plural, in one spelling."""
    folded = _spelled(folded)
    if folded.endswith("randa"):  # memoranda
        return folded[:-1] + "um"
    if len(folded) > 4 and folded.endswith("ies"):
        return folded[:-3] + "y"
    if folded.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return folded[:-2]
    if len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is")):
        return folded[:-1]
    return folded
