"""By what two words are taken for forms of one: keys that both have, in whichever language they are.

A question does not say its language, so that a word of it may have keys of several; a name is of one.
"""

import re
from functools import lru_cache
from sys import intern

from agreements.search import kazakh, russian
from agreements.search.words import fold

_PURELY_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-я]+")
_LATIN = re.compile("[a-z]+")
_SOUNDING = 5  # letters; shorter words that sound alike are seldom the same

# As the database functions search_spelling() and search_sound() read words; tests hold them against each other.
_SPELLINGS = [
    pair.split("/")
    for pair in (
        *("isation/ization", "programme/program", "centre/center"),
        *("theatre/theater", "neighbour/neighbor", "labour/labor"),
    )
]
_LETTERS = str.maketrans("абвгдежзийклмнопрстуфхчшщыэ", "abvgdejziiklmnoprstufhcwwie", "ъь")
_DIGRAPHS = (("shch", "w"), ("sch", "w"), ("sh", "w"), ("ch", "c"), ("zh", "j"), ("kh", "h"), ("gh", "g"))


@lru_cache(maxsize=2048)
def keys(word: str, lang: str = "") -> frozenset[str]:
    """The keys of a word as somebody wrote it; of a name, whose language is known, those of the language alone."""
    folded = fold(word)
    found = {folded}
    if _LATIN.fullmatch(folded):
        found.add("e:" + _singular(folded))
    elif _CYRILLIC.fullmatch(folded):
        if lang != "kk" and not _PURELY_KAZAKH.search(word):
            found |= {"r:" + lemma for lemma in russian.lemmas(folded)}
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
        if not _PURELY_KAZAKH.search(word):
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


def sound(folded: str) -> str:
    """A folded name as it sounds, in plain Latin letters: Nazarbayev, Nazarbaev and Назарбаев are one."""
    if re.search("[wqch]", folded):
        folded = re.sub("c(?!h)", "k", folded.replace("w", "v").replace("q", "k"))
        for digraph, letter in _DIGRAPHS:
            folded = folded.replace(digraph, letter)
    for letter, sounds_ in (("ц", "ts"), ("ю", "iu"), ("я", "ia")):
        folded = folded.replace(letter, sounds_)
    folded = folded.translate(_LETTERS).replace("y", "i")
    return re.sub("([a-z])\\1+", "\\1", folded).replace("io", "e").replace("ie", "e")
