"""The embedded PostgreSQL as tests look at it: its processes, its log, and another process that uses it."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg2

from archive.locks import lock
from archive.variables import BASE_DIR

HOLD = """
import sys
from pathlib import Path
from archive import embedded
with embedded.database(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def query(url: str, sql: str) -> Any:
    """The first value that a statement returns, if it returns any."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def server_pid(var: Path) -> int:
    return int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def hold(var: Path, **environment: str) -> "subprocess.Popen[str]":
    """Another process that uses the database until its standard input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(var)],
        cwd=BASE_DIR,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def supervisor_pid(var: Path) -> int:
    return int((var / "postgres" / "supervisor.lock").read_text().split()[0])


def log(var: Path) -> str:
    return (var / "postgres" / "log").read_text()


def is_answering(url: str) -> bool:
    try:
        return bool(query(url, "SELECT true"))
    except psycopg2.OperationalError:
        return False


def when(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    deadline = monotonic() + 60
    while not condition():
        assert monotonic() < deadline
        sleep(0.02)


def wait_until_stopped(var: Path) -> None:
    for name in ("supervisor.lock", "server.lock"):
        with lock(var / "postgres" / name, "to stop", 60):
            pass
