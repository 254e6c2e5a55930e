"""What a fault of the database means, by its SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).

The class of the exception is not enough: an ``OperationalError`` can be a lost connection, a full disk, a deadlock, a
cancelled statement or a text that is too long.
"""

from typing import Any

from django.db import Error, InterfaceError, OperationalError

CONNECTION = "08"  # the class of connection exceptions
AWAY = {
    "53300",  # too many connections
    "57P01",  # the server is shut down
    "57P02",  # the server crashed
    "57P03",  # the server is starting
    "57P05",  # the connection was idle for too long
}
FORBIDDEN = "42501"  # insufficient privilege
READ_ONLY = {"25006"}  # a standby, a failover, a host that has switched to reading only
FULL = {"53100"}  # no room on the disk
INTERRUPTED = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "55P03",  # a lock could not be had in time
}


def sqlstate(fault: BaseException) -> str:
    """The SQLSTATE of a fault as psycopg reports it; empty if the server sent none."""
    cause: Any = fault.__cause__
    return getattr(cause, "pgcode", None) or getattr(cause, "sqlstate", None) or ""


def is_connection_lost(fault: BaseException) -> bool:
    """Whether the database does not answer or the connection is lost; then there is often no SQLSTATE."""
    if not isinstance(fault, Error):
        return False
    if state := sqlstate(fault):
        return state.startswith(CONNECTION) or state in AWAY
    return isinstance(fault, OperationalError | InterfaceError)


def is_interrupted(fault: BaseException) -> bool:
    """Whether the transaction was cancelled because of another one: the same request may succeed when repeated."""
    return isinstance(fault, Error) and sqlstate(fault) in INTERRUPTED


def is_forbidden(fault: BaseException) -> bool:
    """Whether the role of the connection may not do what it was told to; also where Django says so itself."""
    causes = (fault, fault.__context__)
    return any(isinstance(cause, Error) and sqlstate(cause) == FORBIDDEN for cause in causes)


def is_read_only(fault: BaseException) -> bool:
    """Whether the database reads, but writes nothing at the moment."""
    return isinstance(fault, Error) and sqlstate(fault) in READ_ONLY


def is_full(fault: BaseException) -> bool:
    """Whether the server of the database has no room left on its disk."""
    return isinstance(fault, Error) and sqlstate(fault) in FULL
