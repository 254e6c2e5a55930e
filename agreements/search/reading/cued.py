"""Cues and what stands in their slots: the parts of a question that say themselves how they are meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from agreements.search.reading.cues import OF_PIECES, Pattern
from agreements.search.reading.knowledge import WHERE, Knowledge
from agreements.search.reading.lexicon import asked
from agreements.search.reading.pieces import UNKNOWN, Piece, Span
from agreements.search.reading.slots import PARTY, REST, SIDE, SIGNATORY, Found, Slots
from agreements.search.reading.spoken import Token
from agreements.search.words import fold

ANY_OF = ("kind", "level", "status", "theme", "place", "occasion", "region", "language")  # named twice, either will do

#: What comes first of two readings of as many words.
PRECEDENCE = (
    *("theme", "named", "has", "lacks", "force-in", "force-out", "document", "occasion"),
    *("status", "level", "kind", "among", "region", PARTY, SIGNATORY, SIDE, "loose", "signing", "request", "filler"),
)
_NO_NAMES = ("filler", "request", "signing", "document", "force-in", "force-out", "status")
_NEAR = 5  # letters between two words that are written as one part
_FEW = 2  # parties that a word which is their own may name
_ONLY_BETWEEN = 2  # words: "between" and "and"
_WITHIN = 8  # words at most that a cue is around


@dataclass(frozen=True)
class Part:
    """A way to read some words: the pieces that they are, each with the words that are said in it."""

    start: int
    end: int
    by: str
    pieces: tuple[Piece, ...] = ()
    kept: tuple[Span, ...] = ()
    """Words within that stay words."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """What is read first has the lowest."""
        return self.start - self.end, PRECEDENCE.index(self.by), self.start


def unread(parts: Iterable[Part], length: int) -> list[bool]:
    """Of each of so many words whether none of the parts is read of it."""
    free = [True] * length
    for part in parts:
        free[part.start : part.end] = [False] * (part.end - part.start)
    return free


def joined(one: Piece, other: Piece) -> Piece:
    """Two pieces as one, any of whose values will do."""
    between = " " if other.spans[0][0] - one.spans[-1][1] <= _NEAR else " … "
    return replace(
        one,
        values=tuple(dict.fromkeys([*one.values, *other.values])),
        spans=(*one.spans, *other.spans),
        written=f"{one.written}{between}{other.written}",
        said=f"{one.said} {other.said}",
    )


class Cued:
    """A question word by word, and what its cues say."""

    def __init__(self, text: str, tokens: Sequence[Token], known: Knowledge) -> None:
        self._text, self._tokens, self._known = text, tokens, known
        self.asked = asked(known.vocabulary, tokens)
        self.slots = Slots(known, self.asked)
        self._stops = self._find_stops()

    # Words and spans

    def span(self, start: int, end: int) -> Span:
        """Where words are in the question."""
        return self._tokens[start].start, self._tokens[end - 1].end

    def written(self, start: int, end: int) -> str:
        """Words as the reader wrote them, with what is between them."""
        first, last = self.span(start, end)
        return self._text[first:last]

    def is_said(self, numbers: Sequence[int], at: int) -> int:
        """Where the words of a cue end that stand here; -1 where they do not."""
        for number in numbers:
            while at < len(self.asked) and self.asked[at].skipped and number not in self.asked[at].like:
                at += 1
            if at >= len(self.asked) or number not in self.asked[at].like:
                return -1
            at += 1
        return at

    def _find_stops(self) -> tuple[list[Span], list[Span]]:
        """What ends a name, and what ends a subject: names that are no part of one, and cues.

        For each word where the last of them begins that has it, and where the first of them ends.
        """
        none = (-1, len(self.asked) + 1)
        names, subjects = [none] * len(self.asked), [none] * len(self.asked)

        def stop(stops: list[Span], start: int, end: int) -> None:
            for at in range(start, end):
                if not self._tokens[at].is_initial:
                    stops[at] = max(stops[at][0], start), min(stops[at][1], end)

        for start, found in enumerate(self.slots.names):
            for end, name in found:
                is_none = name.facet in _NO_NAMES or name.facet.startswith(OF_PIECES)
                if is_none or name.facet in ("kind", "level"):
                    stop(names, start, end)
                is_next = name.facet in ("kind", "level") and self._tokens[start].comma
                if is_none or is_next or (name.facet in ("region", PARTY, SIGNATORY) and end - start > 1):
                    stop(subjects, start, end)
        for start, pattern in self._cues():
            end = self.is_said(pattern.opening, start)
            for stops in (names, subjects):
                stop(stops, start, end)
        return names, subjects

    def _cues(self) -> Iterator[tuple[int, Pattern]]:
        """The cues that may begin at a word, or stand behind what is named."""
        for start, one in enumerate(self.asked):
            for number in one.like:
                yield from ((start, pattern) for pattern in self._known.patterns.get(number, ()))

    def is_about(self, at: int) -> bool:
        """Whether a word begins a cue of what the question is about."""
        of_word = (self._known.patterns.get(number, ()) for number in self.asked[at].like)
        return any(one.key == "about" and self.is_said(one.opening, at) > at for one in chain.from_iterable(of_word))

    def _reach(self, role: str, start: int) -> int:
        """Where a slot that begins here ends at the latest."""
        stops = self._stops[role == "theme"]
        end = start
        while end < len(self.asked):
            token = self._tokens[end]
            if end > start and token.breaks and not token.comma:
                break
            if stops[end][0] >= start and not self.slots.joins(end):
                break
            end += 1
        while end > start and (self.slots.joins(end - 1) or self.asked[end - 1].skipped):
            end -= 1
        return end

    def _begins(self, role: str, stop: int) -> int:
        """Where a slot that ends here begins at the earliest."""
        stops = self._stops[role == "theme"]
        start = stop
        while start > 0:
            if start < stop and self._tokens[start].breaks and not self._tokens[start].comma:
                break
            if stops[start - 1][1] <= stop and not self.slots.joins(start - 1):
                break
            start -= 1
        while start < stop and self.slots.joins(start):
            start += 1
        return start

    # Cues with slots

    def parts(self) -> Iterator[Part]:
        """Every way to read a cue with its slots; they may overlap."""
        for at, pattern in self._cues():
            first, *others = pattern.parts
            end = self.is_said(pattern.opening, at)
            if end < 0:
                continue
            if not first:
                part = self._before(pattern, at, end)
            elif len(others) == 2:
                part = self._two(pattern, at, end)
            else:
                part = self._within(pattern, at, end) if others[0] else self._after(pattern, at, end)
            if part:
                yield part

    def _after(self, pattern: Pattern, cue: int, start: int) -> Part | None:
        """A cue with what is named behind it: "signed by #"."""
        while start < len(self.asked) and self.asked[start].skipped:
            start += 1
        if start >= len(self.asked) or self._tokens[start].breaks:
            return None
        reach = self._reach(pattern.role, start)
        found: list[Found] = []
        at = start
        while at < len(self.asked):
            one = self._one(pattern, at, max(reach, at))
            if not one:
                break
            found.append(one)
            behind = one.end
            if behind < len(self.asked) and self.slots.joins(behind) and pattern.role != "theme":
                at = behind + 1
            elif behind < reach and self._tokens[behind].comma:
                at = behind
            else:
                break
        if found and found[-1].facet == "place" and found[-1].end < len(self.asked):
            # Who signed may be named behind it without another cue: «подписанные в Москве Собяниным».
            person = self.slots.forward("signed", found[-1].end, self._reach("signed", found[-1].end))
            found += [person] if person and person.facet == SIGNATORY else []
        return self._part(pattern, cue, found[-1].end, found) if found else None

    def _one(self, pattern: Pattern, start: int, reach: int) -> Found | None:
        """The first name of a list, or the words of one that the archive does not have."""
        slots, role = self.slots, pattern.role
        found = slots.forward(role, start, reach)
        first_end = next((end for begun, end in slots.pieces(start, reach) if begun == start), start)
        if found and self._is_vague(pattern, found):
            return None
        if found and found.facet == "region" and self.slots.is_cue("there", found.start - 1):
            return None  # in a place, and not about it
        if found and found.facet == UNKNOWN and found.end < reach:
            return None  # in English literature
        if found and pattern.is_weak and found.facet == SIGNATORY and self._has_more(found, found.end):
            return None
        if pattern.is_weak or role == "theme":
            return found
        if found and found.end < first_end and self._has_more(found, found.end):
            return Found(start, first_end, UNKNOWN)
        if not found and slots.looks_like_name(start, first_end) and not self._is_known_word(start):
            return Found(start, first_end, UNKNOWN)
        return found

    def _has_more(self, found: Found, at: int) -> bool:
        """Whether the name goes on with a word that no name of the archive has: Sergei Lavrov."""
        if found.facet == PARTY:
            return self._goes_on(found, at)
        if at >= len(self.asked):
            return False
        token = self.asked[at].token
        return found.facet == SIGNATORY and token.is_capital and not self.asked[at].like and not token.breaks

    def _is_vague(self, pattern: Pattern, found: Found) -> bool:
        """Whether what a weak cue seems to name is no name: cities of a side, some library."""
        if pattern.key == "among":
            return any(self.slots.longest(SIDE, at, found.end)[0] > at for at in range(found.start, found.end))
        words = found.start, found.end
        is_name = self.slots.whole(PARTY, *words) or self.slots.whole(WHERE, *words)
        return pattern.key == "by" and found.facet == PARTY and len(found.values) > _FEW and not is_name

    def _is_known_word(self, at: int) -> bool:
        """Whether a word begins something that is not looked for in a slot: a theme, a kind, a level."""
        return any(name.facet in ("kind", "level", "status") for _end, name in self.slots.names[at])

    def _before(self, pattern: Pattern, cue: int, end: int) -> Part | None:
        """A cue with what is named before it: «# туралы»; or two names: «# мен # арасында»."""
        while cue > 0 and len(pattern.parts) == 2 and self.slots.is_cue("asks", cue - 1):
            cue -= 1  # «Астанада не қол қойылды»
        begun = self._begins(pattern.role, cue)
        if len(pattern.parts) == 3:
            middle = pattern.parts[1]
            for at in range(cue - 1, begun, -1):
                if self.is_said(middle, at) == at + len(middle):
                    one, other = self._last(pattern, begun, at), self._last(pattern, at + len(middle), cue, whole=True)
                    one = self.slots.sharing(at - 1, at, at + len(middle), cue) or one
                    if one and other and not (one.facet == other.facet == UNKNOWN and not self.slots.has_capitals):
                        return self._part(pattern, one.start, end, [one, other])
            return None
        found: list[Found] = []
        stop = cue
        while stop > begun:
            one = self._there(pattern, begun, stop) or self._last(pattern, begun, stop)
            if not one:
                break
            found.insert(0, one)
            if one.start - 1 > begun and self.slots.joins(one.start - 1) and pattern.role != "theme":
                stop = one.start - 1
            elif one.start > begun and self._tokens[one.start].comma:
                stop = one.start
            else:
                break
        return self._part(pattern, found[0].start, end, found) if found else None

    def _there(self, pattern: Pattern, begun: int, stop: int) -> Found | None:
        """Where somebody signed, as the ending says: «Астанада қол қойған»; who did is said elsewhere."""
        said = fold(self.asked[stop - 1].token.text)
        is_there = pattern.role == "signed" and said.endswith(self._known.suffixes.get("there") or ("\0",))
        return self.slots.backward("place", begun, stop) if is_there else None

    def _last(self, pattern: Pattern, begun: int, stop: int, *, whole: bool = False) -> Found | None:
        """The longest name that ends here, or the words of one that the archive does not have."""
        slots = self.slots
        if begun >= stop:
            return None
        last = max((start for start, end in slots.pieces(begun, stop) if end == stop), default=begun)
        found = slots.named(pattern.role, begun, stop) if whole else slots.backward(pattern.role, begun, stop)
        if found and self._is_vague(pattern, found):
            return None
        if pattern.is_weak or pattern.role == "theme":
            return found
        if found and found.facet == PARTY and found.start > last and self._goes_on(found, found.start - 1):
            return Found(last, stop, UNKNOWN)
        if found:
            return found
        if slots.looks_like_name(last, stop) and not self._is_known_word(last):
            return Found(last, stop, UNKNOWN)
        return None

    def _within(self, pattern: Pattern, cue: int, start: int) -> Part | None:
        """A cue around what is named: «на # языке»."""
        for stop in range(start + 1, min(start + _WITHIN, len(self.asked))):
            end = self.is_said(pattern.parts[1], stop)
            if end > 0:
                return self._part(pattern, cue, end, found) if (found := self._listed(pattern, start, stop)) else None
        return None

    def _listed(self, pattern: Pattern, start: int, stop: int) -> list[Found]:
        """What these words name: one thing, or several, each known; else one that the archive does not have."""
        if whole := self.slots.named(pattern.role, start, stop):
            return [whole]
        each = [self.slots.named(pattern.role, *span) for span in self.slots.pieces(start, stop)]
        if known := [found for found in each if found]:
            return known if len(known) == len(each) else []
        is_name = self._reach(pattern.role, start) >= stop and self.slots.looks_like_name(start, stop)
        return [Found(start, stop, UNKNOWN)] if is_name and not pattern.is_weak else []

    def _two(self, pattern: Pattern, cue: int, start: int) -> Part | None:
        """Two names behind a cue, with one between them: "between # and #"."""
        _first, middle, last = pattern.parts
        reach = self._reach(pattern.role, start)
        best: tuple[tuple[int, int, int], Part] | None = None
        for at in range(start + 1, reach):
            if self.is_said(middle, at) != at + len(middle):
                continue
            behind = at + len(middle)
            whole = self.slots.sharing(start, at, behind, reach) or self.slots.named(pattern.role, start, at)
            spans = [(start, at)] if whole else list(self.slots.pieces(start, at))
            one = [whole] if whole else [self.slots.named(pattern.role, *span) for span in spans]
            other = self.slots.forward(pattern.role, behind, reach)
            end = next((stop for begun, stop in self.slots.pieces(behind, reach) if begun == behind), reach)
            if other and other.end < end and other.facet == PARTY and self._goes_on(other, other.end):
                other = None
            knows = sum(found is not None for found in [*one, other])
            if not knows and not self.slots.has_capitals:
                continue
            found = [
                name or Found(*span, UNKNOWN) for name, span in zip([*one, other], [*spans, (behind, end)], strict=True)
            ]
            if any(name.facet == UNKNOWN and not self.slots.looks_like_name(name.start, name.end) for name in found):
                continue
            stop = self.is_said(last, found[-1].end) if last else found[-1].end
            # Rather one name than two, rather what is known, rather more words.
            rank = (knows - len(found), -len(found), stop)
            if stop >= 0 and (not best or rank > best[0]) and (part := self._part(pattern, cue, stop, found)):
                best = rank, part
        return best[1] if best else None

    def _goes_on(self, found: Found, at: int) -> bool:
        """Whether a word beside a part of a name belongs to it, so that the whole is a name that nobody has."""
        if self.slots.whole(found.facet, found.start, found.end):
            return False
        beside = self.asked[at]
        is_general = len(found.values) > _FEW  # "ministry"
        return beside.skipped or beside.token.is_capital or not self.slots.has_capitals or is_general

    def _part(self, pattern: Pattern, start: int, end: int, found: Sequence[Found]) -> Part | None:
        """What a cue and the names in its slots are read as. The sides themselves say nothing: they are of all."""
        pieces: list[Piece] = []
        kept = tuple((one.start, one.end) for one in found if one.facet == REST)
        for number, one in enumerate(found):
            is_both = one.facet == SIDE and (pattern.key in ("between", "among") or len(one.values) > 1)
            if one.facet == REST or is_both:
                continue
            said = self.written(one.start, one.end)
            values = (said,) if one.facet == UNKNOWN else one.values
            span = self.span(start if not number else one.start, end if number == len(found) - 1 else one.end)
            is_unknown = one.facet == UNKNOWN
            piece = Piece(
                one.facet,
                values,
                (span,),
                self._text[slice(*span)],
                said,
                pattern.key,
                is_excluded=pattern.is_negative and not is_unknown,
                role=pattern.role if is_unknown else "",
            )
            before = pieces[-1] if pieces else None
            either = before and (
                one.facet in ANY_OF or pattern.is_negative or self._is_either(found[number - 1].end, one.start)
            )
            if before and either and before.name == one.facet:
                pieces[-1] = joined(before, piece)
            else:
                pieces.append(piece)
        by = "among" if pattern.key == "among" else "named"
        is_signing = pattern.role == "signed" or (pattern.key == "between" and pattern.length > _ONLY_BETWEEN)
        if is_signing and not pieces and not kept:
            by = "signing"  # by the two sides: somewhere, some time
        # With more words than "between # and #" it says something else: of cities of the two sides.
        says = bool(pieces or kept) or pattern.length <= _ONLY_BETWEEN or found[0].facet == SIDE
        return Part(start, end, by, tuple(pieces), kept) if says else None

    def _is_either(self, start: int, end: int) -> bool:
        return any(self.slots.is_cue("or", at) for at in range(start, end))
