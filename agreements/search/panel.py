"""The panel beside a list: each facet with its values, and the years, each with the number that it would leave."""

from collections.abc import Mapping

from django.db.models import Max, Min
from django.urls import reverse

from agreements.base.alphabet import alphabet_key
from agreements.base.names import surname_first
from agreements.models import SearchEntry
from agreements.search.choices import Choices
from agreements.search.counts import Counts
from agreements.search.results import Facet, FacetValue, YearCount

VALUES_LISTED = 200


def facets(choices: Choices, counts: Counts) -> list[Facet]:
    """Every facet with its values: the most frequent first, those without documents last; people by surname.

    Of facets that have a page of their own for all values, the first `VALUES_LISTED` and whatever is chosen.
    """
    return [_facet(name, choices, counts.get(name, {})) for name in choices.entry_type.panel]


def _facet(name: str, choices: Choices, counts: Mapping[str, int]) -> Facet:
    facet, chosen = choices.entry_type.panel[name], choices.conditions.facets.get(name, [])
    values = [
        FacetValue(key, label.text, counts.get(key, 0), key in chosen, choices.toggled(name, key))
        for key, label in choices.labels[name].items()
    ]
    filed_as = surname_first if facet.page == "person" else str
    values.sort(key=lambda value: (-value.count, alphabet_key(filed_as(value.label)), value.key))
    listed, index = values, ""
    if len(values) > VALUES_LISTED and facet.index:
        listed = [value for number, value in enumerate(values) if number < VALUES_LISTED or value.selected]
        index = reverse(facet.index)
    is_open = bool(chosen) or facet.is_open
    return Facet(name, str(facet.label), listed, is_open, len(values) - len(listed), index)


def years(choices: Choices, counts: Counts) -> list[YearCount]:
    """Every year from the first to the last of the record; the chosen range does not narrow the counts.

    The axis is the record's whatever is found, so that results can be compared at a glance.
    """
    axis = SearchEntry.objects.filter(type=choices.entry_type.name).aggregate(first=Min("year"), last=Max("year"))
    start, end = axis["first"], axis["last"]
    if start is None or end is None:
        return []
    found = {int(year): number for year, number in counts.get("year", {}).items()}
    first, last = choices.year_from or start, choices.year_to or end
    return [
        YearCount(year, found.get(year, 0), choices.has_years and first <= year <= last)
        for year in range(start, end + 1)
    ]
