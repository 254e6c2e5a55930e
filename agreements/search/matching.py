"""Which entries have what was asked for.

An entry has a word if any of its passages has it: the index keeps the lexemes of all of them together. Words in a row
and beginnings of words are looked for in the passages, of which one has to have all of it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from agreements.base import database
from agreements.models import SearchEntry, SearchPassage
from agreements.search.counts import compiled
from agreements.search.words import Term

Entries = QuerySet[SearchEntry]
ENOUGH = 5000  # a word that more entries have is common, however many there are
ENOUGH_TO_WEIGH = 500  # the same where few entries are to be ordered


def with_term(entries: Entries, term: Term) -> Entries:
    """Those that have the term."""
    if term.all_of:
        return with_terms(entries, term.all_of, ())
    lexemes, rows = term.lexemes(), term.rows()
    if not rows:
        return entries.filter(lexemes__overlap=lexemes)
    in_passages = SearchPassage.objects.filter(vector__matches=rows).values("entry")
    if not lexemes:
        return entries.filter(pk__in=in_passages)
    # Two queries, and not one with an OR, which no index could answer.
    by_word = SearchEntry.objects.filter(lexemes__overlap=lexemes).values("pk")
    return entries.filter(pk__in=by_word.union(in_passages, all=True))


def with_terms(entries: Entries, needed: Iterable[Term], excluded: Iterable[Term]) -> Entries:
    """Those that have all needed terms and none of the excluded."""
    for term in needed:
        entries = with_term(entries, term)
    return without(entries, excluded)


def with_some(entries: Entries, needed: Sequence[Term], number: int, excluded: Iterable[Term]) -> Entries:
    """Those that have so many of the needed terms, and none of the excluded."""
    each, params = _each(SearchEntry.objects.all(), needed)
    some = RawSQL(f"SELECT entry_id FROM {each} GROUP BY 1 HAVING count(*) >= %s", [*params, number])
    return without(entries.filter(pk__in=some), excluded)


def without(entries: Entries, excluded: Iterable[Term]) -> Entries:
    """Those that have none of the terms."""
    for term in excluded:
        having = with_term(SearchEntry.objects.all(), term)
        entries = entries.exclude(pk__in=having.values("pk"))
    return entries


def how_many(terms: Sequence[Term], entry_type: str, enough: int = ENOUGH) -> tuple[list[int], int]:
    """How many entries of a type have each term, counted up to ``enough``, and how many there are."""
    columns, params = [], []
    for term in terms:
        sql, given = compiled(with_term(of_type(entry_type), term).values("pk")[:enough])
        columns.append(f"(SELECT count(*) FROM ({sql}) found)")
        params += given
    everything = "(SELECT sum(bit_count(bits)) FROM search_facet WHERE type = %s AND facet = 'all')"
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*columns, everything])}", [*params, entry_type])
        *counts, total = cursor.fetchone()
    return counts, int(total or 0)


def are_any(sets: Iterable[Entries]) -> list[bool]:
    """Whether there is any entry in each of these."""
    columns, params = [], []
    for entries in sets:
        sql, given = compiled(entries.values("pk"))
        columns.append(f"EXISTS ({sql})")
        params += given
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", params)
        return list(cursor.fetchone())


def most_terms(terms: Sequence[Term], excluded: Iterable[Term], entries: Entries) -> int:
    """How many of the terms one of the entries has at most."""
    each, params = _each(without(entries, excluded), terms)
    with database.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {each} GROUP BY entry_id ORDER BY 1 DESC LIMIT 1", params)
        most = cursor.fetchone()
    return int(most[0]) if most else 0


def of_type(entry_type: str) -> Entries:
    """All entries of a type."""
    return SearchEntry.objects.filter(type=entry_type)


def _each(entries: Entries, terms: Iterable[Term]) -> tuple[str, list[Any]]:
    """A table of the entries that have each term: as many rows of one as it has terms."""
    queries, params = [], []
    for term in terms:
        sql, given = compiled(with_term(entries, term).values("pk"))
        queries.append(f"({sql})")
        params += given
    return f"({' UNION ALL '.join(queries)}) AS each(entry_id)", params
