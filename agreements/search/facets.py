"""The facets: by what a list can be filtered, each said once.

From a declaration come the values that the index keeps, the tables it watches for them, what the values are called,
the parameter of a list, the words by which entries are found, and suggestions.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.base.codes import COUNTRIES
from agreements.base.languages import country_name, language_name
from agreements.models import Confidence, Kind, Level, Status, Term, Theme


@dataclass(frozen=True)
class Facet:
    """One thing that entries are filtered by, and counted."""

    key: str
    """The name of the parameter."""

    label: str | Promise
    """What it is called on pages."""

    paths: tuple[str, ...]
    """From an entry to its values, over Django's models; a list gives each of its items."""

    names: str = ""
    """The translated field by which a value is called, in the table where a path ends. It may be the entry's own."""

    other_names: str = ""
    """The field with lists of other words for it."""

    called: Callable[[str, str], str] | None = None
    """For codes, which no table names: what one is called in a language."""

    codes: Collection[str] = ()
    """For codes: all there are, where entries are found by what they are called."""

    vocabulary: bool = False
    """Whether all values are listed, those without entries too."""

    searched: bool = False
    """Whether entries are found by what their values are called."""

    listed: bool = True
    """Whether the panel shows it."""

    is_open: bool = False
    """Whether the panel shows it open."""

    index: str = ""
    """The page that lists all values, where there can be very many."""

    page: str = ""
    """The page of one value, which is suggested to who types its name."""

    is_suggested: bool = False
    """Whether the list of one value is suggested instead, where it has no page."""

    @property
    def all_names(self) -> tuple[str, ...]:
        """The fields with what a value is called."""
        return tuple(filter(None, (self.names, self.other_names)))


def language_called(code: str, lang: str) -> str:
    """The name of a language in ``lang``, as it begins a line of the panel."""
    return capfirst(language_name(code, lang))


def terms(model: type[Term], label: str | Promise, *paths: str, **options: Any) -> Facet:
    """A facet whose values are the terms of a vocabulary."""
    return Facet(model.scheme, label, paths, "label", "alt", vocabulary=True, searched=model.in_search, **options)


# The facets of documents, in the order of the panel. A place of signature can be a city or a region; where both have
# one address, the city lends its name.
FACETS = (
    terms(Kind, _("Kind of document"), "kind", is_open=True),
    terms(Level, _("Level"), "level"),
    terms(Status, _("Status"), "status"),
    terms(Theme, _("Theme"), "themes", "clauses__themes", is_open=True, index="themes", page="theme"),
    Facet(
        "side", _("Side"), ("participations__party__side",), called=country_name, codes=COUNTRIES, searched=True
    ),
    Facet("party", _("Party"), ("participations__party__slug",), "name", is_open=True, index="parties", page="party"),
    Facet("signatory", _("Signatory"), ("signatories__person__slug",), "name", index="people", page="person"),
    Facet(
        "place", _("Place of signature"), ("place__slug", "place_region__slug"), "name", index="places", page="place"
    ),
    Facet("occasion", _("Occasion"), ("occasion_key",), "occasion", is_suggested=True),
    Facet("region", _("Region"), ("regions__slug",), "name", index="places", page="place"),
    Facet("language", _("Language of the text"), ("languages",), called=language_called),
    terms(Confidence, _("Confidence"), "confidence"),
    Facet("year", _("Year of signature"), ("signed_year",), listed=False),
)  # fmt: skip

#: Beside the facets the index has of each entry the years between which its date lies: 2013..2013, 2013..2015, ..2015.
SPAN, BETWEEN = "span", ".."
