"""How many things each year has, in columns that are links."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from agreements.base.drawing.outputs import Drawing
from agreements.base.drawing.pen import Pen
from agreements.base.drawing.scales import round_step, year_groups, year_step, years_by

HEIGHT = 9.0  # of the drawing, in em
ROOF, FLOOR, FOOT = 0.36, 7.0, 8.45  # where columns reach, where they begin, and the years below
LEAST = 0.2  # height of the lowest column, so that it can be seen
COLUMNS = 60  # at most: where there are more years, a column is several
EDGE = 5  # per cent: nearer to an edge, half of a year below would be outside
ROUND = 5  # labels are multiples of this, if there are any such years


@dataclass(frozen=True)
class YearsLink:
    """Some years as a link: where it leads, its name in words, its id in the page, whether they are all chosen."""

    url: str
    name: str
    key: str
    current: bool = False


def histogram(
    counts: Mapping[int, int],
    link: Callable[[int, int, int], YearsLink],
    *,
    links: int,
    labels: int,
    crowded: int | None = None,
    chosen: Set[int] | None = None,
) -> Drawing:
    """Columns of the years from the first to the last of ``counts``, which names every year between them.

    ``link`` says of a first year, a last year and how many things there are between what their link is; there are at
    most so many ``links`` as are wide enough to be link_groups, each over one column or several. At most so many
    ``labels`` are written below; those that there is no room for where only ``crowded`` fit have a class of their own.
    Columns that are not ``chosen`` are paler.
    """
    first, last = min(counts), max(counts)
    slot = 100 / (last - first + 1)
    groups = year_groups(first, last, COLUMNS)
    sums = {group: sum(max(counts.get(year, 0), 0) for year in range(group[0], group[1] + 1)) for group in groups}
    most = max(max(sums.values()), 1)

    def draw_column(pen: Pen, group: tuple[int, int]) -> None:
        begin, end = group
        role = "bar"
        if chosen is not None:
            role = "bar bar--off" if chosen.isdisjoint(range(begin, end + 1)) else "bar bar--on"
        width = (end - begin + 1) * slot
        height = max(sums[group] / most * (FLOOR - ROOF), LEAST)
        pen.rect(role, (begin - first) * slot + width * 0.12, FLOOR - height, width * 0.76, height)

    def draw(pen: Pen) -> None:
        pen.line("axis", 0, FLOOR, 100, FLOOR)
        for begin, end in link_groups(groups, links):
            within = [group for group in groups if begin <= group[0] <= end and sums[group]]
            if not within:
                continue
            part = link(begin, end, sum(sums[group] for group in within))
            with pen.link(part.url, part.name, key=part.key, current=part.current):
                pen.rect("hit", (begin - first) * slot, 0, (end - begin + 1) * slot, HEIGHT)
                for group in within:
                    draw_column(pen, group)
        for year, fits in _labelled_years(first, last, labels, crowded or labels):
            begin, end = next(group for group in groups if group[0] <= year <= group[1])
            middle = (begin + end + 1 - 2 * first) / 2 * slot
            x, anchor = (
                (0.0, "start") if middle < EDGE else (100.0, "end") if middle > 100 - EDGE else (middle, "middle")
            )
            pen.text("note" if fits else "note note--minor", x, FOOT, year, anchor=anchor)

    return Drawing("histogram", HEIGHT, draw)


def link_groups(groups: list[tuple[int, int]], links: int) -> list[tuple[int, int]]:
    """Columns taken together until each link has at least its share of a width that holds so many ``links``.

    They begin with round years, but for the two ends; an end that would be narrower belongs to the link beside it.
    """
    first, last = groups[0][0], groups[-1][1]
    least = -(-(last - first + 1) // links)
    column = max(end - begin + 1 for begin, end in groups)
    parts = years_by(round_step(least, multiple_of=column), first, last)
    if len(parts) > 1 and parts[0][1] - first + 1 < least:
        parts[:2] = [(first, parts[1][1])]
    if len(parts) > 1 and last - parts[-1][0] + 1 < least:
        parts[-2:] = [(parts[-2][0], last)]
    return parts


def _labelled_years(first: int, last: int, labels: int, crowded: int) -> list[tuple[int, bool]]:
    """The years below, and whether each is written where only ``crowded`` fit."""
    step = year_step(first, last, labels, multiple_of=ROUND)
    if last // step == (first - 1) // step:  # no such year
        step = year_step(first, last, labels)
    coarse = year_step(first, last, crowded, multiple_of=step)
    return [(year, year % coarse == 0) for year in range(-(-first // step) * step, last + 1, step)]
