"""Reads everything again that the archive keeps, and tells what is not as it should be."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction

from agreements.models import Attachment, Entry
from agreements.record.validation import InvalidRecord, read_record
from agreements.record.writing import dump
from agreements.rules.completeness import whole_of
from agreements.search import verifying
from archive.backup import stored_files, summed
from archive.cluster import write_private

UPLOADING = 3600  # seconds in which a file may be there before its row
_INSUFFICIENT = "42501"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


class NotChecked(Exception):
    """Something could not be looked at; the message says what, and what it would take."""


@dataclass
class Report:
    """What a check has found, and what it could not look at."""

    at: str  # UTC
    findings: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    seconds: float = 0.0


def last_report() -> Report | None:
    """What the last check of this archive has found."""
    try:
        return Report(**json.loads(_kept_in().read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _kept_in() -> Path:
    return Path(settings.VAR_DIR) / "integrity.json"


def check() -> Report:
    """Look at everything, and remember what was found."""
    report, begun = Report(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")), time.monotonic()
    for name, look in CHECKS.items():
        try:
            for finding in look():
                report.findings.append(f"{name}: {finding}")
        except NotChecked as reason:
            report.unchecked.append(f"{name}: {reason}")
        except DatabaseError as error:
            said = str(error).partition("\n")[0]
            if getattr(error.__cause__, "pgcode", "") == _INSUFFICIENT:
                report.unchecked.append(f"{name}: {said}")
            else:
                report.findings.append(f"{name}: {said}")
    report.seconds = round(time.monotonic() - begun, 1)
    try:
        write_private(_kept_in(), json.dumps(asdict(report), indent=1, ensure_ascii=False))
    except OSError as error:
        report.unchecked.append(f"the result is not kept: {_kept_in()}: {error.strerror}")
    return report


def files() -> Iterator[str]:
    """Every file that a row names is there and is what was uploaded; no file is there that no row names."""
    media = Path(settings.MEDIA_ROOT)
    settled = time.time() - UPLOADING
    present = [path for path in media.rglob("*") if path.is_file() and path.stat().st_mtime < settled]
    for attachment in Attachment.objects.select_related("entry").order_by("pk").iterator():
        fault = _fault_of(attachment)
        # A draft may have been deleted in this moment, with its file.
        if fault and Attachment.objects.filter(pk=attachment.pk, file=attachment.file.name).exists():
            yield f"{attachment.file.name} of {attachment.entry.record_id} {fault}"
    named = stored_files()
    for path in sorted(present):
        if path.relative_to(media).as_posix() not in named and path.exists():
            yield f"{path.relative_to(media)} belongs to no document: remove it, or attach it again"


def _fault_of(attachment: Attachment) -> str:
    try:
        with attachment.file.open() as file:
            digest, size = summed(file.file)
    except FileNotFoundError:
        return "is lost"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if attachment.size is not None and size != attachment.size:
        return f"has {size:,} bytes instead of {attachment.size:,}"
    if attachment.sha256 and digest != attachment.sha256:
        return "is not what was uploaded: its sum is another"
    return "" if attachment.sha256 else "has no sum to compare it with: replace it by the file itself"


def record() -> Iterator[str]:
    """Whatever is published is complete, can be written out as files, and read in again."""
    for kind in Entry.kinds().values():
        for entry in kind.objects.published().for_record().order_by("record_id"):
            for problem in whole_of(entry).problems():
                yield f"{entry.record_id}: {problem.message}"
    with TemporaryDirectory(prefix="archive-") as folder:
        dump(Path(folder))
        try:
            read_record(Path(folder))
        except InvalidRecord as error:
            yield from (str(problem).removeprefix(f"{folder}/") for problem in error.problems)


def rules() -> Iterator[str]:
    """What the database is to refuse it does refuse: no rule is switched off, none is broken."""
    with connection.cursor() as cursor:
        for what, sql in _RULES.items():
            cursor.execute(sql)
            yield from (what % row for row in cursor.fetchall())
        cursor.execute(_REFERENCES)
        for name, table, column, other, key in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE {column} IS NOT NULL "
                f"AND NOT EXISTS (SELECT FROM {other} o WHERE o.{key} = t.{column})"
            )
            if lost := cursor.fetchone()[0]:
                yield f"{lost} rows of {table} name rows of {other} that are not there ({name})"


_HERE = "current_schema()::regnamespace"
_RULES = {
    "the rule %s of %s was never checked": "SELECT conname, conrelid::regclass FROM pg_constraint "
    f"WHERE NOT convalidated AND connamespace = {_HERE}",
    "the trigger %s of %s is switched off": "SELECT tgname, tgrelid::regclass FROM pg_trigger "
    f"JOIN pg_class c ON c.oid = tgrelid WHERE tgenabled IN ('D', 'R') AND relnamespace = {_HERE}",
    "the index %s of %s is not whole": "SELECT indexrelid::regclass, indrelid::regclass FROM pg_index "
    f"JOIN pg_class c ON c.oid = indexrelid WHERE NOT (indisvalid AND indisready) AND relnamespace = {_HERE}",
}
_REFERENCES = f"""
SELECT conname, conrelid::regclass, quote_ident(a.attname), confrelid::regclass, quote_ident(b.attname)
FROM pg_constraint
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
WHERE contype = 'f' AND cardinality(conkey) = 1 AND connamespace = {_HERE}
ORDER BY 1
"""


def sums_of_pages() -> Iterator[str]:
    """PostgreSQL has found no page of this database whose sum is wrong, since its statistics were reset."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_checksums')")
        if cursor.fetchone()[0] != "on":
            raise NotChecked(
                "the server keeps no sums of its pages; with it stopped, `pg_checksums --enable` adds them"
            )
        cursor.execute(
            "SELECT checksum_failures, checksum_last_failure FROM pg_stat_database WHERE datname = current_database()"
        )
        failures, last = cursor.fetchone()
    if failures:
        yield f"PostgreSQL has met {failures} pages with a wrong sum, the last at {last:%Y-%m-%d %H:%M} UTC"


