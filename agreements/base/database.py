"""The readers' transaction: all that one public request asks of the database.

It begins with the first statement of the request and is rolled back at the end. It is read-only, all its statements
together have one deadline, and it can be sent to another database, such as a replica (``READER_DATABASE_URL``).
The rollback loses nothing and resets what was set for the transaction: the connection is left as it was found, also
after a cancelled statement, also behind a pooler.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from time import monotonic as clock
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

if TYPE_CHECKING:
    from django.db.models import Model

SECONDS = 5.0
READER = "reader"
_CANCELLED = "57014"  # query_canceled, https://www.postgresql.org/docs/current/errcodes-appendix.html

# As a commit, and what is done after large ones.
_SETTLE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; SELECT search_settle(2147483647)"
# A list of documents joins nine tables: to weigh every order of eight takes the planner ten times as long as the list
# itself. It weighs the first four, where the conditions are, and then joins the names for each line.
_FEW_ORDERS = "4"
# The last argument, true: until the end of the transaction.
_SET = "set_config(%s, %s, true)"


class TooSlow(Exception):
    """The database gave up on a statement, or had no time left for it."""


def settle(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Do all that the commit of the open transaction (of a test, of a command) leads to: what it wrote is indexed."""
    if connections[alias].in_atomic_block:
        with connections[alias].cursor() as cursor:
            cursor.execute(_SETTLE)


def index_at_commit(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Have the commit of this transaction index whatever it has changed, however much, and wait for that."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT set_config('archive.index_at_once', '2147483647', true)")


def is_cancelled(error: BaseException) -> bool:
    """Whether the database cancelled the statement: psycopg 3 has the code as ``sqlstate``, psycopg2 as ``pgcode``."""
    cause = error.__cause__
    return _CANCELLED in (getattr(cause, "sqlstate", None), getattr(cause, "pgcode", None))


class Reading:
    """An open readers' transaction, and how long the database may still work for it (in seconds).

    The time that Python takes does not count.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.alias = READER if READER in connections else DEFAULT_DB_ALIAS
        self._by_index = False  # how the next statement is to be planned
        self._few_orders = False
        self._in_force: dict[str, str | None] = {"join_collapse_limit": None}
        self._limit = 0.0  # the statement_timeout in force, 0 outside
        self._transaction: transaction.Atomic | None = None
        self._own = False  # a statement of the transaction itself: it has no limit

    @contextmanager
    def planned(self, *, by_index: bool) -> Iterator[None]:
        """Whether the statements within ask the index of the search, and not the tables of the record.

        A sequential scan of the index would have to fetch and unpack every vector, a cost that the planner ignores.
        """
        before, self._by_index = self._by_index, by_index
        try:
            yield
        finally:
            self._by_index = before

    @contextmanager
    def planned_quickly(self) -> Iterator[None]:
        """Within it, few orders of joining tables are weighed."""
        before, self._few_orders = self._few_orders, True
        try:
            yield
        finally:
            self._few_orders = before

    def run(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run one statement under the limit, and take its time off what is left."""
        if self._own:
            return execute(sql, params, many, context)
        if self.left <= 0:
            raise TooSlow
        self._prepare()
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

    def end(self) -> None:
        """Roll back, if anything was asked at all."""
        if self._transaction:
            self._own = True
            connections[self.alias].needs_rollback = True
            self._transaction.__exit__(None, None, None)

    def _prepare(self) -> None:
        """Begin the transaction if there is none, and change the settings that differ, in one statement."""
        settings: dict[str, str | None] = {
            "enable_seqscan": "off" if self._by_index else "on",
            "join_collapse_limit": _FEW_ORDERS if self._few_orders else None,  # as the server has it
        }
        if self.left < 0.9 * self._limit or not self._limit:
            settings["statement_timeout"] = str(max(1, round(1000 * self.left)))
        if not self._limit:
            # Compiling a query takes longer than running it.
            settings |= {"transaction_read_only": "on", "jit": "off"}
        changed = {name: value for name, value in settings.items() if self._in_force.get(name) != value}
        if not changed:
            return
        self._own = True
        try:
            if not self._transaction:
                self._begin()
            with connections[self.alias].cursor() as cursor:
                calls = ", ".join([_SET] * len(changed))
                cursor.execute(f"SELECT {calls}", [part for setting in changed.items() for part in setting])
        finally:
            self._own = False
        self._in_force |= changed
        if "statement_timeout" in changed:
            self._limit = self.left

    def _begin(self) -> None:
        settle(self.alias)
        begun = transaction.atomic(using=self.alias)
        begun.__enter__()
        self._transaction = begun


_open: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading(seconds: float | None = None) -> Iterator[Reading]:
    """The readers' transaction: the open one, or one of its own.

    No more than ``seconds`` of the database's time are left from here on (None: `SECONDS`, or what is left); `TooSlow`
    where that is not enough. What is read within it may open no transaction itself.
    """
    if current := _open.get():
        current.left = current.left if seconds is None else min(current.left, seconds)
        yield current
        return
    current = Reading(SECONDS if seconds is None else seconds)
    token = _open.set(current)
    try:
        with connections[current.alias].execute_wrapper(current.run):
            try:
                yield current
            finally:
                current.end()
    finally:
        _open.reset(token)


@contextmanager
def asking_index() -> Iterator[None]:
    """The readers' transaction, for statements that ask the index of the search; also around a function."""
    with reading() as transaction, transaction.planned(by_index=True):
        yield


def planned_quickly() -> AbstractContextManager[None]:
    """What is asked within it joins many tables to few rows: to plan it well would take longer than to run it."""
    current = _open.get()
    return current.planned_quickly() if current else nullcontext()


def is_reading() -> bool:
    """Whether the readers' transaction is open."""
    return _open.get() is not None


def alias() -> str:
    """The database that is asked now: the readers' own within `reading`."""
    current = _open.get()
    return current.alias if current else DEFAULT_DB_ALIAS


def cursor() -> Any:
    """A cursor for SQL that serves readers, on the database that is asked now."""
    return connections[alias()].cursor()


class ReadersRouter:
    """Sends all that is asked within `reading` to the readers' database, which is never written to."""

    def db_for_read(self, model: "type[Model]", **hints: Any) -> str | None:
        """The readers' database within `reading`; no opinion elsewhere."""
        return alias() if is_reading() else None

    def db_for_write(self, model: "type[Model]", **hints: Any) -> str | None:
        """The same, where it is refused: the transaction is read-only."""
        return self.db_for_read(model)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """False for the readers' database: it gets its tables from the other."""
        return False if db == READER else None
