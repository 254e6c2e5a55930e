"""What a question and what the reader has chosen beside it demand together, in the terms of the index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from django.db.models import Q, QuerySet

from agreements.base.intervals import Interval
from agreements.models import Agreement, SearchEntry
from agreements.search.parameters import is_within, may_be_within
from agreements.search.reading.pieces import HAVING, LACKING, SIGNED, Piece, Reading, all_within
from agreements.search.subsets import subset

Group = tuple[str, tuple[str, ...]]
"""A facet, and values of it: any will do."""

#: The subsets of the record that have something, or do not have it.
MARKS = {
    (HAVING, "clauses"): "clauses.some",
    (LACKING, "clauses"): "clauses.none",
    (HAVING, "official-text"): "text.official",
    (LACKING, "official-text"): "text.none",
    (HAVING, "in-force-date"): "force.dated",
    (LACKING, "in-force-date"): "force.undated",
}


@dataclass(frozen=True)
class Conditions:
    """All that an entry has to meet, but for the years that are chosen."""

    facets: Mapping[str, list[str]]
    """Of each facet the values that are chosen or else read: any will do. The panel shows them as chosen."""

    excluded: Sequence[Group]
    """Of a facet values of which none may be met."""

    further: Sequence[Group]
    """More of the same: of a facet that is chosen and read, or read more than once, all have to be met."""

    spans: Sequence[Interval] | None
    """Spans in any of which the date may lie; None where no dates are demanded but for chosen years."""

    excluded_spans: Sequence[Interval]
    """Spans in none of which the date may lie for certain."""

    marks: Sequence[str]
    """Subsets of the record."""

    is_impossible: bool
    """Whether nothing can meet them: what is named is not there, or the dates exclude each other."""

    @property
    def narrow(self) -> bool:
        """Whether there is any."""
        return bool(self.facets or self.beside_facets or self.spans is not None or self.marks or self.is_impossible)

    @property
    def beside_facets(self) -> list[Q]:
        """Those that are no value of a facet which the panel shows."""
        found = [Q(facets__overlap=[f"{facet}:{value}" for value in values]) for facet, values in self.further]
        found += [~Q(facets__overlap=[f"{facet}:{value}" for value in values]) for facet, values in self.excluded]
        found += [~is_within(span) for span in self.excluded_spans]
        return [*found, any_of(may_be_within, self.spans)] if self.spans else found


def together(
    facets: Mapping[str, list[str]],
    further: Sequence[Group],
    signed: Interval | None,
    years: Interval | None,
    marks: Sequence[str],
    reading: Reading,
) -> Conditions:
    """What is chosen, and what is read."""
    all_facets, all_further = dict(facets), list(further)
    for facet, values in groups(reading.pieces):
        if facet in all_facets:
            all_further.append((facet, values))
        else:
            all_facets[facet] = list(values)
    named = [some for some in ([signed] if signed else None, reading.spans) if some is not None]
    # What may lie in one span and may lie in another need not be able to lie in both at once.
    spans = all_within([*named, *([[years]] if years else [])]) if named else None
    read_marks = [mark for piece in reading.pieces if (mark := mark_of(piece))]
    return Conditions(
        all_facets,
        [(piece.name, piece.values) for piece in reading.pieces if piece.is_excluded and piece.is_of_facet],
        all_further,
        spans,
        [Interval.parse(piece.values[0]) for piece in reading.named(SIGNED) if piece.is_excluded],
        list(dict.fromkeys([*marks, *read_marks])),
        bool(reading.unknown) or spans == [],
    )


def any_of(condition: Callable[[Interval], Q], spans: Sequence[Interval]) -> Q:
    """That the condition holds of any of the spans."""
    return reduce(Q.__or__, map(condition, spans))


def groups(pieces: Iterable[Piece]) -> list[Group]:
    """The pieces that are values of a facet."""
    return [(piece.name, piece.values) for piece in pieces if piece.is_of_facet and not piece.is_excluded]


def mark_of(piece: Piece) -> str:
    """The subset that a piece names, if it does: of those that have a date, with the span that this is in."""
    if piece.name not in (HAVING, LACKING):
        return ""
    known, *span = piece.values
    mark = MARKS.get((piece.name, known), "")
    return ".".join([mark.partition(".")[0], *span]) if span else mark


def is_of_what_is_known(mark: str) -> bool:
    """Whether a subset is of documents of which something is known, or is not."""
    return mark.partition(".")[0] in {known.partition(".")[0] for known in MARKS.values()}


def that_meet(reading: Reading, entry_type: str) -> QuerySet[SearchEntry]:
    """The rows of the index that meet what a question names, whatever is chosen beside it."""
    conditions = together({}, (), None, None, (), reading)
    overlapping = [Q(facets__overlap=[f"{key}:{one}" for one in some]) for key, some in conditions.facets.items()]
    return meeting(SearchEntry.objects.filter(*overlapping, type=entry_type), conditions)


def meeting(found: QuerySet[SearchEntry], conditions: Conditions) -> QuerySet[SearchEntry]:
    """Those of the rows that meet the conditions, but for the facets and years that the panel shows."""
    if conditions.is_impossible:
        return found.none()
    found = found.filter(*conditions.beside_facets)
    if keys := conditions.marks:
        marked = Agreement.objects.published().filter(*(subset(key).condition for key in keys))
        found = found.filter(pk__in=marked.order_by().values("pk"))
    return found