def pages() -> Iterator[str]:
    """Every table and index is read with PostgreSQL's amcheck, which looks whether it is what it has to be."""
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("CREATE SCHEMA archive_amcheck")
                cursor.execute("CREATE EXTENSION amcheck WITH SCHEMA archive_amcheck")
        except DatabaseError as error:
            yield from _read_rows(cursor)
            said = str(error).partition("\n")[0]
            raise NotChecked(
                f"every row was read, but amcheck cannot be used ({said}): it takes a superuser"
            ) from error
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'archive_amcheck'::regnamespace")
        known = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT c.oid, c.oid::regclass::text, amname FROM pg_class c "
            "LEFT JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am am ON am.oid = relam "
            "WHERE relkind IN ('r', 'm', 'i') AND relpersistence = 'p' AND coalesce(indisvalid, true) ORDER BY 2"
        )
        for oid, name, method in cursor.fetchall():
            function, sql = _AMCHECK.get(method, ("", ""))
            if function in known:
                yield from _look(name, sql, [oid])
        transaction.set_rollback(True)  # nothing of amcheck stays


def _read_rows(cursor: Any) -> Iterator[str]:
    """Read every row of every table, what lies apart from it included."""
    cursor.execute(
        f"SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = {_HERE} ORDER BY 1"
    )
    for (table,) in cursor.fetchall():
        yield from _look(table, f"SELECT NULL FROM {table} t HAVING count(t::text) < 0", [])


_AMCHECK = {
    "heap": ("verify_heapam", "SELECT msg FROM archive_amcheck.verify_heapam(%s, check_toast => true)"),
    "btree": ("bt_index_check", "SELECT archive_amcheck.bt_index_check(%s, true)"),
    "gin": ("gin_index_check", "SELECT archive_amcheck.gin_index_check(%s)"),
}


def _look(name: str, sql: str, parameters: list[Any]) -> Iterator[str]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            said = [str(message) for (message,) in cursor.fetchall() if message]
    except DatabaseError as error:
        said = [str(error).partition("\n")[0]]
    yield from (f"{name}: {message}" for message in said)


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "files": files,
    "record": record,
    "index": verifying.differences,
    "rules": rules,
    "sums of pages": sums_of_pages,
    "pages": pages,
}
