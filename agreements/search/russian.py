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
_MOSTLY = 0.9
_UNCHANGED = {"ADVB", "PREP", "CONJ", "PRCL", "INTJ", "PRED"}
_OF_DICTIONARY = {
    **dict.fromkeys(("VERB", "PRTF", "PRTS", "GRND"), "INFN"),
    **dict.fromkeys(("ADJS", "COMP"), "ADJF"),
}
_CLOSED = {"PREP", "CONJ", "PRCL", "NPRO"}
_NAMING_NOTHING = {"INFN", "NPRO", *_UNCHANGED}
_MOST = 40  # words that are taken for one; more are no forms of each other any more
_NAMES = {"Geox", "Surn", "Name", "Patr", "Orgn"}
_UNUSUAL = {"Arch", "Erro", "Slng", "Dist", "Abbr", "Init"}  # grammemes of OpenCorpora


@cache
def _dictionary() -> MorphAnalyzer:
    """The dictionary: 30 MB and a tenth of a second, once for a process."""
    return MorphAnalyzer(lang="ru")


def _folded(word: str) -> str:
    return word.replace("ё", "е")


def _forms(reading: Parse) -> frozenset[str]:
    """All forms of a word; «по-» before a comparative is a word of its own."""
    forms = {form.word: form.tag for form in reading.lexeme}
    return frozenset(
        _folded(word)
        for word, tag in forms.items()
        if word.isalpha() and not _UNUSUAL & tag.grammemes and not (tag.POS == "COMP" and word.startswith("по"))
    )


def _readings(word: str) -> dict[str, Parse]:
    """The words that the folded ``word`` is likely to be a form of, each with a reading of it.

    Where the dictionary reads it as an adverb or the like most of the time (временами), and now and then as a form of
    another word, it counts as that too; a preposition, a conjunction or a pronoun counts as nothing else.
    Unusual readings, such as abbreviations (ЮНЕСКО, вуз), count where there are no others.
    """
    shares: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    found: dict[str, Parse] = {}
    closed = 0.0
    parsed = _dictionary().parse(word)
    for reading in [one for one in parsed if not _UNUSUAL & one.tag.grammemes] or parsed:
        lemma = f"{_folded(reading.normal_form)} {_word_class(reading)}"
        found.setdefault(lemma, reading)
        shares[reading.tag.POS in _UNCHANGED][lemma] += reading.score
        closed += reading.score if reading.tag.POS in _CLOSED else 0
    of_closed = closed >= _MOSTLY * sum(among.total() for among in shares.values())
    return {
        lemma: found[lemma]
        for unchanged, among in shares.items()
        if unchanged or not of_closed
        for lemma, share in among.items()
        if share >= _LIKELY * among.total()
    }


@lru_cache(maxsize=16384)
def _lemmas(word: str) -> tuple[str, ...]:
    """The same without the readings, which are large."""
    return tuple(_readings(word))


def _word_class(reading: Parse) -> str:
    """The part of speech of the dictionary form: a participle is of a verb, a short adjective of a long one."""
    return _OF_DICTIONARY.get(reading.tag.POS, str(reading.tag.POS))


def is_known(word: str) -> bool:
    """Whether the folded ``word`` is in the dictionary."""
    return bool(_dictionary().word_is_known(word))


def lemmas(word: str) -> frozenset[str]:
    """The dictionary forms of the words that the folded ``word`` can be a form of; guessed where it is unknown.

    >>> sorted(lemmas("музеями"))
    ['музей']
    """
    return frozenset(lemma.partition(" ")[0] for lemma in _lemmas(word))


def names_nothing(word: str) -> bool:
    """Whether the folded ``word`` is a verb, an adverb, a pronoun or the like, and no form of a name of anything.

    >>> names_nothing("обещали"), names_nothing("юнеско")
    (True, False)
    """
    classes = {lemma.partition(" ")[2] for lemma in _lemmas(word)}
    return is_known(word) and classes <= _NAMING_NOTHING


def is_name(word: str) -> bool:
    """Whether the folded ``word`` is most likely the name of a place, a person or a body.

    >>> is_name("владивостоке"), is_name("музее")
    (True, False)
    """
    reading = _dictionary().parse(word)[0]
    return is_known(word) and not _NAMES.isdisjoint(reading.tag.grammemes)


@lru_cache(maxsize=1024)
def _word(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """All forms of the words that the folded ``word`` can be a form of, and the dictionary forms of those."""
    found = {word}
    if not is_known(word):
        return frozenset(found.union(*map(_forms, _readings(word).values()))), lemmas(word)
    seen: set[str] = set()
    left = [word]
    while left and len(seen) < _MOST:
        of_lemma = left.pop()
        for lemma in _lemmas(of_lemma):
            if lemma not in seen:
                seen.add(lemma)
                forms = _forms(_readings(of_lemma)[lemma])
                new = {form for form in forms - found if lemma in _lemmas(form)}
                left += new
                found |= new
    return frozenset(found), frozenset(lemma.partition(" ")[0] for lemma in seen)


def forms(word: str) -> frozenset[str]:
    """All forms of the words that the folded ``word`` can be a form of, itself among them.

    Whichever form is given, they are the same, as far as the dictionary knows the word.

    >>> forms("музеями") == forms("музей")
    True
    """
    return _word(word)[0]


def all_lemmas(word: str) -> frozenset[str]:
    """The dictionary forms of all those words: the same, whichever form is given."""
    return _word(word)[1]
