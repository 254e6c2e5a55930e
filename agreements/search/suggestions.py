"""Suggestions while a reader types: things of the public record whose names begin like the words so far."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from agreements.base import database
from agreements.base.alphabet import alphabet_key
from agreements.base.database import TooSlow, reading
from agreements.models import Agreement, SearchPassage
from agreements.search.entry_types import DOCUMENTS
from agreements.search.facets import Facet
from agreements.search.labels import Label, labels
from agreements.search.letters import unmixed
from agreements.search.naming import all_names
from agreements.search.question import terms_of, with_forms
from agreements.search.ranking import latest_first
from agreements.search.results import Suggestion
from agreements.search.spelling import corrections
from agreements.search.tokens import tokens_of
from agreements.search.words import KAZAKH, TITLE, WORD, Term, Word, analyse, fold

MIN_LENGTH = 2
MAX_LENGTH = 80
SECONDS = 1.0
_FEWEST_MISSPELT = 3  # letters; shorter ones are not finished, and may become anything


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """What ``text`` may become: themes, parties, people, places and occasions by name, then documents by title.

    The words may be in any form and spelling that the search knows, the last of them not finished.
    """
    text = unmixed(text.replace("\0", " ").strip()[:MAX_LENGTH])
    if len(text) < MIN_LENGTH or not WORD.search(text):
        return []
    named: list[Suggestion] = []
    documents: list[Suggestion] = []
    # Who is still typing does not wait: what is found in time is shown.
    with suppress(TooSlow), reading(SECONDS) as transaction, transaction.planned(by_index=True):
        for asked in _ways_to_ask(text):
            named += _named(asked)
            documents += _documents(asked, limit)
            if named or documents:
                break
    kept = max(limit - len(documents), limit // 2)
    return [*named[:kept], *documents][:limit]


def _ways_to_ask(text: str) -> Iterator[list[Term]]:
    """What is typed and, for where nothing is so called, what is nearest to it."""
    terms = _asked(text)
    if terms:
        yield [*terms[:-1], _unfinished(terms[-1])]
    if spelled := _spelled(terms):
        yield [*spelled[:-1], _unfinished(spelled[-1])]


def _asked(text: str) -> list[Term]:
    """What is typed, each word with all its forms and spellings; initials are no words."""
    tokens = tokens_of(text)
    return [
        term
        for token, found in terms_of(tokens, DOCUMENTS.name)
        for term in found
        if term.words and (token.is_part_telling or not any(other.is_part_telling for other in tokens))
    ]


def _unfinished(term: Term) -> Term:
    """The term with words that begin like its last."""
    *before, last = term.words
    return replace(term, words=(*before, replace(last, beginning=True)))


def _spelled(terms: list[Term]) -> list[Term]:
    """The terms, those that nothing has with the nearest words in place of other forms; none where none is changed."""
    unknown = {
        number: term.words[0]
        for number, term in enumerate(terms)
        if len(term.words) == 1 and not any(word.forms for each in term.spellings for word in each.words)
    }
    long = [word for word in unknown.values() if len(word.folded) > _FEWEST_MISSPELT]
    nearest = corrections(long, DOCUMENTS.name) if long else {}
    if not nearest:
        return []
    spelled = list(terms)
    for number, word in unknown.items():
        if near := nearest.get(word.folded):
            [known] = with_forms(analyse(near[:1]), DOCUMENTS.name)
            spelled[number] = replace(terms[number], others=(*terms[number].others, Term(near[0], tuple(known))))
    return spelled


def _named(asked: list[Term]) -> Iterator[Suggestion]:
    known = labels()
    other_names = _other_names()
    seen: set[str] = set()
    for facet in DOCUMENTS.facets:
        found = [
            label
            for label in (known[facet.key].values() if facet.page or facet.is_suggested else ())
            if _begins(asked, " ".join([*label.names, other_names.get((facet.key, label.key), "")]))
        ]
        for label in sorted(found, key=_order(asked)):
            url = _address(facet, label.key)
            if url not in seen:
                seen.add(url)
                yield Suggestion(facet.page or facet.key, label.text, url, label.text.lang)


def _address(facet: Facet, value: str) -> str:
    """The page of a value of a facet, or the list of what has it."""
    if facet.page:
        return reverse(facet.page, args=[value])
    return f"{reverse('agreements')}?{urlencode({facet.key: value})}"


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


def _order(asked: list[Term]) -> Callable[[Label], tuple[bool, str]]:
    first = asked[0].words[0].folded
    return lambda label: (not any(fold(name).startswith(first) for name in label.names), alphabet_key(label.text))


def _begins(asked: list[Term], names: str) -> bool:
    """Whether the names have each word in whatever form or spelling, or one that begins so."""
    words = _words(names)
    return all(any(all(_is_among(word, words) for word in each.words) for each in term.spellings) for term in asked)


def _is_among(word: Word, names: tuple[str, ...]) -> bool:
    if any(name.startswith(word.folded) for name in names):
        return True
    return any(form.removeprefix(KAZAKH) in names for form in word.forms)


@lru_cache(maxsize=32768)
def _words(names: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in WORD.findall(names))


def _documents(asked: list[Term], limit: int) -> list[Suggestion]:
    """Documents with these words in the title, the last of them perhaps not finished; the latest first."""
    query = " & ".join(f"({term.prefixed(TITLE)})" for term in asked)
    ids = list(
        SearchPassage.objects.filter(type=DOCUMENTS.name, vector__matches=query)  # only heads have words of titles
        .order_by(*latest_first())
        .values_list("entry", flat=True)[:limit]
    )
    found = Agreement.objects.published().in_bulk(ids)
    return [
        Suggestion("document", found[pk].title, found[pk].get_absolute_url(), found[pk].title.lang)
        for pk in ids
        if pk in found
    ]
