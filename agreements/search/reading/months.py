"""The names of the months in three languages, in any inflection (Unicode CLDR)."""

from functools import cache, lru_cache

from babel.dates import get_month_names

from agreements.search import kazakh, russian
from agreements.search.reading.phrases import has_endings
from agreements.search.words import fold

_SHORT = {"sept": 9, "фев": 2, "сен": 9, "ноя": 11}  # besides those of CLDR


@cache
def _months() -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
    """The months by every form of their names, by the possible stems of the Kazakh ones, and which names are short."""
    forms: dict[str, int] = {}
    stems: dict[str, int] = {}
    short = dict(_SHORT)
    for lang in ("en", "ru", "kk"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names("wide", context, lang).items():
                word = fold(name)
                forms[word] = number
                if lang == "ru":
                    forms |= dict.fromkeys(russian.forms(word), number)
                if lang == "kk":
                    stems |= dict.fromkeys(kazakh.stems(word), number)
            for number, name in get_month_names("abbreviated", context, lang).items():
                short[fold(name.rstrip("."))] = number
    return short | forms, stems, frozenset(short)


@lru_cache(maxsize=4096)
def month_of(word: str) -> int:
    """The month that a folded word names, in any inflection; 0 for any other word."""
    forms, stems, _short = _months()
    if word in forms:
        return forms[word]
    if not has_endings(word):
        return 0
    return next((stems[stem] for stem in sorted(kazakh.stems(word)) if stem in stems), 0)


def is_short(word: str) -> bool:
    """Whether a folded word is a short name of a month, after which a stop ends no sentence."""
    return word in _months()[2]
