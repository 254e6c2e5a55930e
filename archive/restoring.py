"""Restores a backup into an empty archive, all or nothing.

Everything is read and compared with the manifest before anything is written. Then come the files and the key, and last
the database, in one transaction: as long as it is empty nothing was restored, and what was copied is taken away again.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, CalledProcessError, Popen
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from agreements.search.settling import settle_rest
from archive import clients
from archive.backup import (
    DATABASE,
    FILES,
    FORMAT,
    KEY,
    MANIFEST,
    Copy,
    Manifest,
    Refused,
    reason,
    summed,
    write_through,
)
from archive.cluster import write_private

# A setting that only newer servers know; the dump of an older one has it too when a newer program made it.
_UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;\n"
_TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
"""


def restore(directory: Path) -> Manifest:
    """Restore a backup; `Refused`, with the reason in one line, where nothing was restored."""
    manifest = read_manifest(directory)
    _check_sums(directory, manifest)
    _check_code(manifest)
    _check_place(manifest)
    try:
        with _files_and_key(directory, manifest):
            _load(directory / DATABASE)
    except (OSError, CalledProcessError) as error:
        raise Refused(f"Nothing was restored: {reason(error)}") from error
    # The dump has no index: it is made anew, with whatever migrations are new in this code.
    call_command("migrate", interactive=False, verbosity=0)
    settle_rest()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return manifest


def read_manifest(directory: Path) -> Manifest:
    """What the manifest of a backup says."""
    try:
        said: dict[str, Any] = json.loads((directory / MANIFEST).read_text("utf-8"))
        if said.get("format") != FORMAT:
            raise Refused(f"{directory} was written by newer code, in a format that this code does not know.")
        return Manifest(**{**said, "copies": [Copy(**copy) for copy in said["copies"]]})
    except FileNotFoundError:
        raise Refused(f"{directory} has no {MANIFEST}: it is no backup, or one that was interrupted.") from None
    except OSError as error:
        raise Refused(f"{directory / MANIFEST} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(f"{directory / MANIFEST} is damaged.") from error


def _check_sums(directory: Path, manifest: Manifest) -> None:
    if not {DATABASE, KEY} <= {copy.path for copy in manifest.copies}:
        raise Refused(f"{directory / MANIFEST} is damaged.")
    for copy in manifest.copies:
        path = directory / copy.path
        if not path.resolve().is_relative_to(directory.resolve()):
            raise Refused(f"{directory / MANIFEST} is damaged.")
        try:
            with path.open("rb") as file:
                digest, size = summed(file)
        except OSError as error:
            raise Refused(f"{path} cannot be read: {error.strerror}.") from error
        if (digest, size) != (copy.sha256, copy.size):
            raise Refused(f"{path} is not what was backed up: its sum is another. Take another backup.")


def _check_code(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise Refused(
            f"The backup was made by newer code ({manifest.version}, {newer[0]}): install that, then restore."
        )


def _check_place(manifest: Manifest) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        (tables,) = cursor.fetchone()
    if tables:
        raise Refused("The database is not empty: restore into an empty one (DATABASE_URL), or into a new VAR_DIR.")
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(media.iterdir()):
        raise Refused(f"{media} is not empty: restore into a new VAR_DIR.")
    server, dumped = clients.server_version(), int(re.sub(r"\D.*", "", manifest.postgresql))
    if server < dumped:
        raise Refused(f"The backup is of PostgreSQL {dumped}, and the server is {server}: take one as new or newer.")
    needed, free = manifest.size(""), shutil.disk_usage(settings.VAR_DIR).free
    if manifest.size(f"{FILES}/") > free:
        raise Refused(f"{settings.VAR_DIR} has {free >> 20} MB left, and the files need {(needed >> 20) + 1} MB.")


@contextmanager
def _files_and_key(directory: Path, manifest: Manifest) -> Iterator[None]:
    """Copy the files and the key; take them away again if what comes within fails."""
    media, key = Path(settings.MEDIA_ROOT), settings.VAR_DIR / "secret_key"
    present = media.exists()
    before = key.read_text("utf-8") if key.exists() else None
    try:
        for copy in manifest.copies:
            if copy.path.startswith(f"{FILES}/"):
                target = media / copy.path.removeprefix(f"{FILES}/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(directory / copy.path, target)
        if media.exists():
            write_through(media)
        if before is not None:  # else the environment names one
            write_private(key, (directory / KEY).read_text("utf-8"))
        yield
    except BaseException:
        if media.exists():
            for path in media.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            if not present:
                media.rmdir()
        if before is not None:
            write_private(key, before)
        raise


def has_other_key(directory: Path) -> bool:
    """Whether the environment names another key than that of the backup."""
    key = (directory / KEY).read_text("utf-8")
    return key != settings.SECRET_KEY and not (settings.VAR_DIR / "secret_key").exists()


def _load(dump: Path) -> None:
    """Load a dump in one transaction, which is committed only when the dump was read to its end."""
    where = clients.address()
    read = [clients.program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(dump)]
    write = [clients.program("psql"), "--no-psqlrc", "--quiet", "--no-password", "--single-transaction"]
    write += ["--set=ON_ERROR_STOP=1", "--file=-", where["dsn"]]
    with (
        TemporaryFile() as complaints,
        Popen(read, stdout=PIPE, stderr=complaints) as reading,
        Popen(write, env=where["env"], stdin=PIPE, stdout=DEVNULL, stderr=complaints) as writing,
    ):
        assert reading.stdout is not None
        assert writing.stdin is not None
        try:
            for line in reading.stdout:
                if line != _UNKNOWN_TO_OLDER:
                    writing.stdin.write(line)
            if reading.wait():
                writing.kill()  # before it learns that there is no more, and commits
            writing.stdin.close()
        except BrokenPipeError:
            reading.kill()
        failed = next((run for run in (writing, reading) if run.wait()), None)
        if failed:
            complaints.seek(0)
            raise CalledProcessError(failed.returncode, failed.args, stderr=complaints.read())
