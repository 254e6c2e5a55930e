"""Provides what the machine lacks: a database, a secret key, compiled messages, a place for temporary files."""

import io
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from archive import databases, embedded, messages, variables
from archive.cluster import Cluster, Unavailable, write_private

OLDEST_SERVER = 15


def in_utf8() -> None:
    """Begin the program anew with texts and names of files in UTF-8, where the locale of the machine says otherwise.

    What is printed never breaks a command off: a character that the output cannot show is written as its number.
    """
    if not sys.flags.utf8_mode and sys.getfilesystemencoding() != "utf-8":
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def environment(*, with_database: bool = True) -> Iterator[None]:
    """Complete the environment before Django reads its settings.

    The embedded database runs as long as the context lasts, unless ``DATABASE_URL`` names another, which is then
    checked. Raises :class:`Unavailable`, with one line that says what to do, if there is no usable database, and
    ``ImproperlyConfigured`` if the archive may not write to ``VAR_DIR``.
    """
    var = variables.var_dir()
    variables.module("DJANGO_SETTINGS_MODULE", "archive.settings")
    try:
        provide_temporary_directory(var)
        if not variables.text("DJANGO_SECRET_KEY"):
            os.environ["DJANGO_SECRET_KEY"] = secret_key(var)
        compile_messages()
    except OSError as error:
        raise Unavailable(
            f"Cannot use {error.filename or var}: {error.strerror}. Make it writable for this user, or set VAR_DIR."
        ) from error
    if not with_database:
        yield
        return
    if reader := variables.text("READER_DATABASE_URL"):
        check_database(reader, "READER_DATABASE_URL")
    if url := variables.text("DATABASE_URL"):
        check_database(url)
        yield
    else:
        with embedded.database(var) as url:
            os.environ["DATABASE_URL"] = url
            try:
                yield
            finally:
                del os.environ["DATABASE_URL"]


def provide_temporary_directory(var: Path) -> None:
    """Have temporary files in ``var/tmp`` where the machine has no place for them.

    Python would take the folder it was started in, which may be the checkout, or give up.
    """
    try:
        if Path(tempfile.gettempdir()) != Path.cwd():
            return
    except FileNotFoundError:
        pass
    place = var / "tmp"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(place)


def secret_key(var: Path) -> str:
    """The secret key in ``var/secret_key``; it is made at the first start."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(50), replace=False)
    key = path.read_text(encoding="utf-8").strip()
    if not key:
        raise Unavailable(
            f"{path} is empty: put it back from a backup, or remove it to have a new one made (everyone signs in anew)."
        )
    return key


def check_database(url: str, variable: str = "DATABASE_URL") -> None:
    """Raise :class:`Unavailable` unless the PostgreSQL server at ``url``, the value of ``variable``, can be used.

    Asked are the connection, the version, the encoding and the letters. What is no address at all is an
    ``ImproperlyConfigured``.
    """
    databases.parameters(variable, url)
    try:
        with closing(psycopg2.connect(url, connect_timeout=5)) as connection:
            version = connection.server_version // 10_000
            encoding = connection.get_parameter_status("server_encoding")
            if version < OLDEST_SERVER:
                raise Unavailable(
                    f"The server of {variable} is PostgreSQL {version}: {OLDEST_SERVER} or newer is needed."
                )
            if encoding != "UTF8":
                raise Unavailable(
                    f"The database of {variable} is encoded in {encoding}: create it anew, as in `{databases.CREATED}`."
                )
            with connection.cursor() as cursor:
                if not databases.knows_letters(cursor):
                    raise Unavailable(databases.unknown_letters(f"The database of {variable}"))
    except (psycopg2.Error, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split()) or "the server refused the connection"
        mend = f"Check {variable}, or unset it"
        if variable == "DATABASE_URL":
            mend += " to use the embedded PostgreSQL"
        raise Unavailable(f"Cannot connect to the database: {reason} {mend}.") from None


def explain(fault: Exception) -> str:
    """What the database reported, in one line; with what mends it if the embedded one was used."""
    told = str(fault).partition("\n")[0]
    return told if variables.text("DATABASE_URL") else Cluster(variables.var_dir()).explain(told)


def compile_messages() -> None:
    """Compile the messages of this release below ``VAR_DIR``, if that was not done before."""
    messages.compile_messages(variables.var_dir())
