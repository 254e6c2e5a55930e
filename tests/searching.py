"""What a search has, as tests look at it."""

from typing import Any

from django.http import QueryDict

from agreements.base.database import asking_index
from agreements.models import Agreement
from agreements.search import Answer, Facet, Search


def found(search: Search) -> list[Agreement]:
    """All documents that are found, in their order."""
    with asking_index():
        return search.hits.fetch(0, search.entries)


def keys(search: Search) -> list[int]:
    """The keys of all documents that are found, in their order: for who compares many lists, and shows none."""
    with asking_index():
        return list(search.hits.in_order().values_list("pk", flat=True))


def found_by(query: str) -> list[Agreement]:
    """All documents in the list of a query string."""
    return found(Search(QueryDict(query)))


def shown(search: Search) -> list[Any]:
    """The documents or clauses on the page, with the words marked."""
    return list(Answer(search).page.object_list)


def facet(query: str, name: str) -> Facet:
    """One facet of the list of a query string."""
    return next(facet for facet in Search(QueryDict(query)).facets() if facet.name == name)
