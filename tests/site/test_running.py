"""The archive as it runs: told to reload, in front of slow clients and floods, and behind nginx."""

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest

from archive.variables import BASE_DIR
from tests.databases import database, pristine
from tests.site.test_backup import address as database_address
from tests.site.test_serve import start

pytestmark = pytest.mark.long

PATIENCE = 60  # seconds until a test gives up
NAME = "archive.example"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass
class Running:
    """The archive, in one process besides the master, on a port."""

    port: int
    master: int
    errors: Path

    def ask(self, path: str, **headers: str) -> tuple[int, Message, bytes]:
        return ask(self.port, path, **headers)

    def workers(self) -> set[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        return {int(pid) for pid in children}


def ask(port: int, path: str, **headers: str) -> tuple[int, Message, bytes]:
    """The status of an answer, its headers and its content."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers={"Host": NAME} | headers)
        with connection.getresponse() as response:
            return response.status, response.headers, response.read()


@pytest.fixture(scope="module")
def running(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    var = tmp_path_factory.mktemp("running")
    with database(f"{os.environ['TEST_DATABASE']}_running", pristine()) as name:
        environment = {
            "DATABASE_URL": database_address(name),
            "VAR_DIR": str(var / "var"),
            "WEB_CONCURRENCY": "1",
            "HTTPS": "1",
            "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
            "PORT": "0",
        }
        with start(BASE_DIR, **environment) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            errors = var / "errors"
            reader = threading.Thread(target=lambda: errors.write_text(process.stderr.read()))  # type: ignore[union-attr]
            try:
                said = ""
                while not (found := re.search(r"http://\S+:(\d+)/", said)):
                    line = process.stdout.readline()
                    assert line, process.stderr.read()
                    said += line
                reader.start()
                yield Running(int(found[1]), process.pid, errors)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)
                reader.join(PATIENCE)
        assert process.returncode == 0
        assert "Traceback" not in errors.read_text()


def until_replaced(running: Running, before: set[int]) -> None:
    deadline = monotonic() + PATIENCE
    while not running.workers() or running.workers() & before:
        assert monotonic() < deadline
        sleep(0.05)


SECURE = {"X-Forwarded-Proto": "https"}


@pytest.mark.django_db
def test_a_reload_replaces_the_processes_and_the_archive_goes_on(running: Running) -> None:
    for _ in range(2):
        before = running.workers()
        os.kill(running.master, signal.SIGHUP)
        until_replaced(running, before)
        assert running.ask("/healthz")[0] == 200
        assert running.ask("/en/agreements/", **SECURE)[0] == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["SIGUSR1", "SIGUSR2", "SIGWINCH"])
def test_signals_for_what_the_archive_does_not_do_change_nothing(name: str, running: Running) -> None:
    before = running.workers()
    os.kill(running.master, signal.Signals[name])
    assert running.ask("/healthz")[0] == 200
    assert running.workers() == before


@pytest.mark.django_db
def test_a_process_that_was_killed_is_replaced(running: Running) -> None:
    before = running.workers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until_replaced(running, before)
    assert running.ask("/healthz")[0] == 200


@pytest.mark.django_db
def test_the_worst_questions_at_once_keep_nobody_from_lists_and_documents(running: Running) -> None:
    """Some are answered and the others sent away; lists without choices are answered all the while."""
    words = "+".join(f"museum{number}+library" for number in range(12))
    worst = f"/en/agreements/?view=clauses&q={words}&theme=archives"
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(running.ask(worst, **SECURE)[0])) for _ in range(16)]
    for thread in threads:
        thread.start()
    assert [running.ask("/en/agreements/", **SECURE)[0] for _ in range(3)] == [200] * 3
    for thread in threads:
        thread.join(PATIENCE)
    assert len(seen) == 16
    assert set(seen) == {200, 503}


# --- behind nginx


@pytest.fixture(scope="module")
def nginx(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of Debian's nginx with the documented configuration, as far as it needs no certificate."""
    assert NGINX, "apt install nginx-light"
    folder = tmp_path_factory.mktemp("nginx")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    documented = (BASE_DIR / "docs" / "nginx.conf").read_text()
    plain = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", documented, flags=re.DOTALL)
    plain = re.sub(r" +(listen \[::\]|ssl_).*\n", "", plain)
    plain = plain.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    plain = plain.replace("server 127.0.0.1:8000;", f"server 127.0.0.1:{running.port};").replace("$scheme", "https")
    assert f"127.0.0.1:{port}" in plain
    assert f"127.0.0.1:{running.port}" in plain
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;"
        f"events {{}} http {{ access_log off; {temporary} {plain} }}"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = monotonic() + PATIENCE
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    assert process.poll() is None
                    assert monotonic() < deadline
                    sleep(0.05)
            yield port
        finally:
            process.send_signal(signal.SIGQUIT)
            process.communicate()


@pytest.mark.django_db
def test_pages_are_served_through_nginx_and_know_that_they_are_secure(nginx: int) -> None:
    status, headers, content = ask(nginx, "/en/agreements/")
    assert status == 200
    assert headers["Strict-Transport-Security"]
    assert b"https://archive.example/en/agreements/" in content, "the canonical address"
    status, headers, _ = ask(nginx, "/admin/login/")
    assert status == 200
    assert "Secure" in headers["Set-Cookie"]


@pytest.mark.django_db
def test_another_host_is_refused_through_nginx_as_without_it(nginx: int, running: Running) -> None:
    assert ask(nginx, "/healthz", Host="evil.example")[0] == 400
    assert running.ask("/healthz", Host="evil.example")[0] == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/agreements/", "/admin/login/"])
def test_a_large_body_ends_at_nginx(path: str, nginx: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", nginx), timeout=PATIENCE)) as client:
        head = f"POST {path} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 60000000\r\n\r\n"
        client.sendall(head.encode())
        assert client.recv(65536).split()[1] == b"413"


@pytest.mark.django_db
def test_a_body_without_end_is_refused_without_nginx_too(running: Running) -> None:
    sent = 0
    with closing(socket.create_connection(("127.0.0.1", running.port), timeout=PATIENCE)) as client:
        cookie = "Cookie: sessionid=madeupmadeupmadeup"
        head = f"POST /admin/ HTTP/1.1\r\nHost: {NAME}\r\n{cookie}\r\nContent-Length: 60000000\r\n\r\n"
        try:
            client.sendall(head.encode())
            for _ in range(60):
                client.sendall(b"x" * 1_000_000)
                sent += 1
        except OSError:
            pass
    assert sent < 30


@pytest.mark.django_db
def test_two_hundred_slow_clients_keep_nobody_from_a_page(running: Running) -> None:
    halves = (
        b"GET /en/ HTTP/1.1\r\nHost: archive.example\r\nX-Slow: ",
        b"POST /admin/login/ HTTP/1.1\r\nContent-Length: 50\r\n\r\n",
    )
    clients = [socket.create_connection(("127.0.0.1", running.port), timeout=PATIENCE) for _ in range(200)]
    try:
        for number, client in enumerate(clients):
            client.sendall(halves[number % 2])
        assert running.ask("/en/agreements/", **SECURE)[0] == 200
    finally:
        for client in clients:
            client.close()
