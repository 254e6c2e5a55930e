"""Compares the index with what the record says: what it holds against what would be read into it now.

The index is read once more into a schema of its own, within a transaction that sees the database as it is at one moment
and is rolled back. No writer has to wait for it.
"""

from collections.abc import Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from agreements.search import install
from agreements.search.settling import settle_rest

_SCHEMA = "search_verified"
_BATCH = 500  # entries that are read at once
_SHOWN = 5  # of what is wrong in the same way

# What is kept of entries, in the columns that say the same whenever they were written.
_OF_ENTRIES = {
    "search_entry": "*",
    "search_passage": "entry_id, type, part, part_id, position, piece, pieces, record_id, earliest, latest, vector",
    "search_similar": "*",
}
# What is counted over all of them.
_COUNTED = {
    "search_facet": ("type || ' ' || facet || ' ' || value", "*"),
    "search_word": ("type || ' ' || word", "type, word, kazakh, folded, lexeme, sound, entries"),
    "search_code": ("facet || ' ' || value", "*"),
}
_WORDS = """
INSERT INTO search_word (type, word, kazakh, folded, lexeme, sound, entries)
SELECT type, ltrim(word, '='), word LIKE '=%', folded, search_lexeme(folded), search_sound(folded), entries FROM (
    SELECT type, word, search_fold(ltrim(word, '=')) AS folded, count(*) AS entries
    FROM search_entry, unnest(words) AS word GROUP BY 1, 2
) counted
"""


def differences(using: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """What the index has otherwise than the record, one line each."""
    if not install.is_current(using):
        yield "the index is not that of this code: run migrate"
        return
    settle_rest(using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT quote_ident(current_schema())")
        (kept,) = cursor.fetchone()
        install.define_in(_SCHEMA, using)
        cursor.execute("SELECT array_agg(entry_id ORDER BY entry_id) FROM search_published")
        entries = cursor.fetchone()[0] or []
        for start in range(0, len(entries), _BATCH):
            cursor.execute("SELECT search_read(%s)", [entries[start : start + _BATCH]])
        cursor.execute(_WORDS)
        # What somebody has changed a moment ago, and is still to be settled, is no fault.
        cursor.execute(f"SELECT coalesce(array_agg(entry_id), '{{}}') FROM {kept}.search_later")
        (waiting,) = cursor.fetchone()
        yield from _of_entries(cursor, kept, waiting)
        if not waiting:
            yield from _counted(cursor, kept)
        transaction.set_rollback(True, using=using)


def _of_entries(cursor: Any, kept: str, waiting: list[int]) -> Iterator[str]:
    wrong: dict[int, None] = {}
    for table, columns in _OF_ENTRIES.items():
        for one, other in _both_ways(kept, table, columns):
            cursor.execute(
                f"SELECT DISTINCT entry_id FROM ({one} EXCEPT ALL {other}) d WHERE entry_id <> ALL (%s)", [waiting]
            )
            wrong |= dict.fromkeys(entry for (entry,) in cursor.fetchall())
    if wrong:
        cursor.execute(
            "SELECT coalesce(record_id, 'an entry that is gone'), w FROM unnest(%s::bigint[]) w "
            "LEFT JOIN agreements_entry ON id = w ORDER BY 1, 2",
            [list(wrong)],
        )
        yield from (f"{record_id} is indexed otherwise than it reads" for record_id, _entry in cursor.fetchall())


def _counted(cursor: Any, kept: str) -> Iterator[str]:
    for table, (name, columns) in _COUNTED.items():
        found: dict[str, None] = {}
        for one, other in _both_ways(kept, table, columns):
            cursor.execute(f"SELECT {name} FROM ({one} EXCEPT ALL {other}) d ORDER BY 1")
            found |= dict.fromkeys(named for (named,) in cursor.fetchall())
        if found:
            shown = ", ".join(list(found)[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
            yield f"{table}: {len(found)} rows are wrong ({shown})"


def _both_ways(kept: str, table: str, columns: str) -> Iterator[tuple[str, str]]:
    one, other = (f"SELECT {columns} FROM {schema}.{table}" for schema in (kept, _SCHEMA))
    yield from ((one, other), (other, one))
