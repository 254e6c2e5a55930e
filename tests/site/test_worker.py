"""A process of the server: what clients may send, how slowly, and how many of them."""

import os
import re
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from archive import worker
from archive.server import without_body_for_head
from archive.worker import Worker

HOST = b"Host: archive.test\r\n"
PAGE = b"a page\n"
LARGE = 8_000_000  # bytes: more than the kernel keeps for a reader
SIGNED_IN = b"Cookie: session=known\r\n"
PATIENCE = 20  # seconds until a test gives up


class Site:
    """A process that runs in a thread, with an application of a few addresses."""

    def __init__(self, **forwarded: Any) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listening.getsockname()[1]
        self.bodies: list[int] = []
        cfg = Config()
        cfg.set("threads", 2)
        cfg.set("graceful_timeout", 5)
        app = SimpleNamespace(
            wsgi=lambda: without_body_for_head(self.answer),
            forwarded=forwarded,
            is_staff=lambda cookie: "known" in cookie,
        )
        self.worker = Worker(1, os.getppid(), [SimpleNamespace(sock=self.listening)], app, 30, cfg, None)
        self.worker.connections, self.worker.listeners = {}, []
        self.worker.wsgi = app.wsgi()
        self.thread = threading.Thread(target=self.worker.run)
        self.may_go_on = threading.Event()

    def answer(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        content = PAGE
        if path == "/large":
            content = b"x" * LARGE
        elif path == "/parts":  # more than waitress would keep of itself
            start_response("200 OK", [("Content-Length", str(20 * 1_000_000))])
            return (b"x" * 1_000_000 for _ in range(20))
        elif path == "/wait":
            self.may_go_on.wait(PATIENCE)
        elif path == "/client":
            content = (
                f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']} {environ.get('HTTP_X_FORWARDED_HOST')}".encode()
            )
        elif environ["REQUEST_METHOD"] == "POST":
            self.bodies.append(len(environ["wsgi.input"].read()))
        status = "304 Not Modified" if path == "/same" else "200 OK"
        start_response(status, [("Content-Length", str(len(content)))] if path != "/same" else [])
        return [b"" if path == "/same" else content]

    def connect(self, data: bytes = b"") -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        client.sendall(data)
        return client

    def ask(self, data: bytes) -> bytes:
        """The answer to a request on a connection of its own."""
        with closing(self.connect()) as client:
            return answer_to(client, data)

    def page(self) -> bytes:
        return self.ask(b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks often at what is overdue: no test has to wait for that."""
    monkeypatch.setattr(worker, "TURN", 0.05)


@pytest.fixture
def site() -> Iterator[Site]:
    yield from running(Site())


def running(site: Site) -> Iterator[Site]:
    site.thread.start()
    yield site
    site.may_go_on.set()
    site.worker.handle_exit(15, None)
    site.thread.join(PATIENCE)
    site.worker.tmp.close()
    site.listening.close()
    assert not site.thread.is_alive()


def answer_to(client: socket.socket, request: bytes = b"") -> bytes:
    """The whole answer to a request."""
    client.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += more_of(client)
    head, content = answer.split(b"\r\n\r\n", 1)
    length = re.search(rb"Content-Length: (\d+)", head)
    while length and not request.startswith(b"HEAD") and len(content) < int(length[1]):
        content += more_of(client)
    return head + b"\r\n\r\n" + content


def more_of(client: socket.socket) -> bytes:
    """What comes next on a connection that is expected to stay open."""
    data = client.recv(65536)
    assert data, "the connection was closed before the end of the answer"
    return data


def is_closed(client: socket.socket) -> bool:
    """Whether the server closes the connection, and sends nothing before that."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


def until(condition: Any) -> None:
    deadline = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < deadline
        sleep(0.01)


HALF = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\n" + HOST + b"X-Slow: ",
    "half a body": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5000\r\n\r\nabc",
    "half a body in chunks": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "nothing but line breaks": b"\r\n\r\n",
    "a request and half another": b"GET /same HTTP/1.1\r\n" + HOST + b"\r\nGET / HT",
}


def test_a_hundred_clients_that_send_half_a_request_keep_nobody_from_a_page(site: Site) -> None:
    clients = [site.connect(data) for data in HALF.values() for _ in range(20)]
    try:
        assert site.page().endswith(PAGE)
    finally:
        for client in clients:
            client.close()


@pytest.mark.parametrize("kind", HALF)
def test_a_client_that_sends_no_more_is_cut_off(kind: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "HEAD_TIME", 0.1)
    monkeypatch.setattr(worker, "IDLE_TIME", 0.1)
    with closing(site.connect(HALF[kind])) as client:
        if kind == "a request and half another":
            assert answer_to(client).startswith(b"HTTP/1.1 304")
        assert is_closed(client)


def test_a_client_that_sends_a_byte_now_and_then_is_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "HEAD_TIME", 1)
    with closing(site.connect(HALF["half a head"])) as client:
        client.settimeout(0.05)
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            try:
                client.sendall(b"a")
                if client.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
        pytest.fail("still connected")


