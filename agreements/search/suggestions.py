"""Suggestions while a reader types: things of the public record whose names begin like the words so far."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from django.urls import reverse

from agreements.base import database
from agreements.base.alphabet import alphabet_key
from agreements.base.database import TooSlow, reading
from agreements.models import Agreement, SearchPassage
from agreements.search.entry_types import DOCUMENTS
from agreements.search.labels import Label, labels
from agreements.search.naming import all_names
from agreements.search.question import with_forms
from agreements.search.ranking import latest_first
from agreements.search.results import Suggestion
from agreements.search.words import TITLE, WORD, after, analyse, any_of, fold

MIN_LENGTH = 2
MAX_LENGTH = 80
SECONDS = 1.0


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """What ``text`` may become: themes, parties, people and places by name, then documents by title."""
    text = text.replace("\0", " ").strip()[:MAX_LENGTH]
    asked = [fold(word) for word in WORD.findall(text)]
    if len(text) < MIN_LENGTH or not asked:
        return []
    named: list[Suggestion] = []
    documents: list[Suggestion] = []
    # Who is still typing does not wait: what is found in time is shown.
    with suppress(TooSlow), reading(SECONDS) as transaction, transaction.planned(by_index=True):
        named += _named(asked)
        documents += _documents(text, limit)
    kept = max(limit - len(documents), limit // 2)
    return [*named[:kept], *documents][:limit]


def _named(asked: list[str]) -> Iterator[Suggestion]:
    known = labels()
    other_names = _other_names()
    seen: set[str] = set()
    for facet in DOCUMENTS.facets:
        found = [
            label
            for label in (known[facet.key].values() if facet.page else ())
            if _begins(asked, " ".join([*label.names, other_names.get((facet.key, label.key), "")]))
        ]
        for label in sorted(found, key=_order(asked)):
            if (url := reverse(facet.page, args=[label.key])) not in seen:
                seen.add(url)
                yield Suggestion(facet.page, label.text, url, label.text.lang)


def _other_names() -> dict[tuple[str, str], str]:
    """What else the values of facets are called."""
    queries = [
        f"SELECT '{facet.key}', key, concat_ws(' ', en, ru, kk) FROM ({all_names(facet.key)}) names"
        for facet in DOCUMENTS.facets
        if facet.page and facet.other_names
    ]
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return {(facet, key): names for facet, key, names in cursor}


def _order(asked: list[str]) -> Callable[[Label], tuple[bool, str]]:
    return lambda label: (not any(fold(name).startswith(asked[0]) for name in label.names), alphabet_key(label.text))


def _begins(asked: list[str], names: str) -> bool:
    words = _words(names)
    return all(any(word.startswith(start) for word in words) for start in asked)


@lru_cache(maxsize=32768)
def _words(names: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in WORD.findall(names))


def _documents(text: str, limit: int) -> list[Suggestion]:
    """Documents with these words in the title, the last of them perhaps not finished; the latest first."""
    words = [word for term in with_forms(analyse([text]), DOCUMENTS.name) for word in term]
    if not words:
        return []
    words[-1] = replace(words[-1], beginning=True)
    query = " & ".join(any_of(after(TITLE, lexeme) for lexeme in word.lexemes()) for word in words)
    ids = list(
        SearchPassage.objects.heads()
        .filter(type=DOCUMENTS.name, vector__matches=query)
        .order_by(*latest_first())
        .values_list("entry", flat=True)[:limit]
    )
    found = Agreement.objects.published().in_bulk(ids)
    return [
        Suggestion("document", found[pk].title, found[pk].get_absolute_url(), found[pk].title.lang)
        for pk in ids
        if pk in found
    ]
