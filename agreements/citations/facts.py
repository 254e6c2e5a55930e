"""The facts of an entry that citations need, in the languages that a style asks for."""

import datetime
import re
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext, override

from agreements.base.edtf import Edtf
from agreements.base.languages import LANGUAGES, Text, country_name, reading_order
from agreements.base.registers import Register
from agreements.models import Agreement, Clause, Entry, Source, SourceKind

UNKNOWN = Text("", LANGUAGES[0])
_BETWEEN = re.compile(r"\b(?:between|между|арасын\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class CitationFacts:
    """The facts of one entry: title and parties in the reader's language, the rest in the style's.

    ``names_kind``: whether the title says what kind of document it is. ``clause`` and ``heading`` are of the cited
    clause, None where the whole document is cited.
    """

    title: Text
    parties: tuple[Text, ...]
    kind: str
    names_kind: bool
    date: Edtf
    archive: str
    address: str
    official: Source | None
    clause: Clause | None
    heading: Text | None
    accessed: datetime.date
    sides: tuple[str, ...] = ()
    is_treaty: bool = False
    in_force: Edtf | None = None
    place: Text | None = None
    numbers: tuple[tuple[Register, str], ...] = ()
    held_in: Text = UNKNOWN
    location: tuple[str, str, str, str] = ("", "", "", "")  # fonds, inventory, file, sheets

    @property
    def is_cited_by_title(self) -> bool:
        """Whether a citation begins with the title: a treaty has no author, and some entries name nobody."""
        return self.is_treaty or not self.parties

    @property
    def authors(self) -> tuple[Text, ...]:
        """Whom every citation, file and head names as authors: nobody for a treaty, which is cited by its title."""
        return () if self.is_treaty else self.parties

    @property
    def treaty_series(self) -> str:
        """The number under which the treaty is registered in the United Nations Treaty Series, with its usual sign."""
        return next((f"UNTS {number}" for register, number in self.numbers if register.key == "unts"), "")

    @property
    def names_parties(self) -> bool:
        """Whether the title says between whom the document was concluded."""
        return bool(_BETWEEN.search(self.title))

    @property
    def clause_address(self) -> str:
        """The permanent address, of the clause where one is cited."""
        return f"{self.address}#{self.clause.anchor}" if self.clause else self.address


def is_treaty(agreement: Agreement) -> bool:
    """Whether styles cite the document as a treaty: by title and without an author.

    A treaty is concluded between states, governments or ministries, the three levels of a treaty in the law of both
    sides (article 3 of either law on international treaties). Plans, minutes and statements are not treaties.
    """
    return agreement.level.treaty and agreement.kind.treaty


def official_texts(entry: Entry) -> list[Source]:
    """Sources that publish the text: they are evidence for the title, and for clauses or parties."""
    return [
        source
        for source in entry.sources.all()
        if source.kind == SourceKind.OFFICIAL_TEXT
        and "title" in source.supports
        and {"clauses", "parties"} & set(source.supports)
    ]


def archive_name() -> str:
    """The name of the archive in the language of the page."""
    return gettext("Archive of Cultural Agreements")


def bracketed(text: Text) -> str:
    """A text, in [square brackets] if the archive supplied its words."""
    return f"[{text}]" if text.supplied else str(text)


@singledispatch
def parties_of(entry: Entry) -> tuple[Text, ...]:
    """Who is responsible for the entry, in the language of the page; a kind that names parties says so here."""
    return ()


@parties_of.register
def _(agreement: Agreement) -> tuple[Text, ...]:
    return tuple(participation.party.name for participation in agreement.participations.all())


@singledispatch
def details_of(entry: Entry) -> dict[str, Any]:
    """The fields of `CitationFacts` that only one kind of entry has, in the language of the page."""
    return {}


@details_of.register
def _(agreement: Agreement) -> dict[str, Any]:
    codes = dict.fromkeys(participation.party.side for participation in agreement.participations.all())
    return {
        "sides": tuple(country_name(code) for code in codes),
        "is_treaty": is_treaty(agreement),
        "in_force": agreement.date_of("in_force"),
        "place": agreement.where.name if agreement.where else None,
        "numbers": tuple(agreement.numbers()),
        "held_in": agreement.original_archive,
        "location": (
            agreement.original_fonds,
            agreement.original_inventory,
            agreement.original_file,
            agreement.original_sheets,
        ),
    }


def citation_facts(
    entry: Entry,
    *,
    reader: str,
    terms: str,
    base_url: str,
    accessed: datetime.date,
    clause: Clause | None = None,
) -> CitationFacts:
    """The facts of a dated entry; ``reader`` and ``terms`` are languages: of title and parties, and of other words."""
    assert entry.date is not None
    with override(reader):
        title = entry.title
        languages = reading_order()
    # Where the title is in another language than the reader's, the parties follow it: a citation is in one language.
    with override(title.lang):
        parties = parties_of(entry)
        heading = clause.heading if clause else None
        kind_words = [word for word in entry.description.lower().split() if len(word) > 3]
    with override(terms):
        return CitationFacts(
            title=title,
            parties=parties,
            kind=entry.description,
            names_kind=any(word in title.lower() for word in kind_words),
            date=entry.date,
            archive=archive_name(),
            address=base_url.rstrip("/") + entry.permanent_path(),
            official=min(
                official_texts(entry),
                key=lambda text: languages.index(text.language) if text.language in languages else len(languages),
                default=None,
            ),
            clause=clause,
            heading=heading,
            accessed=accessed,
            **details_of(entry),
        )
