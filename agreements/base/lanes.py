"""Lanes: how many requests of a costly kind a process answers at a time, so that the others do not wait behind them."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic as clock
from time import sleep
from typing import NoReturn

logger = logging.getLogger(__name__)

REPORT = 60.0  # seconds between two lines of the log about the same lane


class Busy(Exception):
    """There is no place in the lane, and will be none soon."""


class Lane:
    """So many ``places`` at a time. ``waiting`` more may wait for one, ``patience`` seconds; then it is `Busy`.

    While some wait in a lane that ``rests``, a place stays empty for as long as it was held: however much is asked, the
    lane takes no more than half of the time of its places.
    """

    def __init__(self, name: str, *, places: int, waiting: int, patience: float, rests: bool = False) -> None:
        self.name = name
        self.patience = patience
        self.rests = rests
        self.places = places
        self._most = places + waiting
        self.here = 0
        self._gate = threading.BoundedSemaphore(places)
        self._free_at = 0.0
        self._refused = 0
        self._reported = -REPORT
        self._lock = threading.Lock()  # of the numbers

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in the lane, as long as the context lasts."""
        with self._lock:
            is_full = self.here >= self._most
            self.here += not is_full
        if is_full:
            self._refuse()
        try:
            if not self._gate.acquire(timeout=self.patience):
                self._refuse()
            try:
                sleep(max(0.0, self._free_at - clock()))
                begun = clock()
                try:
                    yield
                finally:
                    self._free_at = 2 * clock() - begun if self.rests and self.here > 1 else 0.0
            finally:
                self._gate.release()
        finally:
            with self._lock:
                self.here -= 1

    @property
    def free(self) -> int:
        """How many places are free; less than none where some wait."""
        return self.places - self.here

    def _refuse(self) -> NoReturn:
        """Refuse a request; the log has a line about it now and then, and not for each."""
        with self._lock:
            self._refused += 1
            number = self._refused
            is_news = clock() - self._reported > REPORT
            if is_news:
                self._refused, self._reported = 0, clock()
        if is_news:
            logger.warning("The lane of %s is full: requests refused since the last such line: %d", self.name, number)
        raise Busy
