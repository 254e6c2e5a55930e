"""Search: one object that holds a reader's question and answers it, for page, API, feed and export alike."""

from agreements.search.results import Chip, ClauseHit, Facet, FacetValue, Loosening, Suggestion, YearCount
from agreements.search.search import Search
from agreements.search.suggest import suggest

__all__ = [
    "Chip",
    "ClauseHit",
    "Facet",
    "FacetValue",
    "Loosening",
    "Search",
    "Suggestion",
    "YearCount",
    "suggest",
]
