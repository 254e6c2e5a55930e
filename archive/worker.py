"""The processes that answer requests: gunicorn starts and watches them, waitress speaks HTTP in them.

Gunicorn's own workers give a thread to each client that is sending or reading, so a few slow ones stop a site that has
no buffering proxy before it. Waitress receives requests and sends answers in one loop: a thread sees only a request
that is complete, and is free as soon as it has answered. What is added here are the bounds that no client may exceed:
so many connections, so much head and body, so much time for each.
"""

import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from types import FrameType
from typing import Any

from gunicorn.workers.base import Worker as GunicornWorker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import RequestHeaderFieldsTooLarge

# Which of them an address answers is said by archive/middleware.py: the others get 405.
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
CONNECTIONS = 1000  # of one process; one more, and that which has waited for the longest goes
AHEAD = 2  # requests of one connection that wait for an answer; browsers send one after the other
HEAD = 131_072  # bytes: a question of ten thousand short words still reaches the search, which says what it leaves out
STRANGERS_BODY = 65_536  # bytes: a login, a choice of language
STAFFS_BODY = 110 * 1024 * 1024  # bytes: a document with two of the largest files
# Bytes that wait in the kernel for a reader. Left to itself it takes megabytes, and a slow reader seems to stand still.
SEND_BUFFER = 131_072

# Seconds. A phone on a slow line needs one for the head of a request; a browser opens connections in advance.
HEAD_TIME = 10
IDLE_TIME = 20
BODY_RATE = 8_000  # bytes a second that a body must come with, on average and after HEAD_TIME
ANSWER_TIME = 30  # in which at least ANSWER_BYTES of what waits must be taken
ANSWER_BYTES = 32_768
TURN = 0.5  # how often these are looked at
GARBAGE = (20_000, 20, 20)  # objects, and rounds, after which Python looks for garbage: a page makes tens of thousands
PR_SET_PDEATHSIG = 1  # of prctl(2)

TOO_LONG = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>431</title>
<p>This is too much for one question. Search for a sentence, a title, a citation. <a href="/en/">To the archive</a></p>
<p lang="ru">Это слишком много для одного вопроса. Ищите фразу, название или ссылку. <a href="/ru/">В архив</a></p>
<p lang="kk">Бір сұрақ үшін бұл тым көп. Сөйлемді, атауды немесе сілтемені іздеңіз. <a href="/kk/">Мұрағатқа</a></p>
</html>
"""

logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait for a thread is no news


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request as it comes in. Only who is signed in may send a large body."""

    adj: Any

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and choose the bound of the body by it."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a number of thousands of digits
            raise ParsingError("The head cannot be read.") from error
        if self.chunked and ("CONTENT_LENGTH" in self.headers or self.version == "1.0"):
            raise ParsingError("A request has one length.")  # a proxy may have read the other (RFC 9112, 6.1)
        if self.command not in METHODS:
            raise TransferEncodingNotImplemented("This method is not used here.")  # answered as 501
        if self.adj.is_staff(self.headers.get("COOKIE", "")):
            self.adj = self.adj.for_staff
        if self.content_length >= self.adj.max_request_body_size:
            self.expect_continue = False  # the client is not asked for what will be refused


class Answer(WSGITask):  # type: ignore[misc]
    """The answer to a request. One that has no body, such as 304, leaves the connection open for the next request."""

    def set_close_on_finish(self) -> None:
        """Close the connection after the answer, where its end or the client asks for that."""
        if self.has_body or self.version == "1.0" or self.request.headers.get("CONNECTION", "").lower() == "close":
            super().set_close_on_finish()


class TooLong(RequestHeaderFieldsTooLarge):  # type: ignore[misc]
    """What is said of an address that is too long: somebody has pasted a book into the search."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """The status, the headers and a page, in every language because nobody knows the reader's."""
        return f"{self.code} {self.reason}", [("Content-Type", "text/html; charset=utf-8")], TOO_LONG.encode()


