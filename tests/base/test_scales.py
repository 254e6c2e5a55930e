"""Round numbers and years along an axis, and words broken into lines."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from agreements.base.drawing import letters, scales
from agreements.base.drawing.layouts.histogram import link_groups


@given(text=some.text(), room=some.floats(0, 200), most=some.none() | some.integers(1, 5))
def test_every_line_fits_and_nothing_is_lost_but_what_is_said_to_be(text: str, room: float, most: int | None) -> None:
    found = letters.lines(text, room, most)
    assert 1 <= len(found) <= (most or len(found))
    for line in found:
        assert letters.width(line) <= room or len(line.removesuffix("…")) <= 1
    whole = re.sub(r"\s", "", text)
    said = re.sub(r"\s", "", "".join(found))
    if said != whole:
        assert most is not None
        assert said.endswith("…")
        assert whole.startswith(said.removesuffix("…"))


def test_lines_break_at_spaces_and_after_hyphens() -> None:
    assert letters.lines("Test well-known words", letters.width("known words")) == ["Test well-", "known words"]
    assert letters.lines("Test words — Test words", letters.width("Test words")) == ["Test", "words —", "Test words"]
    assert letters.lines("Test words", 100) == ["Test words"]
    assert letters.lines("") == [""]


def test_what_is_cut_off_ends_with_a_whole_word() -> None:
    assert letters.lines("Test of many words", letters.width("Test of m…"), 1) == ["Test of…"]
    assert letters.lines("Test words and more", letters.width("Test words"), 1) == ["Test…"], "the dots need room too"


@given(most=some.integers(0, 10**18), at_most=some.integers(1, 9))
def test_ticks_of_numbers_are_few_and_even_and_reach_over_the_highest(most: int, at_most: int) -> None:
    ticks = scales.number_ticks(most, at_most)
    assert ticks[0] == 0
    assert 1 <= len(ticks) - 1 <= at_most
    assert ticks[-1] >= most > ticks[-1] - ticks[1] - 1
    assert {later - earlier for earlier, later in pairwise(ticks)} == {ticks[1]}
    assert str(ticks[1]).strip("0") in {"1", "2", "5"}


def test_ticks_of_numbers_are_the_finest_that_there_is_room_for() -> None:
    assert scales.number_ticks(0, 5) == scales.number_ticks(1, 5) == [0, 1]
    assert scales.number_ticks(5, 5) == [0, 1, 2, 3, 4, 5]
    assert scales.number_ticks(6, 5) == [0, 2, 4, 6]


def test_ticks_and_groups_of_years_are_the_finest_that_there_is_room_for() -> None:
    assert scales.year_ticks(2000, 2005, 6) == [2000, 2001, 2002, 2003, 2004, 2005]
    assert scales.year_ticks(1999, 2005, 6) == [2000, 2002, 2004]
    assert scales.year_step(2000, 2005, 6, multiple_of=5) == 5
    assert scales.year_groups(1998, 2011, 4) == [(1998, 1999), (2000, 2004), (2005, 2009), (2010, 2011)]
    assert scales.year_groups(1998, 2011, 3) == [(1998, 1999), (2000, 2009), (2010, 2011)]
    assert [scales.round_step(least, multiple_of=1) for least in (1, 2, 3, 5, 6)] == [1, 2, 5, 5, 10]
    assert scales.round_step(3, multiple_of=2) == 10


years = some.tuples(some.integers(1, 9999), some.integers(1, 9999)).map(sorted).map(tuple)


@given(years=years, at_most=some.integers(2, 20))
def test_ticks_of_years_are_round_few_and_within(years: tuple[int, int], at_most: int) -> None:
    first, last = years
    ticks = scales.year_ticks(first, last, at_most)
    assert 1 <= len(ticks) <= at_most
    step = scales.year_step(first, last, at_most)
    assert ticks == [year for year in range(first, last + 1) if year % step == 0]


@given(years=years, at_most=some.integers(1, 60))
def test_groups_of_years_are_few_and_leave_no_year_out(years: tuple[int, int], at_most: int) -> None:
    groups = scales.year_groups(*years, at_most)
    assert len(groups) <= at_most
    assert [year for first, last in groups for year in range(first, last + 1)] == list(range(years[0], years[1] + 1))
    assert len({last - first for first, last in groups[1:-1]}) <= 1


@given(years=years, links=some.integers(1, 40))
def test_links_are_whole_columns_and_none_is_too_narrow(years: tuple[int, int], links: int) -> None:
    groups = scales.year_groups(*years, 60)
    parts = link_groups(groups, links)
    least = (years[1] - years[0] + 1) / links
    assert all(last - first + 1 >= least for first, last in parts)
    assert {first for first, _last in parts} <= {first for first, _last in groups}
    assert [year for first, last in parts for year in range(first, last + 1)] == list(range(years[0], years[1] + 1))
