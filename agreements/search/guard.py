"""What the search asks of the database is bounded: all statements of one request together.

They run in a transaction (inside another one, behind a savepoint) that is rolled back at its end. As they only read,
nothing is lost by that, and whatever was set for them is gone with it: the connection is left as it was found, also
after a statement was cancelled, also where a pooler gives it to somebody else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic as clock
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction

SECONDS = 5.0
_CANCELLED = "57014"  # query_canceled, https://www.postgresql.org/docs/current/errcodes-appendix.html

# A sequential scan would have to fetch and unpack every vector, which the planner does not reckon with; and compiling
# a query takes longer than running it. The last value, true: until the end of the transaction.
_BEGIN = """
SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', %s, true),
    set_config('jit', 'off', true)
"""

Answer = TypeVar("Answer")


class TooSlow(Exception):
    """The database gave up on a question, or had no time left for it."""


def settle() -> None:
    """Inside a transaction, index what the transaction itself has written; every commit does so by itself."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS search_work_off IMMEDIATE; SET CONSTRAINTS search_work_off DEFERRED")


def is_cancelled(error: BaseException) -> bool:
    """Whether the database broke the statement off: psycopg 3 has the code as ``sqlstate``, psycopg2 as ``pgcode``."""
    cause = error.__cause__
    return _CANCELLED in (getattr(cause, "sqlstate", None), getattr(cause, "pgcode", None))


class Budget:
    """How long the database may work for one request; the time that Python takes does not count."""

    def __init__(self, seconds: float | None = None) -> None:
        self.left = SECONDS if seconds is None else seconds
        self._limit = 0.0  # the statement_timeout in force, 0 outside
        self._by_index = False

    @contextmanager
    def spent(self, *, by_index: bool = True) -> Iterator[None]:
        """Within it no statement takes longer than the time that is left; `TooSlow` where that is not enough.

        ``by_index``: the statements ask the index of the search, and not the tables of the record.
        """
        if self.left <= 0:
            raise TooSlow
        if self._limit:
            with self._planned(by_index):
                yield
            return
        with transaction.atomic():
            try:
                self._limit, self._by_index = self.left, by_index
                with connection.cursor() as cursor:
                    cursor.execute(_BEGIN, [_milliseconds(self.left), "off" if by_index else "on"])
                with connection.execute_wrapper(self._measured):
                    yield
            finally:
                self._limit = 0.0
                transaction.set_rollback(True)

    @contextmanager
    def _planned(self, by_index: bool) -> Iterator[None]:
        """Inside statements of the other kind. What a broken transaction is left with ends with it."""
        before, self._by_index = self._by_index, by_index
        if by_index == before:
            yield
            return
        set_config = "SELECT set_config('enable_seqscan', %s, true)"
        with connection.cursor() as cursor:
            cursor.execute(set_config, ["off" if by_index else "on"])
            yield
            cursor.execute(set_config, ["off" if before else "on"])
        self._by_index = before

    def _measured(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run one statement, and take its time off what is left."""
        if self.left <= 0:
            raise TooSlow
        if self.left < 0.9 * self._limit:
            self._limit = self.left
            with context["connection"].connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_milliseconds(self.left)])
        begun = clock()
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if is_cancelled(error):
                self.left = 0.0
                raise TooSlow from error
            raise
        finally:
            self.left -= clock() - begun


def _milliseconds(seconds: float) -> str:
    return str(max(1, round(1000 * seconds)))
