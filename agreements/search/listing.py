"""The list of the documents that one entry of the archive has, for the page of that entry."""

from dataclasses import dataclass

from django.http import QueryDict

from agreements.base.database import asking_index
from agreements.search import panel
from agreements.search.choices import Choices
from agreements.search.hits import Hits
from agreements.search.question import Question
from agreements.search.results import YearCount


@dataclass(frozen=True)
class Listing:
    """The choices that make the list, how many documents it has, and of which years."""

    choices: Choices
    documents: int
    years: list[YearCount]


@asking_index()
def listing(**chosen: str) -> Listing:
    """The list of the documents with one value of a facet, which the record is known to have."""
    params = QueryDict(mutable=True)
    params.update(chosen)
    choices = Choices(params, trusted=True)
    hits = Hits(choices, Question(()), only=("all", "year"))
    return Listing(choices, hits.total, panel.years(choices, hits.counts))
