"""How many entries each value of each facet would leave: exact, in one query, at any size.

The index keeps the entries of every value as bits (docs/search.md), so that a count is an AND and a population
count, and no entry is looked at.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from agreements.base import database
from agreements.search.facets import BETWEEN, SPAN

Counts = dict[str, dict[str, int]]
Years = tuple[int | None, int | None]
"""The first and the last year that were chosen, where they were."""

_HITS = """
SELECT part / 256 AS chunk, bit_or(search_chunk(part, mask)) AS bits
FROM (
    SELECT (entry_id / 64)::integer AS part, bit_or(search_mask(entry_id)) AS mask
    FROM ({ids}) AS ids(entry_id) GROUP BY 1
) parts
GROUP BY 1
"""
_NOTHING = "SELECT NULL::bigint WHERE false"
_EVERYTHING = "SELECT chunk, bits FROM search_facet WHERE type = %s AND facet = 'all'"
_CHOSEN = """
SELECT chunk, bit_or(bits) AS bits FROM search_facet WHERE type = %s AND facet = %s AND value = ANY (%s) GROUP BY 1
"""
# As agreements.search.parameters.may_be_within() has it of dates.
_CHOSEN_YEARS = f"""
SELECT chunk, bit_or(bits) AS bits
FROM (
    SELECT chunk, bits, first, last, min(nullif(last, '')) OVER () AS earliest
    FROM search_facet,
        LATERAL (SELECT split_part(value, '{BETWEEN}', 1) AS first, split_part(value, '{BETWEEN}', 2) AS last) years
    WHERE type = %s AND facet = '{SPAN}'
) spans
WHERE coalesce(nullif(first, ''), earliest) <= %s AND (last = '' OR last >= %s) GROUP BY 1
"""
# Counted before they are grouped, so that what is sorted are numbers and not bits.
_COUNTED = """
SELECT value.facet, value.value, bit_count(value.bits & {bits}) AS number
FROM search_facet value JOIN base ON base.chunk = value.chunk
WHERE value.type = %s
"""


def count(
    entry_type: str,
    found: "QuerySet[Any] | None",
    chosen: Mapping[str, Sequence[str]],
    only: Sequence[str] = (),
    years: Years = (None, None),
) -> Counts:
    """Entries of a type by facet and value, among those of the ids in ``found`` (None: all of them).

    ``only``: the facets that are wanted; none named, all of them. Each facet is counted under the choices of all the
    others; ``all`` and its one value "" under all of them, as is ``span`` where there are ``years``: in these an entry
    is whose date may be.
    """
    ids, params = ("", [entry_type]) if found is None else compiled(found)
    tables = [f"hits AS MATERIALIZED ({_HITS.format(ids=ids) if ids else _EVERYTHING})"]
    own_facets = list(chosen)
    for number, (facet, values) in enumerate(chosen.items()):
        tables.append(f"chosen{number} AS MATERIALIZED ({_CHOSEN})")
        params += [entry_type, facet, list(values)]
    if any(years):
        first, last = years
        tables.append(f"chosen{len(own_facets)} AS MATERIALIZED ({_CHOSEN_YEARS})")
        params += [entry_type, str(last or 9999), str(first or 1000)]
        own_facets.append("year")
    # A row per chunk: what each chosen facet leaves to the others is in a column of its own.
    columns = ["hits.chunk", f"{_and(['hits.bits', *(_bits(number) for number in range(len(own_facets)))])} AS bits"]
    cases = []
    for own, facet in enumerate(own_facets):
        others = [_bits(number) for number in range(len(own_facets)) if number != own]
        columns.append(f"{_and(['hits.bits', *others])} AS without{own}")
        cases.append(f"WHEN %s THEN base.without{own}")
        params.append(facet)
    joins = " ".join(f"LEFT JOIN chosen{number} USING (chunk)" for number in range(len(own_facets)))
    tables.append(f"base AS MATERIALIZED (SELECT {', '.join(columns)} FROM hits {joins})")
    bits = f"CASE value.facet {' '.join(cases)} ELSE base.bits END" if cases else "base.bits"
    counted = _COUNTED.format(bits=bits)
    params += [entry_type]
    if only:
        counted += " AND value.facet = ANY (%s)"
        params += [list(only)]
    elif not any(years):
        counted += f" AND value.facet <> '{SPAN}'"
    tables.append(f"counted AS MATERIALIZED ({counted})")
    sql = f"WITH {', '.join(tables)} SELECT facet, value, sum(number) FROM counted WHERE number > 0 GROUP BY 1, 2"
    counts: Counts = {}
    with database.cursor() as cursor:
        cursor.execute(sql, params)
        for facet, value, number in cursor:
            counts.setdefault(facet, {})[value] = int(number)
    return counts


def beyond(spans: Mapping[str, int], years: Years) -> int:
    """How many of the entries counted by ``span`` may be of another year than these."""
    first, last = years
    total = 0
    for span, number in spans.items():
        earliest, latest = (int(year) if year else None for year in span.split(BETWEEN))
        may_be_before = first is not None and (earliest is None or earliest < first)
        may_be_after = last is not None and (latest is None or latest > last)
        total += number * (may_be_before or may_be_after)
    return total


def count_pairs(entry_type: str, found: "QuerySet[Any]", one: str, other: str) -> dict[tuple[str, str], int]:
    """How many of the entries of a type and of the ids in ``found`` have a value of one facet and a value of another.

    It asks the bits that lists are filtered by, so that each number is the length of the list for the two values.
    """
    ids, params = compiled(found)
    sql = f"""
        WITH hits AS MATERIALIZED ({_HITS.format(ids=ids)})
        SELECT one.value, other.value, sum(bit_count(one.bits & other.bits & hits.bits))
        FROM hits
        JOIN search_facet one ON one.chunk = hits.chunk AND one.type = %s AND one.facet = %s
        JOIN search_facet other ON other.chunk = hits.chunk AND other.type = %s AND other.facet = %s
        WHERE one.bits & other.bits & hits.bits <> repeat('0', 16384)::bit(16384)
        GROUP BY 1, 2
    """
    with database.cursor() as cursor:
        cursor.execute(sql, [*params, entry_type, one, entry_type, other])
        return {(value, beside): int(number) for value, beside, number in cursor}


def _and(bits: Sequence[str]) -> str:
    return " & ".join(bits)


def _bits(number: int) -> str:
    return f"coalesce(chosen{number}.bits, repeat('0', 16384)::bit(16384))"


def compiled(found: "QuerySet[Any]") -> tuple[str, list[Any]]:
    """The query and its parameters."""
    try:
        sql, params = found.query.get_compiler(using=database.alias()).as_sql()
    except EmptyResultSet:
        return _NOTHING, []
    return sql, list(params)
