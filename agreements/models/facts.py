"""What the record states, a fact a line: files, form, completeness, pages, comparison and index follow these tables.

A new text, date or coded value costs a column of the model with its migration, a line here, and its words in the other
languages. A fact without columns (parties, clauses…) has rows of its own, and code of its own wherever it is used.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, Flag, auto
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.base.languages import columns as in_languages
from agreements.base.registers import REGISTERS


class Holds(Enum):
    """What a column holds: how it is written in files, checked, and shown."""

    LINE = auto()
    TEXT = auto()  # of several lines
    DATE = auto()  # EDTF
    PAST = auto()  # a year, a month or a day that has come
    DAY = auto()  # a day that has come
    ADDRESS = auto()  # of a web page
    TERM = auto()  # a key of the vocabulary
    CHOICE = auto()  # one of the column's choices
    CODE = auto()  # in the form that the column asks for
    CODES = auto()  # a list of such


class Shown(Flag):
    """Where readers see a fact in the table of facts."""

    NOWHERE = 0
    PAGE = auto()
    COMPARISON = auto()
    BOTH = PAGE | COMPARISON


@dataclass(frozen=True)
class Column:
    """A column, or the three of one text in the languages of the record."""

    name: str
    holds: Holds = Holds.LINE
    translated: bool = False
    key: str = ""  # in the files, below that of its fact; empty where the fact has no other column
    required: bool = False  # always given where its fact or row is stated
    weight: str = ""  # in the search: A to D as PostgreSQL has them, N for notes; none where it is not searched

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the table."""
        return in_languages(self.name) if self.translated else (self.name,)

    @property
    def attribute(self) -> str:
        """Where a row has its value: of a term its key, of a translated text that in the reader's language."""
        return f"{self.name}_id" if self.holds is Holds.TERM else self.name


@dataclass(frozen=True)
class Fact:
    """What a file says under one key, and the columns that hold it."""

    key: str
    label: Any  # for readers
    columns: tuple[Column, ...]
    always: bool  # no document is without it
    needs: Any  # what a source has to be evidence for where the fact is stated, in words
    takes: Any  # the same where a source is optional
    section: str  # of the form
    fields: tuple[str, ...]  # of the form, besides those of the columns
    shown: Shown

    @property
    def lines(self) -> Iterator[tuple[str, ...]]:
        """The fields of the form: a line for each language of a text; other columns beside each other in one."""
        for translated, columns in groupby(self.columns, key=lambda column: column.translated):
            names = [name for column in columns for name in column.names]
            yield from ((name,) for name in names) if translated else (tuple(names),)
        yield from ((name,) for name in self.fields)


def fact(
    key: str,
    label: Any,
    *columns: Column,
    always: bool = False,
    needs: Any = "",
    takes: Any = "",
    section: str = "",
    fields: tuple[str, ...] = (),
    shown: Shown = Shown.NOWHERE,
) -> Fact:
    """A line of a table; see `Fact`."""
    return Fact(key, label, columns, always, needs, takes, section, fields, shown)


def _words(name: str, holds: Holds = Holds.LINE, **options: Any) -> Column:
    return Column(name, holds, translated=True, **options)


def _line(name: str, **options: Any) -> Column:
    return Column(name, Holds.LINE, **options)


def _date(name: str, **options: Any) -> Column:
    return Column(name, Holds.DATE, **options)


def _term(name: str) -> Column:
    return Column(name, Holds.TERM)


BOTH, COMPARISON = Shown.BOTH, Shown.COMPARISON

# fmt: off
# What every published thing states.
TITLE = fact("title", _("Title"), _words("title", weight="A"), always=True, takes=_("title"), section="identity")
SUMMARY = fact(
    "summary", _("Summary"), _words("summary", Holds.TEXT, weight="C"),
    always=True, takes=_("summary"), section="content",
)
THEMES = fact("themes", _("Themes"), takes=_("themes"), section="themes", fields=("themes",), shown=BOTH)
RELATIONS = fact("relations", _("Relations"), needs=_("relations"))
SOURCES = fact("sources", _("Sources"), always=True)
CONFIDENCE = fact("confidence", _("Confidence"), _term("confidence"), always=True, section="notes")
NOTES = fact("notes", _("Notes"), _words("notes", Holds.TEXT, weight="N"), section="notes")

