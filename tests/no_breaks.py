"""Where a line of Russian or Kazakh must not be broken: ``python -m tests.no_breaks`` puts the rule into the messages.

A no-break space stands after a figure before a word (2013 года, 25 жылдығы), between initials and before the name
(Л. Н. Гумилёв), after № and short marks of places in a text before what they mark (ст. 5), inside «т. д.» and its like,
and before a dash; in Russian also after a preposition or conjunction of one or two letters. English has none, and the
texts of the record stay as they are.
Sources: Мильчин, Чельцова, Справочник издателя и автора (2003), 7.3 (what lines must not part).
"""

import re
from pathlib import Path

NO_BREAK = "\u00a0"

CATALOGUES = {lang: sorted(Path("locale").glob(f"**/{lang}/LC_MESSAGES/*.po")) for lang in ("ru", "kk")}
_TRANSLATION = re.compile(r'^(msgstr(?:\[\d\])? ")(.+)"$', re.MULTILINE)
_PLAIN = re.compile(r'^(?:msgid "(?:y|.*MMMM.*)"|msgctxt "a search")$', re.MULTILINE)

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


def cured(catalogue: str, lang: str) -> str:
    """The text of a catalogue with no-break spaces just where the rule has them; dates and searches stay."""

    def entry(text: str) -> str:
        if _PLAIN.search(text):
            return text
        return _TRANSLATION.sub(lambda each: f'{each[1]}{bound(each[2].replace(NO_BREAK, " "), lang)}"', text)

    header, *entries = catalogue.split("\n\n")
    return "\n\n".join([header, *map(entry, entries)])


if __name__ == "__main__":
    for lang, paths in CATALOGUES.items():
        for path in paths:
            path.write_text(cured(path.read_text(encoding="utf-8"), lang), encoding="utf-8")
