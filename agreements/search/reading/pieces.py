"""How a question was read: what its parts were taken for, and the words that stay words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agreements.base.intervals import Interval

UNKNOWN = "unknown"
SIGNED = "signed"
HAVING = "with"
LACKING = "without"

Span = tuple[int, int]
_EITHER = ("|", "||")


@dataclass(frozen=True)
class Piece:
    """A part of a question that was read as something that the archive knows, or should know."""

    name: str
    """A facet; or `SIGNED`, `HAVING`, `LACKING`, `UNKNOWN`."""

    values: tuple[str, ...]
    """Any of them will do: values of the facet, intervals (ISO 8601-1); of `UNKNOWN` the name; of `HAVING`
    and `LACKING` what the archive has, with the interval of a date that it has."""

    spans: tuple[Span, ...]
    """Where it is in the question, cue and all."""

    written: str
    """The same as the reader wrote it."""

    said: str
    """Of that what is named, without the cue."""

    cue: str = ""
    """The key of the cue by which it was read."""

    is_excluded: bool = False
    """Whether none of its values will do: not signed in Moscow."""

    role: str = ""
    """Of `UNKNOWN`: what it was looked for as: ``place``, ``signed``, ``party``."""

    @property
    def is_of_facet(self) -> bool:
        """Whether its values are those of a facet."""
        return self.name not in (SIGNED, HAVING, LACKING, UNKNOWN)


@dataclass(frozen=True)
class Reading:
    """A question, what its parts were read as, and what stays to be looked for as words."""

    text: str
    pieces: tuple[Piece, ...] = ()
    rest: str = ""
    """The words that stay words, a question of their own."""

    told: str = ""
    """The same and the names in the pieces: what a document is highlighted by."""

    wished: str = ""
    """The same and what else is said: what has more of it comes first."""

    @property
    def is_read(self) -> bool:
        """Whether it was read as anything but its words."""
        return self.rest != self.text

    @property
    def unknown(self) -> tuple[Piece, ...]:
        """The pieces that are demanded and that the archive does not have."""
        return tuple(piece for piece in self.pieces if piece.name == UNKNOWN and not piece.is_excluded)

    def named(self, name: str) -> Sequence[Piece]:
        """The pieces of a name."""
        return [piece for piece in self.pieces if piece.name == name]

    @property
    def contradicts_itself(self) -> bool:
        """Whether no date can be in all of its spans of time: before 2010 and after 2015."""
        return self.spans == []

    @property
    def spans(self) -> list[Interval] | None:
        """The spans of time that it names, any of which will do; None where it names none."""
        wanted = [piece for piece in self.named(SIGNED) if not piece.is_excluded]
        named = [[Interval.parse(value) for value in piece.values] for piece in wanted]
        return all_within(named) if named else None


def all_within(spans: Sequence[Sequence[Interval]]) -> list[Interval]:
    """What is within one span of each of these, at once."""
    first, *others = spans
    found = list(first)
    for some in others:
        found = [both for one in found for other in some if (both := one.within(other))]
    return found


def words_alone(text: str) -> Reading:
    """The question taken literally."""
    return Reading(text, rest=text)


def cut_out(text: str, spans: Iterable[Span]) -> str:
    """The question without these spans; signs that are left alone go with them."""
    parts = []
    at = 0
    for start, end in [*sorted(spans), (len(text), len(text))]:
        parts.append(text[at:start])
        at = max(at, end)
    return " ".join(
        word for part in parts for word in part.split() if word in _EITHER or any(letter.isalnum() for letter in word)
    ).strip(" ,;:.!?")
