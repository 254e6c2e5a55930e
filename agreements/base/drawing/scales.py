"""Round numbers and years along an axis."""

from collections.abc import Iterator

POWERS = range(40)  # of ten: more than anything that is counted


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50…"""
    for power in POWERS:
        yield from (factor * 10**power for factor in (1, 2, 5))


def number_ticks(most: int, at_most: int) -> list[int]:
    """Round numbers from zero up to or over ``most``, ``at_most`` of them beside the zero."""
    most = max(most, 1)
    step = next(step for step in _steps() if -(-most // step) <= at_most)
    return list(range(0, -(-most // step) * step + 1, step))


def year_step(first: int, last: int, at_most: int, *, multiple_of: int = 1) -> int:
    """Every how many years one of ``at_most`` round years falls between two years, both included."""
    return next(
        step
        for step in _steps()
        if step % multiple_of == 0 and last // step - (first - 1) // step <= at_most
    )  # fmt: skip


def year_ticks(first: int, last: int, at_most: int) -> list[int]:
    """Round years between two years, both included: at most so many, and at least one."""
    step = year_step(first, last, at_most)
    return list(range(-(-first // step) * step, last + 1, step))


def year_groups(first: int, last: int, at_most: int) -> list[tuple[int, int]]:
    """The years from ``first`` to ``last`` in ``at_most`` groups: all as long, but for the two ends."""
    return years_by(next(step for step in _steps() if last // step - first // step < at_most), first, last)


def years_by(step: int, first: int, last: int) -> list[tuple[int, int]]:
    """The years from ``first`` to ``last`` in groups of ``step`` that begin with round years, but for the two ends."""
    starts = range(first // step * step, last + 1, step)
    return [(max(start, first), min(start + step - 1, last)) for start in starts]


def round_step(least: int, *, multiple_of: int) -> int:
    """The first of 1, 2, 5, 10, 20, 50… that is no less than ``least`` and a multiple of the other."""
    return next(step for step in _steps() if step >= least and step % multiple_of == 0)
