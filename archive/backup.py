"""Backs up the archive while it runs: its database, its files, its key, and a manifest of them with their sums.

The database is dumped as it is at one moment. A file is never changed after it was stored, but it can be removed with
its row. So all files are copied first, then comes the moment of the dump, and then the files that were added in
between. Whatever row is in the dump has its file here: either it was there when the first copies were made, or it was
added since. Only what is added and removed again within that short time can be missed; then there is another moment,
and another dump.

The manifest is written last, when all else is on the disk. A folder without one is no backup.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from archive import clients
from archive.cluster import Unavailable
from archive.variables import BASE_DIR

FORMAT = 1
MANIFEST, DATABASE, FILES, KEY = "manifest.json", "database.dump", "files", "keys/secret_key"
MOMENTS = 3  # tries to find one at which no file is added and removed
# What is made anew from the rest, and sessions: whoever was signed in signs in again. Of the index only the list of
# what is still to be settled is kept.
NOT_DUMPED = ("search_[a-km-z]*", "django_session")
_BLOCK = 1 << 20


class Refused(Exception):
    """There is no backup, or nothing was restored; the message is one line that says why."""


@dataclass(frozen=True)
class Copy:
    """A file of a backup."""

    path: str  # in the backup
    size: int
    sha256: str


@dataclass
class Manifest:
    """What a backup holds, and of what."""

    made: str  # UTC
    version: str
    postgresql: str
    migrations: list[str]
    copies: list[Copy] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # files that rows name and that were not there
    changed: list[str] = field(default_factory=list)  # files that are not what was stored
    format: int = FORMAT

    def size(self, below: str) -> int:
        """The bytes of the copies whose path begins so."""
        return sum(copy.size for copy in self.copies if copy.path.startswith(below))


def back_up(directory: Path) -> Manifest:
    """Write a backup to a new or empty folder, which nobody else may read; `Refused` where that is not possible."""
    made_here = prepare(directory)
    mask = os.umask(0o077)
    try:
        _check_room(directory)
        return _write(directory)
    except (OSError, subprocess.CalledProcessError, Refused, Unavailable, DatabaseError) as error:
        for path in directory.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if made_here:
            directory.rmdir()
        if isinstance(error, OSError | subprocess.CalledProcessError):
            raise Refused(f"Nothing was backed up: {reason(error)}") from error
        raise
    finally:
        os.umask(mask)


def reason(error: OSError | subprocess.CalledProcessError) -> str:
    """Why something failed, in one line."""
    if isinstance(error, subprocess.CalledProcessError):
        lines = [line for line in (error.stderr or b"").decode(errors="replace").splitlines() if line.strip()]
        said = next((line for line in lines if "error" in line.lower()), lines[0] if lines else "")
        return said or f"{Path(str(error.cmd[0])).name} ended with {error.returncode}."
    return f"{error.strerror} ({error.filename})" if error.filename else str(error.strerror)


def prepare(directory: Path) -> bool:
    """Make the folder, or take an empty one, closed to everyone else; whether it was made."""
    target, var = directory.resolve(), settings.VAR_DIR.resolve()
    if target.is_relative_to(var):
        raise Refused(
            f"{directory} lies in {var}, which it is to save: name a folder elsewhere, on another disk if any."
        )
    try:
        exists = directory.exists()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise Refused(f"{directory} is not empty: name a new or empty folder.")
        directory.chmod(0o700)
    except OSError as error:
        raise Refused(f"{directory} cannot be written: {error.strerror}.") from error
    return not exists


def _check_room(directory: Path) -> None:
    """Refuse a disk that is too full: the tables that are dumped are compressed, the files are not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_table_size(c.oid)), 0) FROM pg_class c "
            "WHERE relkind = 'r' AND relname NOT LIKE 'search\\_%' AND relnamespace = current_schema()::regnamespace"
        )
        tables = int(cursor.fetchone()[0])
    needed, free = tables + sum(_size(name) for name in stored_files()), shutil.disk_usage(directory).free
    if needed > free:
        raise Refused(f"{directory} has {free >> 20} MB left, and the backup may need {(needed >> 20) + 1} MB.")


def _size(name: str) -> int:
    try:
        return default_storage.size(name)
    except OSError:
        return 0


