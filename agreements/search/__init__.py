"""Search: one object that holds a reader's question and answers it, for page, API, feed and export alike."""

from agreements.search.answer import Answer
from agreements.search.listing import Listing, listing
from agreements.search.results import (
    Alternative,
    Chip,
    ClauseHit,
    Facet,
    FacetValue,
    Loosening,
    PieceShown,
    Suggestion,
    YearCount,
)
from agreements.search.search import Search
from agreements.search.suggestions import suggest

__all__ = [
    "Alternative",
    "Answer",
    "Chip",
    "ClauseHit",
    "Facet",
    "FacetValue",
    "Listing",
    "Loosening",
    "PieceShown",
    "Search",
    "Suggestion",
    "YearCount",
    "listing",
    "suggest",
]
