"""What the words in the slot of a cue name: places, people, parties, themes, languages, sides.

A slot has no end of its own. It reaches as far as the longest name that the archive has; where it has none, as far as
the next mark of punctuation, cue, or word that is known to mean something else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agreements.search.reading.keys import is_plural
from agreements.search.reading.knowledge import OFFICE, OTHER_LANGUAGE, WHERE, Knowledge
from agreements.search.reading.lexicon import Asked, Name, asked
from agreements.search.reading.pieces import UNKNOWN
from agreements.search.reading.spoken import words
from agreements.search.sounds import sound
from agreements.search.words import fold

SIGNATORY, PARTY, SIDE, REST = "signatory", "party", "side", ""

#: The facets that the slots of a role name, whole names first.
FACETS = {
    "theme": ("theme",),
    "place": ("place", "occasion"),
    "signed": (SIGNATORY, PARTY, SIDE),
    "party": (PARTY, SIGNATORY, SIDE),
    "language": ("language",),
    "side": (SIDE,),
}


@dataclass(frozen=True)
class Found:
    """What some words in a slot name, and where they are; values of `REST` are words that stay words."""

    start: int
    end: int
    facet: str
    values: tuple[str, ...] = ()


class Slots:
    """The words of a question, and what those from one to another name."""

    def __init__(self, known: Knowledge, sentence: Sequence[Asked]) -> None:
        self.known = known
        self.asked = sentence
        self.names: list[list[tuple[int, Name]]] = [
            sorted(known.lexicon.beginning(sentence, start), key=lambda pair: pair[0]) for start in range(len(sentence))
        ]
        capitals = [one.token.is_capital for one in sentence[1:]]
        self.has_capitals = any(capitals)

    @classmethod
    def of(cls, known: Knowledge, text: str, without: Sequence[tuple[int, int]] = ()) -> "Slots":
        """The words of a text alone, but for those in some spans."""
        return cls(known, asked(known.vocabulary, words(text, list(without))))

    def is_cue(self, key: str, at: int) -> bool:
        """Whether a word is itself a cue of this key."""
        return 0 <= at < len(self.asked) and not self.known.single[key].isdisjoint(self.asked[at].like)

    def joins(self, at: int) -> bool:
        """Whether a word joins the names around it."""
        return self.is_cue("and", at) or self.is_cue("or", at)

    def whole(self, facet: str, start: int, end: int) -> tuple[str, ...]:
        """The values of the facet that these words are a whole name of."""
        return next((name.values for stop, name in self.names[start] if stop == end and name.facet == facet), ())

    def longest(self, facet: str, start: int, stop: int) -> tuple[int, tuple[str, ...]]:
        """Where the longest name of the facet ends that begins here, and its values."""
        found = [(end, name.values) for end, name in self.names[start] if name.facet == facet and end <= stop]
        return max(found, key=lambda pair: pair[0], default=(start, ()))

    # A slot as a whole

    def named(self, role: str, start: int, end: int) -> Found | None:
        """What exactly these words name, in a slot of the role."""
        while start < end and self.asked[start].skipped and not self.names[start]:
            start += 1
        if start >= end:
            return None
        if role == "theme":
            regions = self.whole("region", start, end)
            return self._theme(start, end) or (Found(start, end, "region", regions) if regions else None)
        if role == "language" and self.whole(OTHER_LANGUAGE, start, end):
            return Found(start, end, UNKNOWN)
        facets = FACETS[role]
        if SIDE in facets and (sides := self._sides(start, end)):
            return Found(start, end, SIDE, sides)
        if role == "signed" and self.is_cue("office", start):
            return self._with_office(start, end)
        has_office = role == "signed" and any(self.is_cue("office", at) for at in range(start, end))
        if has_office and (people := self._in_office(start, end)):  # «Қазақстан Президенті»
            return Found(start, end, SIGNATORY, people)
        for facet in facets:
            if facet not in (PARTY, SIGNATORY) and (values := self.whole(facet, start, end)):
                return Found(start, end, facet, values)
        named = {facet: self._by_part(facet, start, end) for facet in facets if facet in (PARTY, SIGNATORY)}
        for facet, values in named.items():
            if values and set(values) & set(self.whole(facet, start, end)):
                return Found(start, end, facet, values)
        return next((Found(start, end, facet, values) for facet, values in named.items() if values), None)

    def _sides(self, start: int, end: int) -> tuple[str, ...]:
        """The sides, if the words are names of sides and nothing else: Russia and Kazakhstan."""
        values: dict[str, None] = {}
        at = start
        while at < end:
            reached, found = self.longest(SIDE, at, end)
            if reached > at:
                values |= dict.fromkeys(found)
                at = reached
            elif self.joins(at) or self.asked[at].skipped:
                at += 1
            else:
                return ()
        return tuple(values)

    def _by_part(self, facet: str, start: int, end: int) -> tuple[str, ...]:
        return self._people(start, end) if facet == SIGNATORY else self._parties(start, end)

    def _people(self, start: int, end: int) -> tuple[str, ...]:
        """People by a part of their name, with initials; a middle name may be one that the record does not have."""
        run = [one for one in self.asked[start:end] if not one.skipped or one.token.is_initial]
        initials = [one.token.text for one in run if one.token.is_initial]
        said = [one for one in run if not one.token.is_initial]
        lexicon = self.known.lexicon
        if not said or len(said) > 3 or len(initials) > 2:
            return ()
        found = lexicon.with_words(SIGNATORY, [one.like for one in said])
        if not found and len(said) == 3:
            found = lexicon.with_words(SIGNATORY, [said[0].like, said[2].like]) or lexicon.with_words(
                SIGNATORY, [said[0].like, said[1].like]
            )
        if initials:
            found = {value for value in found if self._begins(value, initials[0], said)}
        return tuple(sorted(found))

    def _begins(self, person: str, initial: str, said: Sequence[Asked]) -> bool:
        """Whether another word of the name than those that are said begins like the initial, in some script."""
        vocabulary = self.known.vocabulary
        surname = frozenset().union(*(one.like for one in said))
        return any(
            _first(vocabulary.word(number)) == _first(initial)
            for name in self.known.lexicon.names_of(SIGNATORY, person)
            for number in name
            if number not in surname
        )

    def _parties(self, start: int, end: int) -> tuple[str, ...]:
        """Parties by a part of their name; of a place those that are it, or have its name in whichever language."""
        lexicon, vocabulary = self.known.lexicon, self.known.vocabulary
        found: set[str] = set()
        if not self.whole(SIDE, start, end):
            for place in self.whole(WHERE, start, end):
                for name in lexicon.names_of(WHERE, place):
                    found |= lexicon.with_words(PARTY, [vocabulary.forms(number) for number in name])
        run = [one for one in self.asked[start:end] if not one.skipped]
        named = lexicon.with_words(PARTY, [one.like for one in run])
        if not found and (
            whole := {value for value in named if lexicon.is_whole(PARTY, value, [one.like for one in run])}
        ):
            return tuple(sorted(whole))
        return tuple(sorted(found | named))

    def sharing(self, start: int, end: int, behind: int, stop: int) -> Found | None:
        """Parties of a place whose name ends with the word at the end of the next: of Omsk and Pavlodar Regions."""
        for last in range(behind + 1, min(stop, behind + 3)):
            shares = is_plural(fold(self.asked[last].token.text)) or not self.whole(WHERE, start, end)
            if shares and self.whole(WHERE, behind, last + 1):
                alone = Slots(self.known, [*self.asked[start:end], self.asked[last]])
                if alone.whole(WHERE, 0, len(alone.asked)) and (parties := alone._parties(0, len(alone.asked))):
                    return Found(start, end, PARTY, parties)
        return None

    def _with_office(self, start: int, end: int) -> Found:
        """Who is named behind an office, or had it: President Putin, the President of Kazakhstan; else words."""
        for at in range(start + 1, end):
            if people := self._people(at, end):
                return Found(start, end, SIGNATORY, people)
        if people := self._in_office(start, end):
            return Found(start, end, SIGNATORY, people)
        is_strange = any(one.token.is_capital and not one.like for one in self.asked[start + 1 : end])
        return Found(start, end, UNKNOWN if is_strange else REST)

    def _in_office(self, start: int, end: int) -> tuple[str, ...]:
        """The people who had the office that these words are, else those in whose office they all stand."""
        said = [one.like for one in self.asked[start:end] if not one.skipped]
        people = self.known.lexicon.with_words(OFFICE, said)
        whole = {person for person in people if self.known.lexicon.is_whole(OFFICE, person, said)}
        return tuple(sorted(whole or people))

    def _theme(self, start: int, end: int) -> Found | None:
        """Themes, if their names cover the words from the first to the last: one after the other, joined, overlapping.

        Words for a side may be left over at the end: museums of Kazakhstan.
        """
        values: dict[str, None] = {}
        at, covered = start, start
        while at < end:
            reaches = [(self.longest("theme", begun, end), begun) for begun in range(start, at + 1)]
            (reached, found), _begun = max(reaches, key=lambda one: one[0][0])
            if reached > at:
                values |= dict.fromkeys(found)
                for begun in range(start, at + 1):  # another that overlaps it
                    if self.longest("theme", begun, end)[0] == reached:
                        values |= dict.fromkeys(self.longest("theme", begun, end)[1])
                at = covered = reached
            elif self.joins(at) or self.asked[at].skipped:
                at += 1
            else:
                break
        if not values:
            return None
        left = at
        while left < end and (self.longest(SIDE, left, end)[0] > left or self.asked[left].skipped or self.joins(left)):
            left = max(self.longest(SIDE, left, end)[0], left + 1)
        return Found(start, covered, "theme", tuple(values)) if left == end else None

    # How far it reaches

    def forward(self, role: str, start: int, stop: int) -> Found | None:
        """The longest name that begins here."""
        if start >= min(stop, len(self.asked)):
            return None
        if role == "theme":
            return self.named(role, start, stop)
        reach = max((self.longest(facet, start, len(self.asked))[0] for facet in (*FACETS[role], WHERE)), default=start)
        for end in range(max(stop, reach), start, -1):
            if (end == stop or not self.asked[end - 1].skipped) and (found := self.named(role, start, end)):
                return found
        return None

    def backward(self, role: str, start: int, stop: int) -> Found | None:
        """The longest name that ends before ``stop``."""
        for begun in range(start, stop):
            if found := self.named(role, begun, stop):
                return found
        return None

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a list: what "and", "or" and commas divide."""
        cuts = [start]
        for at in range(start + 1, end):
            if self.joins(at):
                cuts += [at, at + 1]
            elif self.asked[at].token.comma and cuts[-1] != at:
                cuts += [at, at]
        cuts.append(end)
        yield from ((one, other) for one, other in zip(cuts[::2], cuts[1::2], strict=True) if one < other)

    def looks_like_name(self, start: int, end: int) -> bool:
        """Whether the words may be a name that the archive does not have."""
        return start < end and (
            not self.has_capitals or any(one.token.is_capital for one in self.asked[start:end] if not one.skipped)
        )


def _first(word: str) -> str:
    """The first sound of a name, in a Latin letter."""
    return sound(fold(word))[:1]