class Refusal(ErrorTask):  # type: ignore[misc]
    """The answer to a request that cannot be taken. No page can be made for it: nobody knows what it asks for."""

    def execute(self) -> None:
        """Send a line of text, under the policy of a file."""
        if self.request.error.code == TooLong.code:
            self.request.error = TooLong("")
        self.response_headers += [
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        super().execute()


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection, and since when its client has been waited for."""

    parser_class = Request
    task_class = Answer
    error_task_class = Refusal

    def __init__(self, *args: Any, **options: Any) -> None:
        self.idle_since = time.time()
        self.begun = 0.0  # when the request that is being received began; 0 where there is none
        self.sent = 0  # bytes
        self.taken = (0.0, 0)  # when the client was last found to take what is sent, and `sent` then
        super().__init__(*args, **options)

    def received(self, data: bytes) -> bool:
        """Take what has come, and note since when a request is incomplete."""
        is_taken = bool(super().received(data))
        self.begun = (self.begun or time.time()) if self.request is not None else 0.0
        if len(self.requests) > AHEAD:
            self.handle_close()
        return is_taken

    def service(self) -> None:
        """Answer a request."""
        super().service()
        self.idle_since = time.time()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the kernel takes; return how many bytes that was."""
        number = int(super().send(data, do_close=do_close))
        self.sent += number
        return number

    def is_overdue(self, now: float) -> bool:
        """Whether the client has had its time."""
        if self.total_outbufs_len:
            since, sent = self.taken
            if not since or self.sent - sent >= ANSWER_BYTES:
                self.taken = (now, self.sent)
            return now - self.taken[0] > ANSWER_TIME
        self.taken = (0.0, 0)
        if self.requests:
            return False
        if self.begun and (request := self.request):
            return bool(now - self.begun > HEAD_TIME + request.body_bytes_received / BODY_RATE)
        return now - max(self.idle_since, self.begun) > IDLE_TIME

    @property
    def is_at_work(self) -> bool:
        """Whether it has a request that is complete and an answer that is not."""
        return bool(self.requests or self.total_outbufs_len)


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """A socket on which connections come in, and the open ones."""

    channel_class = Channel

    def maintenance(self, now: float) -> None:
        """Nothing: see `close_overdue`, which is called when connections can be closed at once."""

    def set_socket_options(self, conn: socket.socket) -> None:
        """Send without delay, and keep little in the kernel."""
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def close_overdue(self) -> None:
        """Close the connections whose time is over."""
        now = time.time()
        for channel in list(self.active_channels.values()):
            if channel.is_overdue(now):
                channel.handle_close()

    def handle_accept(self) -> None:
        """Accept a connection; where there are too many, the oldest that waits for its client makes room."""
        if len(self.active_channels) >= CONNECTIONS:
            oldest = next((channel for channel in self.active_channels.values() if not channel.is_at_work), None)
            if oldest:
                oldest.handle_close()
        super().handle_accept()


class Worker(GunicornWorker):  # type: ignore[misc]
    """One process."""

    def init_process(self) -> None:
        """Listen, and answer until told to stop."""
        end_with_parent()
        self.connections: dict[int, Any] = {}
        self.listeners: list[Listener] = []
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application. What it is made of is no garbage: to look through it takes a tenth of a second."""
        super().load_wsgi()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GARBAGE)

    def run(self) -> None:
        """Answer until told to stop, and then what was asked before that."""
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(self.cfg.threads)
        bounds = self.bounds(STRANGERS_BODY)
        bounds.is_staff = self.app.is_staff
        bounds.for_staff = self.bounds(STAFFS_BODY)
        for each in self.sockets:
            own: socket.socket = each.sock
            info = (own.family, own.type, own.proto, own.getsockname())
            self.listeners.append(
                Listener(
                    self.wsgi,
                    self.connections,
                    True,
                    own,
                    dispatcher=threads,
                    adj=bounds,
                    sockinfo=info,
                    bind_socket=False,
                )
            )
        while self.alive and os.getppid() == self.ppid:
            self.turn()
        for listener in self.listeners:
            listener.accepting = False
            listener.del_channel()  # the socket stays open: other processes listen on it
        end = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < end and any(channel.is_at_work for channel in self.channels()):
            self.turn()
        for channel in list(self.channels()):
            channel.handle_close()
        for listener in self.listeners:
            listener.trigger.close()
        threads.shutdown(timeout=1)

    def turn(self) -> None:
        """Wait for what clients send and take, handle it, and close what is overdue."""
        self.notify()
        wasyncore.loop(timeout=TURN, use_poll=True, map=self.connections, count=1)
        if time.monotonic() - self.tidied > TURN:
            self.tidied = time.monotonic()
            for listener in self.listeners:
                listener.close_overdue()

    tidied = 0.0

    def channels(self) -> Iterator[Channel]:
        """The open connections."""
        for listener in self.listeners:
            yield from listener.active_channels.values()

    def bounds(self, body: int) -> Adjustments:
        """Waitress's settings, for requests with a body of up to so many bytes."""
        return Adjustments(
            connection_limit=2 * CONNECTIONS,  # never reached: waitress would accept nobody any more
            ident="",
            server_name="unnamed.invalid",  # of a request without a host, which is refused
            max_request_header_size=HEAD,
            max_request_body_size=body,
            outbuf_high_watermark=sys.maxsize,  # above it, a thread would wait for its reader
            **self.app.forwarded,
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM: stop when what was asked is answered."""
        super().handle_exit(sig, frame)
        for listener in self.listeners:
            with suppress(OSError):  # the loop has ended, and this is the second time
                listener.pull_trigger()  # the loop may be waiting


def end_with_parent() -> None:
    """Have the kernel end this process (SIGTERM) when its parent was killed, so that the port is free at once."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
