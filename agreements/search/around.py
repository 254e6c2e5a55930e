"""Where a city has few documents: the region that it lies in, if that has more."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, TextField, Value

from agreements.base.languages import columns
from agreements.models import Place
from agreements.search.choices import Choices
from agreements.search.question import Question
from agreements.search.results import Loosening
from agreements.search.tokens import tokens_of
from agreements.search.words import KAZAKH, Term, fold

FEW = 5  # documents; who finds fewer is told of the region
MOST = 3  # regions of which one is told


def regions_around(choices: Choices, question: Question, found: int, count: Callable[[str], int]) -> list[Loosening]:
    """The regions of the cities that were asked for, each with its documents, where these are few.

    ``count`` says how many documents the list of a query string has.
    """
    chosen = choices.conditions.facets.get("place", [])
    if found >= FEW or "region" in choices.conditions.facets or not (chosen or question.needed):
        return []
    ways: dict[str, Loosening] = {}
    for city in _cities(chosen, question.needed)[:MOST]:
        query = _instead(choices, question, city)
        more = count(query)
        if more > found and city.region.slug not in ways:
            ways[city.region.slug] = Loosening(city.region.name, query, more)
    return list(ways.values())


def _cities(chosen: Sequence[str], needed: Sequence[Term]) -> list[Place]:
    """Public cities that are chosen, or all words of whose name in one of the languages are words of the question."""
    known = sorted({lexeme.removeprefix(KAZAKH) for term in needed for word in term.words for lexeme in word.known})
    words = {f"{name}_words": _words_of(name) for name in columns("name")}
    named = reduce(or_, (Q(**{f"{name}__contained_by": known}) for name in words))
    found = Place.objects.published().annotate(**words).filter(named | Q(slug__in=chosen))
    return list(found.select_related("region").order_by("slug"))


def _words_of(column: str) -> Func:
    folded = Func(F(column), function="search_fold", output_field=TextField())
    return Func(folded, Value(" "), function="string_to_array", output_field=ArrayField(TextField()))


def _instead(choices: Choices, question: Question, city: Place) -> str:
    """The query that asks for the region instead of the city, by whichever name this was asked for."""
    region = {"region": [city.region.slug], "sort": None}
    if city.slug in choices.facets.get("place", []):
        return choices.query(place=[slug for slug in choices.facets["place"] if slug != city.slug], **region)
    names = {word for name in columns("name") for word in fold(getattr(city, name)).replace("-", " ").split()}
    starts = {term.start for term in question.needed if any(names & _folded(each) for each in term.spellings)}
    words = " ".join(token.text for token in tokens_of(choices.words) if token.start not in starts)
    pieces = choices.reading.pieces
    if not pieces:
        return choices.query(q=words, **region)
    others = [piece for piece in pieces if piece.name != "place" or city.slug not in piece.values]
    return choices.asking(others, words=words, **region)


def _folded(term: Term) -> set[str]:
    return {lexeme.removeprefix(KAZAKH) for word in term.words for lexeme in word.known}
