"""The parameters of a list, validated once for page, API, feed and export."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.base.paging import PageNumber
from agreements.models import SearchEntry
from agreements.search.labels import FACETS, Label, labels
from agreements.search.question import MAX_LENGTH
from agreements.search.subsets import behind

SORTS = ("relevance", "-signed", "signed", "title")
VIEWS = ("documents", "clauses")


class Values(forms.Field):
    """A parameter that may be repeated."""

    widget = forms.SelectMultiple
    longest = 120

    def to_python(self, value: Any) -> list[str]:
        """Each value once, in an order of their own, so that one choice has one address."""
        return sorted({text for item in value or () if (text := item.replace("\0", "").strip()[: self.longest])})


class Marks(Values):
    """Marks of charts: the longest names two parties. Each is a condition of its own, so there is an end to them."""

    longest = 260
    most = 5

    def validate(self, value: list[str]) -> None:
        """Refuse more than a reader would ever follow."""
        if len(value) > self.most:
            raise forms.ValidationError(_("No more than %(count)s marks of charts at once.") % {"count": self.most})


class Words(forms.CharField):
    """What the reader typed. Whatever it is, it is no mistake, unless there is too much of it."""

    def clean(self, value: Any) -> str:
        """Without characters that the database cannot hold, and in one line."""
        text = str(value or "").replace("\0", " ").encode("utf-8", "ignore").decode()
        return " ".join(text.split())


class OneOf(forms.ChoiceField):
    """One of a few values."""

    def __init__(self, *, values: Sequence[str], **options: Any) -> None:
        super().__init__(choices=[(value, value) for value in values], **options)
        self.values = values

    def validate(self, value: str) -> None:
        """Say what there is to choose from."""
        if value and value not in self.values:
            raise forms.ValidationError(
                _("“%(value)s” is not one of %(values)s.") % {"value": value[:40], "values": ", ".join(self.values)}
            )


class SearchForm(forms.Form):
    """Says what is wrong with a value, and goes on with the others."""

    # The values that each facet has; None if the database did not say in time: then they are taken as they are.
    known: Callable[[], Mapping[str, Mapping[str, Label]] | None] = staticmethod(labels)

    def clean(self) -> dict[str, Any]:
        """Values that the record does not have are named and left out; so are years the wrong way round."""
        cleaned = self.cleaned_data
        for facet in FACETS:
            values = cleaned.get(facet) or []
            known = self.known() if values else None
            if known is not None and (unknown := [value for value in values if value not in known[facet]]):
                self.add_error(facet, _unknown(unknown, len(unknown) == len(values)))
                cleaned[facet] = [value for value in values if value not in unknown]
        marks = cleaned.get("mark", [])
        for mark in list(marks):
            try:
                behind(mark)
            except ValueError as error:
                marks.remove(mark)
                self.add_error("mark", str(error))
        cleaned["mark"] = marks
        text = cleaned.get("q", "")
        if text and not any(letter.isalnum() for letter in text):
            self.add_error("q", _("There is no word in this to search for."))  # and what is wrong is left out
        elif len(text) > MAX_LENGTH:
            self.add_error(
                "q", _("That is too much to search for: only the first %d characters were used.") % MAX_LENGTH
            )
            cleaned["q"] = text[:MAX_LENGTH].strip()
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and first > last:
            self.add_error("year_from", _("The first year is later than the last; the years were left out."))
            cleaned["year_to"] = None
        return cleaned


def _unknown(values: list[str], all_of_them: bool) -> str:
    named = ", ".join(_("“%(words)s”") % {"words": value[:40]} for value in values[:5])
    named += "…" if len(values) > 5 else ""
    if all_of_them:
        return ngettext(
            "The record does not have %(values)s, so this filter was left out.",
            "The record has none of %(values)s, so this filter was left out.",
            len(values),
        ) % {"values": named}
    return _("The record does not have %(values)s; the other choices were used.") % {"values": named}


class FacetFilter(django_filters.Filter):
    """Documents that have any of the chosen values."""

    field_class = Values

    def filter(self, qs: Any, value: list[str]) -> Any:
        """OR within the facet."""
        return qs.filter(facets__overlap=[f"{self.field_name}:{key}" for key in value]) if value else qs


class Unfiltered(django_filters.Filter):
    """A parameter that is validated here and used elsewhere."""

    def __init__(self, field_class: type[forms.Field], **options: Any) -> None:
        self.field_class = field_class
        super().__init__(**options)

    def filter(self, qs: Any, value: Any) -> Any:
        """Leaves the documents alone."""
        return qs


def _year(lookup: str) -> django_filters.Filter:
    invalid = gettext_lazy("Write a year as four digits, for example 2013.")
    filter_ = django_filters.Filter(field_name="year", lookup_expr=lookup, min_value=1000, max_value=9999)
    filter_.field_class = forms.IntegerField
    filter_.extra["error_messages"] = {"invalid": invalid, "min_value": invalid, "max_value": invalid}
    return filter_


class SearchFilter(django_filters.FilterSet):
    """What each parameter means for the documents of the index."""

    q = Unfiltered(Words)
    view = Unfiltered(OneOf, values=VIEWS)
    sort = Unfiltered(OneOf, values=SORTS)
    page = Unfiltered(PageNumber)
    mark = Unfiltered(Marks)
    year_from = _year("gte")
    year_to = _year("lte")

    class Meta:
        model = SearchEntry
        fields: tuple[str, ...] = ()
        form = SearchForm

    def __init__(self, *args: Any, **options: Any) -> None:
        self.base_filters = self.base_filters.copy()
        for key in FACETS:
            self.base_filters[key] = FacetFilter(field_name=key, label=key)
        super().__init__(*args, **options)
