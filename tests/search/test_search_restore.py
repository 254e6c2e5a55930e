"""However an archive is moved, its index comes along: Django's dumps, data alone, an older archive, another schema."""

import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings

from agreements.record import DATA
from tests.carried import DOCUMENTS
from tests.databases import database, manage, pristine, rows
from tests.site.test_backup import address, program

EMPTY, FULL, LOADED = (f"{settings.DATABASES['default']['NAME']}_{name}" for name in ("empty", "full", "loaded"))
# The same for any keys of rows.
INDEX = """
SELECT 'entry', record_id, array(SELECT unnest(facets) ORDER BY 1)::text, lexemes::text,
    title_key_en || title_key_ru || title_key_kk FROM search_entry
UNION ALL SELECT 'passage', record_id, part || position || ' ' || piece, vector::text, '' FROM search_passage
UNION ALL SELECT 'word', word, kazakh::text, folded || lexeme || sound, entries::text FROM search_word
UNION ALL SELECT 'facet', facet, value, sum(bit_count(bits))::text, '' FROM search_facet GROUP BY 2, 3
ORDER BY 1, 2, 3
"""


def themes(name: str) -> list[tuple[Any, ...]]:
    """The themes of all documents and clauses in their order."""
    return rows(
        name,
        "SELECT record_id, 0, array_agg(theme_id ORDER BY l.id) FROM agreements_entry_themes l "
        "JOIN agreements_entry e ON e.id = l.entry_id GROUP BY 1 UNION ALL "
        "SELECT record_id, number, array_agg(theme_id ORDER BY l.id) FROM agreements_clause_themes l "
        "JOIN agreements_clause c ON c.id = l.clause_id JOIN agreements_entry e ON e.id = c.agreement_id "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    )


@pytest.fixture(scope="module")
def full(django_db_setup: None) -> Iterator[str]:
    """A database with the record."""
    with database(FULL, pristine()) as name:
        assert rows(name, "SELECT count(*) FROM search_entry") == [(DOCUMENTS,)]
        yield name


@pytest.fixture(scope="module")
def empty(django_db_setup: None) -> Iterator[str]:
    """A database with all tables and nothing in those of the record."""
    with database(EMPTY, pristine()) as name:
        tables = "SELECT string_agg(tablename, ', ') FROM pg_tables WHERE tablename LIKE 'agreements\\_%'"
        rows(name, f"TRUNCATE {rows(name, tables)[0][0]} RESTART IDENTITY CASCADE")
        assert rows(name, INDEX) == []
        yield name


@pytest.mark.parametrize(
    "form",
    [
        [],
        ["--all", "--natural-foreign", "--natural-primary", "-e", "contenttypes", "-e", "auth.permission"],
    ],
    ids=lambda form: " ".join(form) or "plain",
)
def test_what_django_dumps_it_loads_without_the_index(full: str, empty: str, tmp_path: Any, form: list[str]) -> None:
    file = tmp_path / "dump.json"
    manage(full, "dumpdata", *form, "-o", str(file))
    # Dumps have held the index too: what is read anew does not come from them.
    stale = (
        '{"model": "agreements.searchentry", "pk": 999, "fields": {"type": "agreement", "record_id": "test", '
        '"year": 2015, "facets": "[]", "lexemes": "[]"}}'
    )
    file.write_text(f"{file.read_text().rstrip()[:-1]}, {stale}]")
    with database(LOADED, empty) as name:
        manage(name, "loaddata", str(file))
        manage(name, "settle_index")
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
        manage(name, "settle_index")
        assert rows(name, INDEX) == rows(full, INDEX)


@pytest.mark.long
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
                cursor.execute("UPDATE own.agreements_entry SET title_en = 'Zyxtitle' WHERE record_id LIKE '2013%'")
            with connection, connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM own.search_entry WHERE title_key_en = 'zyxtitle'")
                assert cursor.fetchone()[0] > 1
        finally:
            connection.close()
