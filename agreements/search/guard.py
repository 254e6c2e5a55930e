"""What every query of the search runs under."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection

TIMEOUT = "5s"
_CANCELLED = "57014"  # query_canceled, https://www.postgresql.org/docs/current/errcodes-appendix.html

_SETTINGS = {"statement_timeout": TIMEOUT, "enable_seqscan": "off", "jit": "off"}
_READ = ", ".join(f"current_setting('{name}')" for name in _SETTINGS)
_WRITE = ", ".join(f"set_config('{name}', %s, false)" for name in _SETTINGS)

Answer = TypeVar("Answer")


class TooSlow(Exception):
    """The database gave up on a question."""


def settle() -> None:
    """Inside a transaction, index what the transaction itself has written; every commit does so by itself."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS search_work_off IMMEDIATE; SET CONSTRAINTS search_work_off DEFERRED")


@contextmanager
def guarded() -> Iterator[None]:
    """Within it a query gives up after a few seconds, and uses the indexes.

    A sequential scan would have to fetch and unpack every vector, which the planner does not reckon with.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_READ}, {_WRITE}", list(_SETTINGS.values()))
        before = cursor.fetchone()[: len(_SETTINGS)]
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == _CANCELLED:
            raise TooSlow from error
        raise
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {_WRITE}", before)
