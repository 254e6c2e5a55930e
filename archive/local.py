"""Provides what the machine lacks: a database, a secret key, compiled messages."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from archive import embedded, variables
from archive.cluster import Cluster, Unavailable, write_private
from archive.variables import BASE_DIR

OLDEST_SERVER = 15


@contextmanager
def environment(*, with_database: bool = True) -> Iterator[None]:
    """Complete the environment before Django reads its settings.

    The embedded database runs as long as the context lasts, unless ``DATABASE_URL`` names another, which is then
    checked. Raises :class:`Unavailable`, with one line that says what to do, if there is no usable database, and
    ``ImproperlyConfigured`` if the archive may not write to ``VAR_DIR``.
    """
    var = variables.var_dir()
    variables.set_default("DJANGO_SETTINGS_MODULE", "archive.settings")
    if not variables.text("DJANGO_SECRET_KEY"):
        try:
            os.environ["DJANGO_SECRET_KEY"] = secret_key(var)
        except OSError as error:
            raise Unavailable(
                f"Cannot use {var}: {error.strerror}. Make it writable for this user, or set VAR_DIR."
            ) from error
    if not with_database:
        yield
    elif url := variables.text("DATABASE_URL"):
        check_database(url)
        yield
    else:
        with embedded.database(var) as url:
            os.environ["DATABASE_URL"] = url
            try:
                yield
            finally:
                del os.environ["DATABASE_URL"]


def secret_key(var: Path) -> str:
    """The secret key in ``var/secret_key``; it is made at the first start."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(50), replace=False)
    return path.read_text(encoding="utf-8")


def check_database(url: str) -> None:
    """Raise :class:`Unavailable` unless the PostgreSQL server at ``url`` can be used: version, encoding, connection."""
    try:
        with closing(psycopg2.connect(url, connect_timeout=5)) as connection:
            version = connection.server_version // 10_000
            encoding = connection.get_parameter_status("server_encoding")
    except psycopg2.ProgrammingError:
        raise Unavailable(
            "DATABASE_URL is not a PostgreSQL address: write postgresql://user:password@host:5432/name."
        ) from None
    except (psycopg2.Error, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split()) or "the server refused the connection"
        raise Unavailable(
            f"Cannot connect to the database: {reason} Check DATABASE_URL, or unset it to use the embedded PostgreSQL."
        ) from None
    if version < OLDEST_SERVER:
        raise Unavailable(f"The server of DATABASE_URL is PostgreSQL {version}: {OLDEST_SERVER} or newer is needed.")
    if encoding != "UTF8":
        raise Unavailable(
            f"The database of DATABASE_URL is encoded in {encoding}: create it with ENCODING 'UTF8' TEMPLATE template0."
        )


def explain(fault: Exception) -> str:
    """What the database reported, in one line; with what mends it if the embedded one was used."""
    told = str(fault).partition("\n")[0]
    return told if variables.text("DATABASE_URL") else Cluster(variables.var_dir()).explain(told)


def compile_messages(locale: Path = BASE_DIR / "locale") -> None:
    """Compile the message catalogues that changed. Unlike Django's command it does not need gettext."""
    for catalogue in locale.glob("**/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        fresh = compiled.with_suffix(f".mo.{os.getpid()}")
        with catalogue.open("rb") as source, fresh.open("wb") as target:
            write_mo(target, read_po(source, abort_invalid=True))
        fresh.replace(compiled)
