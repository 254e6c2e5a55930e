"""What a reader chose: read from the parameters of a list, and written as its address and as chips."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from agreements.base.database import TooSlow, asking_index
from agreements.base.intervals import Interval
from agreements.base.languages import Text, reading_order
from agreements.models import SearchEntry
from agreements.search.entry_types import DOCUMENTS, EntryType
from agreements.search.labels import Label, labels
from agreements.search.naming import moved_values
from agreements.search.parameters import SORTS, Parameters, may_be_within, unknown
from agreements.search.results import Chip
from agreements.search.subsets import PARAMETER, subset

Labels = Mapping[str, Mapping[str, Label]]


class Choices:
    """The valid choices among some parameters for entries of a type; ``errors`` say what is wrong, by parameter.

    Values of facets are compared with those that the record has, ``known`` or looked up; with ``trusted`` parameters,
    which the archive itself has chosen, they are not.
    """

    def __init__(
        self,
        params: QueryDict,
        entry_type: EntryType = DOCUMENTS,
        *,
        known: Labels | None = None,
        trusted: bool = False,
    ) -> None:
        self.entry_type = entry_type
        self._parameters = Parameters(entry_type, params)
        form = self._parameters.form
        form.is_valid()
        given = form.cleaned_data
        self.errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
        self.text: str = given.get("q") or ""
        self.view: str = given.get("view") or "documents"
        self.page: int = given.get("page") or 1
        self.year_from: int | None = given.get("year_from")
        self.year_to: int | None = given.get("year_to")
        self.signed: Interval | None = given.get("signed")
        self.subsets: list[str] = given.get(PARAMETER) or []
        self.facets: dict[str, list[str]] = {facet: given[facet] for facet in entry_type.panel if given.get(facet)}
        self.sort: str = given.get("sort") or self.default_sort
        if self.sort == "relevance" and not self.text:
            self.sort = self.default_sort
        if known is not None:
            self.labels = known
        if not trusted:
            self._leave_out_unknown()

    @property
    def default_sort(self) -> str:
        """Best match first, where there are words to match."""
        return SORTS[0] if self.text else SORTS[1]

    @property
    def has_years(self) -> bool:
        """Whether a first or a last year is chosen."""
        return bool(self.year_from or self.year_to)

    @property
    def are_filters(self) -> bool:
        """Whether anything is chosen that narrows the record, but for words."""
        return bool(self.facets or self.has_years or self.signed or self.subsets)

    @property
    def spans(self) -> list[Interval]:
        """The chosen years, and the chosen span of dates."""
        years = Interval.of_years(self.year_from, self.year_to)
        return [span for span in (years, self.signed) if span]

    def narrow_to_dates(self, found: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
        """The rows of the index whose date may lie in the chosen span of dates and, at once, in the chosen years."""
        if not self.signed:
            return found
        span: Interval | None = self.signed
        for other in self.spans:
            span = span and span.within(other)
        return found.filter(may_be_within(span)) if span else found.none()

    @cached_property
    @asking_index()
    def labels(self) -> Labels:
        """What the values of the facets are called; `TooSlow` where the database does not say in time."""
        return labels(self.entry_type)

    def _leave_out_unknown(self) -> None:
        """Name values that the record does not have; where it does not say in time what it has, keep them."""
        try:
            known = self.labels if self.facets else {}
        except TooSlow:
            return
        for facet, values in list(self.facets.items()):
            if not (wrong := [value for value in values if value not in known[facet]]):
                continue
            now = moved_values(self.entry_type.panel[facet], wrong)
            kept = sorted({now.get(value, value) for value in values} & known[facet].keys())
            if wrong := [value for value in wrong if now.get(value) not in kept]:
                self.errors.setdefault(facet, []).append(unknown(wrong, all_of_them=not kept))
            self.facets[facet] = self._parameters.form.cleaned_data[facet] = kept
        self.facets = {facet: values for facet, values in self.facets.items() if values}

    def narrow(self, found: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
        """The rows of the index that the chosen facets and years leave."""
        narrowed: QuerySet[SearchEntry] = self._parameters.filter_queryset(found)
        return narrowed

    # The address

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """Each parameter as it is in an address; there are hundreds of addresses on a page."""
        params: dict[str, Any] = {
            "q": self.text,
            "view": self.view if self.view != "documents" else None,
            "year_from": self.year_from,
            "year_to": self.year_to,
            "signed": self.signed and str(self.signed),
            **{facet: self.facets.get(facet) for facet in self.entry_type.panel},
            PARAMETER: self.subsets,
            "sort": self.sort if self.sort != self.default_sort else None,
        }
        return {name: _encode(name, value) for name, value in params.items()}

    def query(self, **changes: Any) -> str:
        """The canonical query string of the valid parameters, with ``changes``; None or nothing removes one."""
        parts = self._encoded | {name: _encode(name, value) for name, value in changes.items()}
        return "&".join(part for part in parts.values() if part)

    def toggled(self, facet: str, value: str) -> str:
        """The query string with a value of a facet more, or without it where it is chosen."""
        values = self.facets.get(facet, [])
        changed = [other for other in values if other != value] if value in values else [*values, value]
        return self.query(**{facet: changed})

    def years_query(self, first: int, last: int) -> str:
        """The query string for these years, or for all where they alone are chosen."""
        alone = (self.year_from, self.year_to) == (first, last)
        return self.query(year_from=None if alone else first, year_to=None if alone else last)

    # Chips

    def chips(self, *, named: bool = True) -> list[Chip]:
        """Every choice of the reader's but the words, each with the query that drops it.

        With ``named`` each is called by its name; that asks the database.
        """
        labels = self.labels if named and self.facets else {}
        chips = [
            Chip(str(self.entry_type.panel[facet].label), _label(labels, facet, value), self.toggled(facet, value))
            for facet, values in self.facets.items()
            for value in values
        ]
        if self.has_years:
            years = str(self.entry_type.years)
            chips.append(Chip(years, _ours(self._years()), self.query(year_from=None, year_to=None)))
        if self.signed:
            dates = str(self.entry_type.dates or self.entry_type.years)
            chips.append(Chip(dates, _ours(self.signed.in_words()), self.query(signed=None)))
        for key in self.subsets:
            others = [other for other in self.subsets if other != key]
            label = subset(key).label() if named else key
            chips.append(Chip(_("From a chart"), _ours(label), self.query(**{PARAMETER: others})))
        return chips

    def _years(self) -> str:
        first, last = self.year_from, self.year_to
        if first and last:
            return str(first) if first == last else f"{first}–{last}"
        return _("from %d") % first if first else _("until %d") % (last or 0)


def _label(labels: Labels, facet: str, value: str) -> Text:
    label = labels.get(facet, {}).get(value)
    return label.text if label else _ours(value)


def _ours(words: str) -> Text:
    """Words of the archive's own, in the language of the page."""
    return Text(words, reading_order()[0])


def _encode(name: str, value: Any) -> str:
    """A parameter as it is in an address: repeated for each of several values, nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return urlencode([(name, item) for item in sorted(value)])
    return urlencode([(name, value)], safe="/")
