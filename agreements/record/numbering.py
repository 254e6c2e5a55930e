"""Numbers of clauses: which clause of a file is which clause of the database.

A clause's number is part of its address, which readers have cited. A file need not state it. When such a file is loaded
over a document that is here already, a clause keeps the number of the clause that it continues: the one with the same
content, reference, heading or summary, else the one at the same position between two others. A clause that continues
none gets a number that no clause of the document has.
"""

from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise

from agreements.record.forms import numbered
from agreements.record.structure import Form


def _content(clause: Form) -> Hashable:
    return repr(sorted((key, value) for key, value in clause.items() if key != "number"))


# What two versions of a clause have in common, the surest first; None says nothing.
_COMMON: tuple[Callable[[Form], Hashable], ...] = (
    _content,
    lambda clause: clause.get("ref") or None,
    lambda clause: clause["heading"].get("en"),
    lambda clause: clause["summary"].get("en"),
)


def with_numbers(clauses: list[Form], held: list[Form]) -> list[Form]:
    """``clauses`` of a file with their numbers, as far as these do not follow from the clause before.

    ``held`` are the clauses that the database has of the same document; empty if it has none.
    """
    if held:
        before = dict(numbered(held))
        numbers = {index: int(clause["number"]) for index, clause in enumerate(clauses) if "number" in clause}
        left = [number for number in before if number not in numbers.values()]
        _match_alike(clauses, before, numbers, left)
        _match_between(clauses, list(before), numbers, left)
        highest = max([*before, *numbers.values()])
        for index in range(len(clauses)):
            if index not in numbers:
                numbers[index] = highest = highest + 1
    else:
        numbers = {index: number for index, (number, _clause) in enumerate(numbered(clauses))}
    return [_stated(clause, numbers[index], numbers.get(index - 1, 0)) for index, clause in enumerate(clauses)]


def _stated(clause: Form, number: int, last: int) -> Form:
    rest = {key: value for key, value in clause.items() if key != "number"}
    return rest if number == last + 1 else {"number": str(number)} | rest


def _match_alike(clauses: list[Form], before: dict[int, Form], numbers: dict[int, int], left: list[int]) -> None:
    """Give numbers to clauses that have something in common with exactly one clause of ``before``."""
    for common in _COMMON:
        here, there = _grouped(enumerate(clauses), common), _grouped(before.items(), common)
        for value, indexes in here.items():
            new = [index for index in indexes if index not in numbers]
            old = [number for number in there.get(value, ()) if number in left]
            # Clauses that are wholly the same are matched in their order; other likeness must be that of one and one.
            if common is _content or len(new) == len(old) == 1:
                for index, number in zip(new, old, strict=False):
                    numbers[index] = number
                    left.remove(number)


def _grouped(clauses: Iterable[tuple[int, Form]], common: Callable[[Form], Hashable]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for key, clause in clauses:
        if (value := common(clause)) is not None:
            groups.setdefault(value, []).append(key)
    return groups


def _match_between(clauses: list[Form], before: list[int], numbers: dict[int, int], left: list[int]) -> None:
    """Match clauses by position, where there are as many between two matched ones as there were before."""
    ends = [-1, *(index for index in range(len(clauses)) if numbers.get(index) in before), len(clauses)]
    position = {-1: -1, len(clauses): len(before)} | {index: before.index(numbers[index]) for index in ends[1:-1]}
    for first, last in pairwise(ends):
        new = [index for index in range(first + 1, last) if index not in numbers]
        gone = [number for number in before[position[first] + 1 : position[last]] if number in left]
        if len(new) == len(gone):
            for index, number in zip(new, gone, strict=True):
                numbers[index] = number
                left.remove(number)
