"""Where a line of Russian or Kazakh must not be broken: one rule, for messages and for the texts of the record.

A no-break space stands after a figure before a word (2013 года, 25 жылдығы), between initials and before the name
(Л. Н. Гумилёв), after № and short marks of places in a text before what they mark (ст. 5), inside «т. д.» and its like,
and before a dash; in Russian also after a preposition or conjunction of one or two letters. English has none.
Sources: Мильчин, Чельцова, Справочник издателя и автора (2003), 7.3 (what lines must not part).
"""

import re
from functools import lru_cache

NO_BREAK = "\u00a0"

#: The figures of messages, whose placeholders stand for numbers: the names that the catalogues use for them.
_NUMBERS = "both|count|found|left|least|longest|more|most|named|number|once|page|shortest|total|year"
_FIGURE = rf"(?:(?<![\w.,-])\d+(?:[–.,]\d+)*|%\((?:{_NUMBERS})\)[sd]|–%\(last\)s|%%s|(?<!%)%d)"
_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_RULES = [
    re.compile(rf"({_FIGURE}) (?=[^\W\d_])"),
    re.compile(rf"((?<!\w)[{_CAPITAL}]\.) (?=[{_CAPITAL}])"),
    re.compile(r"((?<!\w)(?:№|§|[сС]т\.|[пП]п?\.|с\.|[тТ]\.|г\.|им\.|ф\.|оп\.|д\.|л\.)) (?=[\d%A-ZА-ЯЁ])"),
    re.compile(r"((?<!\w)(?:т|н)\.) (?=(?:д|е|п|к|э)\.)"),
    re.compile(r"(^|(?<=\S)) (?=—)"),
]
_SMALL_WORDS = re.compile(r"((?<![\w-])(?:а|в|и|к|о|с|у|во|до|за|из|ко|на|но|об|от|по|со)) (?=\S)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def bound(text: str, lang: str) -> str:
    """``text`` with no-break spaces where the rule for its language has them.

    >>> bound("Подписан 11 ноября 2013 года", "ru") == "Подписан 11\\u00a0ноября 2013\\u00a0года"
    True
    """
    if lang not in ("ru", "kk"):
        return text
    for rule in _RULES if lang == "kk" else (*_RULES, _SMALL_WORDS):
        text = rule.sub(rf"\1{NO_BREAK}", text)
    return text
