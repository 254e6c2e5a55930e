"""Prepare the archive and serve it: ``python -m archive.serve``, which is what ``make serve`` runs.

``PORT`` (8000) and ``HOST`` (127.0.0.1) are the address, ``WEB_CONCURRENCY`` the number of processes. An error before
the first request is printed in one line on standard error, and the exit code is 1.
"""

import hashlib
import os
import socket
import sys
from contextlib import AbstractContextManager

from archive import local, variables
from archive.cluster import Unavailable
from archive.locks import lock

DEFAULT_PORT = "8000"
PREPARE_LIMIT = 600  # seconds to wait for another process that migrates or loads the record


class Refused(Exception):
    """The archive cannot be served; the message says why and what to do."""


def open_port() -> socket.socket:
    """The listening socket of ``HOST`` and ``PORT``; it is opened before anything else is started."""
    host, port_text = variables.text("HOST", "127.0.0.1"), variables.text("PORT", DEFAULT_PORT)
    try:
        port = int(port_text)
        if not 0 <= port <= 65535:
            raise ValueError
    except ValueError:
        raise Refused(f"PORT={port_text} is not a port: use a number from 1 to 65535.") from None
    try:
        if host == "*":
            raise Refused(
                "HOST=* is not an address: 0.0.0.0 means every one of this machine, and :: those of IPv6 too."
            )
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        both = address[0] == "::" and socket.has_dualstack_ipv6()
        return socket.create_server(address[:2], family=family, backlog=2048, dualstack_ipv6=both)
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


def worker_processes() -> int:
    """The number of processes that answer requests; also written to the environment, which gunicorn reads on import."""
    processes = variables.number("WEB_CONCURRENCY", min(os.cpu_count() or 1, 4))
    os.environ["WEB_CONCURRENCY"] = str(processes)
    return processes


def alone() -> AbstractContextManager[int]:
    """While held, no other process with the same ``VAR_DIR`` prepares the archive."""
    var = variables.var_dir()
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    return lock(var / "prepare.lock", "to prepare the archive", PREPARE_LIMIT)


def prepare() -> None:
    """Bring the database and the static files up to date with the code."""
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    local.compile_messages()
    django.setup()

    from agreements.models import Agreement
    from agreements.search import install

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or not install.is_current():
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except install.Faulty as error:
            if not install.is_followed():
                raise
            print(error, "The search goes on with the one before.", file=sys.stderr)
    if not Agreement._base_manager.exists():
        call_command("load_record")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # else the first readers wait for plans made for empty tables
    collect_static_files()


def collect_static_files() -> None:
    """Collect, compress and fingerprint the static files, if any of them changed since the last time.

    Raises :class:`Refused` if the folder, which is emptied first, holds files that were not collected here.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = os.stat(storage.path(name))
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    folder, stamp = settings.STATIC_ROOT, settings.VAR_DIR / "static.stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and folder.is_dir():
        return
    if not stamp.exists() and not (folder / "staticfiles.json").exists() and folder.is_dir() and any(folder.iterdir()):
        raise Refused(f"{folder} holds files that the archive did not put there: move them, or set VAR_DIR.")
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp.write_text("")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import Error as DatabaseError

    try:
        workers, listener = worker_processes(), open_port()
        with local.environment():
            with alone():
                prepare()

            from archive.server import Server

            Server(listener, workers).run()
    except (Refused, Unavailable, ImproperlyConfigured, CommandError) as error:
        print(error, file=sys.stderr)
    except DatabaseError as error:
        print(f"The database refused: {local.explain(error)}", file=sys.stderr)
    except OSError as error:
        print(f"{error.strerror}: {error.filename}. Make it writable for this user.", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
