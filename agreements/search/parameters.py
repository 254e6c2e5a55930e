"""The parameters of a list: what each may be, whatever the record has."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.base.intervals import Interval
from agreements.base.paging import PageNumber
from agreements.models import SearchEntry
from agreements.search.entry_types import DOCUMENTS, EntryType
from agreements.search.subsets import MOST, PARAMETER, subset
from agreements.search.tokens import unread, used

ALSO = re.compile(r"(?P<facet>[a-z]+):(?P<values>[\w-]+(?:,[\w-]+)*)")
# What an address says, and what readers call it: messages say the latter.
BEST_FIRST, LATEST_FIRST = "relevance", "-signed"
SORTS = {
    BEST_FIRST: gettext_lazy("Best match first"),
    LATEST_FIRST: gettext_lazy("Latest first"),
    "signed": gettext_lazy("Oldest first"),
    "title": gettext_lazy("By title"),
}
VIEWS = {"documents": gettext_lazy("Show documents"), "clauses": gettext_lazy("Show clauses")}
REST_SHOWN = 80  # letters of what is left out of a question
LITERALLY = "words"
READINGS = {LITERALLY: gettext_lazy("Search for the exact words")}


class Values(forms.Field):
    """A parameter that may be repeated."""

    widget = forms.SelectMultiple
    longest = 300

    def to_python(self, value: Any) -> list[str]:
        """Each value once, sorted, so that one choice has one address."""
        return sorted({text for item in value or () if (text := item.replace("\0", "").strip()[: self.longest])})


class Also(Values):
    """More conditions on facets, each with the values of which any will do: ``party:city-of-omsk,omsk-oblast``."""

    longest = 2000
    most = 5

    def validate(self, value: list[str]) -> None:
        """At most so many, and each in this form."""
        wrong = next((one for one in value if not ALSO.fullmatch(one)), "")
        if wrong:
            raise ValidationError(no_filter(wrong))
        if len(value) > self.most:
            raise ValidationError(_("No more than %(count)s conditions at once.") % {"count": self.most})


class Subsets(Values):
    """Subsets that charts draw: the longest names two parties. Each is a condition of its own."""

    longest = 260

    def validate(self, value: list[str]) -> None:
        """At most `MOST` of them."""
        if len(value) > MOST:
            raise ValidationError(_("No more than %(count)s marks of charts at once.") % {"count": MOST})


class Words(forms.CharField):
    """What the reader typed; any text is valid."""

    def clean(self, value: Any) -> str:
        """Without characters that the database cannot hold, and in one line."""
        text = str(value or "").replace("\0", " ").encode("utf-8", "ignore").decode()
        return " ".join(text.split())


class OneOf(forms.CharField):
    """One of a few values."""

    def __init__(self, values: Mapping[str, object], **options: Any) -> None:
        """``values`` as an address has them, each with what readers call it."""
        super().__init__(**options)
        self.values = values

    def validate(self, value: str) -> None:
        """Say what there is to choose from."""
        if value and value not in self.values:
            raise ValidationError(
                _("“%(value)s” is not one of these choices: %(choices)s.")
                % {"value": value[:40], "choices": "; ".join(map(str, self.values.values()))}
            )


class Year(forms.IntegerField):
    """A year of four digits."""

    def __init__(self, **options: Any) -> None:
        said = gettext_lazy("Write a year as four digits, for example 2013.")
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), said)
        super().__init__(min_value=1000, max_value=9999, error_messages=messages, **options)


class Signed(forms.Field):
    """A span of time, its ends as precise as days."""

    def to_python(self, value: Any) -> Interval | None:
        """The span; nothing for nothing."""
        text = str(value or "").replace("\0", "").strip()
        try:
            return Interval.parse(text) if text else None
        except ValueError as error:
            said = _("“%(value)s” is not a valid period. Write 2017-11, 2013-11-11, 2012/2016, 2014/.. or ../2009.")
            raise ValidationError(said % {"value": text[:40]}) from error


class ListForm(forms.Form):
    """What is no filter, for a list of any entries. Says what is wrong with a value, and goes on with the others."""

    q = Words(required=False)
    signed = Signed(required=False)
    reading = OneOf(READINGS, required=False)
    also = Also(required=False)
    sort = OneOf(SORTS, required=False)
    page = PageNumber()

    def clean(self) -> dict[str, Any]:
        """Years the wrong way round are left out, and subsets that there are none of; too long a question is cut."""
        cleaned = self.cleaned_data
        self._clean_subsets()
        self._clean_words()
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and first > last:
            self.add_error("year_from", _("The first year is later than the last; the years cannot be used."))
            cleaned["year_to"] = None
        return cleaned

    def _clean_subsets(self) -> None:
        for key in list(self.cleaned_data.get(PARAMETER, ())):
            try:
                subset(key)
            except ValueError as error:
                kept = [other for other in self.cleaned_data[PARAMETER] if other != key]
                self.add_error(PARAMETER, str(error))
                self.cleaned_data[PARAMETER] = kept

    def _clean_words(self) -> None:
        text = self.cleaned_data.get("q", "")
        if text and not any(letter.isalnum() for letter in text):
            self.add_error("q", _("Your search contains no word to look for."))  # and what is wrong is left out
            return
        kept = text[: used(text)].strip()
        if unread(kept):
            kept = kept.removesuffix(unread(kept)).strip()
        if rest := text[len(kept) :].strip():
            said = Truncator(rest).chars(REST_SHOWN)
            self.add_error("q", _("Your search is too long: “%(rest)s” is not searched for.") % {"rest": said})
            self.cleaned_data["q"] = kept


class DocumentsForm(ListForm):
    """The same of documents: they alone have clauses, and charts."""

    view = OneOf(VIEWS, required=False)
    mark = Subsets(required=False)


class FacetFilter(django_filters.Filter):
    """Entries that have any of the chosen values."""

    field_class = Values

    def filter(self, qs: Any, value: list[str]) -> Any:
        """OR within the facet."""
        return qs.filter(facets__overlap=[f"{self.field_name}:{key}" for key in value]) if value else qs


class YearFilter(django_filters.Filter):
    """Entries from a year on, or up to one: those whose date may be so."""

    field_class = Year

    def filter(self, qs: Any, value: int | None) -> Any:
        """What may be outside too counts."""
        if not value:
            return qs
        if self.lookup_expr == "gte":
            return qs.filter(may_be_within(Interval(datetime.date(value, 1, 1), None)))
        return qs.filter(may_be_within(Interval(None, datetime.date(value, 12, 31))))


def may_be_within(span: Interval) -> Q:
    """Of rows of the index: that the date may be within the span.

    A date without a beginning goes back as far as the record does: [..2015] may be of the year of the oldest document,
    and not of any before that.
    """
    condition = Q(year__isnull=False)
    if span.first:
        condition &= Q(latest__gte=span.first) | Q(latest=None)
    if span.last:
        older = SearchEntry.objects.filter(type=OuterRef("type"), latest__lte=span.last)
        condition &= Q(earliest__lte=span.last) | Q(Exists(older), earliest=None)
    return condition


def is_within(span: Interval) -> Q:
    """Of rows of the index: that the date is within the span whatever day it is."""
    condition = Q()
    if span.first:
        condition &= Q(earliest__gte=span.first)
    if span.last:
        condition &= Q(latest__lte=span.last)
    return condition


class Parameters(django_filters.FilterSet):
    """Every parameter that a list of entries of a type understands, and what the filters among them leave of it."""

    year_from = YearFilter(field_name="year", lookup_expr="gte")
    year_to = YearFilter(field_name="year", lookup_expr="lte")

    class Meta:
        model = SearchEntry
        fields = ()

    def __init__(self, entry_type: EntryType, params: Any = None) -> None:
        super().__init__(params or {})
        self._form_class = DocumentsForm if entry_type is DOCUMENTS else ListForm
        self.filters |= {
            key: FacetFilter(field_name=key, label=str(facet.label)) for key, facet in entry_type.panel.items()
        }

    def get_form_class(self) -> type[forms.Form]:
        """The form of the type, with a field for each filter."""
        fields = {name: one.field for name, one in self.filters.items()}
        return type("ParametersForm", (self._form_class,), fields)

    def filter_queryset(self, queryset: Any) -> Any:
        """The rows that the valid filters leave."""
        for name, one in self.filters.items():
            queryset = one.filter(queryset, self.form.cleaned_data.get(name))
        return queryset


def no_filter(text: str) -> str:
    """What a reader is told whose address has a condition on something that is no facet of the list."""
    return _("“%(value)s” is not a filter of this list.") % {"value": text[:40]}


def unknown(values: list[str], label: str, *, all_of_them: bool) -> str:
    """What a reader is told whose values of the facet with this label the record does not have."""
    named = ", ".join(_("“%(words)s”") % {"words": value[:40]} for value in values[:5])
    said = {"values": named + ("…" if len(values) > 5 else ""), "filter": label}
    if all_of_them:
        return _("Not in the archive: %(values)s (filter “%(filter)s”). This filter cannot be used.") % said
    return _("Not in the archive: %(values)s (filter “%(filter)s”). Only your other choices can be used.") % said