def test_a_body_that_comes_fast_enough_is_taken_however_long_it_takes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "HEAD_TIME", 0)
    monkeypatch.setattr(worker, "BODY_RATE", 100)
    with closing(site.connect(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n" + b"x" * 999)) as client:
        until(lambda: site.worker.tidied > monotonic() - 0.1)
        first = site.worker.tidied
        until(lambda: site.worker.tidied > first)
        client.sendall(b"x")
        assert answer_to(client).startswith(b"HTTP/1.1 200")
    assert site.bodies == [1000]


def test_a_client_that_does_not_read_is_cut_off_and_one_that_reads_slowly_is_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "ANSWER_TIME", 3)
    question = b"GET /large HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    with closing(site.connect(question)) as deaf, closing(site.connect(question)) as slow:
        until(lambda: len(list(site.worker.channels())) == 2)
        received = 0
        while len(list(site.worker.channels())) == 2:
            received += len(slow.recv(20_000))
            sleep(0.05)
        while data := slow.recv(1_000_000):
            received += len(data)
        assert received > LARGE
        taken = 0
        try:
            while data := deaf.recv(1_000_000):
                taken += len(data)
        except ConnectionResetError:
            pass
        assert taken < LARGE


@pytest.mark.parametrize("path", [b"/large", b"/parts"])
def test_an_answer_that_is_not_read_holds_no_thread(path: bytes, site: Site) -> None:
    clients = [site.connect(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n") for _ in range(10)]
    try:
        assert site.page().endswith(PAGE)
    finally:
        for client in clients:
            client.close()


def test_when_there_are_too_many_connections_the_one_that_waited_longest_makes_room(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "CONNECTIONS", 5)
    monkeypatch.setattr(worker, "HEAD_TIME", 3600)
    monkeypatch.setattr(worker, "IDLE_TIME", 3600)
    with closing(site.connect(b"GET /wait HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")) as at_work:
        idle = [site.connect(HALF["half a head"]) for _ in range(5)]
        assert is_closed(idle[0])
        assert site.page().endswith(PAGE)
        site.may_go_on.set()
        assert answer_to(at_work).endswith(PAGE)
        for client in idle:
            client.close()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: 60000000\r\n", b"413"),
        (b"Content-Length: 65537\r\n", b"413"),
        (b"Content-Length: 65537\r\nExpect: 100-continue\r\n", b"413"),
        (b"Content-Length: 70000000\r\nCookie: session=made-up\r\n", b"413"),
        (b"Content-Length: 200000000\r\n" + SIGNED_IN, b"413"),
        (b"Content-Length: abc\r\n", b"400"),
        (b"Content-Length: " + b"9" * 6000 + b"\r\n", b"400"),
        (b"Content-Length: -1\r\n", b"400"),
        (b"Content-Length: 3\r\nContent-Length: 4\r\n", b"400"),
        (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", b"400"),
        (b"Transfer-Encoding: gzip\r\n", b"501"),
        (b"X-Long: " + b"x" * worker.HEAD + b"\r\n", b"431"),
        (b"Bad header\r\n", b"400"),
    ],
)
def test_a_request_that_is_too_much_is_refused_before_its_body_is_read(head: bytes, status: bytes, site: Site) -> None:
    answer = site.ask(b"POST / HTTP/1.1\r\n" + HOST + head + b"\r\n")
    assert answer.split()[1] == status
    assert b"Content-Security-Policy: default-src 'none'" in answer
    assert b"X-Content-Type-Options: nosniff" in answer
    assert site.bodies == []


@pytest.mark.parametrize("method", [b"TRACE", b"PROPFIND", b"CONNECT", b"get"])
def test_a_method_that_nothing_here_answers_is_refused(method: bytes, site: Site) -> None:
    assert site.ask(method + b" / HTTP/1.1\r\n" + HOST + b"\r\n").split()[1] in (b"400", b"501")


def test_requests_that_are_sent_before_others_are_answered_are_few(site: Site) -> None:
    two = b"".join(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n" for path in (b"/same", b"/"))
    with closing(site.connect(two)) as client:
        assert answer_to(client).split()[1] == b"304"
    with closing(site.connect((b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\n") * 50)) as client:
        assert is_closed(client)
    assert site.page().endswith(PAGE)


def test_chunks_without_end_are_refused(site: Site) -> None:
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    with closing(site.connect(b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n")) as client:
        client.sendall(5 * chunk)
        assert answer_to(client).split()[1] == b"413"
    assert site.bodies == []


def test_somebody_who_is_signed_in_can_send_a_large_file(site: Site) -> None:
    size = 3_000_000
    with closing(
        site.connect(b"POST / HTTP/1.1\r\n" + HOST + SIGNED_IN + b"Content-Length: %d\r\n\r\n" % size)
    ) as client:
        client.sendall(b"x" * size)
        assert answer_to(client).startswith(b"HTTP/1.1 200")
    assert site.bodies == [size]


def test_the_longest_question_is_taken(site: Site) -> None:
    assert site.ask(b"GET /?q=" + b"%d0%b6" * 10_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n").startswith(b"HTTP/1.1 200")


def test_an_answer_without_a_body_leaves_the_connection_open(site: Site) -> None:
    with closing(site.connect()) as client:
        for request, status in ((b"GET /same", b"304"), (b"HEAD /large", b"200"), (b"GET /", b"200")):
            answer = answer_to(client, request + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            assert answer.startswith(b"HTTP/1.1 " + status)
            assert b"close" not in answer
            assert answer.endswith(PAGE if request == b"GET /" else b"\r\n\r\n")
            if request == b"HEAD /large":
                assert b"Content-Length: %d" % LARGE in answer


def test_a_process_that_is_told_to_stop_answers_what_was_asked(site: Site) -> None:
    with closing(site.connect(b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\n")) as client, closing(site.connect()) as idle:
        until(lambda: any(channel.requests for channel in site.worker.channels()))
        site.worker.handle_exit(15, None)
        until(lambda: not any(listener.accepting for listener in site.worker.listeners))
        site.may_go_on.set()
        assert answer_to(client).endswith(PAGE)
        assert is_closed(idle)
    site.thread.join(PATIENCE)
    site.worker.handle_exit(15, None)  # a terminal that closes tells every process, and the master tells it again


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [
        (None, b"127.0.0.1 http None"),
        ("192.0.2.7", b"127.0.0.1 http None"),
        ("*", b"203.0.113.9 https None"),
    ],
)
def test_what_a_proxy_says_of_its_client_is_believed_of_a_proxy_only(trusted: str | None, seen: bytes) -> None:
    believed = {"trusted_proxy": trusted, "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
    for site in running(Site(clear_untrusted_proxy_headers=True, **(believed if trusted else {}))):
        forged = (
            b"X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.test\r\n"
        )
        assert site.ask(b"GET /client HTTP/1.1\r\n" + HOST + forged + b"\r\n").endswith(seen)
