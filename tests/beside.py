"""What several people do at once, each on a connection of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from threading import Thread
from time import sleep

from django.db import connection, connections, transaction

SECONDS = 30  # after which nobody will come to wait any more

_WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks
WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
"""


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Have it done on another connection meanwhile, and wait for it at the end."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # shown in the thread of the test
            faults.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    assert faults == []


def in_another_thread(work: Callable[[], object]) -> None:
    """Do it on another connection, and wait for it."""
    with beside(work):
        pass


@contextmanager
def uncommitted() -> Iterator[Callable[[Callable[[], object]], None]]:
    """A transaction, and a way to begin what others do meanwhile who have to wait for it, or for each other."""
    numbers = count(1)
    with ExitStack() as others, transaction.atomic():

        def begin(work: Callable[[], object]) -> None:
            others.enter_context(beside(work))
            _until_waiting(next(numbers))

        yield begin


def _until_waiting(number: int) -> None:
    """Until so many others wait for what somebody has locked."""
    with connection.cursor() as cursor:
        for _look in range(50 * SECONDS):
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= number:
                return
            sleep(0.02)
    raise AssertionError("Nobody waits.")
