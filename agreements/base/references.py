"""The words by which a text numbers its parts: Article 17, Section 2, Annex. Said once for pages and citations.

The record has them in English, as the database function ``search_reference`` reads them too, so that a clause is
found by them in Russian and Kazakh.
Sources of the abbreviations: GOST R 7.0.12-2011; The Chicago Manual of Style 17, 10.42; OSCOLA 4, 2.4 and 4.2.2; the
APA Publication Manual 7, 8.13, which writes out all but articles and paragraphs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One of the words, each in the singular and in the plural."""

    en: tuple[str, str]
    ru: tuple[str, str]
    kk: tuple[str, str]
    gost: str
    apa: tuple[str, str]
    chicago: tuple[str, str]
    oscola: tuple[str, str]


def _word(en: str, ru: str, kk: str, gost: str, *, apa: str = "", chicago: str = "", oscola: str = "") -> Word:
    """Singular and plural in one text; what a style does not abbreviate it has in full."""

    def pair(text: str) -> tuple[str, str]:
        singular, _bar, plural = text.partition("|")
        return singular, plural

    return Word(
        pair(en), pair(ru), pair(kk), gost, pair(apa or en), pair(chicago or en.lower()), pair(oscola or en.lower())
    )


def _paragraph(en: str) -> Word:
    short = {"apa": "para.|paras.", "chicago": "para.|paras.", "oscola": "para|paras"}
    return _word(en, "пункт|пункты", "тармақ|тармақтар", "п.", **short)


WORDS = (
    _word(
        "Article|Articles", "статья|статьи", "бап|баптар", "ст.",
        apa="art.|arts.", chicago="art.|arts.", oscola="art|arts",
    ),
    _word("Preamble|Preambles", "преамбула|преамбулы", "кіріспе|кіріспелер", "преамбула"),
    _word("Part|Parts", "часть|части", "бөлік|бөліктер", "ч.", chicago="pt.|pts.", oscola="pt|pts"),
    _word("Chapter|Chapters", "глава|главы", "тарау|тараулар", "гл.", chicago="chap.|chaps.", oscola="ch|chs"),
    _word("Section|Sections", "раздел|разделы", "бөлім|бөлімдер", "разд.", chicago="sec.|secs.", oscola="s|ss"),
    _paragraph("Paragraph|Paragraphs"),
    _paragraph("Point|Points"),
    _paragraph("Item|Items"),
    _word("Annex|Annexes", "приложение|приложения", "қосымша|қосымшалар", "прил."),
    _word("Appendix|Appendices", "приложение|приложения", "қосымша|қосымшалар", "прил.", chicago="app.|apps."),
)  # fmt: skip
PARAGRAPH = WORDS[5]
_BY_NAME = {name.lower(): (word, bool(number)) for word in WORDS for number, name in enumerate(word.en)}
_INSIDE = {"and", "to", "bis", "ter"}
_BETWEEN = {"ru": {"and": "и", "to": "–"}, "kk": {"and": "және", "to": "–"}}


@dataclass(frozen=True)
class ReferencePart:
    """One step of a reference: a word, and the numbers after it."""

    word: Word
    several: bool
    numbers: str

    def named(self, language: str) -> str:
        """In words: раздел 2, 2-бөлім."""
        numbers = _translated(self.numbers, language)
        if language == "kk":
            return f"{numbers}-{self.word.kk[self.several]}" if numbers else self.word.kk[self.several]
        name = getattr(self.word, language)[self.several]
        return f"{name} {numbers}" if numbers else name

    def abbreviated(self, style: str) -> str:
        """As a style abbreviates it; a word without a number is not abbreviated, nor is one in Kazakh."""
        if style == "gost-kk" or (style == "gost-ru" and not self.numbers):
            return self.named(style.removeprefix("gost-"))
        if style == "gost-ru":
            return f"{self.word.gost} {_translated(self.numbers, 'ru')}"
        if not self.numbers:
            return self.word.en[self.several].lower()
        return f"{getattr(self.word, style)[self.several]} {self.numbers}"


def parts(ref: str) -> list[ReferencePart]:
    """The reference step by step; nothing where it is not made of these words alone.

    >>> [(part.word.en[0], part.numbers) for part in parts("Section 2, Articles 4–6")]
    [('Section', '2'), ('Article', '4–6')]
    >>> parts("Rule 4")
    []
    """
    steps = []
    for step in re.split(r",\s+(?=[A-Za-z]{3,})", ref):
        name, _space, numbers = step.partition(" ")
        word, several = _BY_NAME.get(name.lower(), (None, False))
        if word is None or not _are_numbers(numbers):
            return []
        steps.append(ReferencePart(word, several, numbers.strip()))
    return steps


def _are_numbers(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", text)
    return all(word in _INSIDE or re.fullmatch("[IVXLC]+", word) for word in words)


def _translated(numbers: str, language: str) -> str:
    def pieces() -> Iterator[str]:
        for piece in numbers.split():
            yield _BETWEEN.get(language, {}).get(piece, piece)

    return " ".join(pieces()).replace(" – ", "–")


def reference(ref: str, language: str) -> str:
    """The reference for a reader of ``language``, as far as it is made of these words; else as it is.

    >>> reference("Section 2", "ru"), reference("Articles 4 and 5", "kk")
    ('Раздел 2', '4 және 5-баптар')
    """
    if language not in _BETWEEN:
        return ref
    text = ", ".join(part.named(language) for part in parts(ref))
    return text[:1].upper() + text[1:] or ref


def pinpoint(ref: str, style: str) -> str:
    """The reference as a style of citation points at it; a bare number is that of a paragraph.

    >>> pinpoint("Section 2", "gost-ru"), pinpoint("1.2", "oscola"), pinpoint("Preamble", "apa")
    ('разд. 2', 'para 1.2', 'preamble')
    """
    if ref[:1].isdigit():
        return ReferencePart(PARAGRAPH, False, ref).abbreviated(style)
    return ", ".join(part.abbreviated(style) for part in parts(ref)) or ref
