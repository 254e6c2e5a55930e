"""Forms of Russian words, from the dictionary of OpenCorpora (pymorphy3).

A form can be of several words: «стали» is of стать and, far less often, of сталь. A reading that is much rarer than the
others counts as none, lest everything be a form of everything. Words that share a form after that are one: all their
forms find the same.
All words here are folded (see the database function ``search_fold``): ё = е.
"""

from collections import Counter
from functools import cache, lru_cache

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

_LIKELY = 0.2  # the share of the readings of a form, from which on it counts as a form of the word
_MOST = 40  # words that are taken for one; more are no forms of each other any more
_UNUSUAL = {"Arch", "Erro", "Slng", "Dist", "Abbr", "Init"}  # grammemes of OpenCorpora


@cache
def _dictionary() -> MorphAnalyzer:
    """The dictionary: 30 MB and a tenth of a second, once for a process."""
    return MorphAnalyzer(lang="ru")


def _folded(word: str) -> str:
    return word.replace("ё", "е")


def _forms(reading: Parse) -> frozenset[str]:
    """All forms of a word; «по-» before a comparative is a word of its own."""
    return frozenset(
        _folded(form.word)
        for form in reading.lexeme
        if not _UNUSUAL & form.tag.grammemes and not (form.tag.POS == "COMP" and form.word.startswith("по"))
    )


@lru_cache(maxsize=8192)
def _readings(word: str) -> dict[str, frozenset[str]]:
    """The words that the folded ``word`` is likely to be a form of, each with all its forms."""
    return {lemma: _forms(reading) for lemma, reading in _likely(word)}


def _likely(word: str) -> list[tuple[str, Parse]]:
    """The words that the folded ``word`` is likely to be a form of, each with one reading of it."""
    shares: Counter[str] = Counter()
    first: dict[str, Parse] = {}
    for reading in _dictionary().parse(word):
        if not _UNUSUAL & reading.tag.grammemes:
            lemma = f"{_folded(reading.normal_form)} {reading.normalized.tag.POS}"
            shares[lemma] += reading.score
            first.setdefault(lemma, reading)
    return [(lemma, first[lemma]) for lemma, share in shares.items() if share >= _LIKELY * sum(shares.values())]


def is_known(word: str) -> bool:
    """Whether the folded ``word`` is in the dictionary."""
    return bool(_dictionary().word_is_known(word))


def lemmas(word: str) -> frozenset[str]:
    """The dictionary forms of the words that the folded ``word`` can be a form of; guessed where it is unknown.

    >>> sorted(lemmas("музеями"))
    ['музей']
    """
    return frozenset(lemma.partition(" ")[0] for lemma, _reading in _likely(word))


@lru_cache(maxsize=4096)
def forms(word: str) -> frozenset[str]:
    """All forms of the words that the folded ``word`` can be a form of, itself among them.

    Whichever form is given, they are the same, as far as the dictionary knows the word.

    >>> forms("музеями") == forms("музей")
    True
    """
    found = {word}
    if not is_known(word):
        return frozenset(found.union(*_readings(word).values()))
    seen: set[str] = set()
    left = [word]
    while left and len(seen) < _MOST:
        for lemma, others in _readings(left.pop()).items():
            if lemma not in seen:
                seen.add(lemma)
                left += others - found
                found |= others
    return frozenset(found)
