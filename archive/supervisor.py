"""Runs the embedded PostgreSQL as long as a process uses it: ``python -m archive.supervisor VAR [PORT]``.

`archive/embedded.py`, which starts it, says how it belongs with the others.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.cluster import Cluster, Unavailable, free_port, is_port_free, private_file
from archive.locks import take, waiting, write_note
from archive.reasons import reason

START_LIMIT = 120  # seconds; a server that was killed may have much to recover
# How a server is asked to stop, and the seconds it has for it: first it rolls back and writes what is in memory to the
# disk; then it only ends, and recovers at the next start; at last it is ended. Nothing that was committed is lost.
WAYS_TO_STOP = ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
ORPHANS_LIMIT = 10
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # seconds between two attempts to start
STEADY = 10  # seconds after which a server counts as one that runs


class PortTaken(Unavailable):
    """Another program listens on the port."""


class Supervisor:
    """Starts the server, and starts it again whenever it has ended.

    ``port`` is the one that processes have been told; None as long as there is no such process.
    """

    def __init__(self, cluster: Cluster, port: int | None, own_lock: int) -> None:
        self.cluster = cluster
        self.port = port
        self.own_lock = own_lock
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.trouble: str | None = None
        self.logged: int | None = None  # length of the log before the latest attempt, if it could be read

    def run(self) -> None:
        """Run the server until nobody uses it."""
        # A handler that sets the event itself could interrupt a wait for it that holds its lock.
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=self.stop).start())
        threading.Thread(target=self.stop_when_unused, daemon=True).start()
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                self.start()
                self.report("")
                self.wait()
            except PortTaken as error:
                if self.port is not None:
                    self.report(str(error))
            except Unavailable as error:
                self.report(str(error))
            except OSError as error:
                why = reason(f"FATAL:  {error.strerror}: {error.filename}", self.cluster.root)
                self.report(f"The embedded PostgreSQL did not start: {why}")
            if time.monotonic() - began > STEADY:
                pause = FIRST_PAUSE
            self.stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def stop_when_unused(self) -> None:
        """Wait until no process uses the server any more, then stop it. The lock is held until this process ends."""
        fcntl.flock(private_file(self.cluster.root / "in-use.lock"), fcntl.LOCK_EX)
        self.stop()

    def stop(self) -> None:
        """Stop the server, and let :meth:`run` return."""
        self.stopping.set()
        if self.server:
            self.end(self.server)

    def end(self, server: "subprocess.Popen[bytes]") -> None:
        """Stop a server, by force if it takes too long."""
        for sent, limit in WAYS_TO_STOP:
            server.send_signal(sent)
            with suppress(subprocess.TimeoutExpired):
                server.wait(limit)
                return
            self.log(f"The server has not ended {limit} seconds after {sent.name}.")

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        cluster = self.cluster
        self.logged = None
        self.logged = cluster.begin_log()
        with self.nothing_left() as server_lock:
            if self.port is None:
                cluster.initialise(server_lock)
            elif not cluster.data.exists():
                raise Unavailable(f"{cluster.data} is gone while processes use it: put it back.")
            cluster.take_back()
            cluster.remove_stale_pid()
            port = self.choose_port()
            log = cluster.open_log()
            try:
                self.server = cluster.start_server(server_lock, port, log)
            finally:
                os.close(log)
        deadline = time.monotonic() + START_LIMIT
        while self.server.poll() is None:
            if cluster.is_ready() and not self.stopping.is_set():
                cluster.write_port(port)
                self.port = port
                return
            if self.stopping.is_set() or time.monotonic() > deadline:
                self.end(self.server)
                raise Unavailable(f"The embedded PostgreSQL did not start: {self.reason(None)}")
            time.sleep(0.01)
        if "Address already in use" in self.output():
            raise PortTaken(self.port_is_taken(port))
        raise Unavailable(f"The embedded PostgreSQL did not start: {self.reason(self.server.returncode)}")

    @contextmanager
    def nothing_left(self) -> Iterator[int]:
        """The lock that the processes of the server inherit; those of an earlier one are ended first.

        After a while by force: they do not always notice that their supervisor, or the first of them, was killed.
        """
        descriptor = private_file(self.cluster.root / "server.lock")
        began = time.monotonic()
        try:
            for _ in waiting(self.describe_remains, ORPHANS_LIMIT):
                if take(descriptor, fcntl.LOCK_EX):
                    break
                if self.cluster.is_headless() or time.monotonic() - began > ORPHANS_LIMIT / 3:
                    for process in self.cluster.remains():
                        with suppress(ProcessLookupError):
                            os.kill(process, signal.SIGKILL)
            yield descriptor
        finally:
            os.close(descriptor)  # not released: the server has inherited it

    def describe_remains(self) -> str:
        """The processes of an earlier server."""
        processes = ", ".join(map(str, self.cluster.remains()))
        return f"processes of an earlier embedded PostgreSQL to end ({processes or 'of another user'})"

    def choose_port(self) -> int:
        """The port at which the server was before, if it is free; for the first user any other would do."""
        port = self.port or self.cluster.port()
        if port and is_port_free(port):
            return port
        if self.port:
            raise PortTaken(self.port_is_taken(self.port))
        return free_port()

    def port_is_taken(self, port: int) -> str:
        """What to do about another program on the port."""
        return (
            f"The embedded PostgreSQL did not start: another program has taken port {port}, at which running processes "
            "look for it. Stop that program, or stop the archive and start it again."
        )

    def wait(self) -> None:
        """Wait until the server has ended. If nobody wanted it to, raise :class:`Unavailable` with the reason."""
        assert self.server
        while True:
            try:
                status = self.server.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                # Somebody else has told it to stop, and it waits for its clients to go.
                if self.cluster.is_stopping() or self.stopping.is_set():
                    self.end(self.server)
        if not self.stopping.is_set():
            raise Unavailable(f"The embedded PostgreSQL has ended: {self.reason(status)}")

    # What is wrong

    def output(self) -> str:
        """What was logged since the latest attempt to start."""
        with self.cluster.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(self.logged or 0)
            return log.read()

    def reason(self, status: int | None) -> str:
        """Why the server ended."""
        return reason(self.output(), self.cluster.root, status)

    def report(self, trouble: str) -> None:
        """Tell who started us, those who wait, and the log what is wrong, or that nothing is."""
        if self.trouble is None:
            with suppress(OSError):  # who started us may have been killed
                print(f"{trouble} ({self.cluster.log})" if trouble else "ready", flush=True)
            devnull = os.open(os.devnull, os.O_WRONLY)
            os.dup2(devnull, sys.stdout.fileno())
            os.close(devnull)
        if self.trouble == trouble:
            # The same again: the log need not grow by it, perhaps on a disk that is full.
            if self.logged is not None:
                with suppress(OSError):
                    os.truncate(self.cluster.log, self.logged)
            return
        if trouble:
            self.log(f"{trouble} It is started again as soon as that is possible.")
        elif self.trouble:
            self.log(f"The embedded PostgreSQL runs again, on port {self.port}.")
        self.trouble = trouble
        write_note(self.own_lock, f"{os.getpid()}\n{trouble}")

    def log(self, text: str) -> None:
        """Write a line to the server's log."""
        now = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
        with suppress(OSError), os.fdopen(self.cluster.open_log(), "a", encoding="utf-8") as log:
            log.write(f"{now} [{os.getpid()}] SUPERVISOR:  {text}\n")


def main(var: Path, port: int | None) -> int:
    """Supervise in a child process, for which nobody waits: it may run longer than the one that needed the server."""
    if os.fork():
        return 0
    cluster = Cluster(var)
    own_lock = private_file(cluster.root / "supervisor.lock")
    for _ in waiting(lambda: "another supervisor", 5):
        if take(own_lock, fcntl.LOCK_EX):
            break
    write_note(own_lock, f"{os.getpid()}\n")
    Supervisor(cluster, port, own_lock).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None))
