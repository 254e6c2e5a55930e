"""The types of entries, and what the index holds of each.

Documents are the type that is always there. A room that has another registers it when the application is ready.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Entry
from agreements.search.facets import FACETS, Facet
from agreements.search.texts import CLAUSES, TEXTS, Part, Text, stated


@dataclass(frozen=True, eq=False)
class EntryType:
    """One type of entries: the model that holds them, and by what they are found, filtered and sorted."""

    model: type[Entry]
    date: str = ""
    """The field with the date (EDTF) by which they are sorted and filed under a year."""

    years: str | Promise = ""
    """What the years of their dates are called on pages."""

    dates: str | Promise = ""
    """What the dates themselves are called there."""

    more_texts: tuple[Text, ...] = ()
    """Those besides what the facts of the model state."""

    parts: tuple[Part, ...] = ()
    facets: tuple[Facet, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The paths to their values of facets that another type has declared."""

    @property
    def name(self) -> str:
        """What the index calls it."""
        return self.model.entry_type

    @property
    def texts(self) -> list[Text]:
        """The texts of an entry itself."""
        return [*stated(self.model), *self.more_texts]

    def value_paths(self) -> Iterator[tuple[str, str]]:
        """The key of each facet, with each path to its values."""
        for facet in self.facets:
            yield from ((facet.key, path) for path in facet.paths)
        for key, paths in self.values.items():
            yield from ((key, path) for path in paths)

    @cached_property
    def panel(self) -> dict[str, Facet]:
        """The facets that the panel shows, by key and in its order; those that another type has declared are last."""
        facets = [*self.facets, *(declared(key) for key in self.values)]
        return {facet.key: facet for facet in facets if facet.listed}


DOCUMENTS = EntryType(
    Agreement,
    date="signed",
    years=_("Year of signature"),
    dates=_("Date of signature"),
    more_texts=TEXTS,
    parts=(CLAUSES,),
    facets=FACETS,
)

_registered: dict[str, EntryType] = {DOCUMENTS.name: DOCUMENTS}


def entry_types() -> list[EntryType]:
    """All types that the index holds."""
    return list(_registered.values())


def entry_type(name: str) -> EntryType:
    """The type of this name."""
    return _registered[name]


def facets() -> list[Facet]:
    """All facets, of whatever type."""
    return [facet for one in entry_types() for facet in one.facets]


def declared(key: str) -> Facet:
    """The facet of this key."""
    return next(facet for facet in facets() if facet.key == key)


def register(new: EntryType) -> None:
    """Have the index hold entries of this type; it does so from the next migration, or start, on.

    A ValueError says that its name or one of its facets is taken, or that it has values of a facet that nobody has.
    """
    known = {facet.key for facet in facets()}
    if new.name in _registered:
        raise ValueError(f"The type of entries {new.name} is registered already.")
    if taken := known.intersection(facet.key for facet in new.facets):
        raise ValueError(f"Another type has declared the facet {min(taken)}: give its paths in `values`.")
    if unknown := new.values.keys() - known:
        raise ValueError(f"No type has declared the facet {min(unknown)}.")
    _registered[new.name] = new
