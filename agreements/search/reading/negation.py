"""What a word says is not wanted: before what is read («кроме», except), or behind it («емес»)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agreements.search.reading.cued import Cued, Part
from agreements.search.reading.dates import Dated
from agreements.search.reading.pieces import UNKNOWN, Span
from agreements.search.tokens import GRAMMAR
from agreements.search.words import fold

_PLAIN = frozenset({"not", "не"})  # they stand before verbs as well, so that what they take from words has a capital


class Negation:
    """The words of a question that say so."""

    def __init__(self, text: str, cued: Cued, dated: Sequence[Dated]) -> None:
        self._text, self._cued, self._dated = text, cued, dated
        self._tokens = [one.token for one in cued.asked]
        self._begins: dict[int, int] = {}
        for start, found in reversed(list(enumerate(cued.slots.names))):
            self._begins |= {end: start for end, name in found if name.facet == "not"}

    def excluded(self, part: Part) -> Part:
        """The part; where it is not wanted, its pieces as such."""
        start, end = part.start, part.end
        if start > 1 and fold(self._tokens[start - 1].text) in GRAMMAR and start - 1 in self._begins:
            start -= 1  # «не о науке»
        begins = self._begins.get(start)
        if begins is not None and self._is_close(self._tokens[start - 1].end, self._tokens[part.start].start):
            start = begins
        else:
            start = part.start
        if self._cued.slots.is_cue("not-behind", end):
            end += 1
        is_wanted = (start, end) == (part.start, part.end)
        if is_wanted or not part.pieces or not all(one.is_of_facet or one.name == UNKNOWN for one in part.pieces):
            return part
        span = self._cued.span(start, end)
        written = self._cued.written(start, end)
        pieces = [replace(piece, spans=(span,), written=written, is_excluded=True) for piece in part.pieces]
        return replace(part, start=start, end=end, pieces=tuple(pieces))

    def of_date(self, one: Dated) -> Span | None:
        """Where a date stands that is not wanted, with the word that says so."""
        before = next((at for at in self._begins if self._touches(self._tokens[at - 1].end, one.start)), None)
        if before is not None:
            return self._tokens[self._begins[before]].start, one.end
        if self._says_so(self._text[one.start : one.end]):
            return one.start, one.end
        for at, token in enumerate(self._tokens):
            if self._cued.slots.is_cue("not-behind", at) and self._touches(one.end, token.start):
                return one.start, token.end
        return None

    def words(self, parts: Sequence[Part]) -> Iterator[tuple[Span, str]]:
        """The words that are not wanted and read as nothing, each with where it is, with what says so before it."""
        read = {at for part in parts if part.by != "filler" for at in range(part.start, part.end)}
        for at, begins in sorted(self._begins.items()):
            if at >= len(self._tokens) or not read.isdisjoint(range(begins, at + 1)):
                continue
            is_plain = fold(self._cued.written(begins, at)) in _PLAIN
            word = self._tokens[at]
            is_said = fold(word.text) not in GRAMMAR and (word.is_capital or not is_plain)
            if is_said and self._is_close(self._tokens[at - 1].end, word.start):
                yield (self._tokens[begins].start, word.end), word.text

    def _says_so(self, written: str) -> bool:
        """Whether the last word of a date does: «2015 жылдан басқа» is not the beginning (бас) of 2015."""
        known, last = self._cued.slots.known, written.split()[-1]
        return not known.single["not-behind"].isdisjoint(known.vocabulary.like(last))

    def _touches(self, end: int, start: int) -> bool:
        """Whether nothing is written between two places."""
        return end <= start and not any(letter.isalnum() for letter in self._text[end:start])

    def _is_close(self, end: int, start: int) -> bool:
        """Whether no date stands between two words."""
        return not any(end <= one.start and one.end <= start for one in self._dated)
