"""How many documents each value of each facet would leave: exact, in one query, at any size.

The index keeps the documents of every value as bits (docs/search.md), so that a count is an AND and a population
count, and no document is looked at.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Counts = dict[str, dict[str, int]]

_HITS = """
SELECT part / 64 AS chunk, bit_or(search_chunk(part, mask)) AS bits
FROM (
    SELECT (agreement_id / 64)::integer AS part, bit_or(search_mask(agreement_id)) AS mask
    FROM ({ids}) AS ids(agreement_id) GROUP BY 1
) parts
GROUP BY 1
"""
_EVERYTHING = "SELECT chunk, bits FROM search_facet WHERE facet = 'all'"
_CHOSEN = "SELECT chunk, bit_or(bits) AS bits FROM search_facet WHERE facet = %s AND value = ANY (%s) GROUP BY 1"


def count(found: "QuerySet[Any] | None", chosen: Mapping[str, Sequence[str]]) -> Counts:
    """Documents by facet and value, among those of the ids in ``found`` (None: the whole record).

    Each facet is counted under the choices of all the others; ``all`` and its one value "" under all of them.
    """
    ids, params = ("", []) if found is None else _compiled(found)
    tables = [f"hits AS MATERIALIZED ({_HITS.format(ids=ids) if ids else _EVERYTHING})"]
    for number, (facet, values) in enumerate(chosen.items()):
        tables.append(f"chosen{number} AS MATERIALIZED ({_CHOSEN})")
        params += [facet, list(values)]
    facets = list(chosen)
    bases = []
    for own in [None, *facets]:
        joined = [number for number, facet in enumerate(facets) if facet != own]
        bits = " & ".join(["hits.bits", *(f"chosen{number}.bits" for number in joined)])
        tables_joined = " ".join(["hits", *(f"JOIN chosen{number} USING (chunk)" for number in joined)])
        bases.append(f"SELECT %s::text AS own, chunk, {bits} AS bits FROM {tables_joined}")
        params.append(own or "")
    tables.append(f"base AS MATERIALIZED ({' UNION ALL '.join(bases)})")
    sql = f"""
    WITH {", ".join(tables)}
    SELECT value.facet, value.value, sum(bit_count(value.bits & base.bits))
    FROM search_facet value
    JOIN base ON base.chunk = value.chunk
        AND base.own = CASE WHEN value.facet = ANY (%s) THEN value.facet ELSE '' END
    GROUP BY 1, 2
    """
    counts: Counts = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, facets])
        for facet, value, number in cursor:
            counts.setdefault(facet, {})[value] = int(number)
    return counts


def _compiled(found: "QuerySet[Any]") -> tuple[str, list[Any]]:
    sql, params = found.query.get_compiler(connection=connection).as_sql()
    return sql, list(params)