DOCUMENT = (
    TITLE,
    fact(
        "kind", _("Kind of document"), _term("kind"),
        always=True, takes=_("kind"), section="identity", shown=COMPARISON,
    ),
    fact("level", _("Level"), _term("level"), always=True, section="identity", shown=COMPARISON),
    fact("parties", _("Parties"), always=True, needs=_("parties"), shown=BOTH),
    fact("signatories", _("Signed by"), needs=_("signatories"), shown=BOTH),
    fact(
        "signed", _("Signed"), _date("signed"),
        always=True, needs=_("date of signature"), section="dates", shown=BOTH,
    ),
    fact(
        "place", _("Place of signature"),
        needs=_("place"), section="place", fields=("place", "place_region"), shown=BOTH,
    ),
    fact("in_force", _("In force since"), _date("in_force"), needs=_("entry into force"), section="dates", shown=BOTH),
    fact(
        "term", _("Term"),
        _date("term_from", key="from"), _date("term_until", key="until"), _words("renewal", key="renewal", weight="C"),
        needs=_("term"), section="dates", shown=BOTH,
    ),
    fact("status", _("Status"), _term("status"), always=True, takes=_("status"), section="dates", shown=BOTH),
    fact(
        "languages", _("Languages of the text"), Column("languages", Holds.CODES),
        needs=_("languages"), section="content", shown=BOTH,
    ),
    fact("occasion", _("Occasion"), _words("occasion", weight="C"), needs=_("occasion"), section="place", shown=BOTH),
    SUMMARY,
    fact("clauses", _("Clauses"), needs=_("clauses")),
    THEMES,
    fact("regions", _("Regions"), takes=_("regions"), section="themes", fields=("regions",), shown=BOTH),
    RELATIONS,
    fact(
        "identifiers", _("Numbers in registers"),
        *(Column(register.column, Holds.CODE, key=key, weight="D") for key, register in REGISTERS.items()),
        section="original", shown=BOTH,
    ),
    fact(
        "original", _("Held in"), _words("original_archive", key="archive", required=True, weight="D"),
        *(_line(f"original_{part}", key=part, weight="D") for part in ("fonds", "inventory", "file", "sheets")),
        section="original", shown=BOTH,
    ),
    SOURCES,
    CONFIDENCE,
    NOTES,
)
"""What a document states, in the order of its file."""
# fmt: on

SOURCE = (
    Column("url", Holds.ADDRESS, required=True),
    _line("publisher", required=True),
    _line("title"),
    Column("published", Holds.PAST),
    Column("accessed", Holds.DAY),
    Column("kind", Holds.CHOICE, required=True),
    Column("language", Holds.CODE, required=True),
    Column("supports", Holds.CODES),
)
"""What a file says of each source, in its order."""


def keys(facts: Collection[Fact], *kinds: Holds) -> set[str]:
    """The keys of the files under which columns of these kinds are."""
    columns = [*SOURCE, *(column for fact in facts for column in fact.columns)]
    alone = {column.name: fact.key for fact in facts for column in fact.columns if not column.key}
    return {column.key or alone.get(column.name, column.name) for column in columns if column.holds in kinds}


def evidence(facts: tuple[Fact, ...]) -> dict[str, Any]:
    """What sources can be evidence for, in words, by the key of the fact."""
    return {fact.key: fact.needs or fact.takes for fact in facts if fact.needs or fact.takes}


def without_source(
    stated: Collection[str], supported: Collection[str], facts: tuple[Fact, ...] = DOCUMENT
) -> list[str]:
    """The facts that need a source but have none, by key: among those ``stated``, those not ``supported``."""
    return [fact.key for fact in facts if fact.needs and fact.key in stated and fact.key not in supported]
