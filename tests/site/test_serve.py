"""``python -m archive.serve``: it works in any checkout, and says in one line why it does not."""

import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import psycopg2
import pytest
from psycopg2.extensions import make_dsn, parse_dsn

from archive import local, serve
from archive.cluster import Unavailable
from archive.variables import BASE_DIR
from tests.site.test_backup import program
from tests.site.test_prefix import assert_nothing_leaves
from tests.site.test_variables import listed

OPERATE = BASE_DIR / "docs" / "operate.md"
DEBIAN_SERVER = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


def start(directory: Path = BASE_DIR, **environment: str) -> "subprocess.Popen[str]":
    """Serve from ``directory`` with what a user's shell would set, and ``environment``."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "archive.serve"],
        cwd=directory,
        env=inherited | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(directory: Path = BASE_DIR, *, stop: signal.Signals = signal.SIGINT, **environment: str) -> Iterator[str]:
    """The address of an archive that is being served, on a free port, until it is told to stop."""
    with start(directory, PORT="0", **environment) as process:
        assert process.stdout is not None
        said = []
        try:
            for line in process.stdout:
                said.append(line)
                if address := re.search(r"http://\S+/", line):
                    yield address[0]
                    break
            else:
                assert process.stderr is not None
                pytest.fail("".join(said) + process.stderr.read())
        finally:
            process.send_signal(stop)
            process.communicate()
        assert process.returncode == 0


def status(address: str) -> int:
    with urlopen(address) as response:
        return int(response.status)


def page(address: str) -> str:
    with urlopen(address) as response:
        return str(response.read().decode())


def assert_https_is_asked_for(address: str) -> None:
    """On the loopback address too, where a proxy may be in front of it."""
    with closing(HTTPConnection(urlsplit(address).netloc)) as connection:

        def answer(path: str, **headers: str) -> tuple[int, Message]:
            connection.request("GET", path, headers=headers)
            with connection.getresponse() as response:
                response.read()
                return response.status, response.headers

        code, headers = answer("/admin/login/")
        assert (code, headers["Location"]) == (301, address.replace("http:", "https:") + "admin/login/")
        code, headers = answer("/admin/login/", **{"X-Forwarded-Proto": "https"})
        assert code == 200
        assert "Secure" in headers["Set-Cookie"]
        assert headers["Strict-Transport-Security"]


def files_of(checkout: Path) -> dict[str, int]:
    """The files of a checkout, but for what the archive and Python keep for themselves, with their times."""
    return {
        str(path.relative_to(checkout)): path.stat().st_mtime_ns
        for path in checkout.rglob("*")
        if path.is_file() and not {"var", "__pycache__"} & set(path.relative_to(checkout).parts)
    }


def refusal(**environment: str) -> str:
    """The one line with which serving is refused."""
    with start(BASE_DIR, **environment) as process:
        _, errors = process.communicate()
    assert process.returncode == 1
    assert "Traceback" not in errors
    assert errors.count("\n") == 1, errors
    return errors


@pytest.mark.long
def test_it_serves_from_a_path_with_spaces_and_letters_and_starts_again(tmp_path: Path) -> None:
    checkout = tmp_path / "Мәдени алмасу, копия 1"
    checkout.mkdir()
    for part in ("archive", "agreements", "templates", "static", "locale"):
        shutil.copytree(BASE_DIR / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
    before = {parent: parent.stat().st_mode for parent in checkout.parents}
    sources = files_of(checkout)
    with served(checkout, HTTPS="0") as address:
        assert status(address + "readyz") == 200
        assert status(address + "en/") == 200
        assert status(address + "en/agreements/?q=" + quote("ж" * 10_000)) == 200
    with served(checkout, stop=signal.SIGTERM, **dict.fromkeys(listed() - {"PORT"}, "")) as address:
        assert status(address + "readyz") == 200
        assert_https_is_asked_for(address)
    with pytest.raises(OSError, match="refused"):
        urlopen(address)
    assert {parent: parent.stat().st_mode for parent in checkout.parents} == before
    assert files_of(checkout) == sources, "all that is written lies in var/"


@pytest.fixture
def debian_server() -> Iterator[str]:
    """Debian's PostgreSQL server on a port of its own, without a database of the archive."""
    if DEBIAN_SERVER is None:
        pytest.skip("needs Debian's postgresql")
    data = Path(tempfile.mkdtemp())  # unlike pytest's own directories, where every user may go
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(data, "postgres", "postgres")
    options = ["-U", "archive", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync"]
    subprocess.run([DEBIAN_SERVER / "initdb", data, *options], cwd="/", check=True, capture_output=True, **user)
    settings = [
        f"-cport={port}",
        "-clisten_addresses=127.0.0.1",
        "-cunix_socket_directories=",
        "-cfsync=off",
        "-clog_min_messages=log",
    ]
    with subprocess.Popen(
        [DEBIAN_SERVER / "postgres", "-D", data, *settings],
        cwd="/",
        stderr=subprocess.PIPE,
        text=True,
        **user,
    ) as server:
        assert server.stderr is not None
        next(line for line in server.stderr if "ready to accept connections" in line)
        yield f"postgresql://archive@127.0.0.1:{port}/postgres"
        server.send_signal(signal.SIGINT)
        server.communicate()
    shutil.rmtree(data)


def sql_of_the_docs() -> list[str]:
    """The statements of docs/operate.md that make the roles: those for the server, and those for the database."""
    [section] = re.findall(r"^## Roles in the database$(.*?)^## ", OPERATE.read_text(), re.MULTILINE | re.DOTALL)
    return re.findall(r"```sql\n(.*?)```", section, re.DOTALL)


@pytest.fixture
def roles(debian_server: str) -> dict[str, str]:
    """The addresses of a database for each of the roles that docs/operate.md makes."""
    on_server, in_database = sql_of_the_docs()
    made = [*(line for line in on_server.split(";") if line.strip()), "CREATE ROLE other LOGIN"]
    for database, statements in (("postgres", made), ("archive", [in_database])):
        with closing(psycopg2.connect(make_dsn(debian_server, dbname=database))) as connection:
            connection.autocommit = True
            for statement in statements:
                connection.cursor().execute(statement)
    port = parse_dsn(debian_server)["port"]
    names = {"owner": "archive_owner", "serve": "archive_serve", "backup": "archive_backup", "other": "other"}
    return {role: f"postgresql://{name}@127.0.0.1:{port}/archive" for role, name in names.items()}


def refused(url: str, statement: str) -> str:
    """The SQLSTATE with which the server refuses a statement."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            return str(error.pgcode)
    return "done"


def command(*arguments: str, **environment: str) -> str:
    """What a command of the archive says."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.check_output(
        [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=inherited | environment, text=True
    )


EDITING = """
from django.contrib.auth.models import User
from archive.accounts.models import Session
from django.test import Client
from agreements.models import Theme
user = User.objects.create_superuser("test-editor")
Client().force_login(user)
theme = Theme.objects.first()
theme.label_en += " (changed)"
theme.save()
Session.objects.all().delete()
user.delete()
print("edited")
"""


@pytest.mark.long
def test_each_role_in_the_database_can_do_its_work_and_no_more(roles: dict[str, str], tmp_path: Path) -> None:
    """Below a path of its host too; and a change of all documents is settled by the server, whoever has made it."""
    var = str(tmp_path / "var")
    said = refusal(DATABASE_URL=roles["serve"], PORT="0", VAR_DIR=var)
    assert "run `manage.py migrate` with a DATABASE_URL of the database's owner" in said
    command("migrate", DATABASE_URL=roles["owner"], VAR_DIR=var)
    with served(DATABASE_URL=roles["serve"], VAR_DIR=var, HTTPS="0", SCRIPT_NAME="/archive") as address:
        assert status(address + "readyz") == 200
        assert_nothing_leaves(address)
        with closing(psycopg2.connect(roles["serve"])) as writer, writer, writer.cursor() as cursor:
            cursor.execute("UPDATE agreements_entry SET notes_en = 'Zyxmany'")
            changed = cursor.rowcount
        assert "edited" in command("shell", "-c", EDITING, DATABASE_URL=roles["serve"], VAR_DIR=var)
        deadline = monotonic() + 60
        while f"{changed} documents" not in page(address + "archive/en/agreements/?q=zyxmany"):
            assert monotonic() < deadline, "the server has not settled the change"
        shutil.rmtree(tmp_path / "var" / "static" / "css")
        [style] = re.findall(r'href="/(archive/static/css/archive[^"]*)"', page(address + "archive/en/"))
        with pytest.raises(HTTPError, match="404"):
            urlopen(address + style)
    assert not (tmp_path / "var" / "postgres").exists()

    forbidden = "42501"
    for statement in (
        "CREATE TABLE mine ()",
        "DROP TABLE agreements_theme",
        "ALTER TABLE agreements_theme ADD mine int",
        "TRUNCATE agreements_theme CASCADE",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE SCHEMA mine",
        "ALTER TABLE agreements_agreement DISABLE TRIGGER ALL",
        "SELECT * FROM pg_authid",
    ):
        assert refused(roles["serve"], statement) == refused(roles["backup"], statement) == forbidden, statement
    for statement in (
        "DELETE FROM auth_user",
        "UPDATE agreements_theme SET key = key",
        "SELECT nextval('auth_user_id_seq')",
    ):
        assert refused(roles["serve"], statement) == "done", statement
        assert refused(roles["backup"], statement) == forbidden, statement
    dump = subprocess.run([program("pg_dump"), roles["backup"]], capture_output=True, check=True).stdout
    assert b"Zyxmany" in dump
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(roles["other"])


@pytest.mark.parametrize("port", ["http", "70000", "-1", "80.0"])
def test_a_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    assert "use a number from 1 to 65535" in refusal(PORT=port, VAR_DIR=str(tmp_path))


def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} is taken" in refusal(PORT=str(port), VAR_DIR=str(tmp_path / "var"))
    assert not (tmp_path / "var").exists()


