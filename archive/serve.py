"""Prepare the archive and serve it: ``python -m archive.serve``, which is what ``make serve`` runs.

``PORT`` (8000) and ``HOST`` (127.0.0.1) are the address, ``WEB_CONCURRENCY`` the number of processes. An error before
the first request is printed in one line on standard error, and the exit code is 1.
"""

import errno
import hashlib
import ipaddress
import json
import os
import socket
import sys
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from archive import local, variables
from archive.cluster import Unavailable
from archive.locks import lock

LOOPBACK = ("127.0.0.1", "localhost", "ip6-localhost")
MOST_PROCESSES = 64
PREPARE_LIMIT = 600  # seconds to wait for another process that migrates or loads the record


class Refused(Exception):
    """The archive cannot be served; the message says why and what to do."""


def open_port() -> socket.socket:
    """The listening socket of ``HOST`` and ``PORT``; it is opened before anything else is started."""
    host, port_text = variables.text("HOST", "127.0.0.1"), variables.text("PORT", variables.DEFAULT_PORT)
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
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"Port {port} is taken: stop what uses it or choose another, as in PORT={port + 1}."
            ) from None
        raise Refused(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None


def worker_processes() -> int:
    """The number of processes that answer requests; also written to the environment, which gunicorn reads on import."""
    processes = variables.number("WEB_CONCURRENCY", min(os.cpu_count() or 1, 4), MOST_PROCESSES)
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
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    check()

    from agreements.models import Agreement
    from agreements.search import install
    from archive.faults import is_forbidden

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or not install.is_current():
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except install.Faulty as error:
            if not install.is_followed():
                raise
            print(error, "The search goes on with the one before.", file=sys.stderr)
        except DatabaseError as error:
            if not is_forbidden(error):
                raise
            raise Refused(
                "The database is not yet that of this release, and the role of DATABASE_URL may not change it: run "
                "`manage.py migrate` with a DATABASE_URL of the database's owner, then start again."
            ) from None
    if not Agreement._base_manager.exists():
        call_command("load_record")
        analyse(connection)
    collect_static_files()


def analyse(connection: Any) -> None:
    """Count what was loaded, else the first readers wait for plans made for empty tables.

    A role that does not own the tables may not; the server does so by itself within minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND pg_has_role(relowner, 'USAGE')"
            " AND relnamespace = 'public'::regnamespace"
        )
        if owned := [name for [name] in cursor.fetchall()]:
            cursor.execute(f"ANALYZE {', '.join(owned)}")


def check() -> None:
    """Ask all checks of Django and of the archive; raise :class:`Refused`, with a line for each error."""
    from django.conf import settings
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=True, databases=list(settings.DATABASES))
    if errors := [fault for fault in found if fault.is_serious()]:
        raise Refused("\n".join(" ".join(f"{fault.msg} {fault.hint or ''}".split()) for fault in errors))


def collect_static_files() -> None:
    """Collect, compress and fingerprint the static files, unless that was done with just these files.

    They are collected aside and then put in place one by one: a server that is running goes on with its own. The files
    of the release before are kept, since its pages are still open somewhere; those of older ones are removed.
    Raises :class:`Refused` if the folder holds files that were not collected here.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.contrib.staticfiles.management.commands.collectstatic import Command
    from django.core.files.storage import storages
    from django.core.management import call_command

    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            content = Path(storage.path(name)).read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    folder, record = Path(settings.STATIC_ROOT), settings.VAR_DIR / "static.json"
    before = collected(record)
    if before and before["digest"] == digest.hexdigest() and folder.is_dir():
        return
    if before is None and not (folder / "staticfiles.json").exists() and folder.is_dir() and any(folder.iterdir()):
        raise Refused(f"{folder} holds files that the archive did not put there: move them, or set VAR_DIR.")
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="static-", dir=settings.VAR_DIR) as aside:
        command = Command()
        command.storage = storages.create_storage(
            {**settings.STORAGES["staticfiles"], "OPTIONS": {"location": aside}}  # never overwrites what is served
        )
        call_command(command, interactive=False, verbosity=0)
        names = sorted(str(path.relative_to(aside)) for path in Path(aside).rglob("*") if path.is_file())
        last = in_place(folder) if before is None else before["files"]
        if before and not before["digest"]:  # a collection that broke off: the release before is an older one
            last = [*last, *before["before"]]
        # Written first: what breaks off from here on is done again, and nothing is taken for another's.
        write(record, digest="", files=names, before=last)
        for name in sorted(names, key="staticfiles.json".__eq__):  # the names come last, when all are there
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(Path(aside, name), folder / name)
    for name in {*(before["before"] if before else ())}.difference(names, last):
        (folder / name).unlink(missing_ok=True)
    write(record, digest=digest.hexdigest(), files=names, before=last)


def in_place(folder: Path) -> list[str]:
    """The files below a folder, as they are written down."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def collected(record: Path) -> dict[str, Any] | None:
    """What was written down of the static files: ``digest``, ``files``, and the files of the release ``before``."""
    try:
        found: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


def write(record: Path, **found: Any) -> None:
    """Write that down, whole or not at all."""
    fresh = record.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(found), encoding="utf-8")
    fresh.replace(record)


def advice() -> list[str]:
    """What a server that listens to other machines still needs before they get a page; a line each."""
    from django.conf import settings

    host = variables.text("HOST", LOOPBACK[0])
    if is_loopback(host):
        return []
    lines = []
    if all(is_loopback(name.strip("[]")) for name in settings.ALLOWED_HOSTS):
        lines.append(
            f"HOST={host} listens to other machines, but ALLOWED_HOSTS names only this one: they get no page. Say how "
            f"they call it, as in: HOST={host} ALLOWED_HOSTS=archive.example,{own_address()} make serve"
        )
    if settings.HTTPS:
        lines.append(
            "HTTPS is asked for, which this server does not speak: a proxy has to, and say so in X-Forwarded-Proto "
            "(BEHIND_PROXY=1 where it runs on another machine). Without one, in a network of your own: HTTPS=0"
        )
    return lines


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK


def own_address() -> str:
    """An address by which other machines may reach this one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import Error as DatabaseError

    try:
        workers, listener = worker_processes(), open_port()
        os.environ["PORT"] = str(listener.getsockname()[1])  # the address of the archive names it
        with local.environment():
            with alone():
                prepare()
            print("".join(f"{line}\n" for line in advice()), end="", file=sys.stderr, flush=True)

            from archive.server import Server

            Server(listener, workers).run()
    except (Refused, Unavailable, ImproperlyConfigured, CommandError) as error:
        print(error, file=sys.stderr)
    except DatabaseError as error:
        print(f"The database refused: {local.explain(error)}", file=sys.stderr)
    except OSError as error:
        print(told(error), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def told(error: OSError) -> str:
    """What the machine refused, in a line."""
    if error.errno == errno.ENOSPC:
        return f"{error.strerror}: {error.filename or variables.var_dir()}. Free some space."
    if error.filename is None:
        return f"The machine refused: {error.strerror or error}."
    mend = " Make it writable for this user." if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else ""
    return f"{error.strerror}: {error.filename}.{mend}"


if __name__ == "__main__":
    local.in_utf8()
    sys.exit(main())
