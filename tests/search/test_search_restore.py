"""However an archive is moved, its index comes along: Django's dumps, data alone, an older archive, another schema."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.conf import settings

from agreements.record import DATA
from tests.carried import DOCUMENTS
from tests.site.test_backup import address, program

EMPTY, FULL, LOADED = (f"{settings.DATABASES['default']['NAME']}_{name}" for name in ("empty", "full", "loaded"))
# The same for any keys of rows.
INDEX = """
SELECT 'document', record_id, array(SELECT unnest(facets) ORDER BY 1)::text, vector::text,
    title_key_en || title_key_ru || title_key_kk FROM search_document
UNION ALL SELECT 'clause', record_id, number::text, vector::text, '' FROM search_clause
UNION ALL SELECT 'word', word, folded, lexeme || sound, documents::text FROM search_word
UNION ALL SELECT 'facet', facet, value, sum(bit_count(bits))::text, '' FROM search_facet GROUP BY 2, 3
ORDER BY 1, 2, 3
"""


@contextmanager
def server() -> Iterator[Any]:
    """The server of the tests, for whole databases."""
    connection = psycopg2.connect(address("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def database(name: str, template: str = "template0") -> Iterator[str]:
    """A database for the time of a test."""
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name
    finally:
        with server() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(name: str, *arguments: str, options: str = "") -> str:
    """Run a command of the archive on a database."""
    url = f"{address(name)} options='{options}'" if options else address(name)
    run = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def rows(name: str, sql: str) -> list[tuple[Any, ...]]:
    """What a database answers."""
    connection = psycopg2.connect(address(name))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def themes(name: str) -> list[tuple[Any, ...]]:
    """The themes of all documents and clauses in their order."""
    return rows(
        name,
        "SELECT record_id, 0, array_agg(theme_id ORDER BY l.id) FROM agreements_agreement_themes l "
        "JOIN agreements_agreement a ON a.id = l.agreement_id GROUP BY 1 UNION ALL "
        "SELECT record_id, number, array_agg(theme_id ORDER BY l.id) FROM agreements_clause_themes l "
        "JOIN agreements_clause c ON c.id = l.clause_id JOIN agreements_agreement a ON a.id = c.agreement_id "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    )


@pytest.fixture(scope="module")
def empty() -> Iterator[str]:
    """A database with all tables and nothing in them."""
    with database(EMPTY) as name:
        manage(name, "migrate", "--verbosity=0")
        yield name


@pytest.fixture(scope="module")
def full(empty: str) -> Iterator[str]:
    """A database with the record."""
    with database(FULL, empty) as name:
        manage(name, "load_record", str(DATA))
        assert rows(name, "SELECT count(*) FROM search_document") == [(DOCUMENTS,)]
        yield name


@pytest.mark.parametrize(
    "form",
    [
        [],
        ["--all"],
        ["--natural-foreign", "--natural-primary", "-e", "contenttypes", "-e", "auth.permission"],
    ],
    ids=lambda form: " ".join(form) or "plain",
)
def test_what_django_dumps_it_loads_into_a_new_database(full: str, empty: str, tmp_path: Any, form: list[str]) -> None:
    file = str(tmp_path / "dump.json")
    manage(full, "dumpdata", *form, "-o", file)
    with database(LOADED, empty) as name:
        manage(name, "loaddata", file)
        assert rows(name, INDEX) == rows(full, INDEX)
        assert themes(name) == themes(full)


def test_a_dump_that_holds_the_index_loads_without_it(full: str, empty: str, tmp_path: Any) -> None:
    file = tmp_path / "dump.json"
    manage(full, "dumpdata", "agreements", "-o", str(file))
    text = file.read_text()
    stale = (
        '{"model": "agreements.searchdocument", "pk": 999, "fields": {"record_id": "test", "year": 2015, '
        '"facets": "[]", "vector": ""}}'
    )
    file.write_text(f"{text.rstrip()[:-1]}, {stale}]")
    with database(LOADED, empty) as name:
        manage(name, "loaddata", str(file))
        assert rows(name, INDEX) == rows(full, INDEX)
        assert themes(name) == themes(full)


def test_data_alone_is_restored_and_indexed(full: str, empty: str) -> None:
    dumped = subprocess.run(
        [program("pg_dump"), "--data-only", "-t", "public.agreements_*", address(full)], capture_output=True, check=True
    ).stdout.replace(b"SET transaction_timeout = 0;", b"")
    with database(LOADED, empty) as name:
        restored = subprocess.run(
            [program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", address(name)], input=dumped, capture_output=True
        )
        assert restored.returncode == 0, restored.stderr.decode()
        assert rows(name, INDEX) == rows(full, INDEX)


def test_an_archive_of_today_is_brought_up(full: str) -> None:
    with database(LOADED, full) as name:
        whole = rows(name, INDEX)
        manage(name, "migrate", "agreements", "0011", "--verbosity=0")
        rows(name, "UPDATE agreements_agreement SET title_ru = 'Зыхновый' WHERE title_ru LIKE '%о добрососедстве%'")
        assert rows(name, "SELECT count(*) FROM search_word WHERE word = 'зыхновый'") == [(1,)]
        manage(name, "migrate", "--verbosity=0")
        (key,) = rows(name, "SELECT title_key_ru FROM search_document WHERE record_id LIKE '2013-11-11-treaty%'")
        assert key == rows(name, "SELECT search_alphabet('зыхновый')")[0]
        (title,) = rows(full, "SELECT title_ru FROM agreements_agreement WHERE record_id LIKE '2013-11-11-treaty%'")[0]
        rows(name, f"UPDATE agreements_agreement SET title_ru = '{title}' WHERE title_ru = 'Зыхновый'")
        assert rows(name, INDEX) == whole


def test_an_archive_in_a_schema_of_its_own_follows_whoever_writes(full: str) -> None:
    with database(LOADED) as name:
        rows(name, "CREATE SCHEMA own")
        manage(name, "migrate", "--verbosity=0", options="-csearch_path=own")
        manage(name, "load_record", str(DATA), options="-csearch_path=own")
        connection = psycopg2.connect(address(name))
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute("SET search_path = own")
                cursor.execute(INDEX)
                assert cursor.fetchall() == rows(full, INDEX)
                cursor.execute("SET search_path = pg_catalog")
                cursor.execute(
                    "UPDATE own.agreements_party SET name_ru = name_ru || ' зыхимя' WHERE slug = 'tatarstan'"
                )
                cursor.execute("UPDATE own.agreements_agreement SET title_en = 'Zyxtitle' WHERE record_id LIKE '2013%'")
            with connection, connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM own.search_document WHERE title_key_en = 'zyxtitle'")
                assert cursor.fetchone()[0] > 1
        finally:
            connection.close()
