"""The facts of a document as readers see them, on its page and in a comparison: a row a fact, a line a value."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.base.edtf import Edtf
from agreements.base.languages import Text, country_name, language_name
from agreements.models.agreement import Agreement
from agreements.models.facts import DOCUMENT, Column, Fact, Holds, Shown
from agreements.models.parties import Party
from agreements.models.places import Place, Region
from agreements.models.vocabulary import Status, Theme


@dataclass(frozen=True)
class Value:
    """One value of a fact, with the address that it leads to and the remark that belongs to it."""

    text: str
    url: str = ""
    remark: str = ""

    @property
    def is_external(self) -> bool:
        """Whether it leads out of the archive."""
        return "://" in self.url


@dataclass(frozen=True)
class FactRow:
    """A fact that a document states; of parties, those of one side."""

    fact: Fact
    label: str
    values: list[Value]

    @property
    def is_in_one_line(self) -> bool:
        """Whether its values are shown in one line: there is one, or they are short names."""
        return len(self.values) == 1 or self.fact.key in ("languages", "regions")


def stated(agreement: Agreement, shown: Shown) -> list[FactRow]:
    """What the document, fetched with ``for_readers()``, states of the facts that are ``shown`` there."""
    return [
        FactRow(fact, label, values)
        for fact in DOCUMENT
        if shown & fact.shown
        for label, values in _labelled(agreement, fact)
        if values
    ]


def _labelled(agreement: Agreement, fact: Fact) -> Iterable[tuple[str, list[Value]]]:
    if fact.key == "parties":
        return [(country_name(side), _linked(parties)) for side, parties in agreement.sides().items()]
    values = _OWN.get(fact.key) or (lambda document: list(_of_columns(document, fact)))
    return [(str(fact.label), values(agreement))]


def _of_columns(agreement: Agreement, fact: Fact) -> Iterator[Value]:
    for column in fact.columns:
        if value := getattr(agreement, column.name):
            yield from _values(value, column)


def _values(value: Any, column: Column) -> Iterator[Value]:
    match column.holds:
        case Holds.DATE | Holds.PAST | Holds.DAY:
            yield Value(str(Edtf.parse(str(value))))
        case Holds.ADDRESS:
            yield Value(value, value)
        case Holds.TERM:
            yield Value(value.in_table if isinstance(value, Status) else value.label)
        case Holds.CODES:
            yield from (Value(language_name(code)) for code in value)
        case _:
            yield Value(value)


def _linked(things: Iterable[Party | Place | Region]) -> list[Value]:
    return [Value(thing.name, thing.get_absolute_url()) for thing in things]


def _signatories(agreement: Agreement) -> list[Value]:
    return [
        Value(signatory.person.name, signatory.person.get_absolute_url(), signatory.office)
        for signatory in agreement.signatories.all()
    ]


def _themes(agreement: Agreement) -> list[Value]:
    themes: Iterable[Theme] = agreement.themes.all()
    return [Value(theme.label, theme.get_absolute_url()) for theme in themes]


def _term(agreement: Agreement) -> list[Value]:
    return [Value(text) for text in (agreement.stated_term, agreement.renewal) if text]


def _occasion(agreement: Agreement) -> list[Value]:
    return [Value(agreement.occasion, agreement.occasion_url)] if agreement.occasion else []


def _numbers(agreement: Agreement) -> list[Value]:
    return [Value(f"{register.label} {number}", register.address(number)) for register, number in agreement.numbers()]


def _original(agreement: Agreement) -> list[Value]:
    archive: Text = agreement.original_archive
    return [Value(archive, remark=location(agreement))] if archive else []


def location(agreement: Agreement) -> str:
    """Where in its archive the original is, in the words of archives: “fonds 1, file 2”; empty if not known."""
    parts = {
        "fonds": _("fonds %(number)s"),
        "inventory": _("inventory %(number)s"),
        "file": _("file %(number)s"),
        "sheets": _("sheets %(number)s"),
    }
    numbers = ((words, getattr(agreement, f"original_{part}")) for part, words in parts.items())
    return ", ".join(words % {"number": number} for words, number in numbers if number)


# How facts without columns are shown, and columns that say one thing together.
_OWN: dict[str, Callable[[Agreement], list[Value]]] = {
    "signatories": _signatories,
    "place": lambda agreement: _linked([agreement.where] if agreement.where else []),
    "term": _term,
    "occasion": _occasion,
    "themes": _themes,
    "regions": lambda agreement: _linked(agreement.regions.all()),
    "identifiers": _numbers,
    "original": _original,
}
