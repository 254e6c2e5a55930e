"""Locks between processes, on files: no wait is silent for long, and none is for ever.

A lock is the kernel's (`flock`): it ends with the process that holds it, and with all that inherited it.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.cluster import Unavailable, private_file

NOTICE = 1.0  # seconds of silence
PAUSE = 0.02


def waiting(what: Callable[[], str], limit: float) -> Iterator[None]:
    """Come round until the caller has what it waits for: ``for _ in waiting(…): if …: break``.

    Says on standard error what is waited for, after a second and when that changes. Raises :class:`Unavailable`
    after ``limit`` seconds.
    """
    began, told = time.monotonic(), ""
    while (waited := time.monotonic() - began) < limit:
        yield
        if waited > NOTICE and told != (told := what()):
            print(f"Waiting for {told} …", file=sys.stderr, flush=True)
        time.sleep(PAUSE)
    raise Unavailable(f"Gave up waiting for {what()} after {limit:.0f} seconds: end that, or wait, and try again.")


def take(descriptor: int, kind: int) -> bool:
    """Take a lock, if that is possible at once. If not, a lock that was held on the same file is lost."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(path: Path) -> bool:
    """Whether no process holds the lock exclusively. Taking it in this moment may fail for others."""
    descriptor = private_file(path)
    try:
        return take(descriptor, fcntl.LOCK_SH)
    finally:
        drop(descriptor)


def drop(descriptor: int) -> None:
    """Release a lock and close its file. A process that was forked meanwhile holds it no longer either."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


@contextmanager
def lock(path: Path, doing: str, limit: float) -> Iterator[int]:
    """Hold a lock exclusively; ``doing`` says what its holder does, as in “to start the database”."""
    descriptor = private_file(path)
    try:
        for _ in waiting(lambda: f"process {note(path) or 'of another user'} {doing}", limit):
            if take(descriptor, fcntl.LOCK_EX):
                break
        write_note(descriptor, str(os.getpid()))
        yield descriptor
    finally:
        drop(descriptor)


def write_note(descriptor: int, text: str) -> None:
    """Let others read in the file of a lock who holds it. On a full disk that is left out."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)


def note(path: Path) -> str:
    """What the holder of a lock has written into its file."""
    with suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace").strip()
    return ""
