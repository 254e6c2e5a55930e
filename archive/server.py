"""The HTTP server: gunicorn, started in this process, with workers of our own (`archive.worker`)."""

import resource
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import parse_cookie
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from archive import variables
from archive.logs import Lines
from archive.worker import CONNECTIONS, Worker

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 16  # of each process: as many as may wait in all lanes, and some that answer what has no lane


class Master(Arbiter):  # type: ignore[misc]
    """The process that starts the others, and replaces those that end; SIGHUP replaces all of them."""

    def setup(self, app: BaseApplication) -> None:
        """Take the settings, and write the log as the rest of the archive does."""
        super().setup(app)
        for handler in self.log.error_log.handlers:
            handler.setFormatter(Lines())

    def handle_usr2(self) -> None:
        """SIGUSR2 would start a second master, which could not share the database of this one."""
        self.log.warning("SIGUSR2 is not supported: restart the archive for a new release.")


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn inside this process, on a socket that is already open."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        self.host, self.port = listener.getsockname()[:2]
        self.descriptor = listener.detach()
        self.workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Configure gunicorn; called again at SIGHUP."""
        options: dict[str, Any] = {
            "bind": f"fd://{self.descriptor}",
            "workers": self.workers,
            "worker_class": Worker,
            "worker_tmp_dir": str(settings.VAR_DIR),  # the only place that must be writable
            "threads": THREADS,
            "preload_app": True,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self.begin,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve until told to stop."""
        allow_open_files(2 * CONNECTIONS)
        Master(self).run()

    def load(self) -> "WSGIApplication":
        """The application, loaded once and shared by all workers."""
        from django.db import connections

        from archive.wsgi import application

        connections.close_all()  # a connection cannot be shared between processes
        return without_body_for_head(application)

    @property
    def forwarded(self) -> dict[str, Any]:
        """Waitress's settings for what a proxy says of its client (the address, and whether it speaks HTTPS).

        ``BEHIND_PROXY=1`` believes whoever connects, ``0`` nobody. Left open, it believes this machine.
        """
        is_local = self.host in ("127.0.0.1", "::1")
        options: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
        if variables.flag("BEHIND_PROXY", default=is_local):
            options["trusted_proxy"] = "*"
        elif not variables.text("BEHIND_PROXY"):
            options["trusted_proxy"] = "127.0.0.1"
        if "trusted_proxy" in options:
            options["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto"}
        return options

    @staticmethod
    def is_staff(cookies: str) -> bool:
        """Whether a request with these cookies comes from somebody who has signed in once."""
        from archive.accounts.sessions import is_made_here

        return is_made_here(parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, ""))

    def begin(self, worker: Worker) -> None:
        """Settle what commits have left; print the address of the archive once the first worker is ready to answer."""
        from agreements.search.settling import Settler

        Settler().start()
        if worker.age == 1:
            shown = f"[{self.host}]" if ":" in self.host else self.host
            print(f"The archive is at http://{shown}:{self.port}/ (Ctrl-C stops it).", flush=True)


def without_body_for_head(application: "WSGIApplication") -> "WSGIApplication":
    """The application, whose answers to HEAD have no body: waitress would send it.

    What is sent while it is written says no length, and waitress would then say that there is nothing: it is counted.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "HEAD":
            return application(environ, start_response)
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            begun.append((status, headers))

        content = application(environ, begin)
        status, headers = begun[-1]
        if not (status.startswith(("204", "304")) or any(name.lower() == "content-length" for name, _value in headers)):
            headers = [*headers, ("Content-Length", str(sum(map(len, content))))]
        getattr(content, "close", lambda: None)()
        start_response(status, headers)
        return [b""]

    return answer


def allow_open_files(number: int) -> None:
    """Raise the limit of open files of this process and its workers to ``number``, as far as the system permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
