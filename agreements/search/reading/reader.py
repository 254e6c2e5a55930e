"""Puts together what the parts of a question are read as; what is read of what is told in the package."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agreements.models import SearchPassage
from agreements.search import russian
from agreements.search.reading.cued import ANY_OF, Cued, Part, joined, unread
from agreements.search.reading.dates import Dated, dates_in
from agreements.search.reading.knowledge import BORDER, Knowledge, knowledge
from agreements.search.reading.loose import loose_parts, with_suffix
from agreements.search.reading.months import month_of
from agreements.search.reading.negation import Negation
from agreements.search.reading.pieces import (
    HAVING,
    LACKING,
    SIGNED,
    UNKNOWN,
    Piece,
    Reading,
    Span,
    cut_out,
    words_alone,
)
from agreements.search.reading.slots import PARTY, SIDE, SIGNATORY, Slots
from agreements.search.reading.spoken import count_of, literals, words
from agreements.search.reading.strangers import strange_parts
from agreements.search.words import EXACT, fold, quote

#: Facets that are read by a name alone; of the others a name has to have two words at least.
_BARE = {"status": 1, "level": 1, "kind": 1, "occasion": 2, "region": 2, PARTY: 2, SIGNATORY: 2}
#: Facets whose words in a text are worth something, and to be shown.
_TOLD = ("theme", "place", "occasion", "region", PARTY, SIGNATORY)
_FALLING = ("filler", "request", "signing")
_SIGNED = ("signed-by", "signed-in", "not-signed-in", "made-in", "by")
_ASKING = ("status", "level", "occasion", "region")
_FEW = 2  # parties that a short name may stand for
_FEWEST = 2  # words of a question that is read
_LONGEST_DATE = 60  # letters
_YEAR = re.compile(r"\d{4}")
_LENGTH_OF_YEAR = 4


def read(text: str, type_name: str) -> Reading:
    """Read a question for entries of a type by what the archive knows now."""
    known = knowledge(type_name)
    taken = literals(text)
    if alone := _date_alone(text, known):
        if len(alone.interval) > _LENGTH_OF_YEAR and "/" not in alone.interval and _is_date(alone.interval, type_name):
            return Reading(text, rest=alone.interval)  # a day or a month is looked for as it is
        return _Reader(text, type_name, known, [alone], []).reading(alone=True)
    if count_of(words(text, taken)) < _FEWEST:
        return words_alone(text)
    dated = [one for one in dates_in(text, known.dates) if not any(a < one.end and one.start < b for a, b in taken)]
    return _Reader(text, type_name, known, dated, taken).reading()


def _is_date(interval: str, type_name: str) -> bool:
    """Whether an entry is of the day, or of a day of the month, without a doubt."""
    query = f"{quote(EXACT + interval)}:*"
    return SearchPassage.objects.heads().filter(type=type_name, vector__matches=query).exists()


def _date_alone(text: str, known: Knowledge) -> Dated | None:
    """The one date or span of time that is all of the question; a year alone stays a word."""
    if len(text) > _LONGEST_DATE or not any(letter.isdigit() or letter.isalpha() for letter in text):
        return None
    found = dates_in(text, known.dates)
    if len(found) != 1 or found[0].of or _YEAR.fullmatch(found[0].interval):
        return None
    beside = text[: found[0].start] + text[found[0].end :]
    return None if any(letter.isalnum() for letter in beside) else found[0]


class _Reader:
    def __init__(
        self, text: str, entry_type: str, known: Knowledge, dated: Sequence[Dated], taken: Sequence[Span]
    ) -> None:
        self._text, self._entry_type, self._known, self._dated = text, entry_type, known, dated
        self._tokens = words(text, [*taken, *((one.start, one.end) for one in dated)])
        self._cued = Cued(text, self._tokens, known)
        self._asked = self._cued.asked
        self._negation = Negation(text, self._cued, dated)

    def reading(self, *, alone: bool = False) -> Reading:
        """The question, read; ``alone``: it is worth reading whatever it has."""
        parts = self._chosen([*self._cued.parts(), *self._names(), *with_suffix(self._cued, self._known)])
        if any(part.by == "signing" or any(piece.cue in _SIGNED for piece in part.pieces) for part in parts):
            parts = self._chosen([*parts, *loose_parts(self._cued, self._known)], parts)
        parts = [self._negation.excluded(part) for part in self._as_kinds(parts)]
        parts += strange_parts(self._cued, self._known, parts, self._entry_type)
        pieces = [*self._dates(), *(piece for part in parts for piece in part.pieces)]
        themes = [self._negation.excluded(part) for part in self._subjects(parts)] if pieces else []
        unwanted = list(self._negation.words([*parts, *themes]))
        # "Libraries, 2003–2006" is asked for; a "programme 2017–2019" is called so.
        is_spanned = bool(themes) and any(
            one.first and one.last and one.first.year < one.last.year for one in self._dated if not one.of
        )
        if not (alone or is_spanned or unwanted or self._is_worth_reading(pieces, parts)):
            return words_alone(self._text)
        parts = sorted([*parts, *themes], key=lambda part: part.start)
        pieces += [piece for part in themes for piece in part.pieces]
        dropped = [self._cued.span(at, at + 1) for at in self._dropped(parts)]
        pieces = sorted(self._joined(pieces), key=lambda piece: piece.spans)
        spans = [*dropped, *(span for piece in pieces for span in piece.spans), *(span for span, _word in unwanted)]
        kept = [self._cued.span(*span) for part in parts for span in part.kept]
        rest = _sentence([cut_out(self._text, _without(spans, kept)), *(f"-{word}" for _span, word in unwanted)])
        wanted = [piece for piece in pieces if not piece.is_excluded]
        told = [rest, *(piece.said for piece in wanted if piece.name in _TOLD)]
        others = [piece.said for piece in wanted if piece.name not in (*_TOLD, UNKNOWN)]
        others += [self._cued.written(part.start, part.end) for part in parts if part.by == "document"]
        return Reading(self._text, tuple(pieces), rest, _sentence(told), _sentence([*told, *others]))

    # Names without a slot

    def _names(self) -> Iterator[Part]:
        for start, found in enumerate(self._cued.slots.names):
            for end, name in found:
                if part := self._bare(start, end, name.facet, name.values):
                    yield part
                if name.facet == "region" and (both := self._two_regions(start, end, name.values)):
                    yield both
            if _is_short_name(self._tokens[start].text) and not self._text.isupper():
                body = self._cued.slots.named(PARTY, start, start + 1)
                if body and body.facet == PARTY and len(body.values) <= _FEW:
                    yield Part(start, start + 1, PARTY, (self._piece(start, start + 1, PARTY, body.values),))
            if self._tokens[start].is_initial and start + 3 <= len(self._tokens):
                people = self._cued.slots.named("signed", start, start + 3)
                if people and people.facet == SIGNATORY:
                    piece = self._piece(start, people.end, SIGNATORY, people.values)
                    yield Part(start, people.end, SIGNATORY, (piece,))

    def _bare(self, start: int, end: int, facet: str, values: tuple[str, ...]) -> Part | None:
        family, _, mark = facet.partition("-")
        if facet in ("force-in", "force-out"):
            return Part(start, end, facet, (self._piece(start, end, "status", self._known.statuses[facet], facet),))
        if family in ("is", "isnt") and mark:
            of_facet, _, value = mark.partition("-")
            piece = replace(self._piece(start, end, of_facet, (value,), facet), is_excluded=family == "isnt")
            return Part(start, end, of_facet, (piece,))
        if family in ("has", "lacks") and mark:
            name = HAVING if family == "has" else LACKING
            return Part(start, end, family, (self._piece(start, end, name, (mark,), facet),))
        if facet == "request" and end < len(self._asked) and not self._is_greeting(start):
            return None
        if facet == BORDER:
            return Part(start, end, "region", (self._piece(start, end, "region", values, facet),))
        if facet in ("document", "filler", "request", "signing"):
            return Part(start, end, facet)
        if facet == SIDE:
            return self._both_sides(start, end, values)
        length = count_of(self._tokens[start:end])
        if length >= _BARE.get(facet, 99) and not (facet == PARTY and self._cued.slots.whole(SIDE, start, end)):
            return Part(start, end, facet, (self._piece(start, end, facet, values),))
        return None

    def _is_greeting(self, stop: int) -> bool:
        """Whether only words that say nothing stand before a word."""
        at = 0
        while at < stop:
            ends = [end for end, name in self._cued.slots.names[at] if name.facet in _FALLING]
            at = max(ends, default=stop + 1)
        return at == stop

    def _two_regions(self, start: int, end: int, values: tuple[str, ...]) -> Part | None:
        """A region, and one before it that shares the last word of its name: of Omsk and Tomsk Oblasts."""
        if start < 2 or end - start < 2 or not self._cued.slots.joins(start - 1):
            return None
        alone = Slots(self._known, [self._asked[start - 2], self._asked[end - 1]])
        others = alone.whole("region", 0, 2)
        return (
            Part(start - 2, end, "region", (self._piece(start - 2, end, "region", (*others, *values)),))
            if others
            else None
        )

    def _as_kinds(self, parts: Sequence[Part]) -> Iterator[Part]:
        """The parts; a word for any document is a kind where it is joined to one: agreements and memoranda."""
        for part in parts:
            kinds = self._cued.slots.whole("kind", part.start, part.end) if part.by == "document" else ()
            if kinds and any(other.by == "kind" and self._are_joined(part, other) for other in parts):
                yield Part(part.start, part.end, "kind", (self._piece(part.start, part.end, "kind", kinds),))
            else:
                yield part

    def _are_joined(self, one: Part, other: Part) -> bool:
        first, second = sorted((one, other), key=lambda part: part.start)
        between = range(first.end, second.start)
        is_joined = bool(between) and all(self._cued.slots.joins(at) for at in between)
        return is_joined or (first.end == second.start and self._tokens[second.start].comma)

    def _subjects(self, parts: Sequence[Part]) -> Iterator[Part]:
        """What stands alone between what was read, if it names themes: "youth agreements in force"."""
        free = unread(parts, len(self._asked))
        at = 0
        while at < len(free):
            start, at = at, at + 1
            while free[start] and at < len(free) and free[at] and not self._ends_before(at):
                at += 1
            slots = self._cued.slots
            for span in [(start, at), *slots.pieces(start, at)] if free[start] else ():
                if (found := slots.named("theme", *span)) and found.facet == "theme":
                    piece = self._piece(found.start, found.end, "theme", found.values)
                    yield Part(found.start, found.end, "theme", (piece,))
                    if span == (start, at):
                        break

    def _ends_before(self, at: int) -> bool:
        return self._tokens[at].breaks and not self._tokens[at].comma

    def _both_sides(self, start: int, end: int, values: tuple[str, ...]) -> Part | None:
        """Two sides next to each other, or joined: of Russia and Kazakhstan, российско-казахстанский."""
        second = end + (end < len(self._asked) and self._cued.slots.joins(end))
        if second < len(self._asked):
            stop, others = self._cued.slots.longest(SIDE, second, len(self._asked))
            if stop > second and not set(others) & set(values):
                return Part(start, stop, SIDE)
        return None

    def _piece(self, start: int, end: int, name: str, values: tuple[str, ...], cue: str = "") -> Piece:
        said = self._cued.written(start, end)
        return Piece(name, values, (self._cued.span(start, end),), said, said, cue)

    # Together

    def _chosen(self, parts: Iterable[Part], first: Sequence[Part] = ()) -> list[Part]:
        """Parts that do not overlap, and none that overlaps with the ``first``, unless they only fall away."""
        chosen = [part for part in first if part.by not in _FALLING]
        free = unread(chosen, len(self._asked))
        for part in sorted(parts, key=lambda part: part.rank):
            if all(free[part.start : part.end]):
                chosen.append(part)
                free[part.start : part.end] = [False] * (part.end - part.start)
        return sorted(chosen, key=lambda part: part.start)

    def _dropped(self, parts: Sequence[Part]) -> Iterator[int]:
        """The words that fall away: of the parts what is in none of their pieces, articles, and what names nothing."""
        read = {at for part in parts for at in range(part.start, part.end)}
        kept = {at for part in parts for start, end in part.kept for at in range(start, end)}
        for at, one in enumerate(self._asked):
            if at not in kept and (at in read or one.skipped or russian.names_nothing(fold(one.token.text))):
                yield at

    def _dates(self) -> Iterator[Piece]:
        """Spans of time: of several that are closed any will do; one that is open narrows the others."""
        closed: Piece | None = None
        for one in self._dated:
            written = self._text[one.start : one.end]
            if one.of:
                span = ((one.start, one.end),)
                yield Piece(HAVING, (one.of, one.interval), span, written, written, f"date-of-{one.of}")
                continue
            cue = SIGNED if self._is_cued(one) else ""
            piece = Piece(SIGNED, (one.interval,), ((one.start, one.end),), written, written, cue)
            if unwanted := self._negation.of_date(one):
                yield replace(piece, spans=(unwanted,), written=self._text[slice(*unwanted)], is_excluded=True)
                continue
            if one.first is None or one.last is None:
                yield piece
            else:
                closed = joined(closed, piece) if closed else piece
        if closed:
            yield closed

    @staticmethod
    def _joined(pieces: Iterable[Piece]) -> list[Piece]:
        """With one piece of each facet of which an entry has one value, or any of which will do."""
        found: list[Piece] = []
        for piece in pieces:
            same = (one.name == piece.name and one.is_excluded == piece.is_excluded for one in found)
            at = next((number for number, is_same in enumerate(same) if is_same and piece.name in ANY_OF), None)
            if at is None:
                found.append(piece)
            else:
                found[at] = joined(found[at], piece)
        return found

    def _is_worth_reading(self, pieces: Sequence[Piece], parts: Sequence[Part]) -> bool:
        """Whether the question asks for something, and is more than names that words find as well."""
        read = {at for part in parts if part.pieces for at in range(part.start, part.end)}
        others = [at for at in range(len(self._asked)) if at not in read and not self._asked[at].skipped]
        documents = [part for part in parts if part.by == "document"]
        asks = any(
            part.by in ("signing", "request") or (part.by == "filler" and part.end - part.start > 1) for part in parts
        )
        asks = asks or any(self._is_plural(self._cued.written(part.start, part.end)) for part in documents)
        if not pieces:
            return asks or (bool(documents) and any(self._cued.is_about(at) for at in others))
        if any(piece.cue or piece.is_excluded or piece.name == UNKNOWN for piece in pieces):
            return True
        asks = asks or any(piece.name in _ASKING or self._is_plural_kind(piece) for piece in pieces)
        # An occasion, or a status of several words, has no other meaning.
        is_plain = any(piece.name == "occasion" or (piece.name == "status" and " " in piece.said) for piece in pieces)
        return asks and bool(others or len(pieces) > 1 or is_plain)

    def _is_plural_kind(self, piece: Piece) -> bool:
        return piece.name == "kind" and self._is_plural(piece.said)

    def _is_plural(self, said: str) -> bool:
        """Whether a word for documents is not as the vocabulary has it: it asks for several, and is no catalogue's."""
        return fold(said) not in self._known.singular

    def _is_cued(self, one: Dated) -> bool:
        """Whether words say how a date is meant: "in", "since", "between"; more than that it is a year."""
        if one.first is None or one.last is None:
            return True
        vocabulary = self._known.vocabulary
        said = [token.text for token in words(self._text[one.start : one.end], []) if not token.text[0].isdigit()]
        return any(
            not (vocabulary.skips(word) or vocabulary.like(word) & self._known.calendar or month_of(fold(word)))
            for word in said
        )


def _is_short_name(word: str) -> bool:
    """Whether a word is written like one: МГУ, КазНУ."""
    return sum(letter.isupper() for letter in word) > 1


def _sentence(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))


def _without(spans: Iterable[Span], kept: Sequence[Span]) -> Iterator[Span]:
    """The spans without what is kept of them."""
    for start, end in spans:
        at = start
        for first, last in sorted(kept):
            if start <= first and last <= end:
                yield at, first
                at = last
        yield at, end