def test_a_host_of_another_machine_is_refused(tmp_path: Path) -> None:
    assert "Cannot listen on 192.0.2.1" in refusal(HOST="192.0.2.1", PORT="0", VAR_DIR=str(tmp_path))


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "Make it writable" in refusal(PORT="0", VAR_DIR=str(tmp_path / "file" / "var"))
    assert "Make it writable" in refusal(PORT="0", VAR_DIR=str(tmp_path / "file"), DJANGO_SECRET_KEY="Test key 17")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://archive@127.0.0.1/archive", "not a PostgreSQL address"),
        ("postgresql://archive@127.0.0.1:1/archive", "refused"),
        ("postgresql://archive@database.invalid/archive", "could not translate host name"),
    ],
)
def test_a_database_that_cannot_be_reached_is_refused(url: str, reason: str, tmp_path: Path) -> None:
    line = refusal(PORT="0", VAR_DIR=str(tmp_path), DATABASE_URL=url)
    assert reason in line
    assert "DATABASE_URL" in line


@pytest.mark.parametrize("number", ["0", "-1", "2.5", "many", "²", "65", "9999999999"])
def test_a_number_of_processes_that_is_none_is_refused(number: str, tmp_path: Path) -> None:
    assert "WEB_CONCURRENCY" in refusal(WEB_CONCURRENCY=number, PORT="0", VAR_DIR=str(tmp_path / "var"))
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("given", "https"),
    [
        ({}, "0"),
        ({"HOST": "", "HTTPS": ""}, "0"),
        ({"HOST": "::1"}, "0"),
        ({"HOST": "localhost"}, "0"),
        ({"HOST": "127.0.0.2"}, "0"),
        ({"HOST": "::"}, ""),
        ({"HTTPS": "1"}, "1"),
        ({"HOST": "0.0.0.0"}, ""),
        ({"HOST": "archive.example", "HTTPS": "0"}, "0"),
    ],
)
def test_plain_http_is_what_make_serve_asks_for_on_the_loopback_address(given: dict[str, str], https: str) -> None:
    """The server itself, whose default is HTTPS, is replaced by one that prints what it was told."""
    said = subprocess.check_output(
        ["make", "--no-print-directory", "--assume-old=venv", "serve", "RUN=echo HTTPS=$$HTTPS"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"]} | given,
        text=True,
    )
    assert said == f"HTTPS={https} -m archive.serve\n"


ALONE = ["127.0.0.1", "localhost", "[::1]"]


@pytest.mark.parametrize(
    ("host", "allowed", "https", "told"),
    [
        ("127.0.0.1", ALONE, True, []),
        ("", ALONE, False, []),
        ("localhost", ALONE, True, []),
        ("::1", ALONE, False, []),
        ("0.0.0.0", ALONE, False, ["ALLOWED_HOSTS"]),
        ("::", ALONE, True, ["ALLOWED_HOSTS", "HTTPS"]),
        ("192.168.1.5", [*ALONE, "archive.example"], True, ["HTTPS"]),
        ("archive.example", [".example"], False, []),
    ],
)
def test_a_server_for_other_machines_says_what_they_still_need(
    host: str, allowed: list[str], https: bool, told: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", host)
    settings.ALLOWED_HOSTS, settings.HTTPS = allowed, https
    lines = serve.advice()
    assert len(lines) == len(told)
    for line, word in zip(lines, told, strict=True):
        assert "\n" not in line
        if word == "ALLOWED_HOSTS":
            assert re.search(rf"HOST={re.escape(host)} ALLOWED_HOSTS=archive\.example,\S+ make serve$", line)
        else:
            assert "X-Forwarded-Proto" in line
            assert line.endswith("HTTPS=0")


@pytest.mark.django_db
def test_an_error_of_djangos_checks_is_refused_in_a_line_each(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["archive.example"]
    settings.SECRET_KEY = "Test key 17"
    with pytest.raises(serve.Refused) as refused:
        serve.check()
    # A browser that is tested in the same process needs what Django would warn of.
    lines = sorted(line for line in str(refused.value).splitlines() if "ASYNC_UNSAFE" not in line)
    assert len(lines) == 2
    assert "CSRF_TRUSTED_ORIGINS" in lines[0]
    assert lines[1].startswith("DJANGO_SECRET_KEY is too easily guessed")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.EACCES, "Permission denied", "/srv/var"), "Permission denied: /srv/var. Make it writable"),
        (OSError(errno.ENOSPC, "No space left on device", "/srv/var"), "No space left on device: /srv/var."),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory"), "The machine refused: No usable temp"),
        (OSError("Something else"), "The machine refused: Something else."),
    ],
)
def test_what_the_machine_refuses_is_told_in_a_line(error: OSError, line: str) -> None:
    told = serve.told(error)
    assert told.startswith(line)
    assert "\n" not in told
    assert ("Make it writable" in told) is (error.errno == errno.EACCES)


