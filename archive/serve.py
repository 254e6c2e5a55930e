"""Prepare the archive and serve it: ``python -m archive.serve``, which is what ``make serve`` runs.

``PORT`` (8000) and ``HOST`` (127.0.0.1) say where. Everything that can go wrong before the first request is
told in one line on standard error, with an exit code of 1.
"""

import hashlib
import os
import socket
import sys
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.http import message

from archive import local
from archive.cluster import Unavailable

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

DEFAULT_PORT = "8000"
THREADS = 4
REQUEST_LINE = 65536  # bytes: a question of 10 000 Cyrillic letters reaches the search, which says that it is too long


class Refused(Exception):
    """The archive cannot be served; the message says why and what to do."""


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn inside this process, on a socket that is already open."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        """Configure gunicorn; ``WEB_CONCURRENCY`` sets the number of worker processes."""
        message.MAX_REQUEST_LINE = REQUEST_LINE  # gunicorn's own cap on the setting below is 8190, or none at all
        workers = os.environ.get("WEB_CONCURRENCY") or str(min(os.cpu_count() or 1, 4))
        options: dict[str, Any] = {
            "bind": f"fd://{self.listener.detach()}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "limit_request_line": REQUEST_LINE,
            "preload_app": True,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self.announce,
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
    def announce(worker: Any) -> None:
        """Say where the archive is, once the first worker is ready to answer."""
        if worker.age == 1:
            host, port = worker.sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"The archive is at http://{shown}:{port}/ (Ctrl-C stops it).", flush=True)


def open_port() -> socket.socket:
    """The listening socket of ``HOST`` and ``PORT``, taken before anything else is started."""
    host, given = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or DEFAULT_PORT
    try:
        port = int(given)
        if not 0 <= port <= 65535:
            raise ValueError
    except ValueError:
        raise Refused(f"PORT={given} is not a port: use a number from 1 to 65535.") from None
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except socket.gaierror:
        raise Refused(f"HOST={host} is not an address of this machine.") from None
    except PermissionError:
        raise Refused(f"Port {port} is reserved for root: choose another, for instance PORT=8000.") from None
    except OSError as error:
        if error.errno == 98:
            raise Refused(
                f"Port {port} is taken: stop what uses it or choose another, as in PORT={port + 1}."
            ) from None
        raise Refused(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None


def prepare() -> None:
    """Bring the database and the static files up to date with the code."""
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    local.compile_messages()
    django.setup()

    from agreements.models import Agreement

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if not Agreement._base_manager.exists():
        call_command("load_record")
    collect_static_files()


def collect_static_files() -> None:
    """Collect, compress and fingerprint the static files, if any of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    stamp = local.var_dir() / "static.stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and settings.STATIC_ROOT.is_dir():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import Error as DatabaseError

    try:
        listener = open_port()
        with local.environment():
            prepare()
            Server(listener).run()
    except (Refused, Unavailable, ImproperlyConfigured, CommandError) as error:
        print(error, file=sys.stderr)
    except DatabaseError as error:
        print(f"The database refused: {str(error).partition(chr(10))[0]}", file=sys.stderr)
    except OSError as error:
        print(f"{error.strerror}: {error.filename}. Make it writable for this user.", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
