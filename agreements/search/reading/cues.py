"""Cues: what readers write to say how a part of their question is meant.

What they are is data, the scheme ``cue`` of the vocabulary. What a cue says, the search knows by its key:

====================================  ==================================================================================
``about``, ``signed-in``,             what ``#`` stands for is a theme, a place of signature, who signed, a party, the
``signed-by``, ``party``,             language of the text, a side
``text-in``, ``side``
``between``                           two parties, or more
``by``, ``among``, ``made-in``        the same as ``signed-by``, ``party``, ``signed-in``, but only for what the archive
                                      has
``force-in``, ``force-out``           all statuses of that force
``not-signed-in``, ``not-signed-by``   the same, and what has it is left out: "signed outside #"
``has-<mark>``, ``lacks-<mark>``      documents that have something, or not: clauses, official-text, in-force-date
``is-<facet>-<value>``                a value of a facet; ``isnt-<facet>-<value>``: any other
``document``, ``filler``              words that fall away: any document; what only makes a question of it
``request``                           the same at the beginning or the end of what is a question by that: "find …"
``signing``                           the same, and that something was signed; a place or a person apart from it is then
                                      where, or by whom
``there``                             before or at the end of such a place
``and``, ``or``, ``office``           words between names; offices of who signs
``asks``                              words between a name and a cue behind it: «Астанада не қол қойылды»
``not``, ``not-behind``               before or behind a piece: none of it
``skip``                              words of names that count for nothing: "the", "of"
``name-<kind>``                       how places and regions are called: who is called one way is called the others
``ordinal``                           how a number in figures is an ordinal: of an occasion that has a Roman one
``border``                            any region on the common border
``side-<country>``                    words for a country, its people and what is theirs
``date-<…>``                          what dates are told by (dates.py)
====================================  ==================================================================================

A cue of any other key says nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agreements.base.languages import LANGUAGES
from agreements.search.reading.lexicon import Vocabulary
from agreements.search.words import fold

SLOT = "#"
_ENDING = re.compile(r"#\w+")

#: What a slot names, by the key of its cue.
ROLES = {
    "about": "theme",
    "signed-in": "place",
    "not-signed-in": "place",
    "made-in": "place",
    "signed-by": "signed",
    "not-signed-by": "signed",
    "by": "signed",
    "party": "party",
    "between": "party",
    "among": "party",
    "text-in": "language",
    "side": "side",
}
#: Cues of these keys are none where the archive does not have what they name.
WEAK = frozenset({"not-signed-in", "not-signed-by", "by", "among", "made-in", "about", "text-in", "side"})
#: Cues without a slot.
LITERAL = frozenset(
    {
        *("force-in", "force-out", "document", "filler", "request", "signing"),
        *("and", "or", "asks", "office", "there", "not", "not-behind"),
    }
)
OF_PIECES = ("has-", "lacks-", "is-", "isnt-")
"""How the keys of cues begin that are a piece by themselves."""
_EXACT = frozenset({*ROLES, "force-in", "force-out", "and", "or", "asks", "not-behind"})

Phrases = Mapping[str, Mapping[str, list[str]]]
"""By key and language, what readers write."""


@dataclass(frozen=True)
class Pattern:
    """A cue with slots: the words before the first slot, between two, and after the last."""

    key: str
    parts: tuple[tuple[int, ...], ...]

    @property
    def role(self) -> str:
        """What its slots name."""
        return ROLES[self.key]

    @property
    def is_weak(self) -> bool:
        """Whether it is a cue only where the archive has what is named."""
        return self.key in WEAK

    @property
    def is_negative(self) -> bool:
        """Whether what has it is left out."""
        return self.key.startswith("not-")

    @property
    def opening(self) -> tuple[int, ...]:
        """The first words that it has itself: before its slots, or behind the last where none are before."""
        return self.parts[0] or self.parts[-1]

    @property
    def length(self) -> int:
        """How many words it has itself."""
        return sum(map(len, self.parts))


def is_literal(key: str) -> bool:
    """Whether the cues of a key have no slots, but say all themselves."""
    return key in LITERAL or key.startswith((*OF_PIECES, "side-"))


def is_exact(key: str, lang: str) -> bool:
    """Whether the cues of a key mean the same in their very form only.

    What a Kazakh cue says is in its endings: «тілінде» is in a language, «тілі» is the language. Russian says it by
    prepositions, and its cues are inflected with what they belong to: «подписанные», «подписанных».
    """
    return lang == "kk" and (key in _EXACT or key.startswith(OF_PIECES))


def patterns(phrases: Phrases, vocabulary: Vocabulary) -> list[Pattern]:
    """All cues with slots, those with most words first."""
    found = {
        Pattern(
            key, tuple(tuple(vocabulary.numbers(part, lang, exact=is_exact(key, lang))) for part in phrase.split(SLOT))
        )
        for key, by_language in phrases.items()
        if key in ROLES
        for lang, said in by_language.items()
        for phrase in said
        if SLOT in phrase and not _ENDING.fullmatch(phrase)
    }
    return sorted((one for one in found if one.opening), key=lambda one: (-one.length, one.key, one.parts))


def by_first(found: Iterable[Pattern]) -> dict[int, list[Pattern]]:
    """The cues by the first of their own words."""
    by_word: dict[int, list[Pattern]] = {}
    for pattern in found:
        by_word.setdefault(pattern.opening[0], []).append(pattern)
    return by_word


def said(phrases: Phrases, key: str) -> Iterable[tuple[str, str]]:
    """What readers write for a cue, each with its language."""
    return ((lang, phrase) for lang in LANGUAGES for phrase in phrases.get(key, {}).get(lang, ()))


def suffixes(phrases: Phrases, key: str) -> tuple[str, ...]:
    """The endings, folded, that are a cue of the key: ``#мен``."""
    endings = (phrase.removeprefix(SLOT) for _lang, phrase in said(phrases, key) if phrase.startswith(SLOT))
    return tuple(fold(ending) for ending in endings if ending and not ending.startswith(" "))


def calendar(phrases: Phrases) -> Iterable[tuple[str, str]]:
    """How years, days and decades are written, each with its language: what says nothing but the date itself."""
    keys = (key for key in phrases if key.startswith(("date-year", "date-day", "date-decade")))
    return (one for key in keys for one in said(phrases, key))


def dated(phrases: Phrases) -> dict[str, list[str]]:
    """The cues of dates, in whatever language."""
    return {key: [phrase for _lang, phrase in said(phrases, key)] for key in sorted(phrases) if key.startswith("date-")}