@pytest.mark.parametrize("machine", ["nowhere", "here"])
def test_temporary_files_lie_in_var_where_the_machine_has_no_place_for_them(
    machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python itself gives up where no folder can be written, or takes the one that it was started in."""
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    folders = {"nowhere": [str(tmp_path / "none")], "here": [str(tmp_path / "none"), str(tmp_path / "checkout")]}
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: folders[machine])
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "")
    local.provide_temporary_directory(tmp_path / "var")
    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == tmp_path / "var" / "tmp"
    assert os.environ["TMPDIR"] == str(tmp_path / "var" / "tmp"), "for the programs that are started"
    assert (tmp_path / "var" / "tmp").stat().st_mode & 0o777 == 0o700
    assert not list((tmp_path / "checkout").iterdir())


def test_a_place_of_the_machine_for_temporary_files_is_used(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    local.provide_temporary_directory(tmp_path / "var")
    assert tempfile.gettempdir() == before
    assert not (tmp_path / "var").exists()


@pytest.mark.django_db
def test_anything_but_two_countries_is_refused(tmp_path: Path) -> None:
    line = refusal(ARCHIVE_SIDES="RU", DATABASE_URL=os.environ["DATABASE_URL"], PORT="0", VAR_DIR=str(tmp_path))
    assert "name two different countries" in line


@pytest.mark.django_db
def test_wrong_credentials_are_refused_and_not_told(tmp_path: Path) -> None:
    url = os.environ["DATABASE_URL"]
    wrong = url.replace(parse_dsn(url)["password"], "Test-password-17")
    line = refusal(PORT="0", VAR_DIR=str(tmp_path), DATABASE_URL=wrong)
    assert "password authentication failed" in line
    assert "Test-password-17" not in line


@pytest.mark.django_db
def test_a_server_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "OLDEST_SERVER", 99)
    with pytest.raises(Unavailable, match="99 or newer is needed"):
        local.check_database(os.environ["DATABASE_URL"])


def test_a_database_in_another_encoding_is_refused() -> None:
    url = os.environ["DATABASE_URL"]
    name = f"{os.environ['TEST_DATABASE']}_latin1"
    with closing(psycopg2.connect(make_dsn(url, dbname="postgres"))) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0 LOCALE_PROVIDER libc")
        try:
            with pytest.raises(Unavailable, match="encoded in LATIN1"):
                local.check_database(make_dsn(url, dbname=name))
        finally:
            cursor.execute(f"DROP DATABASE {name}")
