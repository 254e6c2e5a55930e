"""Installs the index of the search in the database, as the code has it now.

The index holds nothing of its own: all of it is made from the record, so it is not brought from one version to the
next by steps. Where what is installed differs from the code, everything is removed, created and filled anew, in one
transaction. Whatever begins with ``search_`` in the schema of the archive belongs to the index.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate

from agreements.search import generate
from agreements.search.entry_types import entry_types

SQL = Path(__file__).parent / "sql"


class Faulty(CommandError):
    """The index cannot be installed; the message says in one line which statement is at fault, and why."""


@dataclass(frozen=True)
class Statement:
    """One statement, and where it was written."""

    source: str
    number: int  # from 1, in its source
    line: int  # from 1
    sql: str

    @property
    def name(self) -> str:
        """What it does, in its own words: ``CREATE FUNCTION search_fold``."""
        head = re.sub(r"^\s*(--.*\n\s*)*", "", self.sql)
        words = re.match(r"(?:[A-Z]+\s+)+[\w.]*|\w+", head)
        return " ".join(words[0].split()) if words else ""


def statements_of(name: str, text: str) -> Iterator[Statement]:
    """The statements of a source; each ends with a semicolon at the end of a line, outside of ``$$``."""
    written: list[str] = []
    number, within = 1, False
    for line_number, line in enumerate(text.splitlines(), 1):
        written.append(line)
        code = line.partition("--")[0].rstrip()
        within ^= code.count("$$") % 2 == 1
        if code.endswith(";") and not within:
            sql = "\n".join(written)
            yield Statement(name, number, line_number - len(written) + 1, sql)
            written, number = [], number + 1
    if any(line.partition("--")[0].strip() for line in written):
        yield Statement(name, number, len(text.splitlines()) - len(written) + 1, "\n".join(written))


def _file(name: str) -> Iterator[Statement]:
    path = SQL / name
    return statements_of(f"agreements/search/sql/{name}", path.read_text("utf-8"))


def definitions() -> Iterator[Statement]:
    """All that the index is read and kept by: functions, tables and views, in order."""
    yield from _made("agreements/search/letters.py", [generate.letters()])
    yield from _file("words.sql")
    yield from _made("agreements/base/alphabet.py", [generate.alphabet()])
    yield from _made("agreements/base/references.py", [generate.references()])
    yield from _file("tables.sql")
    yield from _made("agreements/search/facets.py", generate.codes())
    yield from _made("agreements/search/generate.py", generate.views())
    yield from _file("refresh.sql")


def statements() -> Iterator[Statement]:
    """All that the index is created by, in order."""
    yield from definitions()
    yield from _file("triggers.sql")
    yield from _made("agreements/search/generate.py", generate.triggers())
    yield from _file("paths.sql")
    yield from _made("the record", ["SELECT search_fill()"])
    yield from _file("indexes.sql")


def _made(source: str, queries: Iterable[str]) -> Iterator[Statement]:
    return (Statement(source, number, 1, sql) for number, sql in enumerate(queries, 1))


@cache
def fingerprint() -> str:
    """What tells one version of the index from another: a hash of all its statements."""
    digest = hashlib.sha256()
    for statement in statements():
        digest.update(statement.sql.encode() + b"\0")
    return digest.hexdigest()


def is_current(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database has the index of this code."""
    if not is_followed(using):
        return False
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT fingerprint FROM search_installed")
        row: tuple[str] | None = cursor.fetchone()
        return row == (fingerprint(),)


def is_followed(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database has an index, of this code or of another, that follows what is written."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_installed') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Remove what is there, create the index and fill it; `Faulty` where that fails: then nothing has changed."""
    with transaction.atomic(using=using):
        _run(using, _file("take_off.sql"))
        _run(using, _file("remove.sql"))
        _run(using, statements())
        with connections[using].cursor() as cursor:
            cursor.execute("CREATE TABLE search_installed AS SELECT %s::text AS fingerprint", [fingerprint()])


def define_in(schema: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the index once more in a schema of its own, empty, as long as the open transaction lasts.

    The record is read from where it is, and nothing there is changed or locked.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (record,) = cursor.fetchone()
        cursor.execute(f"CREATE SCHEMA {schema}")
        cursor.execute(f"SET LOCAL search_path = {schema}, {record}")
    _run(using, definitions())


def take_off(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let migrations change any column. Until it is installed anew, the index answers, and follows no change."""
    with transaction.atomic(using=using):
        _run(using, _file("take_off.sql"))


def _run(using: str, script: Iterator[Statement]) -> None:
    with connections[using].cursor() as cursor:
        for statement in script:
            try:
                cursor.execute(statement.sql)
            except Error as error:
                raise Faulty(_complaint(statement, error)) from error


def _complaint(statement: Statement, error: Error) -> str:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    said = getattr(diagnosis, "message_primary", None) or str(error).partition("\n")[0]
    position = int(getattr(diagnosis, "statement_position", None) or 1)
    line = statement.line + statement.sql.count("\n", 0, position - 1)
    if within := re.search(r"PL/pgSQL function (\w+)\(.*?\) line (\d+)", getattr(diagnosis, "context", None) or ""):
        for one in statements():  # the fault is in the function, and not in who called it
            if one.name == f"CREATE FUNCTION {within[1]}":
                statement = one
                line = one.line + one.sql.count("\n", 0, one.sql.index("$$")) + int(within[2]) - 1
    return (
        f"The index was not installed: {statement.source}, statement {statement.number} ({statement.name}), "
        f"line {line}: {said}"
    )


def _before_migrations(plan: Any = (), using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    if plan:
        take_off(using)


def _after_migrations(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    connection = connections[using]
    if _is_migrated(connection) and not is_current(using):
        install(using)


def _is_migrated(connection: BaseDatabaseWrapper) -> bool:
    """Whether the tables that the index reads are those of the code, and not of a migration on the way to it."""
    executor = MigrationExecutor(connection)
    apps = {entry_type.model._meta.app_label for entry_type in entry_types()}
    return not executor.migration_plan([node for node in executor.loader.graph.leaf_nodes() if node[0] in apps])


def connect(app_config: AppConfig) -> None:
    """Take care of the index at every migration from now on."""
    pre_migrate.connect(_before_migrations, sender=app_config, dispatch_uid="agreements.search.install.before")
    post_migrate.connect(_after_migrations, sender=app_config, dispatch_uid="agreements.search.install.after")