def file_fields() -> Iterator[tuple[type[models.Model], str]]:
    """Every column that names stored files."""
    for model in apps.get_models():
        for column in model._meta.local_fields:
            if isinstance(column, models.FileField):
                yield model, column.name


def stored_files() -> dict[str, str]:
    """The files that rows name, each with its sum; the sum is empty where none was noted."""
    found: dict[str, str] = {}
    for model, name in file_fields():
        columns = {column.name for column in model._meta.local_fields}
        rows = model._base_manager.exclude(**{name: ""})
        if "sha256" in columns:
            found |= dict(rows.values_list(name, "sha256"))
        else:
            found |= dict.fromkeys(rows.values_list(name, flat=True), "")
    return found


def _write(directory: Path) -> Manifest:
    copies: dict[str, Copy] = {}
    lost: set[str] = set()
    for _moment in range(MOMENTS):
        _copy_files(directory, stored_files(), copies)
        named = _dump(directory)
        lost = _copy_files(directory, named, copies)
        if not lost - stored_files().keys():
            break
    else:
        raise Refused("Files come and go too quickly for a backup: try again when fewer people work.")
    for name in copies.keys() - named.keys():  # removed while the first copies were made
        (directory / FILES / name).unlink()
        del copies[name]
    manifest = _describe()
    manifest.lost = sorted(lost)
    manifest.changed = sorted(name for name, copy in copies.items() if named[name] not in ("", copy.sha256))
    (directory / KEY).parent.mkdir(mode=0o700)
    (directory / KEY).write_text(settings.SECRET_KEY, "utf-8")
    others = [_copy_of(directory, name) for name in (DATABASE, KEY)]
    manifest.copies = sorted([*copies.values(), *others], key=lambda copy: copy.path)
    write_through(directory)
    path = directory / MANIFEST
    path.with_suffix(".new").write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False), "utf-8")
    sync(path.with_suffix(".new"))
    path.with_suffix(".new").rename(path)
    sync(directory)
    return manifest


def _copy_files(directory: Path, named: dict[str, str], copies: dict[str, Copy]) -> set[str]:
    """Copy the files that are not copied yet; which of them are not there."""
    lost = set()
    for name in named.keys() - copies.keys():
        target = directory / FILES / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as source, target.open("wb") as copy:
                digest, size = summed(source, copy)
        except (FileNotFoundError, IsADirectoryError):
            target.unlink(missing_ok=True)
            lost.add(name)
        else:
            copies[name] = Copy(f"{FILES}/{name}", size, digest)
    return lost


def summed(source: IO[bytes], copy: IO[bytes] | None = None) -> tuple[str, int]:
    """The sum and the length of what is read to its end, and written to ``copy``."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        size += len(block)
        if copy:
            copy.write(block)
    return digest.hexdigest(), size


def _copy_of(directory: Path, path: str) -> Copy:
    with (directory / path).open("rb") as file:
        digest, size = summed(file)
    return Copy(path, size, digest)


def _dump(directory: Path) -> dict[str, str]:
    """Dump the database as it is at one moment; the files that it names then, each with its sum."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
        run_pg_dump(directory / DATABASE, moment)
        return stored_files()


def run_pg_dump(file: Path, moment: str) -> None:
    """Dump the database as it was at an exported moment, in PostgreSQL's own compressed format."""
    path, where = clients.program("pg_dump", clients.server_version()), clients.address()
    subprocess.run(
        [path, "--format=custom", f"--snapshot={moment}", f"--file={file}", "--no-password"]
        + [f"--exclude-table-data=*.{pattern}" for pattern in NOT_DUMPED]
        + [f"--dbname={where['dsn']}"],
        env=where["env"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


def _describe() -> Manifest:
    with (BASE_DIR / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    applied = MigrationRecorder(connection).applied_migrations()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return Manifest(
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        version=version,
        postgresql=server,
        migrations=sorted(f"{app}.{name}" for app, name in applied),
    )


def write_through(directory: Path) -> None:
    """Have the disk hold everything below a folder."""
    for parent, _directories, files in os.walk(directory):
        for name in files:
            sync(Path(parent, name))
        sync(Path(parent))


def sync(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
