"""Search: one object that holds a reader's question and answers it, for page, API, feed and export alike."""

from agreements.search.answer import Answer
from agreements.search.listing import Listing, listing
from agreements.search.results import Chip, ClauseHit, Facet, FacetValue, Loosening, Suggestion, YearCount
from agreements.search.search import Search
from agreements.search.suggestions import suggest

__all__ = [
    "Answer",
    "Chip",
    "ClauseHit",
    "Facet",
    "FacetValue",
    "Listing",
    "Loosening",
    "Search",
    "Suggestion",
    "YearCount",
    "listing",
    "suggest",
]
