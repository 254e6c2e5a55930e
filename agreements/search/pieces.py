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
    """Any of them will do: values of the facet, intervals (ISO 8601-1), marks of subsets; of `UNKNOWN` the name."""

    spans: tuple[Span, ...]
    """Where it is in the question, cue and all."""

    written: str
    """The same as the reader wrote it."""

    said: str
    """Of that what is named, without the cue."""

    cue: str = ""
    """The key of the cue by which it was read."""

    role: str = ""
    """Of `UNKNOWN`: what it was looked for as: ``place``, ``signed``, ``party``."""


@dataclass(frozen=True)
class Reading:
    """A question, what its parts were read as, and what stays to be looked for as words."""

    text: str
    pieces: tuple[Piece, ...] = ()
    rest: str = ""
    """The words that stay words, a question of their own."""

    wished: str = ""
    """Words of the pieces, of which a document that has them comes before one that has not."""

    @property
    def is_read(self) -> bool:
        """Whether it was read as anything but its words."""
        return self.rest != self.text

    @property
    def unknown(self) -> tuple[Piece, ...]:
        """The pieces that the archive does not have."""
        return tuple(piece for piece in self.pieces if piece.name == UNKNOWN)

    def named(self, name: str) -> Sequence[Piece]:
        """The pieces of a name."""
        return [piece for piece in self.pieces if piece.name == name]

    @property
    def contradicts_itself(self) -> bool:
        """Whether no date can be in all of its spans of time: before 2010 and after 2015."""
        spans = [[Interval.parse(value) for value in piece.values] for piece in self.named(SIGNED)]
        return not all(
            any(one.meets(other) for one in some for other in others)
            for number, some in enumerate(spans)
            for others in spans[number + 1 :]
        )


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
