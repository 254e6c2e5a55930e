"""A lane lets in so many at a time, lets few wait, and refuses the others at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from time import monotonic

import pytest

from agreements.base import lanes
from agreements.base.lanes import Busy, Lane

PATIENCE = 20  # seconds until a test gives up


@contextmanager
def held(lane: Lane, places: int = 1) -> Iterator[None]:
    """So many places of the lane, taken."""
    with ExitStack() as stack:
        for _ in range(places):
            stack.enter_context(lane.place())
        yield


def test_no_more_are_inside_than_there_are_places() -> None:
    lane = Lane("test", places=2, waiting=0, patience=0)
    with held(lane, 2), pytest.raises(Busy), lane.place():
        pass
    with held(lane, 2):
        pass


def test_a_place_is_given_back_when_something_goes_wrong_inside() -> None:
    lane = Lane("test", places=1, waiting=0, patience=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), lane.place():
            raise ZeroDivisionError
    with lane.place():
        pass


def test_who_waits_is_let_in_when_a_place_is_free() -> None:
    lane = Lane("test", places=1, waiting=1, patience=PATIENCE)
    inside = threading.Event()

    def enter() -> None:
        with lane.place():
            inside.set()

    with ThreadPoolExecutor() as pool:
        with lane.place():
            waiting = pool.submit(enter)
            while lane.here < 2:
                assert not waiting.done()
            with pytest.raises(Busy), lane.place():
                pass
            assert not inside.is_set()
        waiting.result(PATIENCE)
    assert inside.is_set()
    assert lane.here == 0


def test_nobody_waits_longer_than_the_patience_of_the_lane() -> None:
    lane = Lane("test", places=1, waiting=1, patience=0.01)
    with held(lane):
        for _ in range(3):
            with pytest.raises(Busy), lane.place():
                pass
        assert lane.here == 1


def test_a_lane_that_rests_is_empty_as_long_as_it_was_held_while_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    now = [100.0]
    monkeypatch.setattr(lanes, "clock", lambda: now[0])
    monkeypatch.setattr(lanes, "sleep", slept.append)
    lane = Lane("test", places=1, waiting=1, patience=PATIENCE, rests=True)
    with ThreadPoolExecutor() as pool:
        with lane.place():
            waiting = pool.submit(lambda: lane.place().__enter__())
            while lane.here < 2:
                assert not waiting.done()
            now[0] += 3
        waiting.result(PATIENCE)
    assert slept[-1] == 3


def test_a_lane_does_not_rest_while_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(lanes, "sleep", slept.append)
    lane = Lane("test", places=1, waiting=1, patience=PATIENCE, rests=True)
    for _ in range(3):
        with lane.place():
            begun = monotonic()
            while monotonic() == begun:
                pass
    assert slept == [0, 0, 0]


def test_the_log_has_one_line_about_many_refusals(caplog: pytest.LogCaptureFixture) -> None:
    lane = Lane("test", places=1, waiting=0, patience=0)
    with held(lane):
        for _ in range(50):
            with pytest.raises(Busy), lane.place():
                pass
    assert len(caplog.records) == 1
    assert "The lane of test is full" in caplog.text
