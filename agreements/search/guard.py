"""What every query of the search runs under."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TIMEOUT = "5s"

_SET = """
SELECT set_config('statement_timeout', %s, false), set_config('enable_seqscan', %s, false), set_config('jit', %s, false)
"""


@contextmanager
def guarded() -> Iterator[None]:
    """Within it a query gives up after a few seconds, uses the indexes, and sees the index up to date.

    A sequential scan would have to fetch and unpack every vector, which the planner does not reckon with. Inside a
    transaction, what the transaction itself has written is indexed first; otherwise there is nothing to do, as
    every commit leaves the index right.
    """
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute("SET CONSTRAINTS search_work_off IMMEDIATE")
            cursor.execute("SET CONSTRAINTS search_work_off DEFERRED")
        cursor.execute(
            "SELECT current_setting('statement_timeout'), current_setting('enable_seqscan'), current_setting('jit')"
        )
        before = cursor.fetchone()
        cursor.execute(_SET, [TIMEOUT, "off", "off"])
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_SET, list(before))
