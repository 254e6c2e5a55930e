"""The HTTP server: gunicorn, started in this process."""

import socket
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.http import message

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

THREADS = 4
REQUEST_LINE = 65536  # bytes: a query of 10 000 Cyrillic letters still reaches the search, which says it is too long


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn inside this process, on a socket that is already open."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        self.listener = listener
        self.workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Configure gunicorn."""
        message.MAX_REQUEST_LINE = REQUEST_LINE  # gunicorn's own cap on the setting below is 8190, or none at all
        options: dict[str, Any] = {
            "bind": f"fd://{self.listener.detach()}",
            "workers": self.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "limit_request_line": REQUEST_LINE,
            "preload_app": True,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self.begin,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> "WSGIHandler":
        """The application, loaded once and shared by all workers."""
        from django.db import connections

        from archive.wsgi import application

        connections.close_all()  # a connection cannot be shared between processes
        return application

    @staticmethod
    def begin(worker: Any) -> None:
        """Settle what commits have left; print the address of the archive once the first worker is ready to answer."""
        from agreements.search.settling import Settler

        Settler().start()
        if worker.age == 1:
            host, port = worker.sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"The archive is at http://{shown}:{port}/ (Ctrl-C stops it).", flush=True)
