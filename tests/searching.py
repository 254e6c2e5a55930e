"""What a search has, as tests look at it."""

import datetime
from typing import Any

from django.http import QueryDict

from agreements.base.database import asking_index
from agreements.base.edtf import Edtf
from agreements.base.intervals import Interval
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


def may_be_of(interval: str) -> set[int]:
    """The keys of the documents whose date may lie in an interval: what a date may be is said by EDTF.

    A date without a beginning goes back to the oldest document.
    """
    span, whole = Interval.parse(interval), Agreement.objects.published()
    dates = {document.pk: Edtf.parse(document.signed) for document in whole}
    oldest = min(date.upper for date in dates.values() if date.upper)
    return {
        pk
        for pk, date in dates.items()
        if (date.upper or datetime.date.max) >= (span.first or datetime.date.min)
        and (date.lower or oldest) <= (span.last or datetime.date.max)
    }


def shown(search: Search) -> list[Any]:
    """The documents or clauses on the page, with the words marked."""
    return list(Answer(search).page.object_list)


def facet(query: str, name: str) -> Facet:
    """One facet of the list of a query string."""
    return next(facet for facet in Search(QueryDict(query)).facets() if facet.name == name)
