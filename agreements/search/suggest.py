"""Suggestions while a reader types: things of the public record whose names begin like the words so far."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache

from django.urls import reverse

from agreements.base import database
from agreements.base.alphabet import alphabet_key
from agreements.base.database import TooSlow, reading
from agreements.models import Agreement, SearchDocument
from agreements.search.labels import THEMES, Label, labels
from agreements.search.ranking import latest_first
from agreements.search.results import Suggestion
from agreements.search.words import KAZAKH, TITLE, WORD, after, analyse, fold, quote, with_forms

MIN_LENGTH = 2
MAX_LENGTH = 80
SECONDS = 1.0

_PAGES: tuple[tuple[str, str, str], ...] = (
    ("theme", "theme", "theme"),
    ("party", "party", "party"),
    ("signatory", "person", "person"),
    ("place", "place", "place"),
    ("region", "place", "place"),
)
_OTHER_WORDS = f"SELECT key, concat_ws(' ', en, ru, kk) FROM ({THEMES}) themes"


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
    with database.cursor() as cursor:
        cursor.execute(_OTHER_WORDS)
        other_words = dict(cursor.fetchall())
    seen: set[str] = set()
    for facet, kind, route in _PAGES:
        found = [
            label
            for label in known[facet].values()
            if _begins(asked, " ".join([*label.names, other_words.get(label.key, "") if facet == "theme" else ""]))
        ]
        for label in sorted(found, key=_order(asked)):
            if (url := reverse(route, args=[label.key])) not in seen:
                seen.add(url)
                yield Suggestion(kind, label.text, url, label.text.lang)


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
    words = [word for term in with_forms(analyse([text])) for word in term]
    if not words:
        return []
    *whole, last = words
    parts = [" | ".join(after(TITLE, lexeme) for lexeme in word.lexemes()) for word in whole]
    begun = [quote(TITLE + last.folded) + ":*", quote(TITLE + KAZAKH + last.folded) + ":*", quote(TITLE + last.lexeme)]
    query = " & ".join(f"({part})" for part in [*parts, " | ".join(begun)])
    ids = list(
        SearchDocument.objects.filter(vector__matches=query)
        .order_by(*latest_first())
        .values_list("pk", flat=True)[:limit]
    )
    found = Agreement.objects.published().in_bulk(ids)
    return [
        Suggestion("document", found[pk].title, found[pk].get_absolute_url(), found[pk].title.lang)
        for pk in ids
        if pk in found
    ]
