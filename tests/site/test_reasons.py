"""The embedded PostgreSQL says in one line why it does not start or answer, and what to do."""

import os
import subprocess
from pathlib import Path

import pytest

from archive import cluster, embedded, supervisor
from archive.cluster import Cluster, Unavailable
from archive.locks import lock
from archive.reasons import explained, reason
from tests.site.embedding import (
    log,
)


def test_a_wait_for_another_process_is_told_and_has_an_end(
    var: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(embedded, "START_LIMIT", 2)
    said = rf"process {os.getpid()} to start the embedded PostgreSQL"
    with (
        lock(var / "postgres" / "start.lock", "to start the embedded PostgreSQL", 1),
        pytest.raises(Unavailable, match=rf"Gave up waiting for {said} after 2 seconds"),
        embedded.database(var),
    ):
        pass
    assert capfd.readouterr().err == f"Waiting for {said} …\n"


def test_a_database_that_could_not_be_made_is_no_database(new_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "DATABASE", "template0")  # which is there already
    made = Cluster(new_var)
    made.prepare()
    with (
        lock(made.root / "server.lock", "to start", 1) as held,
        pytest.raises(Unavailable, match='could not be initialised: database "template0" already exists'),
    ):
        made.initialise(held)
    assert not made.data.exists()


def test_the_same_trouble_is_logged_once(var: Path) -> None:
    watched = supervisor.Supervisor(Cluster(var), None, os.open(os.devnull, os.O_RDWR))
    watched.trouble = ""
    before = log(var)
    for _ in range(3):
        watched.logged = watched.cluster.begin_log()
        with (var / "postgres" / "log").open("a") as file:
            file.write("FATAL:  test trouble 17\n")
        watched.report("Test trouble 17.")
    added = log(var).removeprefix(before)
    assert added.count("FATAL:  test trouble 17\n") == 1
    assert added.count("SUPERVISOR:  Test trouble 17. It is started again as soon as that is possible.") == 1


@pytest.mark.parametrize(
    ("damage", "mend"),
    [
        ("rm data/global/pg_control", "are missing or damaged: put the folder of a backup in its place"),
        ("rm -r data/pg_notify", "are missing or damaged: put the folder of a backup in its place"),
        ("echo 17 > data/PG_VERSION", "Another release of PostgreSQL made"),
        ("rm -r data/pg_wal/0*", "are missing or damaged: put the folder of a backup in its place"),
    ],
)
def test_why_it_does_not_start_is_told_with_its_mend(var: Path, damage: str, mend: str) -> None:
    subprocess.run(damage, shell=True, cwd=var / "postgres", check=True)
    with pytest.raises(Unavailable) as told, embedded.database(var):
        pass
    assert mend in str(told.value)
    assert "\n" not in str(told.value)
    assert str(var / "postgres" / "log") in str(told.value)


@pytest.mark.parametrize(
    ("logged", "status", "told"),
    [
        (
            "initdb: could not look up effective user ID 54321: user does not exist",
            1,
            "could not look up effective user ID 54321: user does not exist. "
            "The user of this id has no name: add a line for it to /etc/passwd, or set DATABASE_URL.",
        ),
        (
            '2026-11-26 10:00:00.000 UTC [7] ERROR:  could not extend file "base/5/1": No space left on device\n'
            "2026-11-26 10:00:01.000 UTC [7] STATEMENT:  SELECT 'FATAL:  Permission denied'\n"
            "2026-11-26 10:00:02.000 UTC [8] FATAL:  the database system is starting up\n"
            '2026-11-26 10:00:03.000 UTC [9] PANIC:  could not write to file "pg_wal/x": No space left on device\n'
            "2026-11-26 10:00:03.000 UTC [1] LOG:  server process (PID 9) was terminated by signal 6: Aborted",
            1,
            'could not write to file "pg_wal/x": No space left on device. Free some space on the disk of /v/postgres.',
        ),
        (
            "2026-11-26 10:00:00.000 UTC [1] FATAL:  could not map anonymous shared memory: Cannot allocate memory",
            1,
            "could not map anonymous shared memory: Cannot allocate memory. "
            "Give this machine or container more (shared) memory.",
        ),
        (
            '2026-11-26 10:00:00.000 UTC [1] FATAL:  data directory "/proc/self/cwd" has wrong ownership\n'
            "2026-11-26 10:00:00.000 UTC [1] HINT:  The server must be started by the user that owns it.",
            1,
            'data directory "/proc/self/cwd" has wrong ownership. Give it back to the user that runs the archive: '
            "chown -R USER: /v/postgres && chmod 700 /v/postgres/data",
        ),
        (
            '2026-11-26 10:00:00.000 UTC [1] FATAL:  could not open file "global/pg_filenode.map": Permission denied',
            1,
            'could not open file "global/pg_filenode.map": Permission denied. Give the files back to their user: '
            "chown -R --reference=/v/postgres/data /v/postgres/data",
        ),
        (
            "2026-11-26 10:00:00.000 UTC [5] ERROR:  out of memory\n"
            "2026-11-26 10:00:00.000 UTC [5] FATAL:  terminating connection due to administrator command",
            -9,
            "it was ended by SIGKILL. Was the machine out of memory?",
        ),
        (
            "postgres: error while loading shared libraries: libz.so.1: cannot open shared object file",
            127,
            "error while loading shared libraries: libz.so.1: cannot open shared object file. "
            "Install the requirements of the archive again: remove .venv and run `make serve`.",
        ),
        ("postgres: something that nobody knows", 1, "something that nobody knows."),
        ("2026-11-26 10:00:00.000 UTC [1] FATAL:  something that nobody knows", 1, "something that nobody knows."),
        ("", 3, "it ended with code 3 and without a word."),
        ("", None, "it does not answer."),
    ],
)
def test_what_the_log_knows_is_told(logged: str, status: int | None, told: str) -> None:
    assert reason(logged, Path("/v/postgres"), status) == told


@pytest.mark.parametrize(
    ("fault", "logged", "told"),
    [
        (
            'could not extend file "base/5/1": No space left on device',
            "",
            'could not extend file "base/5/1": No space left on device. Free some space on the disk of /v/postgres.',
        ),
        (
            "server closed the connection unexpectedly",
            '2026-11-26 10:00:03.000 UTC [9] PANIC:  could not write to file "pg_wal/x": No space left on device\n'
            "2026-11-26 10:00:04.000 UTC [8] FATAL:  the database system is starting up",
            'could not write to file "pg_wal/x": No space left on device. Free some space on the disk of /v/postgres.',
        ),
        (
            'connection to server at "127.0.0.1" failed: FATAL:  the database system is shutting down',
            "",
            'connection to server at "127.0.0.1" failed: FATAL:  the database system is shutting down.',
        ),
    ],
)
def test_what_a_client_met_is_told_with_its_reason(fault: str, logged: str, told: str) -> None:
    assert explained(fault, logged, Path("/v/postgres")) == told
