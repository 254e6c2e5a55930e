"""Where entries have what was asked for: in their own texts, in titles and names, or by the catalogue only."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.base import database
from agreements.search.words import EXACT, NAME, NOTE, TITLE, Term, any_of, quote

Terms = frozenset[int]
"""Needed terms of a question, by number."""

_WHERE = """
SELECT entry.entry_id, entry.facets, passages.*
FROM search_entry entry CROSS JOIN LATERAL (
    SELECT {columns} FROM search_passage passage WHERE passage.entry_id = entry.entry_id
) passages
WHERE entry.entry_id = ANY (%s)
"""
_NOTHING = "''"  # a query that nothing answers


@dataclass(frozen=True)
class Found:
    """Which of the needed terms an entry has, and by which values of facets it can be found."""

    own: Terms = frozenset()
    """Those in its own texts, notes included."""
    anywhere: Terms = frozenset()
    """The same and those among the words of its vocabulary."""
    stated: Terms = frozenset()
    """Those of its own that are in no part, but in its title and facts."""
    named: Terms = frozenset()
    """Those of them that are in its title, in names, or in its date."""
    values: frozenset[str] = frozenset()


def where_found(entries: list[int], needed: Sequence[Term], lines: Terms) -> dict[int, Found]:
    """What each entry has of the terms, and where; ``lines``: what else is to be told of all of them."""
    if not needed or not entries:
        return {pk: Found(stated=lines, named=lines) for pk in entries}
    where = "bool_or({vector})", "bool_or({vector})", "bool_or({vector} AND part = 'head')", "bool_or({vector})"
    columns = ", ".join(column.format(vector="vector @@ %s::tsquery") for _term in needed for column in where)
    queries = [
        query or _NOTHING
        for term in needed
        for query in (_own(term), term.everywhere(), _own(term), term.prefixed(TITLE, NAME))
    ]
    found = {}
    with database.cursor() as cursor:
        cursor.execute(_WHERE.format(columns=columns), [*queries, entries])
        for pk, values, *has in cursor:
            in_own, anywhere, stated, named = (
                frozenset(number for number, does in enumerate(has[place :: len(where)]) if does)
                for place in range(len(where))
            )
            found[pk] = Found(in_own, anywhere, stated | lines, named | lines, frozenset(values))
    return found


def _own(term: Term) -> str:
    """The query for passages that say it themselves, notes included."""
    return any_of([term.main(), term.placed(NOTE), *(quote(EXACT + name) for name in exact(term))])


def exact(term: Term) -> list[str]:
    """The ids and days that it may name."""
    return [each.exact for each in (term, *term.others) if each.exact]


def are_said(terms: Sequence[Term], entry_type: str) -> list[bool]:
    """Of each term whether any entry of the type has it in its own texts."""
    said = "EXISTS (SELECT FROM search_passage WHERE type = %s AND vector @@ %s::tsquery)"
    with database.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([said] * len(terms))}", [given for term in terms for given in (entry_type, _own(term))]
        )
        return list(cursor.fetchone())
