"""An archive that is really served, in a folder of its own, and what can be done to it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import IO
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg2

from archive.cluster import Cluster, free_port
from archive.variables import BASE_DIR

PAGE = "en/agreements/"  # asks the database for a list, its facets and counts
PATIENCE = 60  # seconds for anything that has to happen at all
FIRST = 180  # seconds for a first start, on a busy machine
USER, PASSWORD = "test-operator", "a few words for tests of faults"


def when(condition: Callable[[], bool], what: str, limit: float = PATIENCE) -> float:
    """Wait until the condition holds; return the seconds that it took."""
    began = monotonic()
    while not condition():
        if monotonic() - began > limit:
            raise TimeoutError(f"{what}: not within {limit:.0f} seconds")
        sleep(0.05)
    return monotonic() - began


class Site:
    """The archive of a folder, served by ``python -m archive.serve``."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.cluster = Cluster(var)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.process: subprocess.Popen[str] | None = None
        self.told: IO[str] | None = None  # not below the folder, whose disk may be full

    def environment(self) -> dict[str, str]:
        """What the processes of this archive are told."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
        return inherited | {"VAR_DIR": str(self.var), "PORT": str(self.port), "HTTPS": "0"}

    def start(self) -> None:
        """Begin to serve; :meth:`next_page` tells when it does."""
        self.told = self.told or tempfile.TemporaryFile("a+", encoding="utf-8")  # noqa: SIM115 — `end` closes it
        self.process = subprocess.Popen(
            [sys.executable, "-m", "archive.serve"],
            cwd=BASE_DIR,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=self.told,
            stderr=self.told,
            text=True,
            start_new_session=True,
        )

    def manage(self, *arguments: str, **environment: str) -> None:
        """Run a command of the archive."""
        subprocess.run(
            [sys.executable, BASE_DIR / "manage.py", *arguments],
            env=self.environment() | environment,
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> float:
        """Stop serving; return the seconds that it took."""
        if self.process is None or self.process.poll() is not None:
            return 0
        began = monotonic()
        self.process.send_signal(sent)
        self.process.wait(PATIENCE)
        return monotonic() - began

    def end(self) -> None:
        """Leave nothing behind, whatever has happened."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        pids = [*self.cluster.remains(), *self.supervisors()]
        if self.told:
            self.told.close()
            self.told = None
        kill(*pids)
        when(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in pids), "the processes end")

    # What readers get

    def answers(self) -> bool:
        """Whether a page is answered now."""
        try:
            with urlopen(self.address + PAGE, timeout=PATIENCE) as response:
                response.read()
                return int(response.status) == 200
        except HTTPError as response:
            response.close()
            return False
        except (OSError, HTTPException):
            return False

    def next_page(self, limit: float = PATIENCE) -> float:
        """The seconds until a page is answered."""
        return when(self.answers, "a page", limit)

    # Its processes

    def database(self) -> int:
        """The first process of the database."""
        return int(self.cluster.pid_file()[0])

    def supervisors(self) -> list[int]:
        """The process that looks after the database; none or one."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if "archive.supervisor" in words and str(self.var) in words:
                found.append(int(process.name))
        return found

    def backend(self) -> int:
        """A process of the database that answers the archive."""
        with closing(psycopg2.connect(self.cluster.url())) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'archive' LIMIT 1")
            return int(cursor.fetchall()[0][0])

    def master(self) -> int:
        """The process that was started."""
        assert self.process
        return self.process.pid

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.master()}/task/{self.master()}/children").read_text().split()
        return [int(pid) for pid in children]

    # What it holds

    def titles(self) -> set[str]:
        """The titles of all documents in the database."""
        with closing(psycopg2.connect(self.cluster.url())) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT title_en FROM agreements_entry")
            return {str(title) for (title,) in cursor.fetchall()}

    def lines_told(self) -> list[str]:
        """What serving has printed."""
        if self.told is None:
            return []
        self.told.seek(0)
        return self.told.read().splitlines()


class Bench:
    """Archives with the carried record and an account; the first is made once, the others are copies of it."""

    def __init__(self, folder: Path, load_seconds: float = 30) -> None:
        self.folder = folder
        self.load_seconds = load_seconds
        self.made = 0
        self.standing: Site | None = None
        self.pristine = folder / "pristine"

    def prepare(self) -> float:
        """Make the archive that the others are copies of; return the seconds to its first page."""
        with self.serving(Site(self.pristine)) as site:
            seconds = site.next_page(FIRST)
            give_account(site)
            site.stop()
        return seconds

    def place(self) -> Path:
        """A new name for the folder of an archive."""
        self.made += 1
        return self.folder / f"var-{self.made}"

    def copy(self, var: Path | None = None) -> Site:
        """A copy of the archive that was prepared, not yet served."""
        var = var or self.place()
        subprocess.run(["cp", "--archive", self.pristine, var], check=True)
        return Site(var)

    def served(self) -> Site:
        """One that is being served; it is the same for all scenarios that leave it so."""
        if not (self.standing and self.standing.answers()):
            self.clear()
            self.standing = self.copy()
            self.standing.start()
        self.standing.next_page()
        return self.standing

    def clear(self) -> None:
        """Stop what is served, and remove what was copied."""
        if self.standing:
            self.standing.end()
            self.standing = None
        for place in self.folder.glob("var-*"):
            shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def serving(self, site: Site) -> Iterator[Site]:
        """The archive while it is served, from before its first page."""
        site.start()
        try:
            yield site
        finally:
            site.end()

    @contextmanager
    def disk(self, megabytes: int) -> Iterator[Path]:
        """A small disk."""
        place = self.place()
        place.mkdir()
        if os.geteuid() != 0 or not mounted(place, megabytes):
            raise Skipped("needs root, and the right to mount")
        try:
            yield place
        finally:
            subprocess.run(["umount", "--lazy", place], check=True)


class Skipped(Exception):
    """This machine does not allow it."""


def give_account(site: Site) -> None:
    """Make the account with which documents are written."""
    account = ["createsuperuser", "--noinput", "--username", USER, "--email", "test@example.org"]
    site.manage(*account, DJANGO_SUPERUSER_PASSWORD=PASSWORD)


def mounted(place: Path, megabytes: int) -> bool:
    """Mount a disk of this size, or give the one that is mounted there another."""
    kind = "remount," if place.is_mount() else ""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"{kind}size={megabytes}M,mode=755", "tmpfs", place], capture_output=True
    )
    return done.returncode == 0


def fill(place: Path) -> None:
    """Leave no room on the disk."""
    with (place / "filling").open("ab", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


def kill(*pids: int, sent: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to processes that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, sent)
